"""What people do by hand in either system: ``POST /_sandbox/person {"do": ..., ...}``.

    {"do": "set_on_hold", "customer": "C1001", "on_hold": true}
    {"do": "post_invoice", "customer": "C1001", "number": "IN900001", "amount": "120.00",
     "dated": "2026-01-06", "due": "2026-01-20"}
    {"do": "post_receipt", "customer": "C1001", "amount": "120.00", "dated": "2026-01-08",
     "bank": "BANK", "applied": {"IN900001": "120.00"}}
    {"do": "return_receipt", "customer": "C1001", "check": "PM01", "dated": "2026-01-20"}
    {"do": "dashboard_payment", "mandate": "MD...", "amount": 1200, "description": "by hand"}
    {"do": "cancel_mandate", "mandate_id": "MD..."}
    {"do": "complete_flow", "flow_id": "BRF...", "company_name": "Ives Ltd"}

Every other key is an argument of the method of that name on the side it belongs to. Dates are
ISO text; amounts of Sage are decimal text, amounts of GoCardless minor units.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from s300gc.sandbox.sage300.errors import SageError

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

SAGE300 = (
    "add_customer", "edit_customer", "renumber_customer", "set_on_hold", "set_optional_fields",
    "set_rights", "set_rate", "lock_period", "post_invoice", "mark_document", "enter_receipt",
    "post_receipt", "return_receipt", "return_refund", "post_invoice_batch", "post_receipt_batch",
    "post_refund_batch", "post_gl_batch", "post_ar_gl_batches", "print_batch", "delete_batch",
    "clear_history",
)  # fmt: skip
GOCARDLESS = (
    "sign_mandate", "cancel_mandate", "replace_mandate", "dashboard_payment", "plan_failure",
    "set_chances", "set_surcharge", "allow_refunds", "cancel_chargeback", "complete_flow",
    "register_app", "disconnect_app",
    "set_prices", "invoice_fees", "convert", "make_partner", "set_retries", "take_app_fee",
    "retry_payment", "cancel_payment", "take_back", "charge_back", "refund_payment",
    "refund_mandate", "bounce_refund", "bounce_payout", "repay", "expire_mandate", "block_mandate",
    "transfer_mandate", "reinstate_mandate",
)  # fmt: skip

_DATES = ("dated", "due", "charge_date", "day", "through")
_AMOUNTS = ("amount", "tax", "rate", "retained")


def edit(world: "World", order: Mapping[str, Any]) -> Any:
    """Carry out one edit and give what the method gives.

    ``ValueError`` or ``LookupError`` where the order makes no sense; then nothing is done.
    """
    what = order.get("do")
    if what in SAGE300:
        method: Callable[..., Any] = getattr(world.sage300, what)
        arguments = {k: _sage_value(k, v) for k, v in order.items() if k != "do"}
    elif what in GOCARDLESS:
        method = getattr(world.gocardless, what)
        arguments = {k: _day(k, v) for k, v in order.items() if k != "do"}
    else:
        raise ValueError(f"do must be one of {', '.join(SAGE300 + GOCARDLESS)}")
    if "made_by" in inspect.signature(method).parameters:
        arguments.setdefault("made_by", "person")
    try:
        inspect.signature(method).bind(**arguments)
    except TypeError as error:
        raise ValueError(f"{what}: {error}") from error
    try:
        return method(**arguments)
    except SageError as error:
        raise ValueError(error.message) from error


def _sage_value(key: str, value: Any) -> Any:
    if key in _AMOUNTS:
        return _decimal(value)
    if key == "applied":
        return {document: _decimal(amount) for document, amount in dict(value).items()}
    if key == "instalments":
        return [(date.fromisoformat(day), _decimal(amount)) for day, amount in value]
    return _day(key, value)


def _day(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key in _DATES and isinstance(value, str) else value


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value} is not an amount") from error
