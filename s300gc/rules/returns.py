"""What comes back after its receipt: debit notes whose one line is X, or a worklist line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from s300gc.model import DebitNote, Money, NoteBatch, Payout, PayoutItem, Period, Skip
from s300gc.rules import keys
from s300gc.rules.lines import TEXT, Rate
from s300gc.rules.payouts import REFUNDS, Credit, arrival, net_by_payment, share
from s300gc.settings import BookSettings

CHUNK = 500


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
) -> list[NoteBatch | Skip]:
    """Plan what restores the debts of payments whose net went out in this payout.

    ``received`` has the payments for which a receipt was made earlier. Without
    one nothing is done: the document is still open, and a note would make the
    customer owe twice. Refunds are worklist lines: they restore no debt.
    """
    items = list(items)
    notes: list[DebitNote] = []
    lines: list[Skip] = []
    for payment, net in sorted(net_by_payment(items).items()):
        earlier = received.get(payment)
        if net >= 0 or earlier is None:
            continue
        amount = Money(int(-net), payout.amount.currency)
        if books.returns == "worklist":
            reason = f"{amount} came back in {payout.id}: reverse its receipt in Bank Services"
            lines.append(Skip(payment, reason, "worklist"))
        else:
            notes += _notes(payment, amount, earlier, payout, books, rate)
    lines += [_refund_line(item, payout) for item in items if item.type in REFUNDS]
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


def _refund_line(item: PayoutItem, payout: Payout) -> Skip:
    amount = Money(int(abs(item.amount)), payout.amount.currency)
    reason = f"{item.type.replace('_', ' ')} of {amount} in {payout.id}: settle it in AR"
    return Skip(item.refund or item.payment, reason, "worklist")


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
