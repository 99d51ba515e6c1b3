"""``s300gc report``."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

Day = typer.Option(formats=["%Y-%m-%d"], metavar="DATE")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("report")(report)


def report(
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help="The last whole month if left out.")
    ] = "",
    payout: Annotated[str, typer.Option("--payout", metavar="PO", help="Only this payout.")] = "",
    since: Annotated[datetime | None, Day] = None,
    until: Annotated[datetime | None, Day] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it as HTML.")
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write it as XLSX.")
    ] = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Read both systems and compare them, as reconcile does.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Report a month or a payout: collected, paid out, fees and VAT, failures, what is open.

    Example: s300gc report --month 2026-01 --output january.html --xlsx january.xlsx
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import report as flows
    from s300gc.show import report as show

    common = Common(config, json, quiet, verbose)
    with working(common, "report", lock=False) as parts:
        show.check(output, xlsx)
        scope = flows.scope(
            parts,
            month=month,
            payout=payout,
            since=since.date() if since else None,
            until=until.date() if until else None,
        )
        found = flows.run(parts, scope, prove=prove)
    show.to_files(found, output, xlsx)
    show.write(found, common.json, common.quiet)
    return Discrepancies.exit_code if found.proof and found.proof.differences else 0
