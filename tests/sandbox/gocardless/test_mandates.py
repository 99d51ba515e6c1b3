"""Mandates: made, active after some days, charged at notice, ended."""

from datetime import date

import pytest

from .desk import Desk

BRITISH = {"account_number": "55779911", "branch_code": "200000", "country_code": "GB"}


def bank_account(desk: Desk, **fields: str) -> str:
    customer = desk.make("customers", company_name="Ives Ltd")["id"]
    links = {"customer": customer}
    return str(
        desk.make(
            "customer_bank_accounts", account_holder_name="Ives", links=links, **(fields or BRITISH)
        )["id"]
    )


def test_a_mandate_takes_the_scheme_of_its_account_s_currency(desk: Desk) -> None:
    account = bank_account(desk)
    made = desk.make("mandates", links={"customer_bank_account": account}, metadata={"a": "b"})
    assert (made["scheme"], made["status"]) == ("bacs", "pending_submission")
    assert made["links"]["creditor"] == desk.creditor
    assert made["metadata"] == {"a": "b"}
    assert len(made["reference"]) == 7


def test_a_scheme_must_fit_account_and_creditor(desk: Desk) -> None:
    account = bank_account(desk)
    links = {"customer_bank_account": account}
    unsupported = ("scheme", "is not supported for your organisation")
    assert desk.fault("mandates", links=links, scheme="ach") == unsupported
    both = Desk(currencies=("GBP", "EUR"))
    links = {"customer_bank_account": bank_account(both)}
    assert both.fault("mandates", links=links, scheme="sepa_core")[0] == "scheme"


def test_links_must_be_given_and_there(desk: Desk) -> None:
    assert desk.fault("mandates")[0] == "customer_bank_account"
    given = {"mandates": {"links": {"customer_bank_account": "BA404"}}}
    assert desk.reason("POST", "/mandates", given) == (404, "link_not_found")


def test_a_bacs_mandate_is_submitted_and_then_active(desk: Desk) -> None:
    mandate = desk.sign(active=False)
    statuses = [desk.get("mandates", mandate)["status"]]
    for _ in range(2):
        desk.days(1)
        statuses.append(desk.get("mandates", mandate)["status"])
    assert statuses == ["pending_submission", "submitted", "active"]
    assert desk.actions(mandate=mandate) == ["created", "submitted", "active"]


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_a_sepa_or_ach_mandate_waits_for_its_first_payment(currency: str) -> None:
    desk = Desk(currencies=(currency,))
    mandate = desk.sign(currency, active=False)
    desk.days(8)
    assert desk.get("mandates", mandate)["status"] == "pending_submission"
    desk.pay(mandate)
    desk.days(1)
    assert desk.actions(resource_type="mandates") == ["created", "submitted"]
    desk.days(10)
    assert desk.actions(mandate=mandate) == ["created", "submitted", "active"]
    assert desk.rows("payments")[0]["status"] == "paid_out"


def test_the_earliest_charge_date_moves_with_the_days(desk: Desk) -> None:
    active, new = desk.sign(), desk.sign(active=False)
    days = [desk.get("mandates", one)["next_possible_charge_date"] for one in (active, new)]
    assert days == ["2026-01-08", "2026-01-09"]
    desk.until(date(2026, 1, 8))
    assert desk.get("mandates", active)["next_possible_charge_date"] == "2026-01-13"
    desk.days(2)  # a Saturday counts like the Monday after it
    assert desk.get("mandates", active)["next_possible_charge_date"] == "2026-01-15"


def test_after_the_cut_off_it_is_one_day_later(desk: Desk) -> None:
    mandate = desk.sign()
    desk.timeline.now = desk.timeline.now.replace(hour=16)
    assert desk.get("mandates", mandate)["next_possible_charge_date"] == "2026-01-09"


def test_the_cut_off_is_meant_in_london_summer_time_too() -> None:
    desk = Desk(date(2026, 6, 1))
    mandate = desk.sign()
    days = []
    for hour in (14, 15):
        desk.timeline.now = desk.timeline.now.replace(hour=hour)
        days.append(desk.get("mandates", mandate)["next_possible_charge_date"])
    assert days == ["2026-06-04", "2026-06-05"]


def test_easter_moves_it_too() -> None:
    desk = Desk(date(2026, 3, 31))
    mandate = desk.sign()
    assert desk.get("mandates", mandate)["next_possible_charge_date"] == "2026-04-07"


def test_cancelling_takes_pending_payments_and_subscriptions_along(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    monthly = desk.make(
        "subscriptions", amount=500, currency="GBP", interval_unit="monthly",
        start_date="2026-03-02", links={"mandate": mandate},
    )  # fmt: skip
    shown = desk.act("mandates", mandate, "cancel", metadata={"why": "moved"})
    assert (shown["status"], shown["next_possible_charge_date"]) == ("cancelled", None)
    assert desk.get("subscriptions", monthly["id"])["status"] == "cancelled"
    event = desk.events(mandate=mandate)[-1]
    assert event["metadata"] == {"why": "moved"}
    children = desk.events(parent_event=event["id"])
    assert [(c["resource_type"], c["action"]) for c in children] == [
        ("payments", "cancelled"),
        ("subscriptions", "cancelled"),
    ]
    assert {c["details"]["cause"] for c in children} == {"mandate_cancelled"}
    assert children[0]["links"]["payment"] == payment
    path = f"/mandates/{mandate}/actions/cancel"
    assert desk.reason("POST", path) == (422, "cancellation_failed")


def test_a_cancelled_mandate_can_be_reinstated(desk: Desk) -> None:
    mandate = desk.sign()
    path = f"/mandates/{mandate}/actions/reinstate"
    assert desk.reason("POST", path) == (422, "mandate_not_inactive")
    desk.act("mandates", mandate, "cancel")
    assert desk.act("mandates", mandate, "reinstate")["status"] == "pending_submission"
    desk.days(2)
    assert desk.get("mandates", mandate)["status"] == "active"
    assert desk.actions(mandate=mandate)[-3:] == [
        "resubmission_requested", "submitted", "reinstated"
    ]  # fmt: skip
    for _ in range(9):
        desk.act("mandates", mandate, "cancel")
        desk.act("mandates", mandate, "reinstate")
    desk.act("mandates", mandate, "cancel")
    assert desk.reason("POST", path) == (422, "record_limit_exceeded")


def test_the_payer_can_cancel_at_his_bank(desk: Desk) -> None:
    mandate = desk.sign()
    desk.gocardless.cancel_mandate(mandate, made_by="story")
    details = desk.events(mandate=mandate)[-1]["details"]
    assert (details["origin"], details["cause"]) == ("bank", "mandate_cancelled")
    assert (details["scheme"], details["reason_code"]) == ("bacs", "ADDACS-1")


def test_a_replaced_mandate_names_its_successor(desk: Desk) -> None:
    old = desk.sign()
    payment = desk.pay(old)
    new = desk.gocardless.replace_mandate(old)
    assert desk.get("mandates", old)["links"]["new_mandate"] == new
    assert desk.get("payments", payment)["links"]["mandate"] == new
    assert [row["id"] for row in desk.rows("payments", mandate=new)] == [payment]
    given = {"payments": {"amount": 1000, "currency": "GBP", "links": {"mandate": old}}}
    error = desk.refused("POST", "/payments", given)
    assert error["errors"][0]["reason"] == "mandate_replaced"
    assert error["errors"][0]["links"] == {"new_mandate": new}
    assert desk.pay(new)


def test_an_unused_mandate_expires_after_thirteen_months(desk: Desk) -> None:
    unused, used = desk.sign(), desk.sign()
    desk.until(date(2026, 6, 1))
    desk.pay(used)
    desk.until(date(2027, 2, 5))
    assert desk.get("mandates", unused)["status"] == "expired"
    assert desk.get("mandates", used)["status"] == "active"
    desk.until(date(2027, 7, 2))
    assert desk.get("mandates", used)["status"] == "expired"


@pytest.mark.parametrize(("name", "status"), [("Invalid", "failed"), ("Expired", "expired")])
def test_given_names_decide_what_becomes_of_a_mandate(desk: Desk, name: str, status: str) -> None:
    mandate = desk.sign(given_name=name, active=False)
    desk.days(3)
    assert desk.get("mandates", mandate)["status"] == status


def test_several_creditors_keep_their_mandates_apart(desk: Desk) -> None:
    second = desk.gocardless.creditor("Other Ltd")
    mine, theirs = desk.sign(), desk.sign(creditor=second)
    assert [row["id"] for row in desk.rows("mandates", creditor=second)] == [theirs]
    assert [row["id"] for row in desk.rows("mandates", creditor=desk.creditor)] == [mine]
    desk.pay(mine)
    payment = desk.pay(theirs)
    assert [row["id"] for row in desk.rows("payments", creditor=second)] == [payment]
    account = bank_account(desk)
    assert desk.fault("mandates", links={"customer_bank_account": account})[0] == "creditor"
    links = {"customer_bank_account": account, "creditor": second}
    assert desk.make("mandates", links=links)["links"]["creditor"] == second
