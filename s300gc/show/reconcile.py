"""A reconciliation on one screen, as JSON, or as CSV for a spreadsheet."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from s300gc.errors import UsageError
from s300gc.flows.reconcile import Reconciliation
from s300gc.model import Money, total
from s300gc.rules.differences import CODES, Line
from s300gc.rules.reconcile import Check
from s300gc.show.output import console, plain, write_json

WIDTH = 80
ITEMISED = 12
"""So many lines are shown one by one; more of one kind are added up."""
COLUMNS = (
    "level", "code", "subject", "amount", "currency", "where", "since", "reason", "settle", "as_at",
)  # fmt: skip
"""Columns of the CSV; new ones are only ever added at the end."""


def body(found: Reconciliation) -> dict[str, Any]:
    """Give a reconciliation in its JSON form."""
    return {
        "as_at": found.as_at,
        "since": found.since,
        "until": found.until,
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
        "lines": [_line(one) for one in found.lines],
        "payouts_by_month": list(found.months),
        "in_transit": list(found.in_transit),
        "worklist": list(found.worklist),
    }


def _line(one: Line) -> dict[str, Any]:
    moves = dict(one.moves)
    cells: dict[str, Any] = {"level": one.level, **plain(one)}
    return {**cells, "moves": moves}


def check_key(words: str) -> str:
    """Give the name of a side of a check as a JSON key."""
    return words.replace(" ", "_").lower()


def write(found: Reconciliation, as_json: bool, quiet: bool) -> None:
    """Show what ties, what does not, and what to do."""
    if as_json:
        write_json(body(found))
        return
    if quiet and not found.differences:
        return
    table(found)


def write_csv(found: Reconciliation, path: Path) -> None:
    """Write every line as a row of a CSV file. Raises UsageError where it cannot be written."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for one in found.lines:
                amount = (str(one.amount.decimal), one.amount.currency)
                since = one.since.isoformat() if one.since else ""
                texts = (one.where, since, one.reason, one.settle, found.as_at.isoformat())
                rows.writerow(
                    [_cell(c) for c in (one.level, one.code, one.subject, *amount, *texts)]
                )
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from error


def _cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; amounts stay numbers."""
    negative = text.startswith("-") and text[1:].replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and not negative else text


# ---------------------------------------------------------------- one screen


def table(found: Reconciliation) -> None:
    """Print what ties (a line each), what does not, and what only waits."""
    target = console()

    def say(text: str = "") -> None:
        target.print(text, markup=False, soft_wrap=True)

    for check in found.checks:
        say(_check(check))
    for month in found.months:
        counts = f"{month.booked} booked, {month.waiting} waiting, {month.excluded} excluded"
        say(f"{'payouts of ' + month.month:<22} {counts:<42} {month.amount!s:>14}")
    for account in dict.fromkeys(one.account for one in found.in_transit):
        ones = [one for one in found.in_transit if one.account == account]
        amounts = total([one.amount for one in ones], ones[0].amount.currency)
        oldest = max(one.days for one in ones)
        say(_columns(f"in transit: {len(ones)}, oldest {oldest} days", account, str(amounts)))
    for title, lines in (("does not tie", found.differences), ("waits", found.waiting)):
        if lines:
            say()
            say(f"{title}:")
            for text in _texts(lines):
                say(text)
    named = {one.subject for one in found.lines}
    left = [one for one in found.worklist if one.split(":")[0] not in named]
    for text in left[:ITEMISED]:
        say(f"  by hand: {text}")
    count = len(found.differences)
    say("reconciled: 0 differences" if not count else f"{count} differences")


def _check(check: Check) -> str:
    tick = "ok" if check.holds else "--"
    return _columns(f"{tick} {check.name}", check.subject, f"{check.left.decimal:,}")


def _columns(what: str, where: str, amount: str) -> str:
    return f"{what:<42.42} {where:<22.22} {amount:>14}"


def _texts(lines: Iterable[Line]) -> list[str]:
    """Write lines; where there are many of a kind that only waits, their number and sum."""
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.code, []).append(one)
    texts: list[str] = []
    for code, ones in groups.items():
        if ones[0].level == "waiting" and len(ones) > ITEMISED // 4:
            texts.append(_summed(code, ones))
        else:
            for one in ones:
                texts += _told(one)
    return texts


def _summed(code: str, ones: list[Line]) -> str:
    sums: dict[str, Money] = {}
    for one in ones:
        currency = one.amount.currency
        sums[currency] = sums.get(currency, Money(0, currency)) + one.amount
    days = [one.since for one in ones if one.since]
    since = f", since {min(days)}" if days else ""
    amounts = ", ".join(str(one) for one in sums.values())
    return _fold(f"{len(ones)} {code}: {CODES[code][1]} ({amounts}{since})", 2)


def _told(one: Line) -> list[str]:
    since = f" since {one.since}" if one.since else ""
    head = f"{one.code} {one.subject} {one.amount} on {one.where}{since}"
    return [_fold(head, 2), _fold(one.reason, 4), _fold(f"-> {one.settle}", 4)]


def _fold(text: str, indent: int) -> str:
    import textwrap

    pad = " " * indent
    return textwrap.fill(
        text, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
