"""Bank details as payers give them: an IBAN, or the local numbers of eight countries.

Source: GoCardless API reference, customer bank accounts; ISO 13616 for the IBAN. The lengths of
the local numbers are those that the banks of each country use.
"""

from typing import Any

from s300gc.sandbox.chance import pick
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation

LOCAL: dict[str, tuple[str, dict[str, str]]] = {
    "GB": ("GBP", {"branch_code": r"\d{6}", "account_number": r"\d{6,8}"}),
    "US": ("USD", {"bank_code": r"\d{9}", "account_number": r"\d{4,17}"}),
    "AU": ("AUD", {"branch_code": r"\d{6}", "account_number": r"\d{5,9}"}),
    "CA": ("CAD", {"bank_code": r"\d{3,4}", "branch_code": r"\d{5}",
                   "account_number": r"\d{7,12}"}),
    "DK": ("DKK", {"bank_code": r"\d{4}", "account_number": r"\d{1,10}"}),
    "NZ": ("NZD", {"bank_code": r"\d{2}", "branch_code": r"\d{4}",
                   "account_number": r"\d{7,10}"}),
    "SE": ("SEK", {"branch_code": r"\d{4,5}", "account_number": r"\d{1,10}"}),
}  # fmt: skip
"""Country -> currency, and the pattern of each number that an account there is told by."""

IBAN_CURRENCIES = {"GB": "GBP", "DK": "DKK", "SE": "SEK"}
"""Countries whose IBANs are for accounts in another currency than euros."""

BANKS = {
    "AUD": ("COMMONWEALTH BANK OF AUSTRALIA", "WESTPAC BANKING CORPORATION"),
    "CAD": ("ROYAL BANK OF CANADA", "TORONTO-DOMINION BANK"),
    "DKK": ("DANSKE BANK AS", "JYSKE BANK AS"),
    "GBP": ("BARCLAYS BANK PLC", "HSBC UK BANK PLC", "LLOYDS BANK PLC", "NATWEST BANK PLC"),
    "EUR": ("BNP PARIBAS", "COMMERZBANK AG", "ING BANK NV"),
    "NZD": ("ANZ BANK NEW ZEALAND", "BANK OF NEW ZEALAND"),
    "SEK": ("SVENSKA HANDELSBANKEN", "SWEDBANK"),
    "USD": ("CITIBANK NA", "PNC BANK NA", "WELLS FARGO BANK NA"),
}
LONG_ENDING = 4
"""Digits shown of a New Zealand number; of others it is two (API reference)."""


def read(org: Organisation, fields: Fields) -> dict[str, Any]:
    """Read an account's details; faults stay with the fields, the number is under ``_number``."""
    holder = fields.text("account_holder_name", required=True, longest=255)
    metadata = fields.metadata()
    iban = fields.text("iban", longest=42)
    country, currency, number = _iban(fields, iban) if iban else _local(fields)
    kind = fields.text("account_type", choices=("checking", "savings"))
    if currency == "USD" and not kind:
        fields.fault("account_type", BLANK)
    return {
        "account_holder_name": holder,
        "account_number_ending": number[-LONG_ENDING if currency == "NZD" else -2 :],
        "account_type": kind if currency == "USD" else None,
        "bank_name": pick(org.seed, "bank", number, of=BANKS[currency]),
        "country_code": country,
        "currency": currency,
        "metadata": metadata,
        "_number": number,
    }


def _local(fields: Fields) -> tuple[str, str, str]:
    """Read local details: country, currency, and the numbers as one."""
    country = fields.text("country_code", choices=tuple(LOCAL))
    given = fields.text("currency", longest=3)
    if country is None:
        country = next((c for c, facts in LOCAL.items() if facts[0] == given), "GB")
    if country not in LOCAL:
        return country, "GBP", ""
    currency, patterns = LOCAL[country]
    if given not in (None, currency):
        fields.fault("currency", f"must be {currency} for an account in {country}")
    parts = [fields.text(name, required=True, pattern=p) for name, p in patterns.items()]
    suffix = fields.text("account_number_suffix", pattern=r"\d{2,4}") or ""
    return country, currency, country + "".join(part or "" for part in parts) + suffix


def _iban(fields: Fields, iban: str) -> tuple[str, str, str]:
    """Read an IBAN: its check digits must be right."""
    number = "".join(iban.split()).upper()
    turned = number[4:] + number[:4]
    if not (number.isalnum() and number.isascii() and len(number) >= 15) or not _sound(turned):
        fields.fault("iban", "is invalid")
    country = number[:2]
    return country, IBAN_CURRENCIES.get(country, "EUR"), number


def _sound(turned: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
