"""What the batches that stand in Sage 300 tell of a booking whose record is lost."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from s300gc.model import (
    Allocation,
    BookedLine,
    Claim,
    Document,
    Journal,
    JournalLine,
    Money,
    NoteBatch,
    Payment,
    Payout,
    PayoutItem,
    Receipt,
    ReceiptBatch,
    Skip,
)
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import (
    BACK,
    FEES,
    IN,
    VAT_LATER,
    Credit,
    Ledger,
    credits,
    net_by_payment,
    shared,
)
from s300gc.settings import BookSettings

WORDS = {
    "failed: ": BACK[0],
    "charged back: ": BACK[1],
    "refunded: ": "payment_refunded",
    "refund returned: ": "refund_funds_returned",
}
"""How a journal line begins that takes money back, and the item it stands for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What Sage 300 still has of the booking of one payout."""

    journal: Journal
    receipts: tuple[ReceiptBatch, ...] = ()
    notes: tuple[NoteBatch, ...] = ()

    def rate(self, home: str) -> Rate:
        """Give the rate at which it was booked: that of its first line in another currency."""
        for line in self.journal.lines:
            if line.source.currency != home:
                return Rate(home, line.rate, line.rate_type)
        kind = next((line.rate_type for line in self.journal.lines if line.rate_type), "")
        return Rate(home, Decimal(1), kind)

    def lines_of(self, payment: str) -> list[JournalLine]:
        """Give the lines that brought a payment in; empty where the journal adds payments up."""
        return [
            line
            for line in self.journal.lines
            if line.reference.split(" ")[0] == payment and line.source.minor < 0
        ]

    def receipts_of(self, payment: str) -> list[tuple[str, Receipt]]:
        """Give the receipts of a payment, each with the account (X) that its bank posts to."""
        return [
            (batch.x, one)
            for batch in self.receipts
            for one in batch.receipts
            if one.number.rpartition("-")[0] == payment
        ]


def items_of(journal: Journal, currency: str) -> tuple[PayoutItem, ...]:
    """Read a payout's items back from the lines of its journal, fees left out.

    For payouts whose items GoCardless serves no more (after six months). Only lines that
    name a payment or a refund are items; a journal that adds payments up has none.
    """
    found = []
    for line in journal.lines:
        subject = line.reference.split(" ")[0]
        if not re.fullmatch(r"(PM|RF)[0-9A-Z]+", subject) or line.source.currency != currency:
            continue
        kind = next((k for word, k in WORDS.items() if line.description.startswith(word)), IN)
        payment, refund = (subject, "") if subject.startswith("PM") else ("", subject)
        amount = Decimal(-line.source.minor)
        if kind == IN and amount < 0:
            continue
        found.append(PayoutItem(kind, amount, payment, refund, "", ()))
    return tuple(found)


def named(payment: str, standing: Standing) -> tuple[Allocation, ...]:
    """Read from journal and receipts what a payment was booked for that does not say so itself.

    That is so for payments of subscriptions, and where somebody edited the metadata.
    """
    customers = {one.customer for _, one in standing.receipts_of(payment)}
    found = []
    for line in standing.lines_of(payment):
        document = line.reference.partition(" ")[2]
        customer = next(iter(customers), "") if len(customers) == 1 else ""
        customer = customer or line.description.split(" ")[0]
        if not document or not customer:
            continue
        part = re.search(rf"{re.escape(document)}/(\d+)$", line.description)
        claim = Claim(customer, document, int(part[1]) if part else 1)
        found.append(Allocation(claim, Money(-line.source.minor, line.source.currency)))
    return tuple(found)


def booked_to(
    payment: str, allocations: Iterable[Allocation], standing: Standing
) -> tuple[Allocation, ...]:
    """Give allocations with the X and the account set that they were booked with."""
    receipts = standing.receipts_of(payment)
    result = []
    for part in allocations:
        lines = [
            line
            for line in standing.lines_of(payment)
            if line.reference.partition(" ")[2] == part.claim.document
        ]
        own = [(x, one) for x, one in receipts if one.customer == part.claim.customer]
        x = lines[0].account if lines else next((x for x, _ in own), part.x)
        account_set = next((one.account_set for bank, one in own if bank == x), part.account_set)
        result.append(replace(part, x=x, account_set=account_set))
    return tuple(result)


def credits_of(
    payment: str,
    amount: Money,
    allocations: Iterable[Allocation],
    payers: tuple[str, ...],
    standing: Standing,
    ledger: Ledger,
    books: BookSettings,
) -> tuple[Credit, ...]:
    """Give where a payment's money went: as the journal says, where it says nothing by the rules.

    What no document covered was its customer's own, or nobody's: the receipt says which.
    """
    loose = [line for line in standing.lines_of(payment) if line.reference == payment]
    whose = [one for _, one in standing.receipts_of(payment)]
    if loose and loose[0].account == books.unmatched_account:
        payers = ()
    elif loose and whose:
        payers = (whose[-1].customer,)
    parts = credits(amount, booked_to(payment, allocations, standing), payers, ledger, books)
    if not loose:
        return parts
    return tuple(
        part if part.claim is not None else replace(part, x=loose[0].account) for part in parts
    )


def lines(
    payout: Payout,
    items: Iterable[PayoutItem],
    parts: Mapping[str, tuple[Credit, ...]],
    standing: Standing,
    home: str,
) -> tuple[BookedLine, ...]:
    """Give the lines of a booking: each item by its credits, with its receipt or note."""
    items, rate, numbers = list(items), standing.rate(home), _numbers(standing)
    carrying, result = _carrying(items), []
    for n, item in enumerate(items):
        if item.type in FEES:
            continue
        owners = parts.get(item.payment or item.refund, ())
        for part, worth in shared(item, owners, payout.amount.currency, rate):
            place = (item.type == IN, item.payment, part.customer, part.account_set)
            number, batch = numbers.get(place, ("", "")) if n in carrying else ("", "")
            result.append(
                BookedLine(
                    payout=payout.id,
                    payment=item.payment or item.refund,
                    kind=item.type,
                    customer=part.customer,
                    claim=part.claim,
                    account_set=part.account_set,
                    x=part.x,
                    amount=part.amount,
                    functional=worth,
                    receipt=number,
                    batch=batch,
                )
            )
    return tuple(result)


def _carrying(items: list[PayoutItem]) -> set[int]:
    """Find the items that receipts and notes stand for: of each payment that nets, the last."""
    nets, found = net_by_payment(items), {}
    for n, item in enumerate(items):
        net = nets.get(item.payment, Decimal(0))
        if (item.type == IN and net > 0) or (item.type in BACK and net < 0):
            found[item.payment] = n
    return set(found.values())


def _numbers(standing: Standing) -> dict[tuple[bool, str, str, str], tuple[str, str]]:
    found = {}
    for batch in standing.receipts:
        for one in batch.receipts:
            place = (True, one.number.rpartition("-")[0], one.customer, one.account_set)
            found[place] = (one.number, batch.reference)
    for notes in standing.notes:
        for note in notes.notes:
            place = (False, note.payment, note.customer, note.account_set)
            found[place] = (note.number, notes.reference)
    return found


def missing(
    booked: Iterable[BookedLine], items: Iterable[PayoutItem], received: Iterable[str]
) -> list[str]:
    """Give the payments whose receipt or note should stand in Sage 300 and does not.

    ``received`` are the payments that had a receipt before: what came back of others
    needs no note.
    """
    nets, before = net_by_payment(items), set(received)
    bare = {one.payment for one in booked if one.customer}
    bare -= {one.payment for one in booked if one.receipt}
    return sorted(
        payment
        for payment in bare
        if nets.get(payment, Decimal(0)) > 0
        or (nets.get(payment, Decimal(0)) < 0 and payment in before)
    )


def damaged(payment: Payment, company: str) -> bool:
    """Tell whether a payment carries a part of our metadata that cannot be read any more."""
    values = dict(payment.metadata)
    words = values.get("s300gc", "").split(" ")
    other = len(words) == 3 and words[1] != company
    return not other and bool({"s300gc", "documents"} & set(values))


def words(description: str) -> list[str]:
    """Give the words of a payment's description that may be document numbers."""
    return [word.strip(",") for word in description.split() if any(c.isdigit() for c in word)]


def claim_of(document: Document) -> Claim:
    """Give the claim of a whole document."""
    return Claim(document.customer, document.number)


def differences(
    payout: Payout,
    booked: Iterable[BookedLine],
    standing: Standing,
) -> list[str]:
    """Say where a journal does not come to what its items do: then somebody edited it.

    Compared are the bank leg and the sum on each account that payments are credited to.
    """
    said = []
    bank = standing.journal.lines[0].source
    if bank != payout.amount and payout.amount.minor:
        said.append(f"the bank leg of its journal is {bank}, the payout {payout.amount}")
    due: dict[str, int] = defaultdict(int)
    for line in booked:
        due[line.x] += (-1 if line.kind in (IN, "refund_funds_returned") else 1) * line.amount.minor
    for x, minor in sorted(due.items()):
        stands = sum(
            line.source.minor
            for line in standing.journal.lines[1:]
            if line.account == x and line.source.currency == payout.amount.currency
        )
        if stands != minor:
            currency = payout.amount.currency
            what = f"{Money(stands, currency)} instead of {Money(minor, currency)}"
            said.append(f"its journal puts {what} on {x}")
    return said


def vat_later(
    payout: Payout, items: Iterable[PayoutItem], standing: Standing, books: BookSettings
) -> list[Skip]:
    """Give the line of work for VAT that a journal has left in the fees."""
    account = books.fees_tax_account
    taxed = any(one.taxes for one in items)
    there = account in {line.account for line in standing.journal.lines}
    if not taxed or there or account in ("", "not-recoverable"):
        return []
    reason = "the VAT in its fees waits for its exchange rate: until then it stands in the fees"
    return [Skip(payout.id, reason, VAT_LATER)]
