"""``s300gc reconcile``."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

Since = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Compare what is dated from then on.")
]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="And up to this day.")]
AsAt = Annotated[
    str, typer.Option("--as-at", metavar="DATE", help="Balances by posting date, that evening.")
]
CsvFile = Annotated[
    Path | None, typer.Option("--csv", help="Every line as a row of this file.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("reconcile")(reconcile)


def reconcile(
    since: Since = "",
    until: Until = "",
    as_at: AsAt = "",
    csv: CsvFile = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Prove the books: every account, payout and balance, with a reason for what differs.

    Exit code 4 where there are differences. Example: s300gc reconcile --since 2026-01-01
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import reconcile as flows
    from s300gc.show import reconcile as show

    common = Common(config, json, quiet, verbose)
    days = [_day(name, text) for name, text in (("since", since), ("until", until))]
    last = _day("as-at", as_at)
    with working(common, "reconcile", lock=False) as parts:
        found = flows.run(parts, since=days[0], until=days[1], as_at=last)
    if csv is not None:
        show.write_csv(found, csv)
    show.write(found, common.json, common.quiet)
    return Discrepancies.exit_code if found.differences else 0


def _day(name: str, text: str) -> date | None:
    from s300gc.errors import UsageError

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--{name} {text} is no date: write it as 2026-01-31") from None
