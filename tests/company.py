"""A company on a simulated pair of systems, driven in this process through the real flows."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from s300gc import wiring
from s300gc.cli.demo import WorldClock
from s300gc.config import Config, load
from s300gc.flows import reconcile, sync
from s300gc.flows.parts import Parts
from s300gc.flows.reconcile import Reconciliation
from s300gc.model import Outcome
from s300gc.sandbox.config import config_text
from s300gc.sandbox.wire import SandboxAdapter
from s300gc.sandbox.world import World
from s300gc.vault import VARIABLES, Vault

NOWHERE = "http://127.0.0.1:1"


@dataclass
class Company:
    """One World, one configuration file, one database."""

    world: World
    folder: Path
    credit: str = "ar-control"
    changes: dict[str, str] = field(default_factory=dict)
    """Text of the configuration to be replaced, by what."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = config_text(
            self.world, f"{NOWHERE}/Sage300WebApi", NOWHERE, NOWHERE, credit=self.credit
        )
        for old, new in self.changes.items():
            assert old in text
            text = text.replace(old, new)
        (self.folder / "s300gc.toml").write_text(text, encoding="utf-8")

    @property
    def config(self) -> Config:
        """The configuration as the tool reads it."""
        return load(self.folder / "s300gc.toml")

    @property
    def outside(self) -> wiring.Outside:
        """Sessions that the World answers, and its clock."""
        sessions = {}
        for system in ("sage300", "gocardless"):
            sessions[system] = requests.Session()
            sessions[system].mount("http://", SandboxAdapter(self.world, system))  # type: ignore[arg-type]
        secrets = {
            VARIABLES["sage300-user"]: self.world.sage300.user,
            VARIABLES["sage300-password"]: self.world.sage300.password,
            VARIABLES["gocardless-token"]: self.world.gocardless.access_token,
        }
        return wiring.Outside(
            clock=WorldClock(self.world),
            sage_session=sessions["sage300"],
            gocardless_session=sessions["gocardless"],
            vault=Vault("test", secrets),
            # Nobody pulls the plug in these tests; those that kill a process use real files.
            synchronous="OFF",
        )

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        """Open the parts of one run."""
        with wiring.parts(self.config, self.outside) as parts:
            yield parts

    def sync(self, *, dry_run: bool = False) -> list[Outcome]:
        """Run ``sync`` once."""
        with self.parts() as parts:
            return sync.run(parts, dry_run=dry_run)

    def live(self, days: int) -> None:
        """Run ``sync`` on each of so many days; the last one ends with the start of the next."""
        for _ in range(days):
            self.sync()
            self.world.advance(1)

    def reconcile(self) -> Reconciliation:
        """Reconcile the books."""
        with self.parts() as parts:
            return reconcile.run(parts)

    # ------------------------------------------------------------ what the world shows

    @property
    def state(self) -> dict[str, Any]:
        """Both systems as ``/_sandbox/state`` shows them."""
        import simplejson

        answer = self.world.control("GET", "/_sandbox/state", b"")
        return simplejson.loads(answer.body, use_decimal=True)  # type: ignore[no-any-return]

    def collections(self) -> dict[str, list[int]]:
        """Give the amounts collected by each document, from the payments' own metadata."""
        found: dict[str, list[int]] = {}
        for payment in self.state["gocardless"]["payments"]:
            documents = payment["metadata"].get("documents", "")
            if payment["made_by"] == "tool" and documents:
                found.setdefault(documents.split("=")[0], []).append(payment["amount"])
        return found

    def posted_twice(self) -> list[str]:
        """Give the references under which more than one batch of ours was posted."""
        state = self.state["sage300"]
        posted = Counter(
            batch["Description"]
            for kind in ("gl_batches", "receipt_batches", "invoice_batches")
            for batch in state[kind]
            if batch["made_by"] == "tool"
            and batch["Description"].startswith("GC PO")
            and batch.get("BatchStatus", batch.get("Status")) == "Posted"
        )
        return [reference for reference, count in posted.items() if count > 1]

    def gaps(self) -> dict[str, Decimal]:
        """Give by how much each control account differs from its open documents."""
        state = self.state["sage300"]
        return {
            account: gap
            for account, documents in state["open_documents"].items()
            if (gap := Decimal(state["gl_balances"].get(account, "0")) - Decimal(documents))
        }

    def requests(self) -> list[dict[str, Any]]:
        """Give the request log and empty it."""
        import json

        answer = self.world.control("GET", "/_sandbox/requests", b"")
        self.world.control("DELETE", "/_sandbox/requests", b"")
        return json.loads(answer.body)  # type: ignore[no-any-return]

    def fault(self, *faults: dict[str, Any]) -> None:
        """Replace the faults in force."""
        import json

        self.world.control("POST", "/_sandbox/faults", json.dumps(list(faults)).encode())

    def keep_database(self, name: str) -> None:
        """Copy the database aside."""
        shutil.copy(self.config.database, self.folder / name)

    def put_back(self, name: str) -> None:
        """Put a copy in the database's place."""
        for path in self.folder.glob(f"{self.config.database.name}-*"):
            path.unlink()
        shutil.copy(self.folder / name, self.config.database)


def company(tmp_path: Path, scenario: str = "small", **options: Any) -> Company:
    """Make a company in a folder of its own."""
    seed = options.pop("seed", 1)
    return Company(World.new(scenario, seed=seed), tmp_path, **options)


def day(text: str) -> date:
    """A day from ISO text."""
    return date.fromisoformat(text)
