"""Which AR receipts close the documents that a payout paid for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    Skip,
    total,
)
from s300gc.rules import keys
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import IN, RETURNED, Credit, arrival, gross, net_by_payment, share
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
    received: Collection[str] = (),
) -> list[ReceiptBatch]:
    """Plan a receipt for each payment that is net in and for each account set.

    ``balances`` are the open balances of the documents by customer and number;
    a receipt applies no more than that, the rest is unapplied cash. ``notes``
    are the debit notes of payments that came back before: they are settled
    first. ``earlier`` is how many receipts a payment that is paid out again has
    had, so that no number comes twice. ``parts`` is what is open of each payment of
    documents that have several. A refund that came back is unapplied cash of its payer,
    where ``received`` or this payout has a receipt of its payment. Raises PersonNeeded
    where the GL account of a receipts bank is not X.
    """
    by_x: dict[str, list[Receipt]] = defaultdict(list)
    left = _Left(dict(balances), dict(parts or {}))
    items = list(items)
    nets = net_by_payment(items)
    for payment, net in sorted(nets.items()):
        if net > 0:
            first = (earlier or {}).get(payment, 0) + 1
            found = credits.get(payment, ())
            for x, receipt in _receipts_of(payment, found, left, notes, payout, rate, first):
                by_x[x].append(receipt)
    for item in items:
        if item.type == RETURNED and (item.payment in received or nets.get(item.payment, 0) > 0):
            whole = gross(item, payout.amount.currency)
            came = share(whole, credits.get(item.payment or item.refund, ()))
            cash = tuple(replace(part, claim=None) for part in came)
            for x, receipt in _receipts_of(stem(item), cash, left, {}, payout, rate, 1):
                by_x[x].append(receipt)
    return _batches(by_x, payout, banks, books, period)


def stem(item: PayoutItem) -> str:
    """Give what the numbers of an item's receipts begin with: its payment, or the refund."""
    return item.payment if item.type == IN else item.refund or f"{item.payment}F"


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


PAID_TWICE = "paid-twice"
"""The kind of the lines of work for customers who paid one debt twice."""
PENDING = "pending-receipt"
"""The kind of the lines of work for documents that somebody else's receipt waits for."""
BY_HAND = "apply-by-hand"
"""The kind of the lines of work for documents to which a person has to apply the money."""


def left_over(
    batches: Iterable[ReceiptBatch],
    credits: Mapping[str, tuple[Credit, ...]],
    notes: Mapping[str, Sequence[str]],
    waiting: Mapping[tuple[str, str], str] | None = None,
    by_hand: Mapping[tuple[str, str], str] | None = None,
) -> list[Skip]:
    """Give a line of work for each receipt that finds its debt closed, or about to be.

    Also where a person has to apply it: ``by_hand`` says why, by customer and document.

    ``notes`` are the debit notes of payments that came back before; ``waiting`` the
    batches of other people's receipts that are not posted, by customer and document.
    """
    found = []
    for receipt in (one for batch in batches for one in batch.receipts):
        payment = receipt.number.rpartition("-")[0]
        rest = receipt.amount - total(
            [one.amount for one in receipt.applied], receipt.amount.currency
        )
        claims = [part.claim for part in credits.get(payment, ()) if part.claim]
        held = {
            one.document: batch
            for one in claims
            if (batch := (waiting or {}).get((one.customer, one.document)))
        }
        reasons = [
            f"{one.document} {why}"
            for one in claims
            if (why := (by_hand or {}).get((one.customer, one.document)))
        ]
        if rest.minor <= 0:
            continue
        if reasons:
            said = f"{'; '.join(reasons)}: apply {rest} of {receipt.number} to it in Sage 300"
            found.append(Skip(payment, said, BY_HAND))
        elif held:
            found.append(Skip(payment, _held(rest, receipt, held), PENDING))
        elif notes.get(payment):
            found.append(Skip(payment, _twice(rest, receipt, notes[payment]), PAID_TWICE))
    return found


def _held(rest: Money, receipt: Receipt, held: Mapping[str, str]) -> str:
    named = ", ".join(f"batch {batch} for {document}" for document, batch in sorted(held.items()))
    return (
        f"a receipt that is not posted ({named}) pays what {receipt.number} of {receipt.customer}"
        f" was collected for: {rest} of it is unapplied cash; post that receipt and give the cash"
        " back, or delete it and apply the cash in Sage 300"
    )


def _twice(rest: Money, receipt: Receipt, notes: Sequence[str]) -> str:
    return (
        f"customer {receipt.customer} paid twice: {', '.join(notes)} was settled otherwise"
        f" meanwhile, so {rest} of {receipt.number} is unapplied cash; refund it, or apply it"
    )


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
