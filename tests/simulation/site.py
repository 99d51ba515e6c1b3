"""One installation beside a simulated world: runs, a receiver, and companies made ready once."""

import atexit
import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s300gc import wiring
from s300gc.config import Config, load
from s300gc.errors import AlreadyRunning
from s300gc.flows import sync
from s300gc.gate import Gate
from s300gc.model import Outcome
from s300gc.receiver import Worker, receiver
from s300gc.sandbox.config import config_text
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.gocardless.webhooks import NO_ANSWER, Receipt
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.webhooks import due_webhooks
from s300gc.sandbox.world import World
from s300gc.vault import VARIABLES, Vault
from tests.receivers import Listening
from tests.simulation.business import Business
from tests.simulation.wire import Clock, Crash, Line, Session

NOWHERE = "http://127.0.0.1:1"
FIRST_DAYS = 8
"""So long every company has lived when the faults begin."""


@dataclass(frozen=True)
class Way:
    """How a company is set up: the account its payments are credited to, and how it collects."""

    credit: str = "ar-control"
    per_payment: str = "document"
    retry: bool = False
    sage: tuple[tuple[str, Any], ...] = ()
    gocardless: tuple[tuple[str, Any], ...] = ()
    """Switches of the sandbox, where one is not known to be as it is by default."""

    @property
    def changes(self) -> dict[str, str]:
        """What of the configuration is replaced."""
        lines = (
            "horizon_days = 30", f'per_payment = "{self.per_payment}"', "", "[payments]",
            f"retry = {str(self.retry).lower()}", "retry_after_days = 1", "",
        )  # fmt: skip
        return {"horizon_days = 30\n": "\n".join(lines)}


WAYS = (
    Way(),
    Way(credit="1190", gocardless=(("key_days", 1), ("payout_parts", 1))),
    Way(per_payment="customer-and-date", sage=(("row_order", "newest"), ("page_size", 3))),
    Way(
        credit="1190", per_payment="customer-and-date", retry=True, sage=(("ar_gl", "on-request"),)
    ),
    Way(retry=True, gocardless=(("key_days", 1), ("key_checked", "last"), ("payout_wait", 1))),
    Way(sage=(("posted_range", "refuse"), ("post_errors", "refuse"), ("feed_names", "odata"))),
)


@dataclass
class Site:
    """A world, its installation in a folder, and the line between them."""

    world: World
    folder: Path
    way: Way
    line: Line = field(init=False)
    config: Config = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.line = Line(self.world)
        urls = (f"{NOWHERE}/Sage300WebApi", NOWHERE, NOWHERE)
        text = config_text(self.world, *urls, credit=self.way.credit)
        for old, new in self.way.changes.items():
            text = text.replace(old, new)
        (self.folder / "s300gc.toml").write_text(text, encoding="utf-8")
        self.config = load(self.folder / "s300gc.toml")

    def outside(self, gate: Gate) -> wiring.Outside:
        """Give what a run meets outside itself."""
        gocardless = self.world.gocardless
        secrets = {
            VARIABLES["sage300-user"]: self.world.sage300.user,
            VARIABLES["sage300-password"]: self.world.sage300.password,
            VARIABLES["gocardless-token"]: gocardless.access_token,
            VARIABLES["webhook-secret"]: gocardless.webhook_secret,
        }
        return wiring.Outside(
            clock=Clock(self.world),
            gate=gate,
            sage_session=Session(self.line, "sage300"),
            gocardless_session=Session(self.line, "gocardless"),
            vault=Vault("simulation", secrets),
            synchronous="OFF",
        )

    def sync(self, gate: Gate | None = None) -> list[Outcome]:
        """Run ``sync`` under the run lock, as the command does. Raises S300gcError and Crash."""
        outcomes: list[Outcome] = []
        with (
            wiring.parts(self.config, self.outside(gate or Gate())) as parts,
            wiring.run_lock(self.config, parts, "sync"),
        ):
            sync.run(parts, seen=outcomes.append)
        return outcomes

    def second_run_is_refused(self) -> bool:
        """Begin another run right now; it must find the lock taken."""
        try:
            self.sync()
        except AlreadyRunning:
            return True
        return False

    @contextmanager
    def listening(self, gate: Gate) -> Iterator[Listening]:
        """Open the receiver."""
        with wiring.reception(self.config, self.outside(gate)) as reception:
            worker = Worker(reception)
            application = receiver(reception, worker)
            secret = self.world.gocardless.webhook_secret
            yield Listening(self, reception, application, worker, secret)  # type: ignore[arg-type]

    def deliver(self, gate: Gate | None = None, *, apply: bool = False) -> None:
        """Bring each webhook that is due to the receiver once; one that dies gives no answer.

        Then, where asked for, its worker applies what came. Raises S300gcError and Crash.
        """
        due = due_webhooks(self.world.gocardless, self.world.faults)
        if not due:
            return
        with self.listening(gate or Gate()) as ear:
            for one in due:
                try:
                    receipt = Receipt(ear.deliver(one.body, one.signature))
                except Crash:
                    receipt = NO_ANSWER
                self.world.gocardless.delivered(one.webhook_id, receipt)
            if apply:
                ear.turn()


@dataclass
class Start:
    """Companies as they stand when the faults begin, each lived once and then copied."""

    folder: Path
    _ready: dict[Way, tuple[Site, Business]] = field(default_factory=dict)
    _copies: int = 0

    def company(self, way: Way, seed: object) -> tuple[Site, Business]:
        """Give a company of its own and the people around it."""
        if way not in self._ready:
            self._ready[way] = _begun(self.folder / f"way{len(self._ready)}", way)
            # They stay: whoever looks for garbage need not walk over them each time.
            gc.freeze()
        first, before = self._ready[way]
        self._copies += 1
        twin = Site(first.world.copy(), self.folder / f"copy{self._copies}", way)
        shutil.copy(first.config.database, twin.config.database)
        people = Business(twin.world, seed)
        people.documents, people.touched = before.documents, set(before.touched)
        return twin, people

    def drop(self, site: Site) -> None:
        """Delete what was written for a company."""
        shutil.rmtree(site.folder, ignore_errors=True)


def start() -> Start:
    """Make room on the memory disk, where there is one; it is given back when Python ends."""
    memory = Path("/dev/shm")  # noqa: S108 - no file of a fixed name is made there
    room = tempfile.mkdtemp(prefix="s300gc-simulation-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    return Start(Path(room))


def _begun(folder: Path, way: Way) -> tuple[Site, Business]:
    world = World.new(
        "empty",
        sage_switches=SageSwitches.from_plain(dict(way.sage)),
        gocardless_switches=GoCardlessSwitches.from_plain(dict(way.gocardless)),
    )
    world.story["creditor"] = world.gocardless.creditor("Sample Ltd", ("GBP", "EUR"))
    site, people = Site(world, folder, way), Business(world, "opening")
    people.open()
    for _ in range(FIRST_DAYS):
        site.sync()
        world.advance(1)
    world.gocardless.skip_webhooks()
    world.requests.clear()
    return site, people
