"""Which AR receipts close the documents that a payout paid for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import (
    Application,
    Bank,
    Claim,
    Money,
    Payout,
    PayoutItem,
    Period,
    Receipt,
    ReceiptBatch,
    total,
)
from s300gc.rules import keys
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import Credit, arrival, net_by_payment
from s300gc.settings import BookSettings

CHUNK = 500
"""Entries in one receipt batch: each batch is its own intent."""
TEXT = 60


def receipts(
    payout: Payout,
    items: Iterable[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    balances: Mapping[tuple[str, str], Money],
    notes: Mapping[str, tuple[str, ...]],
    banks: Mapping[str, Bank],
    books: BookSettings,
    rate: Rate,
    period: Period,
    earlier: Mapping[str, int] | None = None,
    parts: Mapping[Claim, Money] | None = None,
) -> list[ReceiptBatch]:
    """Plan a receipt for each payment that is net in and for each account set.

    ``balances`` are the open balances of the documents by customer and number;
    a receipt applies no more than that, the rest is unapplied cash. ``notes``
    are the debit notes of payments that came back before: they are settled
    first. ``earlier`` is how many receipts a payment that is paid out again has
    had, so that no number comes twice. ``parts`` is what is open of each payment of
    documents that have several. Raises PersonNeeded where the GL account of a
    receipts bank is not X.
    """
    by_x: dict[str, list[Receipt]] = defaultdict(list)
    left = _Left(dict(balances), dict(parts or {}))
    for payment, net in sorted(net_by_payment(items).items()):
        if net > 0:
            first = (earlier or {}).get(payment, 0) + 1
            found = credits.get(payment, ())
            for x, receipt in _receipts_of(payment, found, left, notes, payout, rate, first):
                by_x[x].append(receipt)
    return _batches(by_x, payout, banks, books, period)


def _receipts_of(
    payment: str,
    parts: tuple[Credit, ...],
    left: "_Left",
    notes: Mapping[str, tuple[str, ...]],
    payout: Payout,
    rate: Rate,
    first: int,
) -> list[tuple[str, Receipt]]:
    groups: dict[tuple[str, str, str], list[Credit]] = defaultdict(list)
    for part in parts:
        if part.customer:
            groups[(part.x, part.customer, part.account_set)].append(part)
    result = []
    for n, ((x, customer, account_set), group) in enumerate(sorted(groups.items()), first):
        applied = [a for part in group for a in _applications(part, notes.get(payment, ()), left)]
        receipt = Receipt(
            number=f"{payment}-{n}",
            customer=customer,
            account_set=account_set,
            amount=total([part.amount for part in group], payout.amount.currency),
            dated=arrival(payout),
            description=f"GoCardless {payment}"[:TEXT],
            reference=payout.id,
            applied=tuple(applied),
            rate=rate.value if payout.amount.currency != rate.home else Decimal(1),
            rate_type=rate.type,
        )
        result.append((x, receipt))
    return result


def _applications(part: Credit, notes: tuple[str, ...], left: "_Left") -> list[Application]:
    """Apply a part to its debit notes, then its document, at most what is open; note the rest."""
    targets = [Claim(part.customer, note) for note in notes]
    if part.claim is not None:
        targets.append(Claim(part.customer, part.claim.document, part.claim.instalment))
    result, to_apply = [], part.amount.minor
    for target in targets:
        amount = left.take(target, to_apply)
        if amount > 0:
            to_apply -= amount
            money = Money(amount, part.amount.currency)
            result.append(Application(target.document, target.instalment, money))
    return result


@dataclass(slots=True)
class _Left:
    """What is still open of documents, and of each payment of those that have several."""

    documents: dict[tuple[str, str], Money]
    parts: dict[Claim, Money]

    def take(self, claim: Claim, wanted: int) -> int:
        """Take up to so many minor units off a claim; give how many there were."""
        place = (claim.customer, claim.document)
        if place not in self.documents:
            return 0
        amount = min(wanted, self.documents[place].minor)
        if claim in self.parts:
            amount = min(amount, self.parts[claim].minor)
        if amount > 0:
            self.documents[place] -= Money(amount, self.documents[place].currency)
            if claim in self.parts:
                self.parts[claim] -= Money(amount, self.parts[claim].currency)
        return max(0, amount)


def _batches(
    by_x: Mapping[str, list[Receipt]],
    payout: Payout,
    banks: Mapping[str, Bank],
    books: BookSettings,
    period: Period,
) -> list[ReceiptBatch]:
    chunks = [
        (x, tuple(entries[start : start + CHUNK]))
        for x, entries in sorted(by_x.items())
        for start in range(0, len(entries), CHUNK)
    ]
    return [
        ReceiptBatch(
            reference=keys.receipts_reference(payout.id, n, len(chunks)),
            bank=bank_of(x, payout.amount.currency, banks, books).code,
            x=x,
            dated=arrival(payout),
            period=period,
            payment_code=books.payment_code,
            receipts=entries,
        )
        for n, (x, entries) in enumerate(chunks, start=1)
    ]


def bank_of(x: str, currency: str, banks: Mapping[str, Bank], books: BookSettings) -> Bank:
    """Give the bank of the receipts for X; its GL account must be X itself.

    Otherwise one control account ends too high and another too low while their
    sum looks right. Raises PersonNeeded naming the setting.
    """
    code = books.bank_for(x, currency)
    bank = banks.get(code)
    if not code:
        raise PersonNeeded(f"books.receipts_bank names no bank for account {x}")
    if bank is None:
        raise PersonNeeded(f"bank {code} of books.receipts_bank does not exist in Sage 300")
    if bank.account != x:
        raise PersonNeeded(
            f"bank {code} posts to {bank.account}, but the payments are credited to {x}:"
            f" name a bank whose GL account is {x} in books.receipts_bank"
        )
    return bank
