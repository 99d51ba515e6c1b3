"""What comes back after its receipt: debit notes whose one line is X, or a worklist line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from s300gc.model import DebitNote, Money, NoteBatch, Payout, PayoutItem, Period, Skip
from s300gc.rules import keys
from s300gc.rules.lines import TEXT, Rate
from s300gc.rules.payouts import Credit, arrival, net_by_payment, share
from s300gc.settings import BookSettings

CHUNK = 500
REVERSE = "reverse"
"""The kind of the lines of work for receipts that a person reverses in Bank Services."""
TWICE = "repaid-twice"
"""The kind of the lines of work for payers who have their money back twice."""


@dataclass(frozen=True, slots=True)
class Received:
    """What is known of a payment's earlier receipts: its parts, and how often it came back."""

    parts: tuple[Credit, ...]
    returns: int = 0


def returns(
    payout: Payout,
    items: Iterable[PayoutItem],
    received: Mapping[str, Received],
    books: BookSettings,
    rate: Rate,
    period: Period,
    refunded: Mapping[str, Money] | None = None,
) -> list[NoteBatch | Skip]:
    """Plan what restores the debts of payments whose net went out in this payout.

    ``received`` has the payments for which a receipt was made earlier. Without
    one nothing is done: the document is still open, and a note would make the
    customer owe twice. Refunds restore no debt. ``refunded`` is what payers were given
    back of payments, this payout among it: what a bank takes back of those is repaid twice.
    """
    notes: list[DebitNote] = []
    lines: list[Skip] = []
    for payment, net in sorted(net_by_payment(items).items()):
        back = Money(int(-net), payout.amount.currency)
        if net < 0 and (given := (refunded or {}).get(payment)):
            lines.append(_twice(payment, back, payout, given))
        earlier = received.get(payment)
        if net >= 0 or earlier is None:
            continue
        if books.returns == "worklist":
            reason = f"{back} came back in {payout.id}: reverse its receipt in Bank Services"
            lines.append(Skip(payment, reason, REVERSE))
        else:
            notes += _notes(payment, back, earlier, payout, books, rate)
    return [*lines, *_batches(notes, payout, period)]


def _notes(
    payment: str,
    amount: Money,
    earlier: Received,
    payout: Payout,
    books: BookSettings,
    rate: Rate,
) -> list[DebitNote]:
    groups: dict[tuple[str, str, str], list[Credit]] = defaultdict(list)
    for part in share(amount, earlier.parts):
        if part.customer:
            groups[(part.customer, part.account_set, part.x)].append(part)
    return [
        DebitNote(
            number=keys.note_number(payment, earlier.returns + 1, n),
            payment=payment,
            customer=customer,
            account_set=account_set,
            x=x,
            amount=Money(sum(part.amount.minor for part in group), amount.currency),
            dated=arrival(payout),
            description=f"Returned {payment} {_documents(group)}"[:TEXT],
            reference=payout.id,
            tax_group=books.returns_tax_group,
            rate=rate.value if amount.currency != rate.home else Decimal(1),
            rate_type=rate.type,
        )
        for n, ((customer, account_set, x), group) in enumerate(sorted(groups.items()), start=1)
    ]


def _documents(group: list[Credit]) -> str:
    return " ".join(part.claim.document for part in group if part.claim)


def _twice(payment: str, amount: Money, payout: Payout, refunded: Money) -> Skip:
    reason = (
        f"double repayment: {amount} came back in {payout.id} although {refunded} was refunded:"
        " the payer has both, ask him for it"
    )
    return Skip(payment, reason, TWICE)


def _batches(notes: list[DebitNote], payout: Payout, period: Period) -> list[NoteBatch]:
    chunks = [tuple(notes[start : start + CHUNK]) for start in range(0, len(notes), CHUNK)]
    return [
        NoteBatch(
            reference=keys.notes_reference(payout.id, n, len(chunks)),
            dated=arrival(payout),
            period=period,
            notes=chunk,
        )
        for n, chunk in enumerate(chunks, start=1)
    ]
