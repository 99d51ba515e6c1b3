"""A bank debit or instant payment scheme, and the schemes that the sandbox collects by."""

from collections.abc import Mapping
from dataclasses import dataclass

from s300gc.sandbox.gocardless.bankdays import Calendar

Codes = Mapping[str, str]
"""Cause -> reason code; the first cause stands for one the scheme does not know."""

NEVER = 0
"""Dormancy of a scheme whose mandates do not expire."""
NOT_SET = 0
"""Length of a reference that cannot be given."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: days are working days of ``calendar``.

    ``notice``/``notice_new``: least days from today to the charge date for an active and for a
    new mandate. A payment is submitted ``lead`` days before its charge date, its outcome is
    known ``outcome`` days after it, and it is paid out ``payout`` days after it.
    ``dormancy`` is in months. ``least`` is the smallest amount in minor units.
    ``with_first_payment`` mandates are submitted with their first payment, ``late`` is whether
    the bank takes back what was paid out. ``failed`` and ``charged_back`` are what the bank
    reports on a payment, ``ends`` which of the failures end the mandate too and how,
    ``cancelled`` the reason code of a payer's own cancellation, ``refused`` that of a new
    mandate's failure; an empty code is one that is not documented.
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
    least: int
    with_first_payment: bool
    failed: Codes
    charged_back: Codes
    ends: Codes
    cancelled: str
    refused: str
    late: bool = True


def reported(codes: Codes, cause: str) -> tuple[str, str]:
    """Give cause and reason code as a scheme reports them.

    What it does not report is told by its commonest cause: Bacs never says insufficient funds,
    it refers to the payer.
    """
    known = cause if cause in codes else next(iter(codes))
    return known, codes[known]
