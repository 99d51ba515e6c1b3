"""What moves money of an unknown payer to his customer: a small journal, then a receipt."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from s300gc.model import BookedLine, Journal, Period, Receipt, ReceiptBatch
from s300gc.rules import keys
from s300gc.rules.lines import TEXT, Rate, journal_line
from s300gc.rules.payouts import IN, Credit
from s300gc.settings import BookSettings


def journal_reference(payment: str, turn: int = 1) -> str:
    """Name the GL batch that takes a payment out of the unmatched account.

    ``turn`` is 2 where its payout was reversed once, and so on.
    """
    return keys.in_turn(f"GC {payment} assigned", turn)


def batch_reference(payment: str, turn: int = 1) -> str:
    """Name the receipt batch of a payment whose payer was found later; in the same turn."""
    return keys.in_turn(f"GC {payment} receipt", turn)


def journal(
    line: BookedLine,
    credit: Credit,
    rate: Rate,
    books: BookSettings,
    dated: date,
    period: Period,
    turn: int = 1,
) -> Journal:
    """Build the entry: out of the account that the payout's journal credited, into X.

    At the rate and the worth at which the payout was booked, so that nothing stays behind.
    """
    who = f"{credit.customer} {credit.name}".strip()
    out = journal_line(
        line.x, line.amount, line.payment, f"Assigned to {who}", rate, line.functional
    )
    reference = f"{line.payment} {credit.customer}"
    into = journal_line(credit.x, -line.amount, reference, who, rate, -line.functional)
    return Journal(
        reference=journal_reference(line.payment, turn),
        description=f"GoCardless {line.payment} of {line.payout} assigned"[:TEXT],
        dated=dated,
        period=period,
        source_ledger=books.source_ledger,
        source_type=books.source_type,
        lines=(out, into),
    )


def customer_of(journal: Journal) -> str:
    """Read from a journal that was entered whose money it moved."""
    return journal.lines[1].reference.partition(" ")[2]


def receipt_number(payment: str, lines: Iterable[BookedLine], taken_back: int = 0) -> str:
    """Number the receipt of a payment behind those that it has had.

    ``taken_back`` counts those of bookings that were reversed.
    """
    had = {one.receipt for one in lines if one.kind == IN and one.receipt}
    return f"{payment}-{len(had) + taken_back + 1}"


def named(
    line: BookedLine,
    customer: str,
    account_set: str,
    journal: Journal,
    receipt: str,
    turn: int = 1,
) -> BookedLine:
    """Give the booked line as it stands once its money is moved, for all that comes later."""
    return replace(
        line,
        customer=customer,
        account_set=account_set,
        x=journal.lines[1].account,
        receipt=receipt,
        batch=batch_reference(line.payment, turn) if receipt else "",
    )


def receipt(
    line: BookedLine, journal: Journal, bank: str, rate: Rate, books: BookSettings
) -> ReceiptBatch:
    """Build its receipt, dated as the journal: unapplied cash, for what it pays nobody has said."""
    entry = Receipt(
        number=line.receipt,
        customer=line.customer,
        account_set=line.account_set,
        amount=line.amount,
        dated=journal.dated,
        description=f"GoCardless {line.payment}"[:TEXT],
        reference=line.payout,
        applied=(),
        rate=rate.value,
        rate_type=rate.type,
    )
    return ReceiptBatch(
        reference=line.batch,
        bank=bank,
        x=line.x,
        dated=journal.dated,
        period=journal.period,
        payment_code=books.payment_code,
        receipts=(entry,),
    )
