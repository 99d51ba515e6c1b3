"""The three bank debit schemes of the sandbox: their days, limits and reason codes.

Causes and reason codes are those of the event actions in the GoCardless API reference; days are
Bacs' own three-day cycle and, where nothing is documented for SEPA and ACH, close to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from s300gc.sandbox.gocardless.bankdays import Calendar

Codes = Mapping[str, str]
"""Cause -> reason code; the first cause stands for one the scheme does not know."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: days are working days of ``calendar``.

    ``notice``/``notice_new``: least days from today to the charge date for an active and for a
    new mandate. A payment is submitted ``lead`` days before its charge date, its outcome is
    known ``outcome`` days after it, and it is paid out ``payout`` days after it.
    ``dormancy`` is in months. ``with_first_payment`` mandates are submitted with their first
    payment. ``failed`` and ``charged_back`` are what the bank reports on a payment, ``ends``
    which of the failures end the mandate too and how, ``cancelled`` a payer's own cancellation,
    ``refused`` the failure of a new mandate.
    """

    name: str
    currency: str
    calendar: Calendar
    notice: int
    notice_new: int
    lead: int
    outcome: int
    payout: int
    dormancy: int
    reference: int
    with_first_payment: bool
    failed: Codes
    charged_back: Codes
    ends: Codes
    cancelled: str
    refused: str


BACS = Scheme(
    name="bacs",
    currency="GBP",
    calendar="uk",
    notice=3,
    notice_new=4,
    lead=2,
    outcome=1,
    payout=2,
    dormancy=13,
    reference=10,
    with_first_payment=False,
    failed=MappingProxyType(
        {
            "refer_to_payer": "ARUDD-0",
            "mandate_cancelled": "ARUDD-1",
            "bank_account_closed": "ARUDD-2",
            "bank_account_transferred": "ARUDD-3",
            "authorisation_disputed": "ARUDD-4",
            "invalid_bank_details": "ARUDD-5",
            "other": "ARUDD-6",
        }
    ),
    charged_back=MappingProxyType({"authorisation_disputed": "DDICA-1"}),
    ends=MappingProxyType(
        {
            "mandate_cancelled": "cancelled",
            "bank_account_closed": "cancelled",
            "invalid_bank_details": "failed",
        }
    ),
    cancelled="ADDACS-1",
    refused="AUDDIS-5",
)

SEPA_CORE = Scheme(
    name="sepa_core",
    currency="EUR",
    calendar="target",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=36,
    reference=140,
    with_first_payment=True,
    failed=MappingProxyType(
        {
            "insufficient_funds": "AM04",
            "bank_account_closed": "AC04",
            "invalid_bank_details": "AC01",
            "mandate_cancelled": "MD01",
            "refer_to_payer": "MS03",
            "direct_debit_not_enabled": "AG01",
        }
    ),
    charged_back=MappingProxyType({"refund_requested": "MD06", "mandate_cancelled": "MD01"}),
    ends=MappingProxyType(
        {
            "mandate_cancelled": "cancelled",
            "bank_account_closed": "cancelled",
            "invalid_bank_details": "cancelled",
        }
    ),
    cancelled="MD01",
    refused="AC01",
)

ACH = Scheme(
    name="ach",
    currency="USD",
    calendar="us",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=15,
    reference=10,
    with_first_payment=True,
    failed=MappingProxyType(
        {
            "refer_to_payer": "ACH_RETURN-R01",
            "bank_account_closed": "ACH_RETURN-R02",
            "invalid_bank_details": "ACH_RETURN-R03",
            "authorisation_disputed": "ACH_RETURN-R10",
            "other": "ACH_RETURN-R24",
        }
    ),
    charged_back=MappingProxyType(
        {
            "authorisation_disputed": "ACH_RETURN-R10",
            "refund_requested": "ACH_RETURN-R16",
            "mandate_cancelled": "ACH_RETURN-R07",
        }
    ),
    ends=MappingProxyType(
        {"bank_account_closed": "cancelled", "invalid_bank_details": "cancelled"}
    ),
    cancelled="ACH_RETURN-R07",
    refused="ACH_RETURN-R03",
)

SCHEMES: dict[str, Scheme] = {scheme.name: scheme for scheme in (BACS, SEPA_CORE, ACH)}
BY_CURRENCY: dict[str, Scheme] = {scheme.currency: scheme for scheme in SCHEMES.values()}

KNOWN_SCHEMES = frozenset(
    [
        "ach",
        "autogiro",
        "bacs",
        "becs",
        "becs_nz",
        "betalingsservice",
        "faster_payments",
        "pad",
        "pay_to",
        "sepa_core",
        "sepa_cor1",
    ]
)
KNOWN_CURRENCIES = frozenset(["AUD", "CAD", "DKK", "EUR", "GBP", "NZD", "SEK", "USD"])

CAUSES = frozenset(
    cause for s in SCHEMES.values() for codes in (s.failed, s.charged_back) for cause in codes
)


def reported(codes: Codes, cause: str) -> tuple[str, str]:
    """Give cause and reason code as a scheme reports them.

    What it does not report is told by its commonest cause: Bacs never says insufficient funds,
    it refers to the payer.
    """
    known = cause if cause in codes else next(iter(codes))
    return known, codes[known]
