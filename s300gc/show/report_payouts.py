"""The sections of a report about payouts: from collected to paid out, and each in detail."""

from collections.abc import Iterable, Sequence

from s300gc.flows.report import Report
from s300gc.model import Money
from s300gc.model.reports import Line, PayoutSheet, Place
from s300gc.rules import report as rules
from s300gc.rules.payouts import IN
from s300gc.rules.report import Split
from s300gc.show import report_charts
from s300gc.show.report_charts import PART_LABELS
from s300gc.show.report_tables import Block, Cell, Column, Fold, Ref, Section, Table

KINDS = {
    "payment_paid_out": "collected",
    "payment_failed": "failed late",
    "payment_charged_back": "charged back",
    "payment_refunded": "refunded",
    "refund": "refunded",
    "refund_funds_returned": "refund came back",
    "gocardless_fee": "GoCardless fee",
    "app_fee": "app fee",
    "revenue_share": "revenue share",
    "surcharge_fee": "surcharge",
}
USUAL = ("collected", "returned", "refunded", "fees", "vat")


def bridge(report: Report) -> Section:
    """Show what was collected, what became of it, and which payouts brought it."""
    splits = {one.payout.id: rules.split(one.payout, one.items) for one in report.payouts}
    blocks: list[Block] = []
    for total in rules.totals(splits.values()):
        blocks += [report_charts.bridge(total), _steps(total)]
    blocks.append(_payouts(report.payouts, splits))
    back = [(s, line) for s in report.payouts for line in s.lines if line.kind != IN]
    if back:
        title = f"{len(back)} amounts that came back or were refunded"
        blocks.append(Fold(title, (lines_table("Came back or was refunded", back),)))
    lead = (
        "Payouts that arrived in these days and what they consist of: the lines add up to what"
        " the bank received, to the penny.",
        "Fees and VAT are as the journals have them: each payout is rounded once.",
    )
    return Section(
        "payouts", "From collected to paid out", lead, tuple(blocks) if report.payouts else (),
        "No payout arrived in these days.",
    )  # fmt: skip


def _steps(total: Split) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (PART_LABELS[name], amount)
        for name, amount in total.parts
        if amount.minor or name in ("collected", "fees", "vat")
    ]
    columns = (Column("What"), Column(f"Amount, {total.currency}", "money"))
    caption = f"Collected to paid out, {total.currency}"
    return Table(caption, columns, tuple(rows), (("Paid out", total.paid_out),))


def _payouts(sheets: Sequence[PayoutSheet], splits: dict[str, Split]) -> Table:
    rows = [_payout_row(one, splits[one.payout.id]) for one in sheets]
    sums = [
        (f"Total {t.currency}", None, None, t.currency, *_amounts(t), "", "")
        for t in rules.totals(splits.values())
    ]
    columns = (
        Column("Payout"), Column("Arrived", "day"), Column("Reference", "code"),
        Column("Currency"), Column("Collected", "money"), Column("Came back", "money"),
        Column("Refunded", "money"), Column("Fees", "money"), Column("VAT", "money"),
        Column("Other", "money"), Column("Paid out", "money"), Column("State"),
        Column("GL batch"),
    )  # fmt: skip
    return Table("Payouts", columns, tuple(rows), tuple(sums), sheet="Payouts").without("Other")


def _payout_row(sheet: PayoutSheet, split: Split) -> tuple[Cell, ...]:
    payout, amounts = sheet.payout, _amounts(split)
    gl = [one.batch for one in sheet.places if one.module == "GL" and one.batch]
    return (
        Ref(payout.id, payout.id),
        payout.arrival_date,
        payout.reference,
        payout.amount.currency,
        *amounts,
        sheet.state,
        ", ".join(gl),
    )


def _amounts(split: Split) -> tuple[Money, ...]:
    return (
        *(split.collected, split.returned, split.refunded + split.refunds_returned),
        *(split.fees, split.vat, split.other + split.unread + split.unexplained, split.paid_out),
    )


# ---------------------------------------------------------------- each payout


def detail(report: Report) -> Section:
    """Show each payout: payments, places in Sage 300, and the journal as it was sent."""
    lead = (
        "Each amount with its payment, its document, the account it is credited to (X), and its"
        " batch, entry and posting sequence number in Sage 300. Entries are counted as they were"
        " sent; a posting number is there once Sage 300 has told it.",
    )
    folds = tuple(_fold(one) for one in report.payouts)
    return Section("detail", "Each payout", lead, folds, "No payout arrived in these days.")


def _fold(sheet: PayoutSheet) -> Fold:
    payout = sheet.payout
    split = rules.split(payout, sheet.items)
    steps = "; ".join(f"{PART_LABELS[n]} {m}" for n, m in split.parts if m.minor)
    notes = [f"{steps or 'Nothing'}; Paid out {payout.amount}."]
    if payout.landed is not None:
        notes.append(f"{payout.landed} landed at the bank, at a rate of {payout.rate}.")
    notes.append(f"It is {sheet.state}" + (f": {sheet.reason}." if sheet.reason else "."))
    tables = [lines_table("Payments", [(sheet, line) for line in sheet.lines], whole=False)]
    if sheet.places:
        tables.append(_places(sheet.places))
    if sheet.journal:
        tables.append(_journal(sheet))
    arrived = payout.arrival_date or "not arrived"
    title = f"{payout.id}, {arrived}: {payout.amount}"
    return Fold(title, tuple(tables), tuple(notes), payout.id)


def lines_table(
    caption: str,
    lines: Iterable[tuple[PayoutSheet, Line]],
    *,
    whole: bool = True,
    sheet: str = "",
) -> Table:
    """Give amounts with their payments and places; ``whole`` names the payout of each."""
    columns = (
        Column("Payment", "code"), Column("What"), Column("Customer", "code"), Column("Name"),
        Column("Document", "code"), Column("Currency"), Column("Amount", "money"), Column("X"),
        Column("Receipt or note", "code"),
        Column("AR batch, entry, posting"), Column("GL batch, entry, posting"),
    )  # fmt: skip
    rows = []
    for one, line in lines:
        gl = next((place for place in one.places if place.what == "journal"), None)
        first: tuple[Cell, ...] = (
            *(line.payment, KINDS.get(line.kind, line.kind), line.customer, line.name),
            *(line.document, line.amount.currency, line.amount, line.x, line.receipt),
            *(where(line.side), where(gl)),
        )
        ref: Cell = Ref(one.payout.id, one.payout.id)
        rows.append((first[0], ref, *first[1:]) if whole else first)
    named = (columns[0], Column("Payout"), *columns[1:]) if whole else columns
    return Table(caption, named, tuple(rows), sheet=sheet)


def where(place: Place | None) -> str:
    """Name a place in Sage 300 as one text: batch, entry, posting sequence number."""
    if place is None:
        return ""
    if not place.batch:
        return "no number yet"
    words = [place.batch, *([str(place.entry)] if place.entry else [])]
    end = f", posting {place.posting}" if place.posting else ""
    return "-".join(words) + end + ("" if place.status == "Posted" else f" ({place.status})")


def _places(places: Iterable[Place]) -> Table:
    columns = (Column("Module"), Column("What"), Column("Batch"), Column("Posting"),
               Column("Status"))  # fmt: skip
    rows = tuple(
        (p.module, p.what, p.batch or "no number yet", str(p.posting or ""), p.status)
        for p in places
    )
    return Table("Batches in Sage 300", columns, rows)


def _journal(sheet: PayoutSheet) -> Table:
    home = {one.functional.currency for one in sheet.journal}
    foreign = home != {sheet.payout.amount.currency}
    rows: list[tuple[Cell, ...]] = []
    for one in sheet.journal:
        debit, credit = (one.source, None) if one.source.minor >= 0 else (None, -one.source)
        cells: tuple[Cell, ...] = (one.account, one.description, one.reference, debit, credit)
        rows.append((*cells, one.functional) if foreign else cells)
    columns: tuple[Column, ...] = (
        Column("Account"), Column("Description"), Column("Reference"),
        Column("Debit", "money"), Column("Credit", "money"),
    )  # fmt: skip
    if foreign:
        columns = (*columns, Column(f"In {' '.join(sorted(home))}", "money"))
    return Table("Journal as it was sent", columns, tuple(rows))
