"""Customer bank accounts: the details are checked, and only their ending is kept."""

from hashlib import blake2b
from typing import Any

from s300gc.sandbox.gocardless.bank_details import read
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.errors import bad_state, exists_already
from s300gc.sandbox.gocardless.events import by_call
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.notice import OPEN
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.table import Row

RESOURCE_NAME = "customer_bank_accounts"
KNOWN = (
    "account_holder_name", "account_number", "account_type", "bank_code", "branch_code",
    "country_code", "currency", "iban", "links", "metadata",
)  # fmt: skip


def create(org: Organisation, call: Call) -> Row:
    """Make a bank account from local details or an IBAN; the same account twice is a 409."""
    fields = Fields(call.given, RESOURCE_NAME, KNOWN)
    values = read(org, fields)
    links = fields.links("customer")
    if "customer" not in links:
        fields.fault("links.customer", BLANK)
    fields.check()
    customer = org.linked("customers", links["customer"])
    values["_account"] = digest_of(customer, values.pop("_number"))
    other = find_account(org, values["_account"])
    if other is not None:
        raise exists_already(
            "bank_account_exists",
            "Bank account already exists",
            {"customer_bank_account": other["id"]},
        )
    return new(org, call.made_by, customer, values)


def digest_of(customer: Row, number: str) -> str:
    """Give what stands for a customer's account in place of its number."""
    return blake2b(f"{customer['id']} {number}".encode(), digest_size=12).hexdigest()


def find_account(org: Organisation, digest: str) -> Row | None:
    """Find the enabled account that a digest stands for."""
    found = org.tables[RESOURCE_NAME].where("account", digest)
    return next((row for row in found if row["enabled"]), None)


def new(org: Organisation, made_by: str, customer: Row, values: dict[str, Any]) -> Row:
    """Make a bank account of a customer out of checked values."""
    if values["currency"] not in customer["_currencies"]:
        customer["_currencies"].append(values["currency"])
    return org.add(
        RESOURCE_NAME,
        made_by,
        {
            "bank_account_token": None,
            "enabled": True,
            "links": {"customer": customer["id"]},
            "payer_name_verification_result": None,
            "trusted_recipient": False,
            "_account": None,
            **values,
        },
    )


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change the metadata; nothing else can be changed."""
    fields = Fields(call.given, RESOURCE_NAME, ("metadata",))
    metadata = fields.metadata()
    fields.check()
    if "metadata" in call.given:
        org.change(RESOURCE_NAME, row, metadata=metadata)


def disable(org: Organisation, row: Row, call: Call) -> None:
    """Disable an account: its mandates and what is pending on them are cancelled."""
    if not row["enabled"]:
        raise bad_state("disable_failed", "Bank account is already disabled")
    org.change(RESOURCE_NAME, row, enabled=False)
    why = by_call(call.made_by, "bank_account_closed")
    for mandate in org.tables["mandates"].where("customer_bank_account", row["id"]):
        if mandate["status"] in OPEN:
            end_mandate(org, mandate, "cancelled", why)


RESOURCE = Resource(
    name=RESOURCE_NAME,
    listing=Listing(
        indexed=("customer",),
        tests={"enabled": lambda row, value: row["enabled"] == (value == "true")},
        choices={"enabled": frozenset({"true", "false"})},
    ),
    create=create,
    update=update,
    actions={"disable": disable},
)
