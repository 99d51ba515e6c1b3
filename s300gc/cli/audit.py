"""``s300gc audit``."""

from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

app = typer.Typer(help="The life of every record.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """The life of every record."""


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
