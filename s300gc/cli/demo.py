"""``s300gc demo``: the whole job on two simulated systems, day by day."""

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from s300gc.cli.options import AsJson, Common, Quiet, Verbose

if TYPE_CHECKING:
    from s300gc.config import Config
    from s300gc.model import Outcome
    from s300gc.sandbox.world import World
    from s300gc.show.demo import Demonstration, Progress
    from s300gc.wiring import Outside

DAYS = 42


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("demo")(demo)


def demo(
    books: Annotated[
        Literal["ar-control", "clearing"],
        typer.Option(help="The account payments are credited to."),
    ] = "ar-control",
    seed: Annotated[int, typer.Option(help="The same seed gives the same six weeks.")] = 1,
    keep: Annotated[
        Path | None, typer.Option(help="Keep configuration, database and world here.")
    ] = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Live six weeks of a company on two simulated systems and reconcile them.

    Nothing leaves this machine. Example: s300gc demo --books clearing
    """
    import tempfile

    from s300gc.errors import Discrepancies
    from s300gc.show import demo as show

    common = Common(None, json, quiet, verbose)
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = live(folder, books, seed, show.Progress(common.quiet or common.json))
    show.write(found, common.json, common.quiet)
    return 0 if found.reconciled else Discrepancies.exit_code


class WorldClock:
    """The clock of a World in this process."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def now(self) -> datetime:
        """Give the World's present instant in UTC."""
        return self._world.timeline.now

    def today(self) -> date:
        """Give the World's calendar day."""
        return self._world.timeline.today

    def wait(self, seconds: float) -> None:
        """Pass: nothing in a World needs real time."""


def live(folder: Path, books: str, seed: int, progress: "Progress") -> "Demonstration":
    """Live the six weeks: a sync each day, then the day goes on, at the end a reconciliation."""
    from s300gc import wiring
    from s300gc.flows import reconcile, sync
    from s300gc.sandbox.serve import SAVED, write_whole
    from s300gc.sandbox.world import World
    from s300gc.show.demo import Demonstration

    world = World.new("demo", seed=seed)
    config = _config(world, folder, books)
    outside = _outside(world)
    days: list[tuple[date, list[Outcome]]] = []
    # One more day than the six weeks: at its start a person has posted what AR left open.
    for _ in range(DAYS + 1):
        with wiring.parts(config, outside) as parts:
            days.append((world.timeline.today, sync.run(parts)))
        progress.day(*days[-1])
        world.advance(1)
    with wiring.parts(config, outside) as parts:
        proof = reconcile.run(parts)
        found = Demonstration.of(days, parts.store.payouts.journals(), proof)
    write_whole(folder / SAVED, world.save())
    return found


def _config(world: "World", folder: Path, books: str) -> "Config":
    from s300gc.config import load
    from s300gc.sandbox.config import NAME, config_text

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    credit = "1190" if books == "clearing" else "ar-control"
    urls = ("http://127.0.0.1:1/Sage300WebApi", "http://127.0.0.1:1", "http://127.0.0.1:1")
    path.write_text(config_text(world, *urls, credit=credit), encoding="utf-8")
    return load(path)


def _outside(world: "World") -> "Outside":
    import requests

    from s300gc.sandbox.wire import SandboxAdapter
    from s300gc.vault import VARIABLES, Vault
    from s300gc.wiring import Outside

    sage, gocardless = requests.Session(), requests.Session()
    for session in (sage, gocardless):
        session.trust_env = False
    sage.mount("http://", SandboxAdapter(world, "sage300"))
    gocardless.mount("http://", SandboxAdapter(world, "gocardless"))
    secrets = {
        VARIABLES["sage300-user"]: world.sage300.user,
        VARIABLES["sage300-password"]: world.sage300.password,
        VARIABLES["gocardless-token"]: world.gocardless.access_token,
    }
    return Outside(
        clock=WorldClock(world),
        sage_session=sage,
        gocardless_session=gocardless,
        vault=Vault("demo", secrets),
    )
