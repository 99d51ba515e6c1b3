"""``s300gc payouts``."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, DryRun, Quiet, Verbose, person

if TYPE_CHECKING:
    from s300gc.flows.parts import Parts
    from s300gc.model import Outcome

app = typer.Typer(
    help="Book paid payouts, and correct that.", no_args_is_help=True, rich_markup_mode=None
)

Id = Annotated[str, typer.Argument(metavar="ID", help="A payout: PO...")]
Agreed = Annotated[
    bool, typer.Option("--yes", help="Do not ask; and agree, once, to a live creditor.")
]


def _day(name: str, words: str) -> Any:
    return typer.Option(name, formats=["%Y-%m-%d"], metavar="DATE", help=words, show_default=False)


Since = Annotated[datetime | None, _day("--since", "Only what arrived on this day or later.")]
Until = Annotated[datetime | None, _day("--until", "Only what arrived on this day or earlier.")]
Dated = Annotated[datetime | None, _day("--dated", "The posting date; else today.")]


@app.callback()
def group() -> None:
    """Book paid payouts, and correct that."""


@app.command("post")
def post(
    again: Annotated[
        str,
        typer.Option(
            "--again",
            metavar="PO",
            help="Only this payout, once more: its batches are gone from Sage 300, or it"
            " was reversed.",
        ),
    ] = "",
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Agreed = False,
) -> int:
    """Book paid payouts: GL journal, AR receipts.

    Example: s300gc payouts post --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import again as anew
    from s300gc.flows import payouts as flows

    common = Common(config, json, quiet, verbose, yes)
    who = person(by) if again else ""
    if again and not dry_run:
        _agree(f"enter payout {again} once more in Sage 300?", yes)

    def run(parts: "Parts") -> "list[Outcome]":
        if again:
            return [anew.book(parts, again, who, dry_run=dry_run)]
        return [flows.post(parts, dry_run=dry_run)]

    return flow(common, "payouts post", run, dry_run=dry_run)


@app.command("list")
def list_(
    state: Annotated[
        str,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only these: seen, waiting, half-posted, booked, excluded.",
        ),
    ] = "",
    since: Since = None,
    until: Until = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List payouts: how far each is on its way into the books, and why.

    From the last run's reading; neither system is asked.

    Example: s300gc payouts list --state waiting
    """
    from s300gc.cli.running import working
    from s300gc.flows import booked as flows
    from s300gc.show import payouts as show

    common = Common(config, json, quiet, verbose)
    with working(common, "payouts list", lock=False) as parts:
        found = flows.listing(parts, state=state, since=_date(since), until=_date(until))
    show.write(found, common.json, common.quiet)
    return 0


@app.command("show")
def show_(
    payout: Id,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show one payout: items, journal, receipts, batches, what is waiting and why.

    From the last run's reading; neither system is asked.

    Example: s300gc payouts show PO000123
    """
    from s300gc.cli.running import working
    from s300gc.flows import booked as flows
    from s300gc.show import payouts as show

    common = Common(config, json, quiet, verbose)
    with working(common, "payouts show", lock=False) as parts:
        found = flows.detail(parts, payout)
    show.write_one(found, common.json, common.quiet)
    return 0


@app.command("reverse")
def reverse(
    payout: Id,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    dated: Dated = None,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Agreed = False,
) -> int:
    """Take a booked payout back by a reversing journal; its receipts go to the worklist.

    Nothing is deleted. 'payouts post --again' books it anew afterwards.

    Example: s300gc payouts reverse PO000123 --reason "wrong fee account"
    """
    from s300gc.cli.running import flow
    from s300gc.errors import UsageError
    from s300gc.flows import reversing as flows

    if not reason.strip():
        raise UsageError("say why with --reason")
    common, who, day = Common(config, json, quiet, verbose, yes), person(by), _date(dated)
    if not dry_run:
        _agree(f"reverse the journal of payout {payout}?", yes)
    return flow(
        common,
        "payouts reverse",
        lambda parts: [
            flows.reverse(parts, payout, reason.strip(), who, dated=day, dry_run=dry_run)
        ],
        dry_run=dry_run,
    )


def _date(given: datetime | None) -> date | None:
    return given.date() if given else None


def _agree(question: str, yes: bool) -> None:
    """Ask on a terminal; PersonNeeded where the answer is no, or nobody is there and no --yes."""
    from s300gc.cli.running import asked
    from s300gc.errors import PersonNeeded

    if yes:
        return
    answer = asked(question)
    if answer is None:
        raise PersonNeeded(f"{question} Nobody is there to ask: agree with --yes")
    if not answer:
        raise PersonNeeded("nothing was done")
