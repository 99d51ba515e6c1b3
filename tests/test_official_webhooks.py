"""The official client's webhook parser and ours agree, also on the vector of the documents."""

import json
import random
from pathlib import Path

import pytest
from gocardless_pro import webhooks
from gocardless_pro.errors import InvalidSignatureError

from s300gc.remote.gocardless_events import read_webhook
from s300gc.remote.signature import which_secret
from tests.receivers import signed

VECTOR = Path(__file__).parents[2] / "shared" / "gocardless" / "webhook-vector.json"
SECRET = "ED7D658C-D8EB-4941-948B-3973214F2D49"
WORDS = ("payments", "mandates", "paid_out", "failed", "é", "日本", '"', "\\", "\x7f", "")


def body(chance: random.Random) -> bytes:
    events = [
        {
            "id": f"EV{chance.getrandbits(60):X}",
            "created_at": f"2026-0{chance.randint(1, 9)}-11T09:00:00.{chance.randint(0, 999):03}Z",
            "resource_type": chance.choice(WORDS),
            "action": chance.choice(WORDS),
            "details": {"cause": chance.choice(WORDS), "will_attempt_retry": chance.random() < 0.5},
            "links": {"payment": f"PM{chance.randint(0, 999)}"},
            "metadata": {},
        }
        for _ in range(chance.choice([0, 1, 2, 5, 30]))
    ]
    text = json.dumps({"events": events, "meta": {"webhook_id": "WB1"}}, ensure_ascii=False)
    return text.encode()


def spoiled(chance: random.Random, whole: bytes, signature: str) -> tuple[bytes, str]:
    """The same delivery, changed by somebody on the way."""
    n = chance.randrange(len(whole))
    return chance.choice(
        [
            (whole + b"\n", signature),
            (whole[:n] + whole[n + 1 :], signature),
            (whole, signature.upper()),
            (whole, signature[:-1] + ("0" if signature[-1] != "0" else "1")),
            (whole, signed(whole, SECRET.lower())),
        ]
    )


def official(whole: bytes, signature: str) -> list[str] | None:
    try:
        return [one.id for one in webhooks.parse(whole, SECRET, signature)]
    except InvalidSignatureError:
        return None


def ours(whole: bytes, signature: str) -> list[str] | None:
    if which_secret(whole, signature, [SECRET]) is None:
        return None
    return [one.id for one in read_webhook(whole).events]


def test_both_agree_on_a_thousand_bodies_signed_right_and_wrong() -> None:
    chance = random.Random(7)  # noqa: S311
    believed = 0
    for n in range(1000):
        whole = body(chance)
        signature = signed(whole, SECRET)
        if n % 2:
            whole, signature = spoiled(chance, whole, signature)
        found = ours(whole, signature)
        assert found == official(whole, signature)
        believed += found is not None
    assert believed == 500


@pytest.mark.skipif(not VECTOR.exists(), reason="the official example data is not beside")
def test_the_vector_of_the_documents_is_believed_by_both() -> None:
    for one in json.loads(VECTOR.read_text(encoding="utf-8")):
        whole, secret, signature = one["body"].encode(), one["secret"], one["signature"]
        assert which_secret(whole, signature, [secret]) == 0
        parsed = webhooks.parse(whole, secret, signature)
        assert [event.id for event in parsed] == [event.id for event in read_webhook(whole).events]
