"""Exchanges the webhook secret without losing a delivery: for a while both are accepted.

The receiver is another process, which looks its secrets up now and then, and may have
them from elsewhere. So the old secret goes only once that process has noted a delivery
that was signed with this very one, known by its mark, and not just with its first one.
"""

from dataclasses import dataclass
from datetime import datetime

from s300gc.errors import CredentialError, PersonNeeded
from s300gc.flows import credentials, receiving
from s300gc.flows.credentials import SignOn, Stored
from s300gc.flows.parts import Parts
from s300gc.remote.signature import mark
from s300gc.vault import OURS, PREVIOUS, VARIABLES, Vault, usable

BEGUN = "webhook.rotation"
"""The setting that says since when the newest secret is accepted; UTC."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How an exchange stands: whether a delivery was signed with the new secret yet."""

    begun: datetime | None
    proved: datetime | None
    previous: bool
    """Whether the secret before it is accepted too."""


def begin(sign_on: SignOn, parts: Parts, value: str) -> Stored:
    """Keep the present secret as the previous one and store the new one; both count then.

    Raises PersonNeeded where an exchange is under way, CredentialError where there is
    no secret to exchange, the new one is the same, or another source hides it.
    """
    vault = sign_on.vault
    value = usable("the value for webhook-secret", value)
    present = _present(vault)
    before = vault.look(PREVIOUS)
    # The same one twice is an exchange that was cut off right here, and goes on.
    if before is not None and before.value != present:
        raise PersonNeeded(
            "an exchange is under way: end it with 's300gc credentials rotate webhook --finish',"
            " or delete webhook-secret-previous"
        )
    if value == present:
        raise CredentialError("that is the secret which is stored already: nothing was changed")
    credentials.sage300_first(sign_on, "webhook-secret")
    # First the old one under its other name: cut off in between, both names hold the same.
    vault.store(PREVIOUS, present)
    parts.store.settings.set(BEGUN, parts.clock.now().isoformat())
    parts.store.settings.set(receiving.PROVED, "")
    stored = credentials.store(sign_on, "webhook-secret", value)
    if stored.shadow:
        raise CredentialError(
            f"the new webhook secret was stored, but {stored.shadow} is asked first and gives the"
            " old one: take that one out there; both are accepted then"
        )
    return stored


def _present(vault: Vault) -> str:
    value = vault.get("webhook-secret")
    found = vault.look("webhook-secret")
    if found is not None and found.source not in OURS:
        raise CredentialError(
            f"webhook-secret comes from {found.place}, which is not this tool's to change: give"
            " the present secret there as webhook-secret-previous"
            f" ({VARIABLES[PREVIOUS]}) beside the new one, and start the receiver again"
        )
    return value


def stands(vault: Vault, parts: Parts) -> Rotation:
    """Say how an exchange stands."""
    noted = parts.store.settings.get(BEGUN)
    begun = datetime.fromisoformat(noted) if noted else None
    which, _, at = (parts.store.settings.get(receiving.PROVED) or "").partition(" ")
    same = at and which == mark(vault.get("webhook-secret"))
    proved = datetime.fromisoformat(at) if same else None
    return Rotation(begun, proved, vault.look(PREVIOUS) is not None)


def finish(vault: Vault, parts: Parts, *, anyway: bool = False) -> Rotation:
    """Stop accepting the previous secret, once a delivery has come that the new one signed.

    Raises PersonNeeded where none has come yet and nobody says ``anyway``, or where
    there is nothing to finish.
    """
    found = stands(vault, parts)
    if not found.previous:
        raise PersonNeeded("no exchange of the webhook secret is under way")
    if found.proved is None and not anyway:
        raise PersonNeeded(
            "no delivery has come yet that the new secret signed: enter it in the GoCardless"
            " dashboard and send a test webhook from there while the receiver runs, or add"
            " --anyway"
        )
    vault.remove(PREVIOUS)
    return stands(vault, parts)
