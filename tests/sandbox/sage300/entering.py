"""Invoice batches as tests enter them."""

from decimal import Decimal
from typing import Any

from .office import Office

BATCHES = "AR/ARInvoiceBatches"


def line(amount: str = "100", **more: Any) -> dict[str, Any]:
    return {"ExtendedAmountWithTIP": Decimal(amount), **more}


def entry(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"CustomerNumber": "C1", **more, "InvoiceDetails": list(lines) or [line()]}


def enter(office: Office, *entries: dict[str, Any], **header: Any) -> dict[str, Any]:
    body = {"Description": "Documents", **header, "Invoices": list(entries)}
    made: dict[str, Any] = office.ok("POST", BATCHES, body)
    return made


def first(office: Office, raw: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = enter(office, raw)["Invoices"][0]
    return made
