"""A report as one page: headlines, then sections; HTML and XLSX are made from it."""

from s300gc.flows.report import Report
from s300gc.model import Money, total
from s300gc.model.reports import Scope
from s300gc.rules import ageing, report
from s300gc.show import report_fees, report_open, report_payouts, report_proof
from s300gc.show.report_tables import Headline, Page, Table

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def name(scope: Scope) -> str:
    """Name what a report is about, for a title."""
    if scope.payout:
        return f"payout {scope.payout}"
    if scope.whole_month:
        return f"{MONTHS[scope.since.month - 1]} {scope.since.year}"
    return f"{scope.since} to {scope.until}"


def page(found: Report) -> Page:
    """Lay out a report; of one payout only what is about it."""
    of_period = (report_open.charged, report_open.failures, report_open.owed,
                 report_open.on_its_way)  # fmt: skip
    makers = [report_payouts.bridge, report_proof.troubles, report_fees.fees]
    makers += [] if found.scope.payout else of_period
    makers.append(report_open.unmatched)
    if found.proof is not None or not found.scope.payout:
        makers.append(report_proof.proof)
    makers.append(report_payouts.detail)
    read = f"{found.read_at:%Y-%m-%d %H:%M} UTC" if found.read_at else "no run of sync is recorded"
    return Page(
        title=f"Sage 300 and GoCardless: {name(found.scope)}",
        about=(
            ("Company", found.company),
            ("Creditor", found.creditor),
            ("Days", f"{found.scope.since} to {found.scope.until}, both included"),
            ("Made", f"{found.made_at:%Y-%m-%d %H:%M} UTC"),
            ("Both systems last read", read),
        ),
        words=_words(found),
        headlines=_headlines(found),
        sections=tuple(make(found) for make in makers),
        made_at=found.made_at,
        version=found.version,
    )


def _words(found: Report) -> tuple[Headline, ...]:
    """Say what an accountant wants to know before any figure."""
    count = len(found.troubles)
    said = f"{count} things wait for a person." if count > 1 else "One thing waits for a person."
    words = [
        Headline(said if count else "Nothing waits for a person.", None, "exceptions",
                 "bad" if count else "good")
    ]  # fmt: skip
    waiting = [one for one in found.payouts if one.state not in ("booked", "excluded")]
    if waiting:
        named = f"{len(waiting)} of {len(found.payouts)} payouts are not booked yet."
        words.append(Headline(named, None, "payouts", "bad"))
    if found.proof is not None:
        count = len(found.proof.differences)
        said = f"Differences in the books: {count}." if count else "The books tie: no difference."
        words.append(Headline(said, None, "proof", "bad" if count else "good"))
    return tuple(words)


def _headlines(found: Report) -> tuple[tuple[str, tuple[Headline, ...]], ...]:
    sums = {
        t.currency: t
        for t in report.totals(report.split(one.payout, one.items) for one in found.payouts)
    }
    aged = {one.currency: one for one in ageing.documents(found.owed, found.day)}
    confirmed: dict[str, list[Money]] = {}
    for one in found.on_its_way:
        if one.payment.status == "confirmed":
            confirmed.setdefault(one.payment.amount.currency, []).append(one.payment.amount)
    result: list[tuple[str, tuple[Headline, ...]]] = []
    for currency in sorted({*sums, *aged, *confirmed}):
        cards: list[Headline] = []
        if currency in sums:
            cards += _paid(sums[currency])
        if not found.scope.payout:
            way = total(confirmed.get(currency, []), currency)
            late = aged[currency].overdue if currency in aged else Money(0, currency)
            cards += [
                Headline("Collected, not paid out", way, "way"),
                Headline("Past due", late, "owed", "bad" if late.minor else "plain"),
            ]
        result.append((currency, tuple(cards)))
    return tuple(result)


def _paid(one: report.Split) -> list[Headline]:
    back = one.returned + one.refunded + one.refunds_returned
    return [
        Headline("Paid out", one.paid_out, "payouts", "good"),
        Headline("Collected", one.collected, "payouts"),
        Headline("Came back or refunded", back, "payouts", "bad" if back.minor else
                 "plain"),
        Headline("Fees", -one.fees, "fees"),
        Headline("VAT on fees", -one.vat, "fees"),
    ]  # fmt: skip


def sheets(found: Report) -> tuple[Table, ...]:
    """Give the tables that become sheets of a workbook, each once, in the order of the page."""
    everything = [(one, line) for one in found.payouts for line in one.lines]
    tables = [report_payouts.lines_table("Payments of payouts", everything, sheet="Payments")]
    for section in page(found).sections:
        for block in section.blocks:
            inside = getattr(block, "tables", (block,))
            tables += [one for one in inside if isinstance(one, Table) and one.sheet]
    order = {"Payouts": -1, "Payments": 0}
    return tuple(sorted(tables, key=lambda one: order.get(one.sheet, 1)))
