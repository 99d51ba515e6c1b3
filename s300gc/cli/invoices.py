"""``s300gc invoices``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(
    help="Collect open invoices that fall due within the horizon.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Collect open invoices that fall due within the horizon."""


@app.command("collect")
def collect(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Collect open invoices that fall due within the horizon.

    Example: s300gc invoices collect --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import invoices as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "invoices collect",
        lambda parts: [flows.collect(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )
