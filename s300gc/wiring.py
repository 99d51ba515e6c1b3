"""Builds the parts of a run from a configuration; the only composition root."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

from s300gc import learned
from s300gc.clock import Clock, SystemClock
from s300gc.config import Config
from s300gc.errors import ConfigError, CredentialError, Temporary
from s300gc.flows.credentials import SignOn
from s300gc.flows.doctor import Hands
from s300gc.flows.parts import Parts
from s300gc.gate import Gate
from s300gc.overlap import Halt, Inline, Overlap, Patient, Threads
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.http import Http
from s300gc.remote.pace import Pacer
from s300gc.remote.sage300 import Sage300
from s300gc.remote.tls import tls_adapter
from s300gc.settings import LIVE, PRACTICE, GoCardlessSettings
from s300gc.store import Store
from s300gc.store.lock import RunLock
from s300gc.vault import VARIABLES, Configured, Vault


@dataclass(slots=True)
class Outside:
    """What a run meets outside itself; tests and the demo give their own."""

    clock: Clock | None = None
    gate: Gate = field(default_factory=Gate)
    sage_session: requests.Session | None = None
    gocardless_session: requests.Session | None = None
    vault: Vault | None = None
    journal_mode: str | None = None
    synchronous: str | None = None
    overlap: Overlap = field(default_factory=Inline)
    halt: Halt = field(default_factory=Halt)


class SandboxClock:
    """The clock of a served sandbox: the World's time is the only source of dates.

    What it said holds for the twentieth of a second: every transaction asks for the time, and
    to ask the sandbox each time would take longer than the work that is timed.
    """

    _HOLDS = timedelta(milliseconds=50)

    def __init__(self, url: str, real: SystemClock) -> None:
        self._url = url.rstrip("/") + "/_sandbox/clock"
        self._session = requests.Session()
        self._session.trust_env = False
        self._real = real
        self._known: tuple[datetime, datetime] | None = None
        """The World's instant, and the machine's at which it was read."""

    def now(self) -> datetime:
        """Give the World's present instant in UTC."""
        known, here = self._known, self._real.now()
        if known is None or not timedelta() <= here - known[1] < self._HOLDS:
            known = self._known = (self._asked(), here)
        return known[0]

    def _asked(self) -> datetime:
        try:
            answer = self._session.get(self._url, timeout=10)
            now = datetime.fromisoformat(answer.json()["now"])
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise Temporary(
                f"the sandbox of [sandbox] url does not answer at {self._url}:"
                " start it with 's300gc sandbox serve'"
            ) from None
        return now.astimezone(UTC)

    def today(self) -> date:
        """Give the World's calendar day."""
        return self.now().date()

    def wait(self, seconds: float) -> None:
        """Pause for real seconds: time-outs and rate limits are real also here."""
        self._real.wait(seconds)


def clock_of(config: Config, gate: Gate) -> Clock:
    """Give the machine's clock, or the sandbox's where ``[sandbox]`` is set."""
    real = SystemClock(config.file.time_zone, gate)
    return SandboxClock(config.file.sandbox.url, real) if config.file.sandbox else real


@contextmanager
def parts(config: Config, outside: Outside | None = None) -> Iterator[Parts]:
    """Open the store for one run, and each client once it is needed.

    A real run creates payments on as many threads as it has connections; what gives
    its own outside, a test or the demo, does so one after the other.
    """
    outside = outside or Outside(overlap=Threads(config.gocardless.connections))
    clock = outside.clock or clock_of(config, outside.gate)
    vault = outside.vault or vault_of(config)
    with _store(config, clock, outside) as store, closing(outside.overlap):
        yield Parts(
            config=config,
            clock=clock,
            open_sage=lambda: _sage300(
                config, clock, vault, outside, store.settings.get("home_currency")
            ),
            open_gocardless=lambda: _gocardless(config, clock, vault, outside),
            store=store,
            started_at=clock.now(),
            overlap=outside.overlap,
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
        open_sage=lambda: _sage300(config, clock, vault, outside, follow=follow),
        open_gocardless=lambda: _gocardless(config, clock, vault, outside),
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


def vault_of(config: Config) -> Vault:
    """Give the credentials of an installation, with the sources that its file names."""
    own = config.file.credentials
    configured = Configured(
        command=own.command,
        timeout=own.timeout,
        file=config.path.parent / own.file if own.file else None,
        path=config.path,
    )
    return Vault(config.installation, configured=configured)


def sign_on(config: Config, outside: Outside | None = None) -> SignOn:
    """Give the vault and clients for credentials that are not stored yet; opens no database."""
    outside = outside or Outside()
    clock = outside.clock or clock_of(config, outside.gate)

    def sage300(user: str, password: str) -> Sage300:
        names = {VARIABLES["sage300-user"]: user, VARIABLES["sage300-password"]: password}
        return _sage300(config, clock, Vault(config.installation, names), outside)

    def gocardless(token: str) -> GoCardless:
        names = {VARIABLES["gocardless-token"]: token}
        return _gocardless(config, clock, Vault(config.installation, names), outside)

    return SignOn(outside.vault or vault_of(config), sage300, gocardless)


def session(ca_file: str, connections: int = 8) -> requests.Session:
    """Make a session that takes nothing from the environment; TLS is always verified.

    Threads may share it: what it changes while it is used are its cookies and its
    pool of connections, and both have a lock. One pool, kept ``connections`` large,
    so that the threads go on with connections that were opened before them.
    """
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", tls_adapter(Path(ca_file) if ca_file else None, connections))
    made.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=connections))
    return made


def _gocardless(config: Config, clock: Clock, vault: Vault, outside: Outside) -> GoCardless:
    settings = config.gocardless
    token = vault.get("gocardless-token")
    _of_this_side(token, settings)
    patient = Patient(clock, outside.halt)
    http = Http(
        outside.gocardless_session or session(settings.ca_file, settings.connections),
        settings.base,
        system="GoCardless",
        clock=patient,
        gate=outside.gate,
        pace=Pacer(patient, settings.reserve),
        timeout=(settings.connect_timeout, settings.timeout),
        proxy=settings.proxy or None,
    )
    return GoCardless(http, token=token, creditor=settings.creditor)


def _of_this_side(token: str, settings: GoCardlessSettings) -> None:
    """Refuse a token of the other environment before it is sent anywhere.

    GoCardless begins them with ``live_`` and ``sandbox_``; another token says nothing.
    """
    here = {LIVE: "live", PRACTICE: "sandbox"}.get(settings.base)
    of = token.partition("_")[0] if token.startswith(("live_", "sandbox_")) else here
    if here is not None and of != here:
        raise CredentialError(
            f"the GoCardless token is one of the {of} environment, gocardless.environment is"
            f" {here}; nothing was sent: store a token of {here} with"
            " 's300gc credentials set gocardless-token', or correct gocardless.environment"
        )


def _sage300(
    config: Config,
    clock: Clock,
    vault: Vault,
    outside: Outside,
    home: str | None = None,
    *,
    follow: bool = True,
) -> Sage300:
    """Make the client of Sage 300; ``follow`` false takes no notice of what was learned."""
    settings = config.sage300
    http = Http(
        outside.sage_session or session(settings.ca_file),
        settings.url,
        system="Sage 300",
        clock=clock,
        gate=outside.gate,
        timeout=(settings.connect_timeout, settings.timeout),
        proxy=settings.proxy or None,
    )
    return Sage300(
        http,
        company=settings.company.upper(),
        user=vault.get("sage300-user"),
        password=vault.get("sage300-password"),
        upper_case=settings.upper_case,
        dialect=learned.dialect(config) if follow else learned.stated(config),
        home=home,
    )


@contextmanager
def run_lock(config: Config, parts: Parts, command: str) -> Iterator[RunLock]:
    """Hold the run lock; waits for a worker, not for another run (AlreadyRunning)."""
    lock = RunLock(config.database, command)
    with lock.held("run", config.file.lock.wait, parts.clock):
        yield lock
