"""``s300gc events``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose

app = typer.Typer(
    help="Read new events and bring the copy of what they are about up to date.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Read new events and bring the copy of what they are about up to date."""


@app.command("poll")
def poll(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Read new events and bring the copy of what they are about up to date.

    Example: s300gc events poll --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import events as flows

    return flow(
        Common(config, json, quiet, verbose),
        "events poll",
        lambda parts: [flows.poll(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )
