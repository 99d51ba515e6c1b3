"""``s300gc events``."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, DryRun, Quiet, Verbose

if TYPE_CHECKING:
    from s300gc.flows.inbox import Wanted

app = typer.Typer(
    help="Events at GoCardless: read, list and apply them again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SHOWN = 50
LAST = datetime.max - timedelta(days=1)  # noqa: DTZ901 - as Typer reads it

Kind = Annotated[
    str, typer.Option("--type", metavar="TYPE", help="Only of this resource type: payments ...")
]
Action = Annotated[str, typer.Option("--action", metavar="WORD", help="Only with this action.")]
Resource = Annotated[
    str, typer.Option("--resource", metavar="ID", help="Only about this thing: PM..., MD...")
]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], metavar="DATE", help="From this day, UTC."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE", help="To this day, UTC."),
]
Dead = Annotated[bool, typer.Option("--dead", help="Only those that could not be applied.")]


@app.callback()
def group() -> None:
    """Events at GoCardless: read, list and apply them again."""


@app.command("poll")
def poll(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Read new events and bring the copy of what they are about up to date.

    Example: s300gc events poll --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import events as flows

    return flow(
        Common(config, json, quiet, verbose),
        "events poll",
        lambda parts: [flows.poll(parts, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("list")
def list_(
    kind: Kind = "",
    action: Action = "",
    resource: Resource = "",
    since: Since = None,
    until: Until = None,
    dead: Dead = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"At most so many; else {SHOWN}, with --json all.")
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List the events that came, newest first: by webhook or poll, applied or why not.

    Example: s300gc events list --dead
    """
    from s300gc.cli.running import working
    from s300gc.flows import inbox as flows
    from s300gc.show import events as show

    common = Common(config, json, quiet, verbose)
    wanted = _wanted(kind, action, resource, since, until, dead)
    most = limit or (0 if json else SHOWN)
    with working(common, "events list", lock=False) as parts:
        found = flows.listing(parts, wanted, most + 1 if most else 0)
    more = bool(most) and len(found) > most
    show.write(found[:most] if most else found, more, common.json, common.quiet)
    return 0


@app.command("show")
def show_(
    event: Annotated[str, typer.Argument(metavar="ID", help="An event: EV...")],
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Show one event: what it is about, how it came, and what became of it.

    Example: s300gc events show EV000123
    """
    from s300gc.cli.running import working
    from s300gc.flows import inbox as flows
    from s300gc.show import events as show

    common = Common(config, json, quiet, verbose)
    with working(common, "events show", lock=False) as parts:
        found = flows.one(parts, event)
    show.write_one(found, common.json, common.quiet)
    return 0


@app.command("replay")
def replay(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Events: EV...", show_default=False),
    ] = None,
    kind: Kind = "",
    action: Action = "",
    resource: Resource = "",
    since: Since = None,
    until: Until = None,
    dead: Dead = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Apply events once more, by id or all that the options name; harmless at any time.

    What an event is about is read as it now stands, so that nothing happens twice.
    Example: s300gc events replay --dead
    """
    from s300gc.cli.running import flow
    from s300gc.errors import UsageError
    from s300gc.flows import inbox as flows

    wanted = _wanted(kind, action, resource, since, until, dead)
    chosen = wanted if wanted != _wanted("", "", "", None, None, False) else None
    if not ids and chosen is None:
        raise UsageError("name events by id, or say which with --dead, --since, --type ...")
    return flow(
        Common(config, json, quiet, verbose),
        "events replay",
        lambda parts: [flows.replay(parts, ids or [], chosen)],
        dry_run=False,
        remote=False,
    )


@app.command("gaps")
def gaps(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Say whether webhooks arrive: what only the poll brought, since when, and why.

    Exit code 4 where they fail; nothing is lost by that, what they miss is polled.
    Example: s300gc events gaps
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import gaps as flows
    from s300gc.show import events as show

    common = Common(config, json, quiet, verbose)
    with working(common, "events gaps", lock=False) as parts:
        found = flows.run(parts)
    show.write_gaps(found, common.json, common.quiet)
    return 0 if found.well else Discrepancies.exit_code


def _wanted(
    kind: str,
    action: str,
    resource: str,
    since: datetime | None,
    until: datetime | None,
    dead: bool,
) -> "Wanted":
    from s300gc.flows.inbox import Wanted

    return Wanted(
        resource_type=kind,
        action=action,
        resource=resource,
        since=since.replace(tzinfo=UTC) if since else None,
        # The day itself is meant too; after the last of the calendar there is none.
        until=(until + timedelta(days=1)).replace(tzinfo=UTC) if until and until < LAST else None,
        dead=dead,
    )
