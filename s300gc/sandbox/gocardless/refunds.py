"""Refunds: money back to a payer, taken out of a later payout."""

from typing import Any

from s300gc.sandbox.gocardless import fx
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.errors import bad_state, invalid, misuse
from s300gc.sandbox.gocardless.events import by_call, by_gocardless, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.owing import owe, waiting
from s300gc.sandbox.gocardless.refunded import count_refund, discount_refund, refunded
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

KNOWN = ("amount", "links", "metadata", "reference", "total_amount_confirmation")
MOST = 5
"""Refunds of one payment (GoCardless API reference)."""

PAID_AFTER = 3
"""Working days until the payer has the money; the real time is not documented."""

BEFORE_PAID = ("created", "pending_submission", "submitted")


def create(org: Organisation, call: Call) -> Row:
    """Refund a payment in whole or part, or a mandate where the creditor may do that."""
    creditors = org.tables["creditors"].rows.values()
    if not any(creditor["can_create_refunds"] for creditor in creditors):
        raise _forbidden()
    fields = Fields(call.given, "refunds", KNOWN)
    amount = fields.integer("amount", required=True) or 0
    confirmation = fields.integer("total_amount_confirmation")
    reference = fields.text("reference", longest=140)
    metadata = fields.metadata()
    links = fields.links("payment", "mandate")
    if len(links) != 1:
        fields.fault("links.payment", BLANK)
    if "payment" in links and confirmation is None and org.switches.refund_confirmation:
        fields.fault("total_amount_confirmation", BLANK)
    fields.check()
    values = {"amount": amount, "reference": reference, "metadata": metadata}
    if "mandate" in links:
        mandate = org.linked("mandates", links["mandate"])
        creditor = org.get("creditors", mandate["links"]["creditor"])
        if not creditor["_refunds_mandates"]:
            raise _forbidden()
        _check_balance(org, creditor["id"], mandate, amount)
        return new(org, call.made_by, mandate, None, values)
    payment = org.linked("payments", links["payment"])
    check_payment(org, payment, amount, confirmation)
    mandate = org.get("mandates", payment["links"]["mandate"])
    _check_balance(org, payment["links"]["creditor"], mandate, amount)
    return new(org, call.made_by, mandate, payment, values)


def _forbidden() -> ValueError:
    """The 403 of an organisation without refunds (official WooCommerce plugin)."""
    return misuse(403, "forbidden", "Forbidden request")


def check_payment(
    org: Organisation, payment: Row, amount: int, confirmation: int | None = None
) -> None:
    """Check what can be refunded and, if he says, that the caller knows of all earlier refunds."""
    if not org.get("creditors", payment["links"]["creditor"])["can_create_refunds"]:
        raise _forbidden()
    if payment["status"] not in ("confirmed", "paid_out"):
        raise bad_state("refund_payment_invalid_state", "Payment is not confirmed or paid out")
    count, already = refunded(org, payment)
    if count >= MOST:
        raise bad_state("number_of_refunds_exceeded", f"Maximum of {MOST} refunds per payment")
    total = already + amount
    if confirmation not in (None, total):
        message = "The total amount confirmation does not match the total refunded"
        raise bad_state("total_amount_confirmation_invalid", message)
    if total > payment["amount"]:
        raise invalid("refunds", ("amount", "must not be more than what is left of the payment"))


def _check_balance(org: Organisation, creditor: str, mandate: Row, amount: int) -> None:
    """Refuse what is not covered by the money that waits to be paid out, if that must be."""
    currency = SCHEMES[mandate["scheme"]].currency
    if org.switches.refund_balance and waiting(org, creditor, currency) < amount * 10:
        message = "The balance available for refunds is not sufficient"
        raise bad_state("available_refund_amount_insufficient", message)


def new(
    org: Organisation, made_by: str, mandate: Row, payment: Row | None, values: dict[str, Any]
) -> Row:
    """Make a refund and begin its life; it is taken out of the next payout."""
    scheme = SCHEMES[mandate["scheme"]]
    creditor = org.get("creditors", mandate["links"]["creditor"])
    links = {"mandate": mandate["id"]} | ({"payment": payment["id"]} if payment else {})
    row = org.add(
        "refunds",
        made_by,
        {
            "currency": scheme.currency,
            "fx": fx.pending(org, creditor, scheme.currency),
            "status": "created",
            **values,
            "links": links,
        },
    )
    cause = "payment_refunded" if payment else "refund_created"
    emit(org, "refunds", "created", row, by_call(made_by, cause))
    count_refund(org, row, "created")
    next_day = shift(scheme.calendar, org.today, 1)
    kind = "payment_refunded" if payment else "refund"
    owe_refund(org, row, kind, -row["amount"], next_day.isoformat())
    org.schedule(next_day, "refund_submit", row["id"])
    org.schedule(shift(scheme.calendar, org.today, PAID_AFTER), "refund_pay", row["id"])
    return row


def owe_refund(org: Organisation, row: Row, kind: str, amount: int, due: str) -> None:
    """Let a refund be taken from a payout, or come back in one."""
    mandate = org.get("mandates", row["links"]["mandate"])
    links = {**row["links"], "refund": row["id"]}
    if kind == "refund_funds_returned" and not org.switches.returned_names_payment:
        links.pop("payment", None)
    entry = {"due": due, "type": kind, "links": links, "amount": amount}
    owe(org, mandate["links"]["creditor"], row["currency"], entry)


def submit(org: Organisation, row: Row) -> None:
    """Send a refund to the banks."""
    if row["status"] in ("created", "pending_submission"):
        org.change("refunds", row, status="submitted")


def pay(org: Organisation, row: Row) -> None:
    """The payer has his money."""
    if row["status"] in BEFORE_PAID:
        org.change("refunds", row, status="paid")
        count_refund(org, row, "paid")
        emit(org, "refunds", "paid", row, by_gocardless("refund_paid"))


def bounce(org: Organisation, row: Row) -> None:
    """The payer's bank sends the money back: it is part of the next payout."""
    org.change("refunds", row, status="bounced")
    emit(org, "refunds", org.switches.bounced_refund, row, by_gocardless("refund_failed"))
    discount_refund(org, row)
    scheme = org.get("mandates", row["links"]["mandate"])["scheme"]
    due = shift(SCHEMES[scheme].calendar, org.today, 1)
    owe_refund(org, row, "refund_funds_returned", row["amount"], due.isoformat())


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change the metadata; nothing else can be changed."""
    fields = Fields(call.given, "refunds", ("metadata",))
    metadata = fields.metadata()
    fields.check()
    if "metadata" in call.given:
        org.change("refunds", row, metadata=metadata)


RESOURCE = Resource(
    name="refunds",
    listing=Listing(
        indexed=("mandate", "payment", "refund_type"),
        choices={"refund_type": frozenset({"mandate", "payment"})},
    ),
    create=create,
    update=update,
)
