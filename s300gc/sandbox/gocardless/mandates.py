"""Mandates: made through the API, active after some days, ended by anybody."""

from collections.abc import Mapping
from typing import Any

from s300gc.sandbox.gocardless.bankdays import months_later, shift
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.errors import bad_state, invalid
from s300gc.sandbox.gocardless.events import Why, by_bank, by_call, by_gocardless, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.notice import OPEN, earliest, next_possible
from s300gc.sandbox.gocardless.organisation import Organisation, letters, public
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.scheme import NEVER, Scheme
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, KNOWN_SCHEMES, SCHEMES
from s300gc.sandbox.gocardless.table import Row

KNOWN = (
    "authorisation_source", "links", "metadata", "payer_ip_address", "reference", "scheme",
)  # fmt: skip
STATUSES = frozenset(
    (*OPEN, "suspended_by_payer", "failed", "cancelled", "expired", "consumed", "blocked")
)
REINSTATEMENTS = 10


def create(org: Organisation, call: Call) -> Row:
    """Make a mandate on a bank account of the scheme's currency."""
    fields = Fields(call.given, "mandates", KNOWN)
    links = fields.links("customer_bank_account", "creditor")
    scheme = fields.text("scheme", choices=KNOWN_SCHEMES)
    reference = fields.text("reference", longest=35, pattern="[A-Za-z0-9/&.+ -]*")
    source = fields.text("authorisation_source", choices=("web", "telephone", "paper"))
    metadata = fields.metadata()
    creditors = list(org.tables["creditors"].rows)
    if "creditor" not in links and len(creditors) > 1:
        fields.fault("links.creditor", BLANK)
    if "customer_bank_account" not in links:
        fields.fault("links.customer_bank_account", BLANK)
    fields.check()
    account = org.linked("customer_bank_accounts", links["customer_bank_account"])
    creditor = org.linked("creditors", links.get("creditor") or creditors[0])
    org.linked("customers", account["links"]["customer"])
    if not account["enabled"]:
        raise bad_state("bank_account_disabled", "Bank account is disabled")
    extra = {"reference": reference, "authorisation_source": source or "web"}
    return new(org, call.made_by, account, creditor, _scheme(account, creditor, scheme), {
        **extra, "metadata": metadata,
    })  # fmt: skip


def _scheme(account: Row, creditor: Row, name: str | None) -> Scheme:
    scheme = SCHEMES.get(name) if name else BY_CURRENCY[account["currency"]]
    if scheme is None or scheme.currency not in creditor["_currencies"]:
        raise invalid("mandates", ("scheme", "is not supported for your organisation"))
    if scheme.currency != account["currency"]:
        raise invalid("mandates", ("scheme", f"must be for an account in {account['currency']}"))
    return scheme


def new(
    org: Organisation,
    made_by: str,
    account: Row,
    creditor: Row,
    scheme: Scheme,
    values: Mapping[str, Any],
) -> Row:
    """Make a mandate and begin its life; ``values`` may set status and reference."""
    number = len(org.tables["mandates"]) + 1
    row = org.add(
        "mandates",
        made_by,
        {
            "authorisation_source": "web",
            "consent_parameters": None,
            "consent_type": None,
            "funds_settlement": "managed",
            "mandate_type": "bank_debit",
            "metadata": {},
            "payments_require_approval": False,
            "scheme": scheme.name,
            "status": "pending_submission",
            "verified_at": None,
            **values,
            "reference": values.get("reference") or letters("reference", number, org.seed, 7),
            "links": {
                "customer_bank_account": account["id"],
                "creditor": creditor["id"],
                "customer": account["links"]["customer"],
            },
            "_used": org.today.isoformat(),
            "_reinstated": 0,
        },
    )
    emit(org, "mandates", "created", row, by_call(made_by, "mandate_created"))
    begin(org, row)
    return row


def begin(org: Organisation, row: Row) -> None:
    """Schedule the submission; SEPA and ACH mandates wait for their first payment."""
    scheme = SCHEMES[row["scheme"]]
    if row["status"] == "pending_submission" and not scheme.with_first_payment:
        org.schedule(shift(scheme.calendar, org.today, 1), "mandate_submit", row["id"])


def submit(org: Organisation, row: Row) -> None:
    """Send a pending mandate to the banks."""
    if row["status"] != "pending_submission":
        return
    scheme = SCHEMES[row["scheme"]]
    org.change("mandates", row, status="submitted")
    emit(org, "mandates", "submitted", row, by_gocardless("mandate_submitted"))
    org.schedule(shift(scheme.calendar, org.today, 1), "mandate_active", row["id"])


def activate(org: Organisation, row: Row) -> None:
    """The banks accept a mandate, or a reinstated one again; Invalid customers are refused."""
    if row["status"] != "submitted":
        return
    name = org.get("customers", row["links"]["customer"])["given_name"]
    scheme = SCHEMES[row["scheme"]]
    if name == "Invalid" and not scheme.with_first_payment:
        why = by_bank(scheme.name, "invalid_bank_details", scheme.refused)
        end_mandate(org, row, "failed", why)
        return
    action, cause = "active", "mandate_activated"
    if row["_reinstated"]:
        action, cause = "reinstated", "mandate_reinstated"
    set_active(org, row)
    emit(org, "mandates", action, row, by_gocardless(cause))
    if name == "Expired":
        org.schedule(shift(scheme.calendar, org.today, 1), "mandate_expire", row["id"], 1)


def activate_at_once(org: Organisation, row: Row) -> None:
    """Send a new mandate to the banks and let them accept it within the same moment."""
    org.change("mandates", row, status="submitted")
    emit(org, "mandates", "submitted", row, by_gocardless("mandate_submitted"))
    set_active(org, row)
    emit(org, "mandates", "active", row, by_gocardless("mandate_activated"))


def set_active(org: Organisation, row: Row) -> None:
    """Make a mandate active and watch over its dormancy."""
    org.change("mandates", row, status="active")
    watch(org, row)


def watch(org: Organisation, row: Row) -> None:
    """Let an active mandate expire once it has not been used for too long."""
    months = SCHEMES[row["scheme"]].dormancy
    if months != NEVER:
        org.schedule(months_later(org.today, months), "mandate_expire", row["id"])


def expire(org: Organisation, row: Row, at_once: int = 0) -> None:
    """End an active mandate that has not been used for the scheme's dormancy period."""
    if row["status"] != "active":
        return
    months = SCHEMES[row["scheme"]].dormancy
    used = months_later(org.today.fromisoformat(row["_used"]), months)
    if months == NEVER and not at_once:
        return
    if used > org.today and not at_once:
        org.schedule(used, "mandate_expire", row["id"])
        return
    end_mandate(org, row, "expired", by_gocardless("mandate_expired"))


def show(org: Organisation, row: Row) -> Row:
    """Show a mandate with the charge date that is possible today."""
    day = earliest(org, row) if org.switches.date_when_inactive else next_possible(org, row)
    text = day.isoformat() if day else None
    hidden = () if org.switches.new_mandate_link else ("new_mandate",)
    return {
        **public(row),
        "links": {name: link for name, link in row["links"].items() if name not in hidden},
        "next_possible_charge_date": text,
        "next_possible_standard_ach_charge_date": text if row["scheme"] == "ach" else None,
    }


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change the metadata; nothing else can be changed."""
    fields = Fields(call.given, "mandates", ("metadata",))
    metadata = fields.metadata()
    fields.check()
    if "metadata" in call.given:
        org.change("mandates", row, metadata=metadata)


def of_action(call: Call, *known: str) -> Fields:
    """Read the fields of an action; its metadata goes to the event it causes."""
    return Fields(call.given, "data", ("metadata", *known))


def cancel(org: Organisation, row: Row, call: Call) -> None:
    """Cancel a mandate and all that is pending on it."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    if row["status"] not in OPEN:
        raise bad_state("cancellation_failed", f"Mandate is already {row['status']}")
    end_mandate(org, row, "cancelled", by_call(call.made_by, "mandate_cancelled", metadata))


def reinstate(org: Organisation, row: Row, call: Call) -> None:
    """Send a mandate to the banks again, as the API is asked to."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    send_again(org, row, by_call(call.made_by, "resubmission_requested", metadata))


def send_again(org: Organisation, row: Row, why: Why) -> None:
    """Send a cancelled or expired mandate to the banks again, at most 10 times."""
    if row["status"] not in ("cancelled", "expired") or "new_mandate" in row["links"]:
        raise bad_state("mandate_not_inactive", "Mandate is already active or being submitted")
    if row["_reinstated"] >= REINSTATEMENTS:
        raise bad_state("record_limit_exceeded", "Mandate has been reinstated too often")
    org.change("mandates", row, status="pending_submission", _reinstated=row["_reinstated"] + 1)
    emit(org, "mandates", "resubmission_requested", row, why)
    begin(org, row)


RESOURCE = Resource(
    name="mandates",
    show=show,
    listing=Listing(
        indexed=(
            "creditor",
            "customer",
            "customer_bank_account",
            "reference",
            "scheme",
            "status",
            "mandate_type",
        ),
        many=frozenset({"scheme", "status"}),
        choices={"scheme": KNOWN_SCHEMES, "status": STATUSES},
        apart=(frozenset({"creditor", "customer", "customer_bank_account"}),),
    ),
    create=create,
    update=update,
    actions={"cancel": cancel, "reinstate": reinstate},
)
