"""A reconciliation as a table or JSON."""

from typing import Any

from s300gc.flows.reconcile import Reconciliation
from s300gc.show.output import console, write_json


def body(found: Reconciliation) -> dict[str, Any]:
    """Give a reconciliation in its JSON form."""
    return {
        "reconciled": not found.differences,
        "differences": len(found.differences),
        "checks": [
            {
                "check": check.name,
                "subject": check.subject,
                "holds": check.holds,
                check_key(check.left_is): check.left,
                check_key(check.right_is): check.right,
                "difference": check.difference,
                "reasons": list(check.reasons),
            }
            for check in found.checks
        ],
        "worklist": list(found.worklist),
    }


def check_key(words: str) -> str:
    """Give the name of a side of a check as a JSON key."""
    return words.replace(" ", "_").lower()


def write(found: Reconciliation, as_json: bool, quiet: bool) -> None:
    """Show each check with both balances, then the reasons and what settles them."""
    if as_json:
        write_json(body(found))
        return
    if quiet and not found.differences:
        return
    table(found)


def table(found: Reconciliation) -> None:
    """Print the checks and their reasons."""
    from rich.table import Table

    target = console()
    grid = Table(box=None, pad_edge=False)
    for title in ("account", "check"):
        grid.add_column(title)
    for title in ("ledger", "should be", "difference"):
        grid.add_column(title, justify="right")
    for check in found.checks:
        explained = check.left - check.difference
        sign = "0" if check.holds else str(check.difference.decimal)
        grid.add_row(
            check.subject,
            check.name,
            f"{check.left.decimal:,}",
            f"{explained.decimal:,}",
            sign,
        )
    target.print(grid)
    for check in found.checks:
        for reason in check.reasons:
            line = f"{check.subject}: {reason.amount} {reason.subject}: {reason.reason}"
            target.print(
                f"  {line}" + (f" -> {reason.settle}" if reason.settle else ""),
                markup=False,
                soft_wrap=True,
            )
    for line in found.worklist:
        target.print(f"  by hand: {line}", markup=False, soft_wrap=True)
    count = len(found.differences)
    target.print("reconciled: 0 differences" if not count else f"{count} differences")
