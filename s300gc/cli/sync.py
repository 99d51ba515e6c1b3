"""``s300gc sync`` and ``s300gc status``."""

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("sync")(sync)
    app.command("status")(status)


def sync(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Run every direction: events, mandates, invoices, payments, payouts.

    Example: s300gc sync -q
    """
    from s300gc.cli.running import flow
    from s300gc.flows import sync as flows

    common = Common(config, json, quiet, verbose, yes)
    return flow(common, "sync", lambda p: flows.run(p, dry_run=dry_run), dry_run=dry_run)


def status(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show the last runs, what waits and why, and money on its way.

    Example: s300gc status --json
    """
    from s300gc.cli.running import working
    from s300gc.flows import status as flows
    from s300gc.show import status as show

    common = Common(config, json, quiet, verbose)
    with working(common, "status", lock=False) as parts:
        found = flows.run(parts)
    show.write(found, common.json, common.quiet)
    return 0
