from datetime import UTC, datetime
from decimal import Decimal

import pytest

from s300gc.errors import Refused
from s300gc.model import Money, PayoutItem, Tax
from s300gc.remote.gocardless_events import read_webhook
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import GC, Wire


def page(name: str, rows: list, after: str | None = None) -> dict:
    return {name: rows, "meta": {"cursors": {"before": None, "after": after}, "limit": 500}}


PAYOUT = {
    "id": "PO1",
    "created_at": "2026-01-14T06:00:00.000Z",
    "amount": 99730,
    "currency": "EUR",
    "deducted_fees": 270,
    "status": "paid",
    "payout_type": "merchant",
    "reference": "ACME-8G7Q8",
    "arrival_date": "2026-01-14",
    "fx": {"fx_currency": "EUR", "fx_amount": None, "exchange_rate": None},
    "links": {"creditor": "CR1", "creditor_bank_account": "BA9"},
    "tax_currency": "GBP",
}


def test_a_payout_comes_with_the_copy_that_is_kept() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payouts", json=page("payouts", [PAYOUT]))
    wire.adapter.register_uri("GET", GC + "/payouts/PO1", json={"payouts": PAYOUT})
    client = wire.gocardless()
    (listed,) = client.payouts()
    assert listed == client.payout("PO1")
    assert listed.payout.amount == Money(99730, "EUR")
    assert listed.payout.landed is None
    assert listed.raw.startswith('{"id":"PO1","created_at":"2026-01-14T06:00:00.000Z",')
    assert '"tax_currency":"GBP"' in listed.raw
    assert "creditor=CR1" in wire.sent[0].url


def test_what_landed_in_another_currency_is_told_with_its_rate() -> None:
    wire = Wire()
    fx = {"fx_currency": "GBP", "fx_amount": 84968, "exchange_rate": "0.8600000000"}
    wire.adapter.register_uri("GET", GC + "/payouts/PO1", json={"payouts": {**PAYOUT, "fx": fx}})
    found = wire.gocardless().payout("PO1").payout
    assert found.landed == Money(84968, "GBP")
    assert found.rate == Decimal("0.86")


def test_items_keep_their_fractions_and_the_pages_they_came_on() -> None:
    wire = Wire()
    fee = {
        "type": "gocardless_fee",
        "amount": "-56.4",
        "taxes": [{"amount": "-9.4", "currency": "GBP", "tax_rate_id": "GB_VAT_1"}],
        "links": {},
    }
    paid = {"type": "payment_paid_out", "amount": "10000.0", "links": {"payment": "PM1"}}
    text = (
        '{"payout_items": [{"type": "payment_paid_out", "amount": "10000.0",'
        ' "links": {"payment": "PM1"}}],  "meta": {"cursors": {"before": null, "after": "c1"}}}'
    )
    wire.adapter.register_uri(
        "GET",
        GC + "/payout_items",
        [{"text": text}, {"json": page("payout_items", [fee, paid])}],
    )
    found = wire.gocardless().payout_items("PO1")
    tax = Tax(Decimal("-9.4"), "GBP", "GB_VAT_1")
    assert found.items == (
        PayoutItem("payment_paid_out", Decimal("10000.0"), payment="PM1"),
        PayoutItem("gocardless_fee", Decimal("-56.4"), taxes=(tax,)),
        PayoutItem("payment_paid_out", Decimal("10000.0"), payment="PM1"),
    )
    assert found.raws[0] == text
    assert len(found.raws) == 2


def test_items_that_are_gone_after_six_months_are_refused_with_that_status() -> None:
    wire = Wire()
    error = {"error": {"type": "invalid_api_usage", "message": "no longer available"}}
    wire.adapter.register_uri("GET", GC + "/payout_items", status_code=410, json=error)
    with pytest.raises(Refused) as refused:
        wire.gocardless().payout_items("PO1")
    assert refused.value.status == 410


EVENT = {
    "id": "EV1",
    "created_at": "2026-01-14T09:00:00.000Z",
    "resource_type": "payments",
    "action": "failed",
    "metadata": {},
    "details": {
        "origin": "bank",
        "cause": "refer_to_payer",
        "description": "no",
        "will_attempt_retry": False,
    },
    "links": {"payment": "PM1", "organisation": None},
}


def test_events_come_by_the_page_with_their_copies() -> None:
    wire = Wire()
    odd = {
        "id": "EV2",
        "created_at": "2026-01-14T08:00:00Z",
        "resource_type": "tea_pots",
        "action": "boiled",
    }
    wire.adapter.register_uri(
        "GET",
        GC + "/events",
        [{"json": page("events", [EVENT], "c1")}, {"json": page("events", [odd])}],
    )
    first, second = wire.gocardless().events(datetime(2026, 1, 1, tzinfo=UTC))
    (event,) = first.events
    assert (event.resource, event.cause, event.will_attempt_retry) == (
        "PM1",
        "refer_to_payer",
        False,
    )
    assert event.links == (("payment", "PM1"),)
    assert first.raws[0].startswith('{"id":"EV1",')
    assert (second.events[0].resource, second.events[0].cause) == ("", "")


def test_billing_request_events_name_their_billing_request() -> None:
    wire = Wire()
    row = {**EVENT, "resource_type": "billing_requests", "links": {"billing_request": "BRQ1"}}
    wire.adapter.register_uri("GET", GC + "/events", json=page("events", [row]))
    (found,) = wire.gocardless().events()
    assert found.events[0].resource == "BRQ1"


def test_a_webhook_body_gives_its_events_and_its_delivery() -> None:
    body = b'{"events":[{"id":"EV1","created_at":"2026-01-14T09:00:00.000Z","resource_type":'
    body += b'"payouts","action":"paid","links":{"payout":"PO1"}}],"meta":{"webhook_id":"WB1"}}'
    found = read_webhook(body)
    assert (found.webhook, found.events[0].resource) == ("WB1", "PO1")
    assert read_webhook(b'{"events":[]}').events == ()


def test_an_event_that_cannot_be_read_is_a_problem_of_its_own() -> None:
    found = read_webhook(b'{"events":[{"id":1}]}')
    assert found.events == ()
    assert "event 1" in found.problems[0]


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"events":{}}', b'{"events":[NaN]}', b'{"events":['],
)
def test_a_body_that_is_no_webhook_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_webhook(body)


@pytest.mark.parametrize("kind", ["payment_failed", "payment_charged_back"])
def test_what_came_back_and_comes_in_again_is_paid_out(kind: str) -> None:
    wire = Wire()
    links = {"payment": "PM1"}
    rows = [
        {"type": kind, "amount": "-100.0", "links": links},
        {"type": kind, "amount": "100.0", "links": links},
    ]
    wire.adapter.register_uri("GET", GC + "/payout_items", json=page("payout_items", rows))
    found = wire.gocardless().payout_items("PO1")
    assert [item.type for item in found.items] == [kind, "payment_paid_out"]
    assert f'"type": "{kind}", "amount": "100.0"' in found.raws[0]
