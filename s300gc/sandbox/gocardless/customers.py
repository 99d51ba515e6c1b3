"""Customers: the people and companies who pay."""

from typing import Any

from s300gc.sandbox.gocardless.errors import misuse, not_found
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import KNOWN_CURRENCIES
from s300gc.sandbox.gocardless.table import Row

TEXTS = (
    "address_line1", "address_line2", "address_line3", "city", "company_name", "country_code",
    "danish_identity_number", "email", "family_name", "given_name", "language", "phone_number",
    "postal_code", "region", "swedish_identity_number",
)  # fmt: skip

LANGUAGES = frozenset(["da", "de", "en", "es", "fr", "it", "nb", "nl", "pt", "sl", "sv"])
PATTERNS = {"email": r"[^@\s]+@[^@\s]+", "country_code": "[A-Z]{2}"}


def _read(call: Call, before: Row) -> dict[str, Any]:
    """Read the given fields and check what the customer will then look like."""
    fields = Fields(call.given, "customers", (*TEXTS, "metadata"))
    values: dict[str, Any] = {
        name: fields.text(name, longest=255, pattern=PATTERNS.get(name, ""))
        for name in TEXTS
        if name in call.given
    }
    if values.get("language") not in (None, *LANGUAGES):
        fields.fault("language", "is not supported")
    if "metadata" in call.given:
        values["metadata"] = fields.metadata()
    after = {**before, **values}
    if not after.get("company_name"):
        for name in ("given_name", "family_name"):
            if not after.get(name):
                fields.fault(name, BLANK)
    fields.check()
    return values


def create(org: Organisation, call: Call) -> Row:
    """Make a customer: a company, or a given and a family name."""
    return new(org, call.made_by, _read(call, {}))


def new(org: Organisation, made_by: str, values: dict[str, Any]) -> Row:
    """Make a customer out of checked values."""
    texts = {name: values.get(name) for name in TEXTS}
    texts["language"] = texts["language"] or "en"
    return org.add(
        "customers", made_by, {**texts, "metadata": values.get("metadata", {}), "_currencies": []}
    )


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change anything that can be given when making one."""
    org.change("customers", row, **_read(call, row))


def remove(org: Organisation, row: Row, call: Call) -> None:
    """Remove a customer for good: he is gone from lists and cannot be read (API reference).

    His subscriptions are gone from lists too.
    """
    org.change("customers", row, _removed=True)
    for subscription in org.tables["subscriptions"].where("customer", row["id"]):
        subscription["_hidden"] = True


def find(org: Organisation, identity: str) -> Row:
    """Get a customer who has not been removed."""
    row = org.get("customers", identity)
    if row.get("_draft"):
        raise not_found()
    if row.get("_removed"):
        raise misuse(410, "customer_data_removed", "The customer's data has been removed")
    return row


def is_hidden(row: Row) -> bool:
    """Tell whether a customer has been removed, or only stands for a payer who is still unknown."""
    return bool(row.get("_removed") or row.get("_draft"))


RESOURCE = Resource(
    name="customers",
    listing=Listing(
        tests={
            "currency": lambda row, value: value in row["_currencies"],
            "action_required": lambda row, value: (value == "true") == bool(row.get("_approval")),
        },
        choices={"currency": KNOWN_CURRENCIES, "action_required": frozenset({"true", "false"})},
        sorts=("name", "company_name", "created_at"),
        hidden=is_hidden,
    ),
    find=find,
    create=create,
    update=update,
    remove=remove,
)
