"""OAuth for partners: apps, the codes that a merchant's consent gives, and the tokens for them.

Source: GoCardless partner guide, connecting users' accounts; error bodies as in RFC 6749. An app
has its redirect addresses registered and may use no other; the app that comes with the sandbox
may use any on the loopback. Tokens do not expire, and there is no refresh token.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import simplejson

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.gocardless.errors import misuse
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.forms import pairs
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.timeline import iso

TOKEN_PATH = "/oauth/access_token"  # noqa: S105
REVOKE_PATH = "/oauth/revoke"
SCOPES = ("read_write", "read_only")
CODE_LASTS = timedelta(minutes=10)
"""How long a code can be exchanged: the most that RFC 6749 recommends."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OWN = "s300gc"
"""Name of the app that every organisation of the sandbox knows."""


class OAuthRefused(ValueError):
    """A refusal in the form of RFC 6749: HTTP status and error code."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


def _store(org: Organisation) -> dict[str, Any]:
    """Give apps, codes and tokens; the sandbox's own app is there from the start."""
    store: dict[str, Any] = org.data.setdefault("oauth", {"apps": {}, "codes": {}, "tokens": {}})
    if not store["apps"]:
        register(org, OWN, ())
    return store


def _secret(org: Organisation, *names: object) -> str:
    """Give 40 hexadecimal digits, as real codes and tokens look."""
    text = "\x1f".join((str(org.seed), org.identity, *map(str, names)))
    return blake2b(text.encode(), digest_size=20).hexdigest()


def register(org: Organisation, name: str, redirect_uris: Sequence[str]) -> tuple[str, str]:
    """Register an app and give its client id and secret."""
    apps = org.data.setdefault("oauth", {"apps": {}, "codes": {}, "tokens": {}})["apps"]
    if not apps and name != OWN:
        register(org, OWN, ())
    n = len(apps) + 1
    client = _secret(org, "client", n)
    secret = _secret(org, "client secret", n)
    apps[client] = {"name": name, "secret": secret, "redirect_uris": list(redirect_uris)}
    return client, secret


def own_app(org: Organisation) -> tuple[str, str]:
    """Give client id and secret of the sandbox's own app."""
    client, app = next(iter(_store(org)["apps"].items()))
    return client, app["secret"]


def app_name(org: Organisation, client: str, redirect_uri: str) -> str:
    """Give the name of an app that may send people back to an address; ``ValueError`` if not."""
    app = _store(org)["apps"].get(client)
    if app is None:
        raise ValueError("No app has this client_id.")
    allowed = app["redirect_uris"]
    if redirect_uri not in allowed if allowed else not _on_loopback(redirect_uri):
        raise ValueError("The app has another redirect_uri.")
    return str(app["name"])


def _on_loopback(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK and uri.isascii()
    except ValueError:
        return False


def grant(org: Organisation, client: str, redirect_uri: str, scope: str) -> str:
    """Give the code that stands for a merchant's consent; it can be exchanged once."""
    codes = _store(org)["codes"]
    code = _secret(org, "code", client, len(codes) + 1)
    codes[code] = {
        "client": client,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "expires_at": iso(org.timeline.now + CODE_LASTS),
        "used": False,
    }
    return code


def exchange(org: Organisation, given: Mapping[str, str]) -> dict[str, Any]:
    """Give an access token for a code; the code is used up by that."""
    client = _client(org, given)
    if given.get("grant_type") != "authorization_code":
        raise OAuthRefused(400, "unsupported_grant_type", "grant_type must be authorization_code")
    store = _store(org)
    code = store["codes"].get(given.get("code", ""))
    fits = code is not None and not code["used"] and code["client"] == client
    if not fits or code["redirect_uri"] != given.get("redirect_uri"):
        raise OAuthRefused(400, "invalid_grant", "The code is not valid, or was used already")
    if code["expires_at"] <= iso(org.timeline.now):
        raise OAuthRefused(400, "invalid_grant", "The code has expired")
    code["used"] = True
    token = _secret(org, "token", client, len(store["tokens"]) + 1)
    store["tokens"][token] = {"client": client, "scope": code["scope"], "active": True}
    return {
        "access_token": token,
        "active": True,
        "email": "payments@example.com",
        "organisation_id": org.identity,
        "scope": code["scope"],
        "token_type": "bearer",
    }


def _client(org: Organisation, given: Mapping[str, str]) -> str:
    client, secret = given.get("client_id", ""), given.get("client_secret", "")
    app = _store(org)["apps"].get(client)
    if app is None or not hmac.compare_digest(app["secret"].encode(), secret.encode()):
        raise OAuthRefused(401, "invalid_client", "client_id and client_secret do not fit")
    return client


def revoke(org: Organisation, given: Mapping[str, str]) -> dict[str, Any]:
    """Let an app give a token back; one that is not its own changes nothing (RFC 7009)."""
    client = _client(org, given)
    token = _store(org)["tokens"].get(given.get("token", ""))
    if token is not None and token["client"] == client:
        token["active"] = False
    return {}


def disconnect(org: Organisation, client: str) -> None:
    """Let the merchant take an app's access away: its tokens end, and an event tells.

    The event's cause is not documented and is the sandbox's own.
    """
    if client not in _store(org)["apps"]:
        raise ValueError(f"there is no app {client}")
    for token in _store(org)["tokens"].values():
        if token["client"] == client:
            token["active"] = False
    row = {"id": org.identity, "metadata": {}}
    emit(org, "organisations", "disconnected", row, by_gocardless("app_disconnected"))


def scope_of(org: Organisation, token: str) -> str:
    """Give what a token allows; a 401 where there is none, or where it was taken back."""
    store: dict[str, Any] = org.data.get("oauth") or {"tokens": {}}
    known = store["tokens"].get(token)
    if known is None:
        raise misuse(401, "access_token_not_found", "The access token you have used is not valid")
    if not known["active"]:
        raise misuse(401, "access_token_revoked", "The access token has been revoked")
    return str(known["scope"])


def answer(
    org: Organisation, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    """Answer an app at one of the two endpoints that are no page."""
    plain = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    try:
        if method != "POST":
            raise OAuthRefused(405, "invalid_request", "This endpoint takes POST")
        given = _given(headers, body)
        done = exchange(org, given) if path == TOKEN_PATH else revoke(org, given)
    except OAuthRefused as refused:
        error = {"error": refused.error, "error_description": refused.description}
        return json_answer(refused.status, error, plain)
    return json_answer(200, done, plain)


def _given(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Read a form or a JSON object of texts: both are seen in use."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind != "application/json":
            return pairs(body.decode("utf-8", "replace"))
        found = simplejson.loads(body.decode())
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise OAuthRefused(400, "invalid_request", "The body must be a form or a JSON object")
    return found
