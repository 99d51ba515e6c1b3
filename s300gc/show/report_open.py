"""The sections of a report about payments and open money: charged, failed, due, unmatched."""

from collections.abc import Iterable, Sequence

from s300gc.flows.report import Report
from s300gc.model.reports import Charged, Ending
from s300gc.rules import ageing, endings
from s300gc.rules.ageing import Aged
from s300gc.show import report_charts
from s300gc.show.report_payouts import KINDS
from s300gc.show.report_tables import Block, Cell, Column, Fold, Ref, Section, Table


def charged(report: Report) -> Section:
    """Show the payments charged in the period by what became of them."""
    lead = (
        "Payments whose charge date lies in these days, whenever they are paid out, as they"
        " stand now.",
    )
    rows = [
        (one.status.replace("_", " "), one.says, one.amount.currency, one.count, one.amount)
        for one in endings.outcomes(report.charged)
    ]
    columns = (
        Column("Status"), Column("The payment"), Column("Currency"), Column("Payments", "count"),
        Column("Amount", "money"),
    )  # fmt: skip
    table = Table("Payments charged, by status", columns, tuple(rows), sheet="Charged by status")
    each = Fold(
        f"{len(report.charged)} payments charged",
        (_payments("Payments charged", report, report.charged, "Charged"),),
    )
    blocks = (table, each) if report.charged else ()
    return Section(
        "charged", "Payments charged", lead, blocks, "No payment was charged in these days."
    )


def _payments(caption: str, report: Report, found: Iterable[Charged], sheet: str) -> Table:
    here = {one.payout.id for one in report.payouts}
    columns = (
        Column("Payment", "code"), Column("Charge date", "day"), Column("Customer", "code"),
        Column("Name"), Column("Documents"), Column("Currency"), Column("Amount", "money"),
        Column("Status"), Column("Payout", "code"),
    )  # fmt: skip
    rows = tuple(
        (
            *(one.payment.id, one.payment.charge_date, one.customer, one.name),
            *(" ".join(one.documents), one.payment.amount.currency, one.payment.amount),
            one.payment.status.replace("_", " "),
            _payout(one.payment.payout, here),
        )
        for one in found
    )
    return Table(caption, columns, rows, sheet=sheet)


def _payout(id: str, here: set[str]) -> Cell:
    """Name a payout, and lead to it where this report has it."""
    return Ref(id, id) if id in here else id


def failures(report: Report) -> Section:
    """Show what failed in the period by cause."""
    lead = (
        "Payments that failed, were charged back, cancelled or refused in these days; one that"
        " failed twice counts twice. What can be done is what the cause allows.",
    )
    rows = endings.causes(report.endings)
    blocks: list[Block] = []
    for currency in sorted({row.currency for row in rows if row.currency}):
        if sum(row.currency == currency for row in rows) > 1:
            blocks.append(report_charts.causes(rows, currency))
    columns = (
        Column("Cause"), Column("In plain words"), Column("What can be done"),
        Column("Currency"), Column("Times", "count"), Column("Amount", "money"),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (
            *(row.cause.replace("_", " ") or "not told yet", row.says, row.remedy, row.currency),
            *(len(row.endings), row.amount if row.currency else None),
        )
        for row in rows
    ]
    blocks.append(Table("Failures by cause", columns, tuple(cells), sheet="Failures by cause"))
    every = [one for row in rows for one in row.endings]
    blocks.append(Fold(f"{len(every)} payments that ended", (_endings(every),)))
    return Section(
        "failures", "Failures by cause", lead, tuple(blocks) if rows else (),
        "No payment failed in these days.",
    )  # fmt: skip


def _endings(found: Sequence[Ending]) -> Table:
    columns = (
        Column("Payment", "code"), Column("When (UTC)", "moment"), Column("What"), Column("Cause"),
        Column("Customer", "code"), Column("Name"), Column("Documents"), Column("Currency"),
        Column("Amount", "money"), Column("Status now"),
    )  # fmt: skip
    rows = tuple(
        (
            *(one.payment, one.at, one.action.replace("_", " "), one.cause.replace("_", " ")),
            *(one.customer, one.name, " ".join(one.documents)),
            *(one.amount.currency if one.amount else "", one.amount),
            one.status.replace("_", " "),
        )
        for one in sorted(found, key=lambda one: (one.at, one.payment))
    )
    return Table("Payments that ended", columns, rows, sheet="Failures")


# ---------------------------------------------------------------- open money


def owed(report: Report) -> Section:
    """Show what customers owe by age, as it stands now."""
    lead = (
        f"Open AR documents as they were last read, by the days they are past due on"
        f" {report.day}. Credits are what customers have in hand: credit notes, unapplied cash,"
        f" prepayments.",
    )
    aged = ageing.documents(report.owed, report.day)
    blocks: list[Block] = [report_charts.ages(one, "Open documents by age") for one in aged]
    blocks.append(_aged("Open documents by age", aged, "Age of documents", credits=True))
    columns = (
        Column("Document", "code"), Column("Customer", "code"), Column("Name"), Column("Kind"),
        Column("Due", "day"), Column("Days past due", "count"), Column("Currency"),
        Column("Open", "money"), Column("How it stands"),
    )  # fmt: skip
    rows = tuple(
        (
            *(one.document, one.customer, one.name, one.kind, one.due),
            *(max(0, (report.day - one.due).days), one.balance.currency, one.balance, one.stands),
        )
        for one in sorted(report.owed, key=lambda one: (one.due, one.customer, one.document))
    )
    table = Table("Open documents", columns, rows, sheet="Open documents")
    blocks.append(Fold(f"{len(rows)} open documents", (table,)))
    return Section(
        "owed", "Open documents by age", lead, tuple(blocks) if rows else (),
        "No document is open.",
    )  # fmt: skip


def _aged(caption: str, found: Sequence[Aged], sheet: str, *, credits: bool) -> Table:
    """Give a row for each currency and a column for each age, as aged balances are read."""
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        last = [one.credits] if credits else []
        rows.append((one.currency, *(b.amount for b in (*one.buckets, *last)), one.balance))
    ages = [b.label for one in found[:1] for b in (*one.buckets, *([one.credits] * credits))]
    columns = (Column("Currency"), *(Column(age.capitalize(), "money") for age in ages),
               Column("Total", "money"))  # fmt: skip
    return Table(caption, columns, tuple(rows), sheet=sheet)


def on_its_way(report: Report) -> Section:
    """Show what is collected and not yet paid out, as it stands now."""
    lead = (
        "Payments that are on their way now. What is confirmed has arrived at GoCardless and is"
        " owed to the company until a payout brings it; what is submitted or waits may still be"
        " refused.",
    )
    rows = [
        (one.status.replace("_", " "), one.says, one.amount.currency, one.count, one.amount)
        for one in endings.outcomes(report.on_its_way)
    ]
    columns = (
        Column("Status"), Column("The payment"), Column("Currency"), Column("Payments", "count"),
        Column("Amount", "money"),
    )  # fmt: skip
    table = Table("Not yet paid out, by status", columns, tuple(rows), sheet="Not paid out")
    each = Fold(
        f"{len(report.on_its_way)} payments on their way",
        (_payments("Payments on their way", report, report.on_its_way, "On their way"),),
    )
    blocks = (table, each) if report.on_its_way else ()
    return Section("way", "On its way, not yet paid out", lead, blocks, "No payment is on its way.")


def unmatched(report: Report) -> Section:
    """Show the money whose payer is unknown, by age."""
    lead = (
        "Money on the unmatched account: its payer is not known. It stays there until a person"
        " says whose it is.",
    )
    aged = ageing.unmatched(report.unmatched, report.day)
    columns = (
        Column("Payment", "code"), Column("What"), Column("Payout"), Column("Arrived", "day"),
        Column("Days", "count"), Column("Account"), Column("Currency"), Column("Amount", "money"),
    )  # fmt: skip
    here = {one.payout.id for one in report.payouts}
    rows = tuple(
        (
            *(one.payment, KINDS.get(one.kind, one.kind)),
            *(_payout(one.payout, here), one.arrived),
            *(max(0, (report.day - one.arrived).days), one.account),
            *(one.amount.currency, one.amount),
        )
        for one in report.unmatched
    )
    blocks = (
        _aged("Unmatched money by age", aged, "Age of unmatched", credits=False),
        Table("Unmatched money", columns, rows, sheet="Unmatched"),
    )
    return Section(
        "unmatched", "Unmatched money by age", lead, blocks if rows else (),
        "Nothing is unmatched.",
    )  # fmt: skip
