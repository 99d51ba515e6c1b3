"""Customer bank accounts: the details are checked, and only their ending is kept."""

from hashlib import blake2b
from typing import Any

from s300gc.sandbox.chance import pick
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
LOCAL = {"GB": ("GBP", r"\d{6}", r"\d{6,8}"), "US": ("USD", r"\d{9}", r"\d{4,17}")}
"""Country -> currency, pattern of sort code or routing number, pattern of the account number."""

ROUTING = {"GB": "branch_code", "US": "bank_code"}
BANKS = {
    "GBP": ("BARCLAYS BANK PLC", "HSBC UK BANK PLC", "LLOYDS BANK PLC", "NATWEST BANK PLC"),
    "EUR": ("BNP PARIBAS", "COMMERZBANK AG", "ING BANK NV"),
    "USD": ("CITIBANK NA", "PNC BANK NA", "WELLS FARGO BANK NA"),
}

KNOWN = (
    "account_holder_name", "account_number", "account_type", "bank_code", "branch_code",
    "country_code", "currency", "iban", "links", "metadata",
)  # fmt: skip


def create(org: Organisation, call: Call) -> Row:
    """Make a bank account from local details or an IBAN; the same account twice is a 409."""
    fields = Fields(call.given, RESOURCE_NAME, KNOWN)
    holder = fields.text("account_holder_name", required=True, longest=255)
    metadata = fields.metadata()
    links = fields.links("customer")
    iban = fields.text("iban", longest=34)
    country, currency, number = _iban(fields, iban) if iban else _local(fields)
    kind = fields.text("account_type", choices=("checking", "savings"))
    if country == "US" and not kind:
        fields.fault("account_type", BLANK)
    if "customer" not in links:
        fields.fault("links.customer", BLANK)
    fields.check()
    customer = org.linked("customers", links["customer"])
    digest = blake2b(f"{customer['id']} {number}".encode(), digest_size=12).hexdigest()
    for other in org.tables[RESOURCE_NAME].where("account", digest):
        if other["enabled"]:
            raise exists_already(
                "bank_account_exists",
                "Bank account already exists",
                {"customer_bank_account": other["id"]},
            )
    values = {
        "account_holder_name": holder,
        "account_number_ending": number[-2:],
        "account_type": kind if country == "US" else None,
        "bank_name": pick(org.seed, "bank", number, of=BANKS[currency]),
        "country_code": country,
        "currency": currency,
        "metadata": metadata,
        "_account": digest,
    }
    return new(org, call.made_by, customer, values)


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


def _local(fields: Fields) -> tuple[str, str, str]:
    """Read British or American details: country, currency, number with its bank."""
    country = fields.text("country_code", choices=tuple(LOCAL))
    given = fields.text("currency", longest=3)
    if country is None:
        country = next((c for c, facts in LOCAL.items() if facts[0] == given), "GB")
    if country not in LOCAL:
        return country, "GBP", ""
    currency, routing, account = LOCAL[country]
    if given not in (None, currency):
        fields.fault("currency", f"must be {currency} for an account in {country}")
    bank = fields.text(ROUTING[country], required=True, pattern=routing)
    number = fields.text("account_number", required=True, pattern=account)
    return country, currency, f"{country}{bank}{number}"


def _iban(fields: Fields, iban: str) -> tuple[str, str, str]:
    """Read an IBAN: its check digits must be right (ISO 13616)."""
    number = "".join(iban.split()).upper()
    turned = number[4:] + number[:4]
    if not (number.isalnum() and number.isascii() and len(number) >= 15) or not _sound(turned):
        fields.fault("iban", "is invalid")
    country = number[:2]
    return country, "GBP" if country == "GB" else "EUR", number


def _sound(turned: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


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
