"""Charts of a report: where each bar begins and how long it is."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from s300gc.model import Money
from s300gc.rules.ageing import Aged
from s300gc.rules.endings import CauseRow
from s300gc.rules.report import Split
from s300gc.show.report_tables import Bar, Chart, written

PART_LABELS = {
    "collected": "Collected",
    "returned": "Came back (failed late, charged back)",
    "refunded": "Refunded",
    "refunds_returned": "Refunds that came back to us",
    "other": "Items this version does not know",
    "fees": "Fees, without VAT",
    "vat": "VAT on fees",
    "unread": "Payouts whose items are not read yet",
    "unexplained": "Not explained by the items",
}
HUNDRED, HUNDREDTH = Decimal(100), Decimal("0.01")


def share(part: int, whole: int) -> Decimal:
    """Give a part in hundredths of a whole; of nothing it is nothing."""
    if not whole:
        return Decimal(0).quantize(HUNDREDTH)
    return (HUNDRED * part / whole).quantize(HUNDREDTH, ROUND_HALF_EVEN)


def bridge(one: Split) -> Chart:
    """Draw how what was collected becomes what was paid out, step by step."""
    steps = [(PART_LABELS[name], amount) for name, amount in one.parts if amount.minor]
    edges = [0]
    for _, amount in steps:
        edges.append(edges[-1] + amount.minor)
    low, high = min(edges), max(edges)
    bars = [
        Bar(
            label,
            written(amount),
            share(min(edges[n], edges[n + 1]) - low, high - low),
            share(abs(amount.minor), high - low),
            "in" if amount.minor > 0 else "out",
        )
        for n, (label, amount) in enumerate(steps)
    ]
    end = one.paid_out.minor
    start, width = share(min(0, end) - low, high - low), share(abs(end), high - low)
    bars.append(Bar("Paid out", written(one.paid_out), start, width, "sum"))
    said = "; ".join(f"{label} {written(amount)}" for label, amount in steps)
    return Chart(
        f"From collected to paid out, {one.currency}",
        f"{said}; paid out {written(one.paid_out)} {one.currency}.",
        tuple(bars),
    )


def ages(one: Aged, title: str) -> Chart:
    """Draw open money by age; what is past due has the other tone."""
    rows = [(bucket.label, bucket.amount) for bucket in one.buckets]
    return _plain(f"{title}, {one.currency}", rows, one.currency, late=1)


def causes(rows: Sequence[CauseRow], currency: str) -> Chart:
    """Draw what failed by cause, in one currency."""
    mine = [
        (f"{row.cause.replace('_', ' ') or 'not told yet'} ({len(row.endings)})", row.amount)
        for row in rows
        if row.currency == currency
    ]
    return _plain(f"Failures by cause, {currency}", mine, currency, late=0)


def _plain(title: str, rows: Iterable[tuple[str, Money]], currency: str, late: int) -> Chart:
    rows = list(rows)
    most = max((abs(amount.minor) for _, amount in rows), default=0)
    bars = tuple(
        Bar(
            label,
            written(amount),
            Decimal("0.00"),
            share(abs(amount.minor), most),
            "out" if n >= late else "in",
        )
        for n, (label, amount) in enumerate(rows)
    )
    said = "; ".join(f"{label}: {written(amount)}" for label, amount in rows)
    return Chart(title, f"{said} {currency}.", bars)
