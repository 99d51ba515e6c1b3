"""What GoCardless says when it refuses, and the error it becomes.

GoCardless API reference, "Errors": ``{"error": {"type", "code", "message",
"request_id", "errors": [{"reason" | "field", "message", "links"}]}}``. Members may
be missing, ``error`` may be a mere text, and before GoCardless itself there is a
server that answers in HTML.
"""

import logging

from pydantic import Field, ValidationError

from s300gc.errors import CredentialError, Forbidden, Refused, S300gcError, Temporary
from s300gc.remote.gocardless_wire import Pairs
from s300gc.remote.http import Reply
from s300gc.remote.wire import Text, Wire

logger = logging.getLogger("s300gc.http")


REVOKED = ("access_token_revoked", "access_token_not_active")
"""Reasons with which a token is refused that was good once (API reference, errors)."""


class ReasonWire(Wire):
    """One of the reasons for a refusal."""

    reason: Text = ""
    message: Text = ""
    field: Text = ""
    links: Pairs = Field(default_factory=dict)


class ErrorWire(Wire):
    """The error object."""

    type: Text = ""
    message: Text = ""
    request_id: Text = ""
    errors: list[ReasonWire] = Field(default_factory=list)


def error_of(reply: Reply) -> ErrorWire:
    """Take the error object out of a reply; whatever is not there stays empty."""
    found = reply.data.get("error") if isinstance(reply.data, dict) else None
    if isinstance(found, str):
        return ErrorWire(type=found, message=found)
    try:
        return ErrorWire.model_validate(found)
    except ValidationError:
        return ErrorWire()


def words(error: ErrorWire) -> str:
    """Give the message of an error, each field that is wrong named."""
    told = [f"{reason.field} {reason.message}".strip() for reason in error.errors]
    return "; ".join(dict.fromkeys(text for text in told if text)) or error.message


def said(reply: Reply) -> tuple[str, str]:
    """Give code and message of an error, for a request that is retried."""
    error = error_of(reply)
    return (error.errors[0].reason if error.errors else "") or error.type, words(error)


def refusal(reply: Reply, what: str) -> S300gcError:
    """Turn a reply that is no success into the error that a caller raises."""
    error = error_of(reply)
    code, text = said(reply)
    if error.request_id:
        logger.info("GoCardless refused, its request id is %s", error.request_id)
    if reply.status == 401 and code in REVOKED:
        return CredentialError(
            f"could not {what}: access to this GoCardless account was taken back (the token was"
            " revoked); connect again with 's300gc credentials connect gocardless', or store"
            " another token"
        )
    if reply.status == 401:
        return CredentialError(
            f"GoCardless does not accept the access token, could not {what}: "
            "set a valid one of this environment with `s300gc credentials set gocardless-token`"
        )
    if reply.status >= 500:
        return Temporary(f"could not {what}: GoCardless answered {reply.status}; run again later")
    text = text or f"it answered {reply.status} without a reason"
    links = tuple(sorted(error.errors[0].links.items())) if error.errors else ()
    kind = Refused
    if code == "insufficient_permissions":
        kind = Forbidden
        text += "; the token needs read-write access, make one in the GoCardless dashboard"
    return kind(
        f"GoCardless refused to {what}: {text}",
        status=reply.status,
        code=code or f"http_{reply.status}",
        links=links,
    )
