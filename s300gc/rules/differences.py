"""What does not agree, or waits, one line each: amount, where, since when, why, what settles."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from s300gc.model import Money, total

Level = Literal["difference", "waiting"]
"""A difference is wrong until somebody acts; what waits is right, and ordinary work ends it."""

CODES: dict[str, tuple[Level, str]] = {
    "unexplained": ("difference", "two balances differ and nothing that was looked at says why"),
    "journal-twice": ("difference", "a payout was entered a second time by hand"),
    "journal-by-hand": ("difference", "a journal of somebody else on an account that is proved"),
    "batch-edited": ("difference", "what is posted is not what this tool sent"),
    "batch-deleted": ("difference", "a batch of ours was deleted in Sage 300"),
    "sage-restored": ("difference", "batches of ours are gone: Sage 300 is an older copy"),
    "error-batch": ("difference", "Sage 300 moved entries of ours to an error batch"),
    "receipt-by-hand": ("difference", "somebody else's receipt went through a bank of ours"),
    "receipt-reversed": ("difference", "our receipt was reversed, its payment has not come back"),
    "receipt-applied-elsewhere": ("difference", "a document stays open although it was collected"),
    "closed-through-other-bank": ("difference", "money of ours was received again: cash twice"),
    "customer-renumbered": ("difference", "a customer's documents stand under another number"),
    "document-gone": ("difference", "a document that is being collected is not in Sage 300"),
    "account-set-changed": ("difference", "an account set has another control account now"),
    "bank-account-changed": ("difference", "a receipts bank posts to another GL account now"),
    "account-inactive": ("difference", "a payout waits for an account that is missing or inactive"),
    "control-refuses-source": ("difference", "a control account does not take our source"),
    "fee-vat-without-account": ("difference", "there is VAT on fees and no account for it"),
    "account-not-ours": ("difference", "an entry of ours on an account outside of the closed list"),
    "payout-missing": ("difference", "a payout has arrived and was never booked"),
    "payout-bounced": ("difference", "a payout is booked and came back to GoCardless"),
    "repaid-to-gocardless": ("difference", "GoCardless was paid back what was owed to it"),
    "balance-differs": ("difference", "GoCardless holds another amount than was collected"),
    "events-missed": ("difference", "something happened at GoCardless of which no event came"),
    "not-read-yet": ("waiting", "it happened at GoCardless since the last run"),
    "batch-not-posted": ("waiting", "a batch of ours waits for a person to post it"),
    "ar-gl-batch-not-posted": ("waiting", "AR has posted it, its GL batch is not posted yet"),
    "half-booked": ("waiting", "one side of a payout is posted, the other is not yet"),
    "return-not-in-ar": ("waiting", "money went back, and nothing in AR says so yet"),
    "refund-without-credit-note": ("waiting", "a refund that no credit in AR stands against"),
    "receipts-none": ("waiting", 'receipts = "none": paid, but the invoices stay open in AR'),
    "unmatched-not-cleared": ("waiting", "money whose payer or document is not known yet"),
    "paid-outside": ("waiting", "a GoCardless payment that this tool did not make"),
    "settled-otherwise": ("waiting", "what a payment collects was settled in Sage 300 otherwise"),
    "document-smaller": ("waiting", "less is open of a document than a payment collects"),
    "stray-draft": ("waiting", "a draft of ours that must not be posted"),
    "fees-to-come": ("waiting", "fees that GoCardless will deduct from the next payout"),
    "payout-waiting": ("waiting", "a payout that is not booked yet, and why"),
}
"""Each reason: whether it is a difference, and what it says. Codes never change their meaning."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that does not agree, or waits.

    ``moves`` is by how much it moves a balance away from what it should be, by the key of
    the proof (for GL the account number), debit +, credit -, functional currency.
    """

    code: str
    subject: str
    """The payout, payment, document, batch or account it is about."""
    amount: Money
    where: str
    since: date | None
    reason: str
    settle: str
    moves: tuple[tuple[str, Money], ...] = ()

    @property
    def level(self) -> Level:
        """Whether it is a difference or only waits."""
        return CODES[self.code][0]


def moved(lines: Iterable[Line], key: str, currency: str) -> Money:
    """Add up what lines say of one proof."""
    return total([m for one in lines for at, m in one.moves if at == key], currency)


def merged(lines: Iterable[Line]) -> list[Line]:
    """Make one line of those of one code and subject, so that each cause is told once.

    Places and remedies are joined; what was told first gives the reason.
    """
    found: dict[tuple[str, str], Line] = {}
    for one in lines:
        known = found.get((one.code, one.subject))
        found[one.code, one.subject] = one if known is None else _joined(known, one)
    return list(found.values())


def _joined(a: Line, b: Line) -> Line:
    sums: dict[str, Money] = {}
    for key, amount in (*a.moves, *b.moves):
        sums[key] = sums.get(key, Money(0, amount.currency)) + amount
    where = a.where if b.where in a.where.split(", ") else f"{a.where}, {b.where}"
    settle = a.settle if b.settle in a.settle else f"{a.settle}; {b.settle}"
    moves = tuple((key, one) for key, one in sums.items() if one.minor)
    days = [day for day in (a.since, b.since) if day]
    same = a.code not in ("sage-restored", "batch-deleted")
    amount = a.amount + b.amount if same and a.amount.currency == b.amount.currency else a.amount
    return replace(
        a, where=where, settle=settle, moves=moves, since=min(days, default=None), amount=amount
    )
