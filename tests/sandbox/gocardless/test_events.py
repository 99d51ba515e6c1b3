"""Events: what they carry, how they are found, how long they are kept."""

import json
from datetime import date

from .desk import Desk, shared


def test_an_event_tells_what_happened_to_what_and_why(desk: Desk) -> None:
    payment = desk.pay(desk.sign(), metadata={"documents": "IN1"})
    event = desk.events(payment=payment)[0]
    assert (event["resource_type"], event["action"]) == ("payments", "created")
    assert event["links"] == {"payment": payment}
    assert event["details"]["origin"] == "api"
    assert event["details"]["cause"] == "payment_created"
    assert event["details"]["description"]
    assert event["resource_metadata"] == {"documents": "IN1"}
    assert event["source"] == {"name": "s300gc", "type": "access_token"}
    assert desk.get("events", event["id"]) == event


def test_times_only_grow(desk: Desk) -> None:
    desk.pay(desk.sign())
    desk.days(14)
    stamps = [event["created_at"] for event in desk.events()]
    assert stamps == sorted(set(stamps))


def test_events_are_found_by_kind_resource_and_parent(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.act("mandates", mandate, "cancel")
    assert desk.actions(resource_type="payments") == ["created", "cancelled"]
    assert desk.actions(resource_type="mandates", action="cancelled") == ["cancelled"]
    parent = desk.events(mandate=mandate)[-1]["id"]
    (child,) = desk.events(parent_event=parent)
    assert child["links"] == {"payment": payment, "parent_event": parent}
    assert desk.events(billing_request="BRQ1") == []


def test_filters_that_exclude_one_another_are_refused(desk: Desk) -> None:
    for query in (
        "resource_type=payments&payment=PM1",
        "payment=PM1&mandate=MD1",
        "resource_type=invoices",
        "include=payment",
        "include=payment&resource_type=mandates",
        "include=document&resource_type=payments",
    ):
        assert desk.reason("GET", "/events", query=query) == (400, "invalid_filters")


def test_the_resources_can_be_included(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    desk.days(1)
    page = desk.page("events", resource_type="payments", include="payment")
    assert len(page["events"]) == 2
    assert page["linked"] == {"payments": [desk.get("payments", payment)]}


def test_events_can_be_followed_from_an_instant(desk: Desk) -> None:
    desk.pay(desk.sign())
    seen = desk.events()
    desk.days(1)
    news = desk.events(**{"created_at[gt]": seen[-1]["created_at"]})
    assert [event["action"] for event in news] == ["submitted"]
    assert desk.events(**{"created_at[gte]": seen[-1]["created_at"]}) == [seen[-1], *news]


def test_events_older_than_eighteen_months_are_archived(desk: Desk) -> None:
    desk.pay(desk.sign())
    event = desk.events()[0]["id"]
    desk.until(date(2027, 7, 5))
    assert desk.get("events", event)
    desk.days(1)
    assert desk.reason("GET", f"/events/{event}") == (404, "resource_not_found")
    assert event not in {row["id"] for row in desk.events()}


def eventful() -> Desk:
    """Everything that can happen happens."""
    desk = Desk(currencies=("GBP", "EUR", "USD"))
    desk.gocardless.allow_refunds(desk.creditor, mandates=True)
    desk.gocardless.set_surcharge(desk.creditor, 100)
    for currency in ("GBP", "EUR", "USD"):
        for kind in ("failed", "failed_after_confirmation", "late_failure", "charged_back"):
            for cause in (
                "refer_to_payer", "bank_account_closed", "invalid_bank_details",
                "mandate_cancelled", "insufficient_funds", "authorisation_disputed", "other",
                "refund_requested", "direct_debit_not_enabled", "bank_account_transferred",
            ):  # fmt: skip
                mandate = desk.sign(currency)
                desk.fail(mandate, kind, cause=cause)
                desk.pay(mandate, retry_if_possible=cause == "insufficient_funds")
                desk.pay(mandate, charge_date="2026-04-01")
                desk.make(
                    "subscriptions", amount=900, currency=currency, interval_unit="monthly",
                    start_date="2026-04-01", links={"mandate": mandate},
                )  # fmt: skip
        for ending in ("tool", "person", "story"):
            mandate = desk.sign(currency)
            desk.pay(mandate)
            desk.gocardless.cancel_mandate(mandate, made_by=ending)
        good = desk.sign(currency)
        paid = desk.pay(good, 400000)
        desk.pay(good, 400000, charge_date="2026-01-20")
        desk.simulate("payment_paid_out", paid)
        for total in (100, 200):
            desk.make("refunds", amount=100, total_amount_confirmation=total,
                      links={"payment": paid})  # fmt: skip
        desk.simulate("refund_bounced", desk.rows("refunds")[0]["id"])
        desk.simulate("payout_bounced", desk.rows("payouts")[0]["id"])
        desk.gocardless.replace_mandate(good)
    for name in ("Invalid", "Expired"):
        mandate = desk.sign(given_name=name, active=False)
        desk.pay(mandate)
    approved = desk.sign(awaiting_approval=True)
    desk.pay(approved)
    desk.simulate("mandate_customer_approval_granted", approved)
    desk.simulate("mandate_transferred_with_resubmission", desk.sign(active=False))
    desk.days(30)
    return desk


def test_every_event_is_one_of_the_documented_ones() -> None:
    documented = json.loads(shared("event_types.json").read_text(encoding="utf-8"))
    strange = []
    events = eventful().gocardless.state()["events"]
    for event in events:
        details = event["details"]
        known = documented[event["resource_type"]].get(event["action"], [])
        fitting = [
            entry
            for entry in known
            if (entry["origin"], entry["cause"]) == (details["origin"], details["cause"])
            and entry.get("scheme") == details.get("scheme")
            and details.get("reason_code") in (entry.get("reason_codes") or [None])
        ]
        if not fitting:
            strange.append((event["resource_type"], event["action"], details))
    assert strange == []
    assert len({(e["resource_type"], e["action"]) for e in events}) > 25
