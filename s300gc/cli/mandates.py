"""``s300gc mandates``."""

from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

app = typer.Typer(
    help="Mandates of GoCardless customers and the AR customers they belong to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Mandates of GoCardless customers and the AR customers they belong to."""


@app.command("sync")
def sync(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write mandates and bank details of linked customers into Sage 300.

    Example: s300gc mandates sync --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import mandates as flows

    return flow(
        Common(config, json, quiet, verbose, yes),
        "mandates sync",
        lambda parts: [flows.sync(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("list")
def list_(
    unlinked: Annotated[bool, typer.Option("--unlinked", help="Only who is not linked.")] = False,
    problems: Annotated[
        bool, typer.Option("--problems", help="Only who has mandates that cannot collect.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List who holds which mandate, who is not linked, and who that might be.

    A star marks the mandate that is collected under. Suggestions are never linked by
    themselves. Example: s300gc mandates list --unlinked
    """
    from s300gc.cli.running import working
    from s300gc.flows import links as flows
    from s300gc.show import mandates as show

    common = Common(config, json, quiet, verbose)
    with working(common, "mandates list", lock=False) as parts:
        found = flows.listing(parts, unlinked=unlinked, problems=problems)
    show.write(found, common.json, common.quiet)
    return 0


Payer = Annotated[str, typer.Argument(metavar="GC_CUSTOMER", help="A GoCardless customer: CU...")]


@app.command("link")
def link(
    gc_customer: Payer,
    sage_customer: Annotated[
        str, typer.Argument(metavar="SAGE_CUSTOMER", help="An AR customer number.")
    ],
    also: Annotated[
        bool, typer.Option("--also", help="He is this customer too: his links stay.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Link a GoCardless customer to an AR customer by hand, instead of his links so far.

    No rule changes a link by hand. The next 'mandates sync' tells Sage 300.
    Example: s300gc mandates link CU000123 C1001
    """
    from s300gc.cli.running import flow
    from s300gc.flows import links as flows

    return flow(
        Common(config, json, quiet, verbose),
        "mandates link",
        lambda p: [flows.link(p, gc_customer, sage_customer, also=also, dry_run=dry_run)],
        dry_run=dry_run,
        remote=False,
    )


@app.command("unlink")
def unlink(
    gc_customer: Payer,
    sage_customer: Annotated[
        str, typer.Argument(metavar="[SAGE_CUSTOMER]", help="Only the link to this AR customer.")
    ] = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Take a GoCardless customer's links away; no rule links him to the same customer again.

    Payments on their way go on and are named. Example: s300gc mandates unlink CU000123
    """
    from s300gc.cli.running import flow
    from s300gc.flows import links as flows

    return flow(
        Common(config, json, quiet, verbose),
        "mandates unlink",
        lambda p: [flows.unlink(p, gc_customer, sage_customer, dry_run=dry_run)],
        dry_run=dry_run,
        remote=False,
    )


@app.command("invite")
def invite(
    customer: Annotated[
        str | None,
        typer.Argument(metavar="CUSTOMER", help="An AR customer number.", show_default=False),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Everybody who owes and has no mandate.")
    ] = False,
    email: Annotated[
        bool, typer.Option("--email", help="Send the link by e-mail ([mail]), once.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send a link that was sent already once more.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; and agree, once, to a live creditor.")
    ] = False,
) -> int:
    """Ask a customer to sign a mandate: print the link of a page filled in from Sage 300.

    It holds for seven days and is renewed when it is stale; who signs is linked by
    himself. --missing shows how many they are and asks. --email sends each link to
    the address that Sage 300 has.

    Example: s300gc mandates invite C1001 --email
    """
    from s300gc.cli.running import failing, working
    from s300gc.errors import UsageError
    from s300gc.flows import inviting as flows
    from s300gc.flows import live, mailing
    from s300gc.show import invitations as show

    common = Common(config, json, quiet, verbose, yes)
    if (customer is None) != missing:
        raise UsageError("name one customer, or all without a mandate with --missing")
    if again and not email:
        raise UsageError("--again is about --email")
    only = _agreed(common) if missing and not (yes or dry_run) else None
    with working(common, "mandates invite", lock=not dry_run) as parts:
        if not dry_run:
            live.agree(parts, yes=yes)
        if email:
            mailing.ready(parts)
        if customer is not None:
            found, outcome = flows.invite(parts, customer, dry_run=dry_run)
        else:
            found, outcome = flows.missing(parts, only=only, dry_run=dry_run)
        if email:
            found = mailing.send(parts, found, outcome, again=again)
        code = failing(parts, [outcome])
    show.write(found, outcome, common.json, common.quiet)
    return code


def _agreed(common: Common) -> list[str]:
    """Ask on a terminal whether all these shall be invited, and give them.

    Raises PersonNeeded where the answer is no, or nobody is there to ask. The lock is
    not held meanwhile.
    """
    from s300gc.cli.running import asked, working
    from s300gc.errors import PersonNeeded
    from s300gc.flows import inviting as flows

    with working(common, "mandates invite", lock=False) as parts:
        found = flows.candidates(parts)
    if not found:
        return []
    count = "1 customer" if len(found) == 1 else f"{len(found)} customers"
    answer = asked(f"invite {count} to sign a mandate?")
    if answer is None:
        raise PersonNeeded(f"{count} would be invited: look with --dry-run, then run with --yes")
    if not answer:
        raise PersonNeeded("nobody was invited")
    return found
