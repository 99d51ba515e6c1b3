"""What the README says of each kind of document is what the code does."""

import re
from pathlib import Path
from typing import get_args

import pytest

from s300gc.model import DocumentKind
from s300gc.rules import kinds
from s300gc.rules.ar_refunds import ORDER
from s300gc.rules.choosing import RECEIVABLE
from s300gc.rules.safety import SAFETY
from tests.rules.make import document

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
TABLE = README.split("**Kinds of documents.**")[1].split("\n\n**")[0]


def test_the_readme_has_each_kind_as_the_code_has_it() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TABLE, re.M)[1:]
    said = [*kinds.KINDS.items(), *kinds.SPECIAL.items()]
    assert rows == [(name, one.collecting, one.booking) for name, one in said]


def test_every_kind_there_is_stands_in_the_table() -> None:
    assert set(kinds.KINDS) == set(get_args(DocumentKind))


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_what_is_said_of_a_kind_is_what_is_done(kind: DocumentKind) -> None:
    said = kinds.KINDS[kind]
    assert said.collecting.startswith("collected") == (kind in RECEIVABLE)
    assert said.booking.startswith("AR refunds are made of it") == (kind in ORDER)


def test_every_safety_rule_about_documents_is_named_that_the_table_speaks_of() -> None:
    named = {
        name
        for one in kinds.SPECIAL.values()
        for name in re.findall(r"safety\.(\w+)", one.collecting)
    }
    rules = {rule.name for rule in SAFETY}
    assert named <= rules
    assert named == {"job_related", "retainage", "national_account", "balance_forward", "on_hold"}


def test_money_for_a_project_is_applied_by_a_person() -> None:
    assert kinds.by_hand(document(job_related=True)).startswith("is job-related")
    assert kinds.by_hand(document(retainage=True)) == ""
