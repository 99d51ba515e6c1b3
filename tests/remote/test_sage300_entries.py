"""What the entries of an invoice batch say: schedules, optional fields, recurring charges."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from s300gc.model import Entry, Instalment, Money
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, Wire

ENTRY: dict[str, Any] = {
    "EntryNumber": 2, "CustomerNumber": "1200", "DocumentNumber": "IN1", "CurrencyCode": "GBP",
    "RecurringChargeCode": "RENT",
    "InvoicePaymentSchedules": [
        {"PaymentNumber": 2, "DueDate": "2026-03-01T00:00:00Z", "AmountDue": 60.005},
        {"PaymentNumber": 1, "DueDate": "2026-02-01T00:00:00Z", "AmountDue": 40.0,
         "DiscountDate": "2026-01-20T00:00:00Z", "DiscountAmount": 1.5},
    ],
    "InvoiceOptionalFields": [{"OptionalField": "GCNO", "Value": "1 "}],
}  # fmt: skip


def wire_with(**changes: Any) -> Wire:
    wire = Wire()
    entry = {**ENTRY, **changes}
    wire.adapter.register_uri("GET", AR + "ARInvoiceBatches(7)", json={"Invoices": [entry]})
    return wire


def test_an_entry_tells_its_schedule_in_order_and_its_optional_fields() -> None:
    schedule = [dict(part) for part in ENTRY["InvoicePaymentSchedules"]]
    schedule[0]["AmountDue"] = 60
    wire = wire_with(InvoicePaymentSchedules=schedule)
    assert wire.sage().entries("7") == [
        Entry(
            "1200", "IN1", "7", "2",
            (
                Instalment(
                    1, date(2026, 2, 1), Money(4000, "GBP"), Money(150, "GBP"), date(2026, 1, 20)
                ),
                Instalment(2, date(2026, 3, 1), Money(6000, "GBP")),
            ),
            (("GCNO", "1"),),
            "RENT",
        )
    ]  # fmt: skip
    (request,) = wire.sent
    assert request.qs["$select"] == ["invoices"]


def test_an_amount_with_more_digits_than_its_currency_is_named() -> None:
    with pytest.raises(UnexpectedAnswer, match=r"entry 2 of Sage 300 invoice batch 7: .*60.005"):
        wire_with().sage().entries("7")


def test_an_instalment_without_a_due_date_is_named() -> None:
    parts = [{"PaymentNumber": 1, "DueDate": None, "AmountDue": float(Decimal(5))}]
    with pytest.raises(UnexpectedAnswer, match="DueDate is missing"):
        wire_with(InvoicePaymentSchedules=parts).sage().entries("7")


def test_a_batch_that_is_not_there_any_more_is_none() -> None:
    wire = Wire()
    gone = {"error": {"code": "RecordNotFound", "message": {"value": "cannot be found"}}}
    wire.adapter.register_uri("GET", AR + "ARInvoiceBatches(7)", status_code=404, json=gone)
    assert wire.sage().entries("7") is None
