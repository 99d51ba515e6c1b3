"""``s300gc payouts``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(help="Book paid payouts", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Book paid payouts"""


@app.command("post")
def post(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Book paid payouts

    Example: s300gc payouts post --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import payouts as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "payouts post",
        lambda parts: [flows.post(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )
