"""Builds the parts of a run from a configuration; the only composition root."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from s300gc import clients
from s300gc.clients import Outside, clock_of, session, vault_of
from s300gc.clock import Clock
from s300gc.config import Config
from s300gc.errors import ConfigError
from s300gc.flows.doctor import Hands
from s300gc.flows.endpoint import Trial
from s300gc.flows.parts import Parts
from s300gc.flows.receiving import Intake, Secrets
from s300gc.overlap import Halt, Threads
from s300gc.remote.endpoint import Endpoint
from s300gc.remote.http import Http
from s300gc.store import Store
from s300gc.store.lock import RunLock

__all__ = [
    "Outside", "Reception", "hands", "parts", "reception", "run_lock", "trial",
]  # fmt: skip


@contextmanager
def parts(config: Config, outside: Outside | None = None) -> Iterator[Parts]:
    """Open the store for one run, and each client once it is needed.

    A real run creates payments on as many threads as it has connections; what gives
    its own outside, a test or the demo, does so one after the other.
    """
    outside = outside or Outside(overlap=Threads(config.gocardless.connections))
    clock = outside.clock or clock_of(config, outside.gate)
    with _store(config, clock, outside) as store, closing(outside.overlap):
        yield _parts(config, clock, store, outside)


def _parts(config: Config, clock: Clock, store: Store, outside: Outside) -> Parts:
    vault = outside.vault or vault_of(config)
    return Parts(
        config=config,
        clock=clock,
        open_sage=lambda: clients.sage300(
            config, clock, vault, outside, store.settings.get("home_currency")
        ),
        open_gocardless=lambda: clients.gocardless(config, clock, vault, outside),
        open_mail=lambda: clients.mail(config, clock, vault, outside),
        store=store,
        started_at=clock.now(),
        overlap=outside.overlap,
        halt=outside.halt,
    )


@dataclass(frozen=True, slots=True)
class Reception:
    """What receives webhooks: the intake, and the parts of each turn of its worker.

    They share one connection to the database, whose lock is fairer than SQLite's
    waiting: an acknowledgement is not held up by what the worker writes.
    """

    config: Config
    clock: Clock
    store: Store
    intake: Intake
    open_parts: Callable[[], Parts]
    halt: Halt


@contextmanager
def reception(config: Config, outside: Outside | None = None) -> Iterator[Reception]:
    """Open the store for a receiver. Raises CredentialError where no webhook secret is stored."""
    outside = outside or Outside()
    clock = outside.clock or clock_of(config, outside.gate)
    vault = outside.vault or vault_of(config)
    secrets = Secrets(vault.webhook_secrets, clock)
    with _store(config, clock, outside) as store:
        yield Reception(
            config=config,
            clock=clock,
            store=store,
            intake=Intake(store, secrets, clock),
            open_parts=lambda: _parts(config, clock, store, outside),
            halt=outside.halt,
        )


@contextmanager
def _store(config: Config, clock: Clock, outside: Outside) -> Iterator[Store]:
    with Store.open(
        config.database,
        clock=clock,
        gate=outside.gate,
        journal_mode=outside.journal_mode,
        synchronous=outside.synchronous,
    ) as store:
        _belongs(store, config)
        yield store


@contextmanager
def trial(config: Config, outside: Outside | None = None) -> Iterator[Trial]:
    """Give what a check of our own webhook endpoint works with."""
    outside = outside or Outside()
    clock = outside.clock or clock_of(config, outside.gate)
    vault = outside.vault or vault_of(config)
    settings = config.webhook
    url = settings.public_url or f"http://{settings.host}:{settings.port}/gocardless"
    http = Http(
        session(settings.ca_file),
        url.removesuffix("/gocardless"),
        system="the endpoint",
        clock=clock,
        gate=outside.gate,
        timeout=(5.0, 15.0),
    )
    with _store(config, clock, outside) as store:
        yield Trial(
            url, bool(settings.public_url), Endpoint(http, "/gocardless"),
            vault.webhook_secrets, store, clock,
        )  # fmt: skip


def hands(config: Config, outside: Outside | None = None, *, follow: bool = True) -> Hands:
    """Give doctor its hands: nothing is opened, and no credential read, before it is asked for.

    With ``follow`` false the server is met as if nothing had been learned of it.
    """
    outside = outside or Outside()
    clock = outside.clock or clock_of(config, outside.gate)
    vault = outside.vault or vault_of(config)
    return Hands(
        config=config,
        clock=clock,
        vault=vault,
        open_sage=lambda: clients.sage300(config, clock, vault, outside, follow=follow),
        open_gocardless=lambda: clients.gocardless(config, clock, vault, outside),
        open_store=lambda: _store(config, clock, outside),
    )


def _belongs(store: Store, config: Config) -> None:
    """Refuse a database of another company or creditor: its history would be mixed up."""
    owner = store.settings.get("installation")
    if owner is None:
        store.settings.set("installation", config.installation)
    elif owner != config.installation:
        unused = store.settings.get("home_currency") is None
        slip = "; or delete it, nothing of Sage 300 was read into it yet" if unused else ""
        raise ConfigError(
            f"{config.database} is the database of {owner}, the configuration is for"
            f" {config.installation}: name another file in database.path{slip}"
        )


@contextmanager
def run_lock(config: Config, parts: Parts, command: str) -> Iterator[RunLock]:
    """Hold the run lock; waits for a worker, not for another run (AlreadyRunning)."""
    lock, alone = RunLock(config.database, command), parts.pause

    def pause() -> bool:
        before = parts.store.version
        lock.yield_to_others()
        return parts.store.version != before

    with lock.held("run", config.file.lock.wait, parts.clock):
        parts.pause = pause
        try:
            yield lock
        finally:
            parts.pause = alone
