"""Checks that deliveries can arrive: sends some to ourselves, the way GoCardless would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from s300gc.clock import Clock
from s300gc.errors import S300gcError, Temporary
from s300gc.flows import receiving
from s300gc.remote.endpoint import Endpoint
from s300gc.rules.findings import Finding, fail, ok, warn
from s300gc.store import Store
from s300gc.store.deliveries import CHECK

LARGE = 200_000
"""Characters. A delivery of 250 events has some 130,000."""
FRONT = "correct the web server or tunnel in front of the receiver"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a check works with: where deliveries are sent, and where they must turn up."""

    url: str
    public: bool
    """Whether that is the address from outside; else the one on this machine."""
    endpoint: Endpoint
    secrets: Callable[[], Sequence[str]]
    store: Store
    clock: Clock


def run(trial: Trial) -> list[Finding]:
    """Send a good delivery, a large one and one that is signed wrongly; say what came of each.

    Raises CredentialError where no webhook secret is stored.
    """
    found = [_address(trial)]
    secret = trial.secrets()[0]
    name = f"{CHECK}{trial.clock.now():%Y%m%d%H%M%S%f}"
    try:
        status = trial.endpoint.deliver(name, secret)
    except S300gcError as error:
        start = "start 's300gc webhook serve', or see its log where it runs"
        fix = start if isinstance(error, Temporary) else FRONT
        return [*found, fail("test delivery", str(error), fix)]
    if status != receiving.STORED:
        return [*found, _refused(status)]
    return [*found, _arrived(trial, name), _large(trial, name, secret), _wrong(trial, name, secret)]


def _large(trial: Trial, name: str, secret: str) -> Finding:
    fix = f"{FRONT}: let bodies of 1 MB pass"
    try:
        status = trial.endpoint.deliver(f"{name}L", secret, padding=LARGE)
    except S300gcError as error:
        # A server in front that takes no more breaks the connection off.
        return fail("large delivery", str(error), fix)
    if status == receiving.STORED:
        return ok("large delivery", f"of {LARGE:,} characters was taken")
    return fail("large delivery", f"of {LARGE:,} characters was answered with {status}", fix)


def _wrong(trial: Trial, name: str, secret: str) -> Finding:
    fix = f"{FRONT}: something else answers there"
    try:
        status = trial.endpoint.deliver(f"{name}W", secret + "x")
    except S300gcError as error:
        return fail("wrong signature", str(error), fix)
    if status == receiving.UNSIGNED:
        return ok("wrong signature", "is refused (498)")
    return fail("wrong signature", f"was answered with {status}, not 498", fix)


def _address(trial: Trial) -> Finding:
    if trial.public:
        return ok("address", trial.url)
    return warn(
        "address",
        f"webhook.public_url is not set: only {trial.url} on this machine was tried",
        "set it to the https address that leads to the receiver, then check again",
    )


def _refused(status: int) -> Finding:
    if status == receiving.UNSIGNED:
        return fail(
            "test delivery",
            "was refused (498): the receiver there has another secret",
            "see that it is the receiver of this configuration; a new secret is seen"
            " within a minute",
        )
    return fail("test delivery", f"was answered with {status}, not 204", FRONT)


def _arrived(trial: Trial, name: str) -> Finding:
    receiving.unpack(trial.store)
    if trial.store.deliveries.has(name):
        return ok("test delivery", "was signed, sent, stored and acknowledged (204)")
    return fail(
        "test delivery",
        "was acknowledged, but is not in the database of this configuration",
        "another receiver answers at that address: correct it or webhook.public_url",
    )


def advice(url: str, *, public: bool, live: bool) -> list[str]:
    """Say what a person enters in the GoCardless dashboard, where endpoints are made."""
    dashboard = f"https://manage{'' if live else '-sandbox'}.gocardless.com"
    address = url if public else "https://YOUR-HOST/gocardless, which must lead to the above"
    return [
        f"In the GoCardless dashboard ({dashboard}): Developers, Create, Webhook endpoint.",
        f"  URL: {address}",
        "  Secret: let GoCardless make one, and store it here with",
        "          's300gc credentials set webhook-secret'.",
        "  It cannot be entered through the API. Then send a test webhook from there.",
    ]
