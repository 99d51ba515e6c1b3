"""``s300gc audit``."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from s300gc.cli import period_end
from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

app = typer.Typer(
    help="The life of every record, its proof, and period ends.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
period_end.register(app)


DAY = ["%Y-%m-%d"]


@app.callback()
def group() -> None:
    """The life of every record, its proof, and period ends."""


@app.command("show")
def show(
    key: Annotated[str, typer.Argument(help="A document, payment, payout or batch number.")],
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show the life of one invoice, payment or payout, with both systems' ids.

    Example: s300gc audit show IN000123
    """
    from s300gc.cli.running import working
    from s300gc.flows import audit as flows
    from s300gc.show import audit as showing

    common = Common(config, json, quiet, verbose)
    with working(common, "audit show", lock=False) as parts:
        found = flows.history(parts, key)
    showing.write(key, found, common.json, common.quiet)
    return 0


@app.command("verify")
def verify(
    head: Annotated[
        str,
        typer.Option("--head", metavar="HASH", help="Must still be there: a head noted earlier."),
    ] = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Check the chain of the whole audit trail, and name the first broken row.

    Exit code 4 where it is broken, or where the head noted earlier is not in it.
    Example: s300gc audit verify --head 4be1c0d2e8f7a691
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import audit as flows
    from s300gc.show import verified as showing

    common = Common(config, json, quiet, verbose)
    with working(common, "audit verify", lock=False) as parts:
        found = flows.verify(parts, head)
    showing.write(found, common.json, common.quiet)
    return 0 if found.holds else Discrepancies.exit_code


@app.command("export")
def export(
    payout: Annotated[
        list[str] | None, typer.Option("--payout", metavar="ID", help="A payout; repeatable.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=DAY, help="Those that arrived on this day or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=DAY, help="Those that arrived on this day or before."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The zip file; it must not be there yet.")
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Write all that is stored of payouts, with the proof that it was not edited, as a zip.

    From the database alone; neither system is asked. Exit code 4 where the audit trail
    is broken: the file is written and says so. Example: s300gc audit export --payout PO123
    """
    from s300gc import __version__
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import evidence as flows
    from s300gc.show import export as showing

    common = Common(config, json, quiet, verbose)
    with working(common, "audit export", lock=False) as parts:
        names = flows.chosen(parts, payout or (), _day(since), _day(until))
        path = output or showing.default_name(names)
        found = flows.export(parts, names, __version__)
        contents = parts.store.audit.contents(list(found.numbers))
        each, chain = flows.each(parts, names), flows.chain(parts, found)
        showing.to_file(path, found, each, chain, contents)
    showing.write(path, found, common.json, common.quiet)
    return Discrepancies.exit_code if found.verdict.broken else 0


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
