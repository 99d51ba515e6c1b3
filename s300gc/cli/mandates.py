"""``s300gc mandates``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(
    help="Write mandates and bank details of linked customers into Sage 300.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Write mandates and bank details of linked customers into Sage 300."""


@app.command("sync")
def sync(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write mandates and bank details of linked customers into Sage 300.

    Example: s300gc mandates sync --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import mandates as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "mandates sync",
        lambda parts: [flows.sync(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )
