"""``s300gc config``: the file alone; no network, no credentials."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

app = typer.Typer(
    help="Check the configuration, and show what is in effect.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Check the configuration, and show what is in effect."""


@app.command("check")
def check(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Check the whole file; every problem is named in one go.

    Exit code 7 where there is one. Nothing is asked of either system and no credential is read.
    Example: s300gc config check
    """
    from s300gc.cli import logs
    from s300gc.config import find, load
    from s300gc.show import config as showing

    logs.to_terminal(Common(config, json, quiet, verbose))
    showing.checked(load(find(config)), json, quiet)
    return 0


@app.command("show")
def show(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show the settings in effect: those of the file, every default, the books by currency.

    Secrets are not in the file, and so not here. Example: s300gc config show --json
    """
    from s300gc.cli import logs
    from s300gc.config import find, load
    from s300gc.show import config as showing

    logs.to_terminal(Common(config, json, quiet, verbose))
    showing.show(load(find(config)), json, quiet)
    return 0
