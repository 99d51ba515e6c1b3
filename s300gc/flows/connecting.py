"""Connects a partner's app to a GoCardless account, and disconnects it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from s300gc.errors import CredentialError
from s300gc.flows import credentials
from s300gc.flows.credentials import SignOn, Stored
from s300gc.flows.events import ORGANISATION
from s300gc.flows.parts import Parts
from s300gc.remote.oauth import OAuth
from s300gc.remote.redirect import Redirect
from s300gc.vault import OURS


@dataclass(frozen=True, slots=True)
class Connected:
    """What was stored, and whose account it is for (OR...)."""

    stored: Stored
    organisation: str


def connect(
    sign_on: SignOn, oauth: OAuth, redirect: str, parts: Parts, show: Callable[[str], None]
) -> Connected:
    """Let a person give consent in a browser, and keep the token that comes of it.

    ``show`` is given the address to open, once the answer can be heard. The token is
    proved to act for the creditor of the configuration before it is kept. Errors:
    those of ``Redirect``, ``OAuth.exchange`` and of storing a credential.
    """
    credentials.sage300_first(sign_on, "gocardless-token")
    state = secrets.token_urlsafe(32)
    with Redirect(redirect, state).listening() as listening:
        show(oauth.consent(redirect, state))
        code = listening.wait(parts.clock)
    grant = oauth.exchange(code, redirect)
    stored = credentials.store(sign_on, "gocardless-token", grant.token)
    # Also where GoCardless names none: what was noted of an account before is not true of this.
    parts.store.settings.set(ORGANISATION, grant.organisation)
    return Connected(stored, grant.organisation)


def disconnect(sign_on: SignOn, oauth: OAuth, parts: Parts) -> list[str]:
    """Revoke the token at GoCardless, then forget it here; gives the places it was in.

    A token that GoCardless does not know any more is forgotten all the same. Raises
    CredentialError where the token goes on working, for it is not the app's, and
    where a variable, a command or a folder goes on giving one.
    """
    vault = sign_on.vault
    token = vault.get("gocardless-token")
    found = vault.look("gocardless-token")
    client = sign_on.gocardless(token)
    oauth.revoke(token)
    try:
        # The answer to a revocation is the same for a token that is not the app's (RFC 7009).
        client.creditors()
    except CredentialError:
        removed = vault.remove("gocardless-token") if found and found.source in OURS else []
    else:
        raise CredentialError(
            "GoCardless goes on accepting the token, which is not one of this app: nothing was"
            " deleted; revoke it in the GoCardless dashboard, then delete it with"
            " 's300gc credentials delete gocardless-token'"
        )
    parts.store.settings.set(ORGANISATION, "")
    still = vault.look("gocardless-token")
    if still is not None:
        deleted = f" and deleted from {' and '.join(removed)}" if removed else ""
        other = "the same one" if still.value == token else "another one"
        raise CredentialError(
            f"the token was revoked{deleted}, but {still.place} still gives {other}: take it"
            " out there"
        )
    return removed
