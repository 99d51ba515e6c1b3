"""Makes the clients of both systems, and what they need, from a configuration."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter

from s300gc import learned
from s300gc.clock import Clock, SystemClock
from s300gc.config import Config
from s300gc.errors import ConfigError, CredentialError
from s300gc.flows.credentials import SignOn
from s300gc.gate import Gate
from s300gc.overlap import Halt, Inline, Overlap, Patient
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.http import Http
from s300gc.remote.oauth import OAuth
from s300gc.remote.pace import Pacer
from s300gc.remote.sage300 import Sage300
from s300gc.remote.tls import tls_adapter
from s300gc.sandbox_clock import SandboxClock
from s300gc.settings import LIVE, PRACTICE, GoCardlessSettings
from s300gc.vault import VARIABLES, Configured, Vault

if TYPE_CHECKING:
    from s300gc.remote.mail import Mail


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


def clock_of(config: Config, gate: Gate) -> Clock:
    """Give the machine's clock, or the sandbox's where ``[sandbox]`` is set."""
    real = SystemClock(config.file.time_zone, gate)
    return SandboxClock(config.file.sandbox.url, real) if config.file.sandbox else real


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

    def for_user(user: str, password: str) -> Sage300:
        names = {VARIABLES["sage300-user"]: user, VARIABLES["sage300-password"]: password}
        return sage300(config, clock, Vault(config.installation, names), outside)

    def for_token(token: str) -> GoCardless:
        names = {VARIABLES["gocardless-token"]: token}
        return gocardless(config, clock, Vault(config.installation, names), outside)

    return SignOn(outside.vault or vault_of(config), for_user, for_token)


def oauth(config: Config, outside: Outside | None = None) -> OAuth:
    """Give the partner app of the configuration. Raises ConfigError, CredentialError."""
    outside = outside or Outside()
    settings = config.gocardless
    if not settings.oauth_client:
        raise ConfigError(
            "gocardless.oauth_client is not set: it is the client id of your partner app; with an"
            " access token from the dashboard nothing is connected, store that instead"
        )
    clock = outside.clock or clock_of(config, outside.gate)
    http = Http(
        outside.gocardless_session or session(settings.ca_file),
        settings.connect,
        system="GoCardless",
        clock=clock,
        gate=outside.gate,
        timeout=(settings.connect_timeout, settings.timeout),
        proxy=settings.proxy or None,
    )
    vault = outside.vault or vault_of(config)
    return OAuth(http, settings.oauth_client, vault.get("gocardless-client-secret"))


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


def gocardless(config: Config, clock: Clock, vault: Vault, outside: Outside) -> GoCardless:
    """Make the client of GoCardless. Raises CredentialError for a token of the other side."""
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


def sage300(
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


def mail(config: Config, clock: Clock, vault: Vault, outside: Outside) -> "Mail":
    """Make what sends e-mail; a server without a user is asked for no password."""
    from s300gc.remote.mail import Mail

    settings = config.mail
    password = vault.get("mail-password") if settings.user else ""
    return Mail(settings, password, clock, outside.gate)
