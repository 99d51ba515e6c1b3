"""Payments: made on a mandate, cancelled before they are submitted, retried after they failed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from s300gc.sandbox.gocardless import fx
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.endings import cancel_payment
from s300gc.sandbox.gocardless.errors import bad_state, invalid
from s300gc.sandbox.gocardless.events import Why, by_call, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.mandates import of_action
from s300gc.sandbox.gocardless.notice import OPEN, next_possible
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import (
    KNOWN_CURRENCIES,
    KNOWN_SCHEMES,
    SCHEMES,
)
from s300gc.sandbox.gocardless.table import Row

KNOWN = (
    "amount", "app_fee", "charge_date", "currency", "description", "faster_ach", "links",
    "metadata", "psu_interaction_type", "reference", "retry_if_possible",
)  # fmt: skip
STATUSES = frozenset(
    [
        "pending_customer_approval",
        "pending_submission",
        "submitted",
        "confirmed",
        "paid_out",
        "cancelled",
        "customer_approval_denied",
        "failed",
        "charged_back",
    ]
)
LEAST = 100
"""Smallest amount in minor units (GoCardless support: GBP 1, EUR 1)."""

LONGEST = 1000
"""Characters of a description; that there is a limit is not documented."""

NO_REFERENCES = "Custom payment references are not enabled for your scheme identifier"
RETRIES = 3
TOO_EARLY = "must be on or after mandate's next_possible_charge_date"


def create(org: Organisation, call: Call) -> Row:
    """Make a payment on an open mandate, in the currency of its scheme."""
    fields = Fields(call.given, "payments", KNOWN)
    amount = fields.integer("amount", required=True, least=LEAST)
    currency = fields.text("currency", required=True, choices=KNOWN_CURRENCIES)
    charge_date = fields.day("charge_date")
    values: dict[str, Any] = {
        "description": fields.text(
            "description", longest=org.switches.description_length or LONGEST
        ),
        "retry_if_possible": fields.flag("retry_if_possible", False),
        "metadata": fields.metadata(),
    }
    reference = fields.text("reference", longest=140)
    fast = fields.flag("faster_ach", False)
    _refuse_app_fee(fields)
    links = fields.links("mandate")
    if "mandate" not in links:
        fields.fault("links.mandate", BLANK)
    fields.check()
    mandate = org.linked("mandates", links["mandate"])
    check_mandate(mandate)
    check_scheme(org, fields, mandate, currency, "reference", reference)
    check_amount(org, fields, mandate, amount or 0)
    day = check_day(org, fields, mandate, "charge_date", charge_date)
    values |= {"reference": reference, "amount": amount}
    values["faster_ach"] = fast if mandate["scheme"] == "ach" else None
    why = by_call(call.made_by, "payment_created")
    return new(org, mandate, values, day, why)


def _refuse_app_fee(fields: Fields) -> None:
    """Only partners' apps may take a fee, and the sandbox's tokens are none."""
    if fields.integer("app_fee", least=0):
        fields.fault("app_fee", "can only be set by an app")


def check_mandate(mandate: Row) -> None:
    """Refuse a mandate that cannot be charged; a replaced one names its successor."""
    if "new_mandate" in mandate["links"]:
        raise bad_state(
            "mandate_replaced",
            "This mandate has been replaced",
            links={"new_mandate": mandate["links"]["new_mandate"]},
        )
    if mandate["status"] not in OPEN:
        raise bad_state("mandate_is_inactive", "Mandate is failed, cancelled or expired")


def check_amount(org: Organisation, fields: Fields, mandate: Row, amount: int) -> None:
    """Refuse less than the scheme takes at once, and more than the account may."""
    least, most = SCHEMES[mandate["scheme"]].least, org.switches.largest_payment
    if amount < least:
        fields.fault("amount", f"must be greater than or equal to {least}")
    if most is not None and amount > most:
        fields.fault("amount", f"must be less than or equal to {most}")
    fields.check()


def check_scheme(
    org: Organisation,
    fields: Fields,
    mandate: Row,
    currency: str | None,
    name: str,
    reference: str | None,
) -> None:
    """Refuse another currency than the scheme's, and a reference it has no room for.

    Where the creditor has no references of his own, every reference is refused.
    """
    scheme = SCHEMES[mandate["scheme"]]
    if currency != scheme.currency:
        fields.fault("currency", f"must be {scheme.currency} for a {scheme.name} mandate")
    if reference and not (org.switches.custom_references and scheme.reference):
        fields.fault(name, NO_REFERENCES)
    elif reference and len(reference) > scheme.reference:
        fields.fault(name, f"is too long (maximum is {scheme.reference} characters)")
    fields.check()


def check_day(
    org: Organisation, fields: Fields, mandate: Row, name: str, asked: date | None
) -> date:
    """Give the charge date: the earliest possible, or the day asked for, rolled forward."""
    earliest = next_possible(org, mandate)
    if earliest is None:
        raise bad_state("mandate_is_inactive", "Mandate is failed, cancelled or expired")
    if asked is None:
        return earliest
    if asked < earliest:
        raise invalid(fields.envelope, (name, TOO_EARLY))
    return shift(SCHEMES[mandate["scheme"]].calendar, asked, 0)


def new(
    org: Organisation, mandate: Row, values: Mapping[str, Any], charge_date: date, why: Why
) -> Row:
    """Make a payment out of checked values and begin its life."""
    approval = mandate["status"] == "pending_customer_approval"
    links = {"mandate": mandate["id"], "creditor": mandate["links"]["creditor"]}
    creditor = org.get("creditors", links["creditor"])
    row = org.add(
        "payments",
        why.made_by,
        {
            "amount_refunded": 0,
            "app_fee": None,
            "charge_date": charge_date.isoformat(),
            "currency": SCHEMES[mandate["scheme"]].currency,
            "faster_ach": None,
            "fx": fx.pending(org, creditor, SCHEMES[mandate["scheme"]].currency),
            "metadata": {},
            "scheme": mandate["scheme"],
            "status": "pending_customer_approval" if approval else "pending_submission",
            **values,
            "links": {**links, **values.get("links", {})},
            "_customer": mandate["links"]["customer"],
            "_attempt": 0,
        },
    )
    emit(org, "payments", "created", row, why)
    if not approval:
        plan_submission(org, row)
    return row


def plan_submission(org: Organisation, row: Row) -> None:
    """Schedule the submission: two working days before the charge date, tomorrow at the least."""
    scheme = SCHEMES[row["scheme"]]
    day = shift(scheme.calendar, date.fromisoformat(row["charge_date"]), -scheme.lead)
    org.schedule(
        max(day, shift(scheme.calendar, org.today, 1)), "payment_submit", row["id"], row["_attempt"]
    )


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change metadata and ``retry_if_possible``; nothing else can be changed."""
    fields = Fields(call.given, "payments", ("metadata", "retry_if_possible"))
    metadata = fields.metadata()
    again = fields.flag("retry_if_possible", row["retry_if_possible"])
    fields.check()
    if "metadata" not in call.given:
        metadata = row["metadata"]
    org.change("payments", row, metadata=metadata, retry_if_possible=again)


def cancel(org: Organisation, row: Row, call: Call) -> None:
    """Cancel a payment that has not been submitted."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    if row["status"] != "pending_submission":
        raise bad_state("cancellation_failed", f"Payment is already {row['status']}")
    cancel_payment(org, row, by_call(call.made_by, "payment_cancelled", metadata))


def retry(org: Organisation, row: Row, call: Call) -> None:
    """Try a failed payment again, as the API is asked to."""
    fields = of_action(call, "charge_date")
    metadata = fields.metadata()
    asked = fields.day("charge_date")
    fields.check()
    try_again(org, row, fields, asked, by_call(call.made_by, "payment_retried", metadata))


def try_again(org: Organisation, row: Row, fields: Fields, asked: date | None, why: Why) -> None:
    """Try a failed payment again, at most 3 times, while its mandate is active."""
    mandate = org.get("mandates", row["links"]["mandate"])
    if row["status"] != "failed":
        raise bad_state("retry_failed", "Payment has not failed")
    if mandate["status"] != "active":
        raise bad_state("retry_failed", "The payment's mandate is not active")
    if row.get("_retries", 0) >= RETRIES:
        raise bad_state("retry_failed", f"Payment has been retried {RETRIES} times already")
    resubmit(org, row, check_day(org, fields, mandate, "charge_date", asked), why)


def resubmit(org: Organisation, row: Row, charge_date: date, why: Why) -> None:
    """Begin a payment's life once more, under the same id."""
    org.change(
        "payments",
        row,
        status="pending_submission",
        charge_date=charge_date.isoformat(),
        _attempt=row["_attempt"] + 1,
        _retries=row.get("_retries", 0) + 1,
    )
    emit(org, "payments", "resubmission_requested", row, why)
    plan_submission(org, row)


RESOURCE = Resource(
    name="payments",
    listing=Listing(
        indexed=("creditor", "customer", "currency", "mandate", "scheme", "status", "subscription"),
        choices={"status": STATUSES, "currency": KNOWN_CURRENCIES, "scheme": KNOWN_SCHEMES},
        apart=(frozenset({"creditor", "customer"}),),
        days=("charge_date",),
        sorts=("charge_date", "amount"),
    ),
    create=create,
    update=update,
    actions={"cancel": cancel, "retry": retry},
)
