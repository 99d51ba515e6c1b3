"""Every status in which nothing is collected is told in plain words, with what to do."""

from dataclasses import replace

import pytest

from s300gc.rules import mandates, remedies
from tests.rules import make

KNOWN = [status for status in mandates.ORDER if status != "active"]


@pytest.mark.parametrize("status", KNOWN)
def test_every_status_that_cannot_collect_has_words_of_its_own(status: str) -> None:
    one = replace(make.mandate("MD1"), status=status)
    said = remedies.advice("C1", [one], "GBP", {})
    assert said.startswith("MD1 ")
    assert "dashboard" not in said or status == "blocked"
    assert ("mandates invite C1" in said) == remedies.STANDINGS[status].anew


def test_a_status_that_nobody_knows_sends_to_the_dashboard() -> None:
    one = replace(make.mandate("MD1"), status="frozen")
    assert "MD1 is frozen: look at it" in remedies.advice("C1", [one], "GBP", {})


def test_the_cause_of_the_last_event_is_told() -> None:
    one = replace(make.mandate("MD1"), status="cancelled")
    said = remedies.advice("C1", [one], "GBP", {"MD1": "bank_account_closed"})
    assert "(the account was closed)" in said


def test_who_was_invited_is_reminded_and_not_asked_anew() -> None:
    one = replace(make.mandate("MD1"), status="cancelled")
    assert "remind him" in remedies.advice("C1", [one], "GBP", {}, invited=True)


def test_a_mandate_in_another_currency_is_none() -> None:
    said = remedies.advice("C1", [make.mandate("MD1")], "EUR", {})
    assert said == "he has no mandate for EUR; s300gc mandates invite C1"
    assert "no JPY" in remedies.advice("C1", [make.mandate("MD1")], "JPY", {})
