"""Every event that can come is a documented one, with that origin, cause and reason code."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import s300gc.sandbox.gocardless as package

from .billing import ADA, DETAILS, HOME, INSTANT, PAYER, act, ask, flow, ready, visit
from .desk import SCHEMES, Desk, shared

CAUSES = (
    "refer_to_payer", "bank_account_closed", "invalid_bank_details", "mandate_cancelled",
    "insufficient_funds", "authorisation_disputed", "other", "refund_requested",
    "direct_debit_not_enabled", "bank_account_transferred",
)  # fmt: skip
KINDS = ("failed", "failed_after_confirmation", "late_failure", "charged_back")
CHARGED_BACK = ("GBP", "EUR", "USD")
UNDOCUMENTED = ("autogiro",)
"""Schemes without a line of their own in the document: their causes are any scheme's."""

Event = dict[str, Any]


def badly_ending(desk: Desk, currency: str) -> None:
    """Let a payment of each kind and cause end badly, and all that hangs on its mandate."""
    for kind in KINDS:
        for cause in CAUSES:
            mandate = desk.sign(currency)
            desk.fail(mandate, kind, cause=cause)
            desk.pay(mandate, retry_if_possible=cause == "insufficient_funds")
            desk.pay(mandate, charge_date="2026-04-01")
            desk.make("subscriptions", amount=9000, currency=currency, interval_unit="monthly",
                      start_date="2026-04-01", links={"mandate": mandate})  # fmt: skip


def paid_and_returned(desk: Desk, currency: str) -> None:
    """Let a payment be paid out, refunded and charged back, and a payout and a refund bounce."""
    good = desk.sign(currency)
    paid, other = desk.pay(good, 400000), desk.pay(good, 400000)
    desk.pay(good, 400000, charge_date="2026-01-20")
    for payment in (paid, other):
        desk.simulate("payment_paid_out", payment)
    for total in (100, 200):
        desk.make("refunds", amount=100, total_amount_confirmation=total,
                  links={"payment": paid})  # fmt: skip
    desk.simulate("refund_bounced", desk.rows("refunds")[0]["id"])
    payout = desk.rows("payouts")[0]
    if payout["status"] == "paid":
        desk.simulate("payout_bounced", payout["id"])
    hands = desk.gocardless
    if currency in CHARGED_BACK:
        hands.charge_back(other)
        hands.cancel_chargeback(other)
    failed = desk.pay(good)
    desk.simulate("payment_failed", failed)
    desk.act("payments", failed, "retry")
    plan = desk.make("subscriptions", amount=9000, currency=currency, interval_unit="weekly",
                     count=2, links={"mandate": good})["id"]  # fmt: skip
    desk.put("subscriptions", plan, amount=9001)
    desk.act("subscriptions", plan, "pause", pause_cycles=1)
    desk.act("subscriptions", plan, "pause")
    desk.act("subscriptions", plan, "resume")
    desk.act("payments", desk.pay(good, charge_date="2026-04-01"), "cancel")
    hands.replace_mandate(good)


def mandates_in_every_way(desk: Desk) -> None:
    """Let mandates begin and end in every way there is."""
    hands = desk.gocardless
    for currency in SCHEMES:
        # For New Zealand no document names the event of a payer who cancels at his bank.
        for ending in ("tool", "person", "story")[: 2 if currency == "NZD" else 3]:
            mandate = desk.sign(currency)
            desk.pay(mandate)
            hands.cancel_mandate(mandate, made_by=ending)
        hands.reinstate_mandate(mandate)
        blocked = desk.sign(currency)
        desk.pay(blocked)
        hands.block_mandate(blocked)
    for name in ("Invalid", "Expired", "Switching"):
        mandate = desk.sign(given_name=name, active=False)
        desk.pay(mandate)
    approved, skipped = desk.sign(awaiting_approval=True), desk.sign(awaiting_approval=True)
    for mandate in (approved, skipped):
        desk.pay(mandate)
        desk.make("subscriptions", amount=900, currency="GBP", interval_unit="monthly",
                  links={"mandate": mandate})  # fmt: skip
    desk.simulate("mandate_customer_approval_granted", approved)
    desk.simulate("mandate_customer_approval_skipped", skipped)
    for scenario in ("mandate_transferred", "mandate_transferred_with_resubmission",
                     "mandate_expired", "mandate_failed"):  # fmt: skip
        desk.simulate(scenario, desk.sign(active=False))
    expiring = desk.sign()
    desk.pay(expiring)
    hands.expire_mandate(expiring)
    account = desk.get("mandates", desk.sign())["links"]["customer_bank_account"]
    desk.act("customer_bank_accounts", account, "disable")


def billing_in_every_way(desk: Desk) -> None:
    """Ask payers through the API and on the page, and let them agree, refuse and leave."""
    act(desk, ready(desk), "fulfil")
    act(desk, ask(desk), "cancel")
    chosen = ask(desk, mandate_request={})
    act(desk, chosen, "choose_currency", currency="EUR")
    page = visit(desk, flow(desk, ask(desk, mandate_request={})))
    page.press("Continue", currency="GBP").press("Continue", **DETAILS).press("Confirm")
    visit(desk, flow(desk, ask(desk))).press("Leave without setting up")
    page = visit(desk, flow(desk, ask(desk, payment_request=INSTANT)))
    page.press("Continue", **ADA, **HOME)
    page.press("Refuse the payment", institution="HSBC UK BANK PLC")
    page.press("Authorise the payment", institution="HSBC UK BANK PLC")
    for scenario in ("fulfilled_and_payment_failed", "fulfilled_and_payment_paid_out"):
        request = ask(desk, payment_request=INSTANT)
        act(desk, request, "collect_customer_details", **PAYER)
        act(desk, request, "select_institution", country_code="GB", institution="x")
        desk.simulate(f"billing_request_{scenario}", request)


@pytest.fixture(scope="module")
def events() -> list[Event]:
    """All events of an organisation to which everything happens that can."""
    desk = Desk(currencies=tuple(SCHEMES))
    hands = desk.gocardless
    hands.allow_refunds(desk.creditor, mandates=True)
    hands.set_surcharge(desk.creditor, 100)
    hands.convert(desk.creditor, "NZD", "AUD")
    desk.simulate("creditor_verification_status_successful", desk.creditor)
    for currency in SCHEMES:
        badly_ending(desk, currency)
        paid_and_returned(desk, currency)
    mandates_in_every_way(desk)
    billing_in_every_way(desk)
    hands.disconnect_app(hands.oauth_app[0])
    hands.refund_mandate(desk.sign(), 500)
    desk.days(30)
    return list(hands.state()["events"])


@pytest.fixture(scope="module")
def documented() -> Any:
    return json.loads(shared("event_types.json").read_text(encoding="utf-8"))


def fits(entry: dict[str, Any], details: dict[str, Any]) -> bool:
    """Tell whether an event's details are those of a documented line."""
    if (entry["origin"], entry["cause"]) != (details["origin"], details["cause"]):
        return False
    if details.get("scheme") in UNDOCUMENTED:
        return "reason_code" not in details
    codes = entry.get("reason_codes") or [None]
    return entry.get("scheme") == details.get("scheme") and details.get("reason_code") in codes


def test_every_event_is_one_of_the_documented_ones(events: list[Event], documented: Any) -> None:
    strange = {
        (event["resource_type"], event["action"], json.dumps(event["details"]))
        for event in events
        if event["resource_type"] != "organisations"
        and not any(
            fits(entry, event["details"])
            for entry in documented[event["resource_type"]].get(event["action"], [])
        )
    }
    assert strange == set()
    (one,) = (event for event in events if event["resource_type"] == "organisations")
    assert one["action"] in documented["_extra"]["organisations"]


def test_every_event_says_who_where_and_about_what(events: list[Event]) -> None:
    for event in events:
        details = event["details"]
        assert details["description"]
        assert ("scheme" in details) <= (details["origin"] == "bank")
        assert (event["source"] is not None) <= (details["origin"] == "api")
        assert event["links"][event["resource_type"].removesuffix("s")]


def told_in(source: ast.AST) -> Iterator[tuple[str, str]]:
    """Give resource and action of each event that a module makes, where they are plain words."""
    for node in ast.walk(source):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        if name == "emit" and all(isinstance(word, str) for word in words[1:3]):
            yield str(words[1]), str(words[2])
        if name == "tell" and isinstance(words[2], str):
            yield "billing_requests", words[2]


def test_the_walk_has_met_every_event_that_the_code_makes(events: list[Event]) -> None:
    files = sorted(Path(str(package.__file__)).parent.glob("*.py"))
    made = {one for file in files for one in told_in(ast.parse(file.read_text(encoding="utf-8")))}
    met = {(event["resource_type"], event["action"]) for event in events}
    assert len(made) > 40
    assert made - met == set()
