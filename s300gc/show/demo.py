"""The demonstration: what each day brought, and how it ended."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from s300gc.flows.reconcile import Reconciliation
from s300gc.model import Outcome
from s300gc.show import reconcile
from s300gc.show.outcomes import summary
from s300gc.show.output import console, write_json
from s300gc.store.payouts import JournalRow


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What six weeks came to."""

    mandates_linked: int
    payments_created: int
    payouts_booked: int
    journals: tuple[JournalRow, ...]
    proof: Reconciliation

    @property
    def reconciled(self) -> bool:
        """Whether nothing is left unexplained."""
        return not self.proof.differences

    @classmethod
    def of(
        cls,
        days: Iterable[tuple[date, Sequence[Outcome]]],
        journals: Sequence[JournalRow],
        proof: Reconciliation,
    ) -> "Demonstration":
        """Count what the days brought."""
        outcomes = [outcome for _, found in days for outcome in found]
        linked = {
            one.subject
            for outcome in outcomes
            if outcome.flow == "mandates"
            for one in outcome.done()
            if one.kind == "linked"
        }
        payments = sum(len(one.done()) for one in outcomes if one.flow == "invoices")
        booked = [row for row in journals if row.state == "booked"]
        return cls(len(linked), payments, len(booked), tuple(journals), proof)


class Progress:
    """Says on stderr what each day brought."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent

    def day(self, day: date, outcomes: Sequence[Outcome]) -> None:
        """Say what one day brought, in one line; nothing where nothing happened."""
        if self._silent:
            return
        words = [f"{one.flow} {summary(one)}" for one in outcomes if one.done() or one.failures()]
        if words:
            sys.stderr.write(f"{day:%a %d %b}  {'; '.join(words)}\n")
            sys.stderr.flush()


def write(found: Demonstration, as_json: bool, quiet: bool) -> None:
    """Show the journals and the reconciliation."""
    if as_json:
        write_json(
            {
                "mandates_linked": found.mandates_linked,
                "payments_created": found.payments_created,
                "payouts_booked": found.payouts_booked,
                "journals": [_journal(row) for row in found.journals],
                "differences": len(found.proof.differences),
                "reconciled": found.reconciled,
            }
        )
    elif not quiet:
        _journals(found)
        reconcile.table(found.proof)


def _journal(row: JournalRow) -> dict[str, str]:
    return {
        "payout": row.payout,
        "batch": row.batch,
        "currency": row.amount.currency,
        "debits": str(row.debits.decimal),
        "credits": str(row.credits.decimal),
    }


def _journals(found: Demonstration) -> None:
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, title="Payouts booked", title_justify="left")
    for title in ("payout", "GL batch"):
        grid.add_column(title)
    for title in ("paid out", "debits", "credits"):
        grid.add_column(title, justify="right")
    for row in found.journals:
        grid.add_row(
            row.payout,
            row.batch,
            str(row.amount),
            f"{row.debits.decimal:,}",
            f"{row.credits.decimal:,}",
        )
    target = console()
    target.print(
        f"{found.mandates_linked} mandates linked, {found.payments_created} payments created,"
        f" {found.payouts_booked} payouts booked\n"
    )
    target.print(grid)
    target.print()
