"""What the README and GoCardless's events say of payments is what the code's tables say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from s300gc.flows import sending
from s300gc.payment_settings import PaymentSettings
from s300gc.rules import causes, changes
from s300gc.rules.states import STATES
from s300gc.store import claims, collected, payments

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("\n## When a payment fails\n")[1].split("\n## ")[0]
FACTS = ROOT.parent / "shared" / "gocardless" / "event_types.json"


def cells(head: str) -> list[list[str]]:
    """The rows of the table whose head begins so."""
    table = SECTION.split(f"\n| {head} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in table.split("\n")[2:]]


def names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`(\w+)`", cell))


def told() -> dict[str, list[dict[str, Any]]]:
    """The events of payments by action, as GoCardless documents them."""
    if not FACTS.exists():
        pytest.skip("the table of GoCardless's events is not there")
    found: dict[str, list[dict[str, Any]]] = json.loads(FACTS.read_text("utf-8"))["payments"]
    return found


# ---------------------------------------------------------------- the README


def test_the_readme_has_each_status_with_what_it_means() -> None:
    shown = [
        (names(row[0])[0], row[1], row[2], names(row[3]), names(row[4])) for row in cells("status")
    ]
    assert shown == [
        (one.name, one.says, one.claim, one.may_become, one.events) for one in STATES.values()
    ]


def test_the_readme_has_each_cause_with_what_can_be_done() -> None:
    shown = [(names(row[0])[0], *row[1:]) for row in cells("cause")]
    assert shown == [
        (one.name, one.says, causes.REMEDIES[one.remedy], one.retry)
        for one in causes.CAUSES.values()
    ]


def test_the_settings_named_in_the_section_exist() -> None:
    named = set(re.findall(r"`payments\.(\w+)", SECTION))
    assert named == set(PaymentSettings.model_fields)


def test_the_causes_that_are_automatic_are_those_of_the_setting() -> None:
    assert PaymentSettings().retry_causes == causes.AUTOMATIC


# ---------------------------------------------------------------- the rest of the code


def test_every_list_of_statuses_in_the_code_is_the_tables() -> None:
    ended = {one.name for one in STATES.values() if not one.collects}
    assert set(payments.OPEN) == {one.name for one in STATES.values() if one.way == "on its way"}
    assert ended == claims.DEAD == sending.DEAD
    assert set(STATES) - ended == changes.COLLECTS
    assert set(collected.NEVER) < ended
    assert {one.name for one in STATES.values() if "pending_submission" in one.may_become} == {
        "pending_customer_approval", "failed",
    }  # fmt: skip


def test_a_status_leads_only_to_statuses() -> None:
    for one in STATES.values():
        assert set(one.may_become) < set(STATES) - {one.name}
    # What was paid out may still fail or be charged back, and come to life after that.
    assert {"failed", "charged_back"} == set(STATES["paid_out"].may_become)
    assert "pending_submission" in STATES["failed"].may_become
    assert "paid_out" in STATES["charged_back"].may_become


# ---------------------------------------------------------------- GoCardless's own list


def test_every_event_of_payments_belongs_to_a_status() -> None:
    assert {name for one in STATES.values() for name in one.events} == set(told())


def test_every_cause_of_payments_has_a_sentence_of_ours() -> None:
    named = {entry["cause"] for entries in told().values() for entry in entries}
    assert named == set(causes.CAUSES) | set(causes.PASSING)
    for entry in (entry for entries in told().values() for entry in entries):
        assert causes.sentence(entry["cause"]) != entry.get("description")


def test_every_cause_of_a_failure_says_who_may_retry() -> None:
    found = told()
    endings = ("failed", "charged_back", "cancelled", "customer_approval_denied")
    for action in endings:
        assert {entry["cause"] for entry in found[action]} <= set(causes.CAUSES)


def test_a_cause_that_nobody_knows_is_shown_and_left_to_a_person() -> None:
    new = causes.cause("solar_flare")
    assert "'solar_flare'" in new.says
    assert (new.remedy, new.retry) == ("contact", "by hand")
    assert causes.cause("").retry == "by hand"
    assert "not told" in causes.cause("").says
