"""The clients against the simulated systems: what one side writes the other understands."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import requests

from s300gc.errors import CredentialError, OutcomeUnknown, Refused, Temporary
from s300gc.model import (
    Journal,
    JournalLine,
    Money,
)
from s300gc.model.dialect import Dialect
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.remote.both import Both, connect


def test_optional_fields_are_added_and_changed(small: Both) -> None:
    small.sage.update_fields("C1001", [("GCMANDATE", "MD1"), ("GCSTATUS", "active")])
    small.sage.update_fields("C1001", [("GCSTATUS", "cancelled")])
    found = small.sage.customer("C1001", codes={"GCMANDATE", "GCSTATUS"})
    assert found is not None
    assert found.fields == (("GCMANDATE", "MD1"), ("GCSTATUS", "cancelled"))


def journal_of(both: Both, amount: str = "1234567.10") -> Journal:
    money = Money.of(Decimal(amount), "GBP")
    one = Decimal(1)
    return Journal(
        reference="GC PO0001",
        description="GoCardless payout PO0001",
        dated=both.today,
        period=both.sage.period(both.today).period,
        source_ledger="GL",
        source_type="GC",
        lines=(
            JournalLine("1000", money, money, one, "", "PO0001", "payout"),
            JournalLine("1190", -money, -money, one, "", "PM1 IN1", "C1001"),
        ),
    )


@pytest.mark.parametrize(
    ("switches", "ready"),
    [
        ({}, "ReadyToPost"),
        ({"gl_ready": "Status"}, "Status"),
        ({"gl_ready": "ReadyToPost"}, "ReadyToPost"),
        ({"gl_post_names": "BatchIdFrom"}, "ReadyToPost"),
    ],
)
def test_a_journal_is_drafted_found_and_posted(
    session: requests.Session, switches: dict[str, Any], ready: Any
) -> None:
    world = World.new("small", sage_switches=SageSwitches(**switches))
    both = connect(world, session, dialect=Dialect(gl_ready=ready))
    number = both.sage.create_gl_batch(journal_of(both))
    (draft,) = both.sage.find_gl_batches("GC PO0001")
    assert draft == both.sage.gl_batch(number)
    assert (draft.number, draft.status, draft.entries) == (number, "Open", 1)
    assert draft.total == Decimal("1234567.10")
    both.sage.ready_gl_batch(number)
    both.sage.post_gl_batch(number)
    posted = both.sage.gl_batch(number)
    assert posted is not None
    assert (posted.status, posted.errors) == ("Posted", 0)
    line = list(both.sage.ledger_lines("1190"))[-1]
    assert line.amount == Money(-123456710, "GBP")
    assert (line.source, line.reference, line.batch) == ("GL-GC", "PM1 IN1", number)


def test_a_stray_draft_is_renamed_and_no_longer_found(small: Both) -> None:
    number = small.sage.create_gl_batch(journal_of(small))
    small.sage.describe_gl_batch(number, "DUPLICATE of 000001, do not post")
    assert small.sage.find_gl_batches("GC PO0001") == []
    found = small.sage.gl_batch(number)
    assert found is not None
    assert found.description == "DUPLICATE of 000001, do not post"


@pytest.mark.parametrize("what", ["reset", "timeout", "500", "html", "cut", "429"])
def test_a_draft_whose_answer_is_lost_is_there_and_was_sent_once(small: Both, what: str) -> None:
    journal = journal_of(small)
    small.sage.company_profile()
    posts = small.calls("POST")
    small.faults({"method": "POST", "nth": 1, "when": "after", "what": what})
    with pytest.raises(OutcomeUnknown):
        small.sage.create_gl_batch(journal)
    assert small.calls("POST") == posts + 1
    assert len(small.sage.find_gl_batches("GC PO0001")) == 1


def test_a_read_passes_through_trouble(small: Both) -> None:
    for what in ("reset", "timeout", "429", "500", "html", "cut"):
        small.faults({"method": "GET", "nth": 1, "what": what})
        assert len(small.sage.banks()) >= 5
    small.faults({"method": "GET", "what": "500"})
    with pytest.raises(Temporary):
        small.sage.banks()


def test_a_journal_in_euros_balances_in_both_currencies(session: requests.Session) -> None:
    both = connect(World.new("fx"), session)
    euros, pounds = Money(100000, "EUR"), Money(86000, "GBP")
    rate = Decimal("0.86")
    lines = (
        JournalLine("1190", euros, pounds, rate, "SP", "PO1", "payout"),
        JournalLine("1120", -euros, -pounds, rate, "SP", "PM1", "C1002"),
    )
    journal = replace(journal_of(both), lines=lines)
    number = both.sage.create_gl_batch(journal)
    both.sage.ready_gl_batch(number)
    both.sage.post_gl_batch(number)
    posted = both.sage.gl_batch(number)
    assert posted is not None
    assert (posted.status, posted.errors) == ("Posted", 0)
    assert list(both.sage.ledger_lines("1120"))[-1].amount == -pounds


def test_a_batch_that_is_not_ready_is_not_posted(small: Both) -> None:
    number = small.sage.create_gl_batch(journal_of(small))
    try:
        small.sage.post_gl_batch(number)
    except Refused as refused:
        assert refused.status == 409
    found = small.sage.gl_batch(number)
    assert found is not None
    assert found.status == "Open"


def test_what_sage_refuses_keeps_its_words(small: Both) -> None:
    journal = journal_of(small)
    (line, other) = journal.lines
    with pytest.raises(Refused, match="7777"):
        small.sage.create_gl_batch(replace(journal, lines=(replace(line, account="7777"), other)))


def test_a_missing_right_and_a_wrong_password_are_told_apart(session: requests.Session) -> None:
    switches = SageSwitches(tool_rights=("AR", "CS"))
    both = connect(World.new("small", sage_switches=switches), session)
    with pytest.raises(Refused, match='"Sage 300 Web API" in GL'):
        both.sage.gl_accounts(["1000"])
    wrong = connect(both.world, session, password="NOT THIS ONE")
    with pytest.raises(CredentialError):
        wrong.sage.banks()
