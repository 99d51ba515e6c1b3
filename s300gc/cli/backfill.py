"""``s300gc backfill``."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, DryRun, Quiet, Verbose, Yes

if TYPE_CHECKING:
    from s300gc.flows.backfill import Wish


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("backfill")(backfill)


def backfill(
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            show_default=False,
            help="Only what was made on this day or later.",
        ),
    ] = None,
    book: Annotated[bool, typer.Option("--book", help="Book payouts from before go-live.")] = False,
    elsewhere: Annotated[
        bool, typer.Option("--booked-elsewhere", help="Payouts from before go-live are booked.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Restore a lost database from both systems.")
    ] = False,
    by: By = "",
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="Where payouts are booked.")
    ] = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Record what was made before this tool was installed; or restore a lost database.

    Example: s300gc backfill --since 2026-01-01 --dry-run
    """  # fmt: skip
    from s300gc.cli.options import person
    from s300gc.cli.running import flow
    from s300gc.errors import UsageError
    from s300gc.flows import backfill as flows
    from s300gc.flows import rebuild as rebuilding

    if book + elsewhere + rebuild > 1:
        raise UsageError("choose one of --book, --booked-elsewhere and --rebuild")
    if elsewhere and not why.strip():
        raise UsageError("say where these payouts are booked: --why TEXT")
    common = Common(config, json, quiet, verbose, yes)
    if rebuild:
        return flow(
            common,
            "backfill",
            lambda parts: [rebuilding.run(parts, dry_run=dry_run)],
            dry_run=dry_run,
            remote=False,
        )
    choice = "book" if book else "elsewhere" if elsewhere else "record"
    who = person(by) if book or elsewhere else ""
    wish: Wish = flows.Wish(
        since.date() if since else None, choice, who, why.strip(), lambda plan: _agreed(plan, yes)
    )
    return flow(
        common,
        "backfill",
        lambda parts: [flows.run(parts, wish, dry_run=dry_run)],
        dry_run=dry_run,
        remote=book,
    )


def _agreed(plan: list[str], yes: bool) -> bool:
    """Show what would be booked and ask; without anybody to ask ``--yes`` is needed."""
    import sys

    from s300gc.cli.running import asked
    from s300gc.errors import UsageError

    if yes:
        return True
    for line in plan:
        sys.stderr.write(f"s300gc: {line}\n")
    answer = asked(f"book these {len(plan)} payouts from before go-live in Sage 300?")
    if answer is None:
        raise UsageError("nobody is there to agree: look at --dry-run, then say --yes")
    return answer
