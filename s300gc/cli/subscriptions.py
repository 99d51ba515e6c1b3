"""``s300gc subscriptions``."""

from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(
    help="Recurring charges that GoCardless collects.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of a recurring charge.")]
Customer = Annotated[str, typer.Argument(metavar="CUSTOMER", help="An AR customer number.")]


@app.callback()
def group() -> None:
    """Recurring charges that GoCardless collects."""


@app.command("sync")
def sync(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Make each recurring charge of subscriptions.charges the subscription it asks for.

    New ones are created, amounts amended, ended ones cancelled; payments get their
    invoices. Example: s300gc subscriptions sync --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import subscriptions as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "subscriptions sync",
        lambda parts: [flows.sync(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("list")
def list_(
    customer: Annotated[
        str, typer.Option("--customer", help="Only of this AR customer.", show_default=False)
    ] = "",
    charge: Annotated[
        str, typer.Option("--charge", help="Only of this recurring charge.", show_default=False)
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were cancelled or are finished.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List subscriptions: charge, amount, rhythm, next charge, and what holds them.

    Example: s300gc subscriptions list --customer C1001
    """
    from s300gc.cli.running import working
    from s300gc.flows import subscriptions as flows
    from s300gc.show import subscriptions as show

    common = Common(config, json, quiet, verbose)
    with working(common, "subscriptions list", lock=False) as parts:
        found = flows.listing(parts, customer=customer, charge=charge, everything=everything)
    show.write(found, common.json, common.quiet)
    return 0


@app.command("pause")
def pause(
    code: Code,
    customer: Customer,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Pause a subscription until 'subscriptions resume'; payments on their way go on.

    Example: s300gc subscriptions pause RENT C1001
    """
    return _hand("pause", code, customer, Common(config, json, quiet, verbose, yes), dry_run)


@app.command("resume")
def resume(
    code: Code,
    customer: Customer,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Let a paused subscription go on, or make a new one of a cancelled one.

    Example: s300gc subscriptions resume RENT C1001
    """
    return _hand("resume", code, customer, Common(config, json, quiet, verbose, yes), dry_run)


@app.command("cancel")
def cancel(
    code: Code,
    customer: Customer,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Cancel a subscription; none is made anew, and payments on their way go on.

    Its later invoices are collected one by one. Example: s300gc subscriptions cancel RENT C1001
    """
    return _hand("cancel", code, customer, Common(config, json, quiet, verbose, yes), dry_run)


def _hand(action: str, code: str, customer: str, common: Common, dry_run: bool) -> int:
    from s300gc.cli.running import flow
    from s300gc.flows import subscriptions as flows

    act = {"pause": flows.pause, "resume": flows.resume, "cancel": flows.cancel}[action]
    return flow(
        common,
        f"subscriptions {action}",
        lambda parts: [act(parts, code, customer, dry_run=dry_run)],
        dry_run=dry_run,
    )
