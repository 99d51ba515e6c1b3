"""``s300gc refunds``."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, DryRun, Quiet, Verbose, Yes, person

app = typer.Typer(help="Money given back to payers.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[str, typer.Argument(metavar="ID", help="The number of a refund request.")]


@app.callback()
def group() -> None:
    """Money given back to payers."""


@app.command("create")
def create(
    payment: Annotated[str, typer.Argument(metavar="PAYMENT", help="A payment: PM...")],
    amount: Annotated[
        str, typer.Option("--amount", metavar="AMOUNT", help="How much, as in 12.50.")
    ],
    credit_note: Annotated[
        str, typer.Option("--credit-note", metavar="NUMBER", help="The AR credit note it pays.")
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why, where there is no credit note.")
    ] = "",
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Refund an amount of a payment, for a credit note or a reason; above the limit ask another.

    Only with refunds.allowed, and never more than was collected less refunds. Exit
    code 3 with the reason where it may not be.

    Example: s300gc refunds create PM000123 --amount 12.50 --credit-note CN0017
    """
    from s300gc.cli.running import flow
    from s300gc.errors import UsageError
    from s300gc.flows import refunding as flows

    if bool(credit_note.strip()) == bool(reason.strip()):
        raise UsageError("name a credit note with --credit-note, or a reason with --reason")
    money, who = _amount(amount), person(by)
    return flow(
        Common(config, json, quiet, verbose, yes),
        "refunds create",
        lambda parts: [
            flows.create(
                parts, payment, money, who,
                credit_note=credit_note, reason=reason, dry_run=dry_run,
            )
        ],
        dry_run=dry_run,
    )  # fmt: skip


def _amount(text: str) -> Decimal:
    from s300gc.errors import UsageError

    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(0)
    if not found.is_finite() or found <= 0:
        raise UsageError(f"--amount {text}: write an amount above zero, as in 12.50")
    return found


@app.command("approve")
def approve(
    number: Number,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Approve what another person has asked for, and refund it.

    Whoever asked for it cannot. Exit code 3 where it may not be refunded any more.

    Example: s300gc refunds approve 3
    """
    from s300gc.cli.running import flow
    from s300gc.flows import refunding as flows

    who = person(by)
    return flow(
        Common(config, json, quiet, verbose, yes),
        "refunds approve",
        lambda parts: [flows.approve(parts, number, who, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("reject")
def reject(
    number: Number,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Turn down a refund that waits for a second person; nothing is refunded.

    Example: s300gc refunds reject 3
    """
    from s300gc.cli.running import flow
    from s300gc.flows import refunding as flows

    who = person(by)
    return flow(
        Common(config, json, quiet, verbose),
        "refunds reject",
        lambda parts: [flows.reject(parts, number, who, dry_run=dry_run)],
        dry_run=dry_run,
        remote=False,
    )


@app.command("list")
def list_(
    payment: Annotated[
        str, typer.Option("--payment", metavar="ID", help="Only of this payment.")
    ] = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NUMBER", help="Only of this AR customer.")
    ] = "",
    status: Annotated[
        str, typer.Option("--status", metavar="STATUS", help="Only those in this status.")
    ] = "",
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only what waits for a second person.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List refunds, also those made elsewhere, and what waits for a second person.

    From the last run's reading; neither system is asked.

    Example: s300gc refunds list --waiting
    """
    from s300gc.cli.running import working
    from s300gc.flows import refunds as flows
    from s300gc.show import refunds as show

    common = Common(config, json, quiet, verbose)
    with working(common, "refunds list", lock=False) as parts:
        found = flows.listing(
            parts, payment=payment, customer=customer, status=status, waiting=waiting
        )
    show.write(found, common.json, common.quiet)
    return 0
