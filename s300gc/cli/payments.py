"""``s300gc payments``."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, DryRun, Quiet, Verbose, Yes, person

if TYPE_CHECKING:
    from s300gc.flows.parts import Parts
    from s300gc.model import Outcome

app = typer.Typer(
    help="Payments on their way, and failed ones.", no_args_is_help=True, rich_markup_mode=None
)

Id = Annotated[str, typer.Argument(metavar="ID", help="A payment: PM...")]
ChargeDate = Annotated[
    datetime | None,
    typer.Option(
        "--charge-date",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The day to collect it; else the earliest that its mandate allows.",
        show_default=False,
    ),
]


@app.callback()
def group() -> None:
    """Payments on their way, and failed ones."""


@app.command("list")
def list_(
    failed: Annotated[bool, typer.Option("--failed", help="Only payments that failed.")] = False,
    status: Annotated[
        str, typer.Option("--status", metavar="STATUS", help="Only payments in this status.")
    ] = "",
    customer: Annotated[
        str, typer.Option("--customer", metavar="NUMBER", help="Only of this AR customer.")
    ] = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List payments on their way, and those that ended: why, and what can be done.

    From the last run's reading; neither system is asked.

    Example: s300gc payments list --failed
    """
    from s300gc.cli.running import working
    from s300gc.flows import payments as flows
    from s300gc.show import payments as show

    common = Common(config, json, quiet, verbose)
    with working(common, "payments list", lock=False) as parts:
        found = flows.listing(parts, failed=failed, status=status, customer=customer)
    show.write(found, common.json, common.quiet)
    return 0


@app.command("show")
def show_(
    payment: Id,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show one payment: its documents, what happened to it and why, its bookings, what is next.

    From the last run's reading; neither system is asked.

    Example: s300gc payments show PM000123
    """
    from s300gc.cli.running import working
    from s300gc.flows import payments as flows
    from s300gc.show import payments as show

    common = Common(config, json, quiet, verbose)
    with working(common, "payments show", lock=False) as parts:
        found = flows.detail(parts, payment)
    show.write_one(found, common.json, common.quiet)
    return 0


@app.command("retry")
def retry(
    payment: Annotated[
        str | None, typer.Argument(metavar="ID", help="A failed payment: PM...", show_default=False)
    ] = None,
    all_failed: Annotated[
        bool, typer.Option("--all-failed", help="All failed ones that may be retried.")
    ] = False,
    charge_date: ChargeDate = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; and agree, once, to a live creditor.")
    ] = False,
) -> int:
    """Collect a failed payment once more, under its id; at most three times.

    With --all-failed on a terminal their number and sum are shown first and asked
    about. Exit code 3 with the reason where one may not be, or fails.

    Example: s300gc payments retry PM000123
    """
    from s300gc.cli.running import flow
    from s300gc.errors import UsageError
    from s300gc.flows import retrying as flows

    common = Common(config, json, quiet, verbose, yes)
    day = charge_date.date() if charge_date else None
    if (payment is None) == (not all_failed):
        raise UsageError("name one payment, or all with --all-failed")
    only = _agreed(common, day) if all_failed and not (yes or dry_run) else None

    def run(parts: "Parts") -> "list[Outcome]":
        if payment is not None:
            return [flows.retry(parts, payment, charge_date=day, dry_run=dry_run)]
        return [flows.retry_all(parts, only=only, charge_date=day, dry_run=dry_run)]

    return flow(common, "payments retry", run, dry_run=dry_run)


def _agreed(common: Common, day: date | None) -> list[str] | None:
    """Ask on a terminal whether all these shall be retried; give them, None where nobody is there.

    Raises PersonNeeded where the answer is no. The lock is not held meanwhile.
    """
    from s300gc.cli.running import asked, working
    from s300gc.errors import PersonNeeded
    from s300gc.flows import retrying as flows
    from s300gc.show import payments as show

    with working(common, "payments retry", lock=False) as parts:
        found = flows.candidates(parts, day)
    answer = asked(f"retry {show.sums(found)}?") if found else None
    if answer is False:
        raise PersonNeeded("nothing was retried")
    return None if answer is None else [one.payment for one in found]


@app.command("cancel")
def cancel(
    payment: Id,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Cancel a payment that is not submitted to the bank yet; it keeps its documents.

    They are not collected anew until they are released. Exit code 3 where it is too late.

    Example: s300gc payments cancel PM000123
    """
    from s300gc.cli.running import flow
    from s300gc.flows import releasing as flows

    who = person(by)
    return flow(
        Common(config, json, quiet, verbose, yes),
        "payments cancel",
        lambda parts: [flows.cancel(parts, payment, who, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("release")
def release(
    payment: Id,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Let the documents of a payment that failed or was cancelled be collected anew.

    The payment itself is not retried any more. Exit code 3 where it may still bring money.

    Example: s300gc payments release PM000123
    """
    from s300gc.cli.running import flow
    from s300gc.flows import releasing as flows

    who = person(by)
    return flow(
        Common(config, json, quiet, verbose),
        "payments release",
        lambda parts: [flows.release(parts, payment, who, dry_run=dry_run)],
        dry_run=dry_run,
        remote=False,
    )


@app.command("assign")
def assign(
    payment: Id,
    customer: Annotated[str, typer.Argument(metavar="KEY", help="An AR customer's number.")],
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    yes: Yes = False,
) -> int:
    """Say whose money a booked payment of an unknown payer is: it moves to his account.

    A journal takes it out of books.unmatched_account, and a receipt enters AR. Where all that
    a payer pays is one customer's, link his mandate instead: the next run does the same.

    Example: s300gc payments assign PM000123 1200
    """
    from s300gc.cli.running import flow
    from s300gc.flows import assigning as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "payments assign",
        lambda parts: [flows.assign(parts, payment, customer)],
        dry_run=False,
    )
