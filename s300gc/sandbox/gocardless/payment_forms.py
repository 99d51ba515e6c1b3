"""Which details the hosted payment page asks for, by currency, and how a form reads them."""

from collections.abc import Mapping
from typing import Any

from s300gc.sandbox.gocardless.billing_show import CUSTOMER, DETAIL, NEEDED, currency_of
from s300gc.sandbox.gocardless.markup import Field
from s300gc.sandbox.gocardless.table import Row

COUNTRY_NAMES = (
    ("AU", "Australia"), ("AT", "Austria"), ("BE", "Belgium"), ("BG", "Bulgaria"),
    ("CA", "Canada"), ("HR", "Croatia"), ("CY", "Cyprus"), ("CZ", "Czechia"), ("DK", "Denmark"),
    ("EE", "Estonia"), ("FI", "Finland"), ("FR", "France"), ("DE", "Germany"), ("GR", "Greece"),
    ("GG", "Guernsey"), ("HU", "Hungary"), ("IS", "Iceland"), ("IE", "Ireland"),
    ("IM", "Isle of Man"), ("IT", "Italy"), ("JE", "Jersey"), ("LV", "Latvia"),
    ("LI", "Liechtenstein"), ("LT", "Lithuania"), ("LU", "Luxembourg"), ("MT", "Malta"),
    ("MC", "Monaco"), ("NL", "Netherlands"), ("NZ", "New Zealand"), ("NO", "Norway"),
    ("PL", "Poland"), ("PT", "Portugal"), ("RO", "Romania"), ("SM", "San Marino"),
    ("SK", "Slovakia"), ("SI", "Slovenia"), ("ES", "Spain"), ("SE", "Sweden"),
    ("CH", "Switzerland"), ("GB", "United Kingdom"), ("US", "United States"),
)  # fmt: skip

PERSON = (
    Field("given_name", "First name", required=False, complete="given-name"),
    Field("family_name", "Last name", required=False, complete="family-name"),
    Field("company_name", "Company", required=False, complete="organization",
          hint="Instead of first and last name, or with them."),
    Field("email", "Email", kind="email", complete="email", mode="email"),
    Field("address_line1", "Address", complete="address-line1"),
    Field("address_line2", "Address, second line", required=False, complete="address-line2"),
    Field("city", "Town or city", complete="address-level2"),
    Field("region", "State or county", required=False, complete="address-level1"),
    Field("postal_code", "Postcode", complete="postal-code", longest=20),
    Field("country_code", "Country", complete="country", choices=COUNTRY_NAMES),
)  # fmt: skip
IDENTITY = {
    "SEK": Field("swedish_identity_number", "Personal or organisation number", longest=20),
    "DKK": Field("danish_identity_number", "CPR or CVR number", longest=20),
}

HOLDER = Field("account_holder_name", "Name on the account", complete="name")
NUMBER = Field("account_number", "Account number", mode="numeric", longest=20)
KINDS = (("checking", "Checking"), ("savings", "Savings"))
BANK = {
    "GBP": (Field("branch_code", "Sort code", mode="numeric", longest=8), NUMBER),
    "EUR": (Field("iban", "IBAN", longest=42),),
    "USD": (Field("bank_code", "Routing number", mode="numeric", longest=9), NUMBER,
            Field("account_type", "Kind of account", choices=KINDS)),
    "AUD": (Field("branch_code", "BSB", mode="numeric", longest=7), NUMBER),
    "NZD": (Field("bank_code", "Bank code", mode="numeric", longest=2),
            Field("branch_code", "Branch code", mode="numeric", longest=4), NUMBER,
            Field("account_number_suffix", "Suffix", mode="numeric", longest=4)),
    "CAD": (Field("bank_code", "Institution number", mode="numeric", longest=4),
            Field("branch_code", "Transit number", mode="numeric", longest=5), NUMBER),
    "SEK": (Field("branch_code", "Clearing number", mode="numeric", longest=6), NUMBER),
    "DKK": (Field("bank_code", "Registration number", mode="numeric", longest=4), NUMBER),
}  # fmt: skip
"""Currency -> local details of an account (GoCardless API reference, local bank details)."""

COUNTED = ("branch_code", "account_number", "bank_code", "account_number_suffix")
"""Numbers that people write with dashes and spaces."""


def person_fields(row: Row) -> tuple[Field, ...]:
    """Give what the payer is asked about himself."""
    own = IDENTITY.get(currency_of(row))
    return (*PERSON, own) if own else PERSON


def bank_fields(row: Row) -> tuple[Field, ...]:
    """Give what the payer is asked about his account."""
    return (HOLDER, *BANK[currency_of(row)])


def customer_given(row: Row, form: Mapping[str, str]) -> dict[str, Any]:
    """Give what a form says of the payer, in the form of the API's action."""
    detail: dict[str, Any] = {name: form[name] for name in DETAIL if name in form}
    if "ip_address" in NEEDED.get(currency_of(row), ()):
        detail["ip_address"] = "127.0.0.1"
    customer = {name: form[name] for name in CUSTOMER if name in form}
    return {"customer": customer, "customer_billing_detail": detail}


def account_given(row: Row, form: Mapping[str, str]) -> dict[str, Any]:
    """Give what a form says of the account; nothing where only the name stands in it."""
    asked = [field.name for field in bank_fields(row)]
    given = {name: _tidy(name, form.get(name, "")) for name in asked}
    own = any(value for name, value in given.items() if name != HOLDER.name)
    return given if own else {}


def _tidy(name: str, value: str) -> str:
    return "".join(value.replace("-", " ").split()) if name in COUNTED else value
