"""The section of a report about fees and their VAT, to be held against the VAT invoice."""

from collections.abc import Iterable
from decimal import Decimal

from s300gc.flows.report import Report
from s300gc.model import Money
from s300gc.model.reports import PayoutSheet, TaxDue
from s300gc.rules import report as rules
from s300gc.show.report_payouts import KINDS
from s300gc.show.report_tables import Cell, Column, Exact, Fold, Ref, Section, Table


def fees(report: Report) -> Section:
    """Show fees and their VAT, booked and exact, to be held against GoCardless's VAT invoice."""
    lead = (
        "To hold against the monthly VAT invoice in the GoCardless dashboard. Exact figures are"
        " those of the payout items, which have fractions of a penny or cent; booked ones are"
        " rounded once in each payout, and the difference is shown.",
        "The invoice may count a fee by the day its payout was made and not by the day the money"
        " arrived: both are given. Fees that GoCardless invoices and does not deduct are in no"
        " payout, and so not here.",
    )
    if not report.payouts and not report.made:
        return Section("fees", "Fees and VAT", lead, (), "No payout, and so no fee.")
    tables = [_by_type(report.payouts), _bases(report)]
    due = rules.taxes_due(report.payouts)
    if due:
        tables.append(_due(due))
    by_payout = Fold("Fees and VAT of each payout", (_by_payout(report.payouts),))
    return Section("fees", "Fees and VAT", lead, (*tables, by_payout))


def _due(found: Iterable[TaxDue]) -> Table:
    rows = tuple((one.currency, Exact(-one.amount, one.currency), one.pending) for one in found)
    columns = (
        Column("Currency"), Column("VAT on fees", "exact"),
        Column("Fees without a final rate", "count"),
    )  # fmt: skip
    return Table("VAT as the tax authority counts it", columns, rows, sheet="VAT due")


def _by_type(sheets: Iterable[PayoutSheet]) -> Table:
    sheets = list(sheets)
    found = rules.fees(sheets)
    rows = [
        (
            *(KINDS[one.kind], one.currency, one.count, Exact(-one.net, one.currency)),
            *(Exact(-one.tax, one.currency), Exact(-one.gross, one.currency)),
        )
        for one in found
    ]
    sums: list[tuple[Cell, ...]] = []
    for total in rules.totals(rules.split(one.payout, one.items) for one in sheets):
        mine = [one for one in found if one.currency == total.currency]
        currency = total.currency
        if not mine and not (total.fees.minor or total.vat.minor):
            continue
        net, tax = sum((o.net for o in mine), Decimal(0)), sum((o.tax for o in mine), Decimal(0))
        booked = total.fees + total.vat
        sums += [
            (f"Exact {currency}", currency, sum(o.count for o in mine), Exact(-net, currency),
             Exact(-tax, currency), Exact(-net - tax, currency)),
            (f"Booked {currency}", currency, None, -total.fees, -total.vat, -booked),
            (f"Rounding {currency}", currency, None, Exact(net - total.fees.minor, currency),
             Exact(tax - total.vat.minor, currency), Exact(net + tax - booked.minor, currency)),
        ]  # fmt: skip
    columns = (
        Column("Fee"), Column("Currency"), Column("Items", "count"), Column("Net", "exact"),
        Column("VAT", "exact"), Column("With VAT", "exact"),
    )  # fmt: skip
    return Table("Fees by type", columns, tuple(rows), tuple(sums), sheet="Fees")


def _bases(report: Report) -> Table:
    """Lead from the fees of payouts that arrived to those of payouts that were made."""
    made = {one.payout.id for one in report.made}
    arrived = {one.payout.id for one in report.payouts}
    groups = [("Payouts that arrived in these days (as booked)", list(report.payouts), 1)]
    if not report.scope.payout:
        groups += [
            ("less those that were made before",
             [o for o in report.payouts if o.payout.id not in made], -1),
            ("and those made now that arrive later",
             [o for o in report.made if o.payout.id not in arrived], 1),
            ("Payouts that were made in these days", list(report.made), 1),
        ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    everything = [*report.payouts, *report.made]
    for currency in sorted({one.currency for one in rules.fees(everything)}):
        for label, group, sign in groups:
            zero = Money(0, currency)
            found = [rules.split(o.payout, o.items) for o in group]
            (total,) = [t for t in rules.totals(found) if t.currency == currency] or (None,)
            net = total.fees if total else zero
            vat = total.vat if total else zero
            count = sum(o.payout.amount.currency == currency for o in group)
            if sign > 0:
                net, vat = -net, -vat
            rows.append((label, currency, count, net, vat, net + vat))
    columns = (
        Column("Counted by"), Column("Currency"), Column("Payouts", "count"),
        Column("Net", "money"), Column("VAT", "money"), Column("With VAT", "money"),
    )  # fmt: skip
    return Table("Fees by day of arrival and by day made", columns, tuple(rows), sheet="Fee bases")


def _by_payout(sheets: Iterable[PayoutSheet]) -> Table:
    rows = []
    for sheet in sheets:
        payout, split = sheet.payout, rules.split(sheet.payout, sheet.items)
        currency = payout.amount.currency
        gross = sum((one.gross for one in rules.fees([sheet])), Decimal(0))
        tax = sum((one.tax for one in rules.fees([sheet])), Decimal(0))
        rows.append(
            (
                *(Ref(payout.id, payout.id), payout.created_at.date(), payout.arrival_date),
                *(currency, -split.fees, -split.vat, -(split.fees + split.vat)),
                *(Exact(-tax, currency), Exact(-gross, currency)),
            )
        )
    columns = (
        Column("Payout"), Column("Made", "day"), Column("Arrived", "day"), Column("Currency"),
        Column("Net booked", "money"), Column("VAT booked", "money"),
        Column("With VAT booked", "money"), Column("VAT exact", "exact"),
        Column("With VAT exact", "exact"),
    )  # fmt: skip
    return Table("Fees and VAT of each payout", columns, tuple(rows), sheet="Fees by payout")
