"""``s300gc payments``."""

from datetime import datetime
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(
    help="Payments on their way, and failed ones.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def group() -> None:
    """Payments on their way, and failed ones."""


@app.command("list")
def list_(
    failed: Annotated[bool, typer.Option("--failed", help="Only payments that failed.")] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List payments on their way and failed ones, with what can be done about these.

    Example: s300gc payments list --failed
    """
    from s300gc.cli.running import working
    from s300gc.flows import payments as flows
    from s300gc.show import payments as show

    common = Common(config, json, quiet, verbose)
    with working(common, "payments list", lock=False) as parts:
        found = flows.listing(parts, failed=failed)
    show.write(found, common.json, common.quiet)
    return 0


@app.command("retry")
def retry(
    payment: Annotated[str, typer.Argument(metavar="ID", help="A failed payment: PM...")],
    charge_date: Annotated[
        datetime | None,
        typer.Option(
            "--charge-date",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The day to collect it; else the earliest that its mandate allows.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Collect a failed payment once more, under its id; at most three times.

    Exit code 3 with the reason where it may not be. Example: s300gc payments retry PM000123
    """
    from s300gc.cli.running import flow
    from s300gc.flows import payments as flows

    day = charge_date.date() if charge_date else None
    return flow(
        Common(config, json, quiet, verbose, yes),
        "payments retry",
        lambda parts: [flows.retry(parts, payment, charge_date=day, dry_run=dry_run)],
        dry_run=dry_run,
    )
