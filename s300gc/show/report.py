"""A report on a terminal, as JSON, and where its files are written."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.errors import ConfigError, UsageError
from s300gc.flows.report import Report
from s300gc.model import digits
from s300gc.model.reports import PayoutSheet
from s300gc.rules import ageing, endings
from s300gc.rules import report as rules
from s300gc.show import reconcile
from s300gc.show.output import console, write_json
from s300gc.show.report_page import page
from s300gc.show.report_tables import written

HTML, XLSX = (".html", ".htm"), (".xlsx",)
OURS = (b'<meta name="generator" content="s300gc ', b"PK\x03\x04")
"""How the files begin, or what stands near their beginning, that a report may overwrite."""
HEAD = 4096


def body(found: Report) -> dict[str, Any]:
    """Give a report in its JSON form: amounts as decimal strings, exact ones with fractions."""
    splits = [rules.split(one.payout, one.items) for one in found.payouts]
    return {
        "company": found.company,
        "creditor": found.creditor,
        "since": found.scope.since,
        "until": found.scope.until,
        "payout": found.scope.payout or None,
        "made_at": found.made_at,
        "read_at": found.read_at,
        "totals": [_split(one) for one in rules.totals(splits)],
        "fees": [_fee(one) for one in rules.fees(found.payouts)],
        "tax_due": [
            {"currency": t.currency, "amount": _major(-t.amount, t.currency), "pending": t.pending}
            for t in rules.taxes_due(found.payouts)
        ],
        "payouts": [_payout(one) for one in found.payouts],
        "charged": endings.outcomes(found.charged),
        "failures": endings.causes(found.endings),
        "on_its_way": endings.outcomes(found.on_its_way),
        "open_by_age": ageing.documents(found.owed, found.day),
        "open": found.owed,
        "unmatched_by_age": ageing.unmatched(found.unmatched, found.day),
        "unmatched": found.unmatched,
        "exceptions": found.troubles,
        "proof": reconcile.body(found.proof) if found.proof else None,
    }


def _split(one: rules.Split) -> dict[str, Any]:
    return {"currency": one.currency, **dict(one.parts), "paid_out": one.paid_out}


def _fee(one: rules.Fee) -> dict[str, Any]:
    """Give what fees of one type cost: positive is a cost."""
    return {
        "type": one.kind,
        "currency": one.currency,
        "count": one.count,
        "net": _major(-one.net, one.currency),
        "tax": _major(-one.tax, one.currency),
        "gross": _major(-one.gross, one.currency),
    }


def _major(minor: Decimal, currency: str) -> Decimal:
    return minor.scaleb(-digits(currency))


def _payout(one: PayoutSheet) -> dict[str, Any]:
    return {
        "id": one.payout.id,
        "reference": one.payout.reference,
        "made_at": one.payout.created_at,
        "arrival_date": one.payout.arrival_date,
        "state": one.state,
        "reason": one.reason,
        **_split(rules.split(one.payout, one.items)),
        "landed": one.payout.landed,
        "batches": one.places,
        "lines": one.lines,
        "journal": one.journal,
    }


def write(found: Report, as_json: bool, quiet: bool) -> None:
    """Show the figures at the top of a report, or all of it as JSON."""
    if as_json:
        write_json(body(found))
        return
    if not quiet:
        figures(found)


def figures(found: Report) -> None:
    """Print what stands at the top of a report: words, then figures by currency."""
    from rich.table import Table

    target, laid_out = console(), page(found)
    target.print(laid_out.title, markup=False)
    for word in laid_out.words:
        target.print(f"  {word.label}", markup=False)
    grid = Table(box=None, pad_edge=False)
    grid.add_column("")
    labels = list(dict.fromkeys(one.label for _, cards in laid_out.headlines for one in cards))
    for currency, _ in laid_out.headlines:
        grid.add_column(currency, justify="right")
    by_currency = [{one.label: one.figure for one in cards} for _, cards in laid_out.headlines]
    for label in labels:
        grid.add_row(label, *(written(cards.get(label)) for cards in by_currency))
    if labels:
        target.print(grid)


# ---------------------------------------------------------------- files


def check(html: Path | None, xlsx: Path | None) -> None:
    """Look at the names of the files before anything is read. Raises UsageError, ConfigError.

    What is there already is overwritten only where it is a report.
    """
    for path, names, option in ((html, HTML, "--output"), (xlsx, XLSX, "--xlsx")):
        if path is None:
            continue
        if path.suffix.lower() not in names:
            raise UsageError(f"{path}: {option} writes {names[0]}; name it so")
        _may_be_written(path)
    if html is not None:
        _needs("jinja2")
    if xlsx is not None:
        _needs("xlsxwriter")


def _needs(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise ConfigError(
            "reports as files need the extra 'report': pip install 's300gc[report]'"
            " ('s300gc report' alone and --json do without)"
        )


def _may_be_written(path: Path) -> None:
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder")
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            start = file.read(HEAD)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror or error})") from None
    sign = OURS[1] if path.suffix.lower() in XLSX else OURS[0]
    if start and sign not in start:
        raise UsageError(f"{path} is there already and is no report: name another file")


def to_files(found: Report, html: Path | None, xlsx: Path | None) -> None:
    """Write the files that are asked for, each whole or not at all. Raises UsageError."""
    from s300gc.show import report_html, report_xlsx

    makers: list[tuple[Path | None, Callable[[Report], bytes]]] = [
        (html, lambda one: report_html.text(one).encode()),
        (xlsx, report_xlsx.content),
    ]
    for path, make in makers:
        if path is not None:
            _write(path, make(found))


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written ({error.strerror or error})") from None
