"""Money is given back once, never more than was collected, and above the limit by two persons."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded, UsageError
from s300gc.flows import refunding
from tests.company import Company
from tests.flows.collectors import company_of, owe, sign
from tests.flows.refunders import (
    SETTINGS,
    approve,
    in_dashboard,
    listed,
    made,
    paid,
    payment_of,
    refund,
)


def failed(one: Company, amount: str, **options: str) -> str:
    (found,) = refund(one, amount, **options).failures()
    return found.error


def test_within_the_limit_one_person_refunds(tmp_path: Path) -> None:
    one = paid(tmp_path)
    (done,) = refund(one, "20.00").done()
    (row,) = one.state["gocardless"]["refunds"]
    assert (done.remote, row["amount"]) == (row["id"], 2000)
    assert row["metadata"]["customer"] == "C1"
    assert row["metadata"]["refund"] == "paid by mistake"
    assert row["metadata"]["s300gc"].startswith(f"1 {one.config.sage300.company.upper()} ")
    (shown,) = listed(one)
    assert shown.refund is not None
    assert shown.request is not None
    assert (shown.request.state, shown.customers) == ("done", ("C1",))


def test_two_refunds_of_one_amount_are_two(tmp_path: Path) -> None:
    one = paid(tmp_path)
    refund(one, "20.00")
    refund(one, "20.00")
    assert made(one) == [2000, 2000]


def test_no_more_is_refunded_than_was_collected(tmp_path: Path) -> None:
    one = paid(tmp_path)
    refund(one, "50.00")
    in_dashboard(one, 3000, 8000)
    assert failed(one, "20.01").startswith("20.01 GBP is more than the 20.00 GBP that is left")
    refund(one, "20.00")
    assert made(one) == [5000, 3000, 2000]
    assert "is more than the 0.00 GBP" in failed(one, "0.01")


def test_what_waits_for_approval_counts_as_given(tmp_path: Path) -> None:
    one = paid(tmp_path)
    refund(one, "80.00")
    assert "request 1" in failed(one, "30.00")
    assert made(one) == []


def test_above_the_limit_another_person_must_approve(tmp_path: Path) -> None:
    one = paid(tmp_path)
    (waits,) = refund(one, "50.01").done()
    assert waits.kind == "waiting"
    assert made(one) == []
    with pytest.raises(PersonNeeded, match="another person has to approve it"):
        approve(one, "1", "ann")
    assert made(one) == []
    approve(one, "1", "Ben")
    assert made(one) == [5001]
    with pytest.raises(PersonNeeded, match="refund request 1 is done already"):
        approve(one, "1", "Cleo")
    assert made(one) == [5001]
    with one.parts() as parts:
        rows = [(r.kind, r.body.get("by")) for r in parts.store.audit.of_subject(payment_of(one))
                if r.kind.startswith("refund.")]  # fmt: skip
    assert rows == [("refund.asked", "Ann"), ("refund.approved", "Ben")]


def test_an_approval_comes_too_late_where_it_was_refunded_elsewhere(tmp_path: Path) -> None:
    one = paid(tmp_path)
    refund(one, "80.00")
    in_dashboard(one, 3000, 3000)
    (found,) = approve(one, "1", "Ben").failures()
    assert "is more than the 70.00 GBP" in found.error
    assert made(one) == [3000]
    with one.parts() as parts:
        refunding.reject(parts, "1", "Ben")
    refund(one, "50.00")
    assert made(one) == [3000, 5000]


def test_nothing_is_refunded_where_it_is_not_allowed(tmp_path: Path) -> None:
    one = paid(tmp_path, settings="")
    with pytest.raises(PersonNeeded, match=r"refunds\.allowed is false"):
        refund(one, "1.00")
    assert made(one) == []


def test_without_a_second_person_nothing_above_the_limit(tmp_path: Path) -> None:
    one = paid(tmp_path, settings=SETTINGS + "second_person = false\n")
    assert failed(one, "50.01") == "50.01 GBP is above refunds.limit"
    refund(one, "50.00")
    assert made(one) == [5000]


def test_what_has_not_arrived_is_not_refunded(tmp_path: Path) -> None:
    one = paid(tmp_path, days=1)
    assert "only what is confirmed or paid out" in failed(one, "1.00")


def test_a_payment_that_is_not_there_or_an_odd_amount_is_a_usage_error(tmp_path: Path) -> None:
    one = paid(tmp_path)
    with one.parts() as parts, pytest.raises(UsageError, match="GoCardless has no payment PM9"):
        refunding.create(parts, "pm9", Decimal(1), "Ann", reason="x")
    with pytest.raises(UsageError, match="more digits"):
        refund(one, "1.001")
    with pytest.raises(UsageError, match="no refund request 7"):
        approve(one, "7", "Ben")


@pytest.mark.parametrize("when", ["before", "after", "late"])
def test_a_refund_whose_answer_was_lost_is_made_once(tmp_path: Path, when: str) -> None:
    one = paid(tmp_path)
    one.fault({"system": "gocardless", "method": "POST", "path": "/refunds", "probability": 1,
               "when": when, "what": "reset", "late_calls": 2})  # fmt: skip
    outcome = refund(one, "20.00")
    one.fault()
    assert outcome.failures() or outcome.done()
    one.sync()
    assert made(one) == [2000]
    (row,) = listed(one)
    assert row.request is not None
    assert row.request.state == "done"


def test_one_in_doubt_is_found_after_its_key_is_forgotten(tmp_path: Path) -> None:
    one = paid(tmp_path)
    one.fault({"system": "gocardless", "method": "POST", "path": "/refunds", "probability": 1,
               "when": "after", "what": "reset"})  # fmt: skip
    refund(one, "20.00")
    one.fault()
    one.world.advance(40)
    one.sync()
    assert made(one) == [2000]
    (row,) = listed(one)
    assert row.request is not None
    assert row.request.state == "done"


def test_nothing_else_is_refunded_while_one_is_in_doubt(tmp_path: Path) -> None:
    one = paid(tmp_path)
    one.fault({"system": "gocardless", "method": "POST", "path": "/refunds", "probability": 1,
               "when": "before", "what": "reset"})  # fmt: skip
    refund(one, "20.00")
    again = refund(one, "30.00")
    assert [f.exit_code for f in again.failures()][:1] == [5]
    assert "in doubt" in again.failures()[-1].error
    one.fault()
    assert made(one) == []


def test_a_refusal_of_gocardless_ends_the_request_with_its_reason(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=SETTINGS)
    owe(one, "IN1", "100.00")
    one.live(10)
    assert "ask GoCardless to switch refunds on" in failed(one, "1.00")
    (row,) = listed(one)
    assert row.status == "refused"


def test_a_refund_made_elsewhere_is_seen_by_its_event(tmp_path: Path) -> None:
    one = paid(tmp_path)
    id = in_dashboard(one, 1500, 1500)
    one.sync()
    (row,) = listed(one, payment=payment_of(one))
    assert row.refund is not None
    assert (row.refund.id, row.request, row.customers) == (id, None, ("C1",))
    one.live(6)
    one.sync()
    assert [r.status for r in listed(one, customer="c1", status="paid")] == ["paid"]
    assert listed(one, customer="C2") == listed(one, waiting=True) == []
    assert made(one) == [1500]


def test_a_credit_note_carries_its_own_amount_and_no_more(tmp_path: Path) -> None:
    one = paid(tmp_path)
    sign(one.world, "C1")
    owe(one, "CN1", "30.00", kind="CreditNote")
    assert "credit note CN9 is not in Sage 300" in failed(
        one, "10.00", reason="", credit_note="CN9"
    )
    assert "IN1 is a Invoice" in failed(one, "10.00", reason="", credit_note="IN1")
    refund(one, "20.00", reason="", credit_note="cn1")
    assert made(one) == [2000]
    said = failed(one, "10.01", reason="", credit_note="CN1")
    assert said == "credit note CN1 is 30.00 GBP, of which 20.00 GBP was refunded already"
    refund(one, "10.00", reason="", credit_note="CN1")
    assert made(one) == [2000, 1000]


def test_a_dry_run_refunds_nothing_and_keeps_nothing(tmp_path: Path) -> None:
    one = paid(tmp_path)
    assert refund(one, "20.00", dry_run=True).done()[0].action.startswith("refund for")
    assert "second person" in refund(one, "80.00", dry_run=True).done()[0].action
    assert made(one) == []
    assert listed(one) == []
