"""The sections of a report about what waits for a person and what the reconciliation says."""

from s300gc.flows.report import Report
from s300gc.show.report_tables import Block, Column, Ref, Section, Table


def troubles(report: Report) -> Section:
    """Show what a person has to look at."""
    lead = ("What waits for a person now, with what settles it.",)
    here = {one.payout.id for one in report.payouts}
    columns = (
        Column("About", "code"), Column("What"), Column("Reason"), Column("What settles it"),
        Column("Since (UTC)", "moment"), Column("Currency"), Column("Amount", "money"),
    )  # fmt: skip
    rows = tuple(
        (
            *(Ref(one.subject, one.payout) if one.payout in here else one.subject, one.kind),
            *(one.reason, one.settle, one.since),
            *(one.amount.currency if one.amount else "", one.amount),
        )
        for one in report.troubles
    )
    table = Table("Exceptions", columns, rows, sheet="Exceptions")
    return Section(
        "exceptions", "Exceptions", lead, (table,) if rows else (), "Nothing waits for a person."
    )


def proof(report: Report) -> Section:
    """Show what the reconciliation says, read afresh when the report was made."""
    lead = (
        "Both systems were read when this was made and compared, account by account. A"
        " difference is wrong until somebody acts; what waits is right, and ordinary work ends"
        " it.",
    )
    if report.proof is None:
        said = "Not asked for: 's300gc report --prove' reads both systems and compares them."
        return Section("proof", "Proof", (), (), said)
    columns = (
        Column("Account"), Column("Check"), Column("Currency"), Column("Ledger", "money"),
        Column("Should be", "money"), Column("Difference", "money"), Column("Verdict"),
    )  # fmt: skip
    checks = report.proof.checks
    rows = tuple(
        (
            *(one.subject, one.name, one.left.currency, one.left, one.left - one.difference),
            *(one.difference, "holds" if one.holds else "does not tie"),
        )
        for one in checks
    )
    blocks: list[Block] = [Table("Checks", columns, rows, sheet="Proof")]
    reasons = tuple(
        (
            *(one.subject, one.level, one.where, one.since, one.amount.currency, one.amount),
            *(one.reason, one.settle),
        )
        for one in report.proof.lines
    )
    if reasons:
        named = (
            Column("About", "code"), Column("Level"), Column("Where"), Column("Since", "day"),
            Column("Currency"), Column("Amount", "money"), Column("Reason"),
            Column("What settles it"),
        )  # fmt: skip
        blocks.append(Table("What does not tie, or waits", named, reasons, sheet="Reasons"))
    return Section("proof", "Proof", lead, tuple(blocks))
