"""``s300gc doctor``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("doctor")(doctor)


def doctor(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Look at everything that a night's run needs, on both sides and on this machine.

    Nothing is written anywhere. Exit code 4 where something would stop a run; each line says
    what puts it right. Example: s300gc doctor
    """
    from s300gc import wiring
    from s300gc.cli import logs
    from s300gc.config import find, load
    from s300gc.errors import Discrepancies
    from s300gc.flows import doctor as flows
    from s300gc.show import doctor as show

    logs.to_terminal(Common(config, json, quiet, verbose))
    found = flows.run(wiring.hands(load(find(config))))
    show.write(found, json, quiet)
    return Discrepancies.exit_code if any(one.level == "fail" for one in found) else 0
