"""``s300gc reconcile``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("reconcile")(reconcile)


def reconcile(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Prove the books: control accounts, the credited accounts, the bank.

    Exit code 4 where a difference has no reason. Example: s300gc reconcile
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import reconcile as flows
    from s300gc.show import reconcile as show

    common = Common(config, json, quiet, verbose)
    with working(common, "reconcile", lock=False) as parts:
        found = flows.run(parts)
    show.write(found, common.json, common.quiet)
    return Discrepancies.exit_code if found.differences else 0
