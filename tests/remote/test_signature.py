import json
from pathlib import Path

import pytest

from s300gc.remote.signature import sign, which_secret

BODY = b'{"events":[]}'
VECTORS = Path(__file__).parents[3] / "shared" / "gocardless" / "webhook-vector.json"


def test_the_secret_is_found_by_its_place() -> None:
    assert which_secret(BODY, sign(BODY, "new"), ["new", "old"]) == 0
    assert which_secret(BODY, sign(BODY, "old"), ["new", "old"]) == 1


@pytest.mark.parametrize(
    "header",
    [None, "", "0" * 64, "v1=" + sign(BODY, "new"), sign(BODY, "new").upper(), "é" * 64],
)
def test_anything_else_was_signed_by_nobody(header: str | None) -> None:
    assert which_secret(BODY, header, ["new", "old"]) is None


def test_an_empty_secret_signs_nothing() -> None:
    assert which_secret(BODY, sign(BODY, ""), ["", "new"]) is None
    assert which_secret(BODY, sign(BODY, "new"), []) is None


def test_one_byte_more_is_another_body() -> None:
    assert which_secret(BODY + b"\n", sign(BODY, "new"), ["new"]) is None


@pytest.mark.skipif(not VECTORS.exists(), reason="the published vectors are not on this machine")
def test_published_vectors_are_signed_alike() -> None:
    for vector in json.loads(VECTORS.read_text()):
        assert sign(vector["body"].encode(), vector["secret"]) == vector["signature"]
