"""What Sage 300 says when it refuses, and the error it becomes.

Sage 300 Web API developer reference, "Error handling": ``{"error": {"code",
"message": {"lang", "value"}}}``; the code is what to branch on. An empty body, HTML
of the server in front and a mere text as message all occur.
"""

from s300gc.errors import (
    ConfigError,
    CredentialError,
    Forbidden,
    Refused,
    S300gcError,
    Temporary,
)
from s300gc.remote.http import Reply

BUSY = frozenset({"TooManyRequests", "SessionError", "DBLinkError"})
"""Codes that mean "not now"; servers send them under various statuses."""

NOT_FOUND = "RecordNotFound"
UNKNOWN_NAMES = frozenset({"ResourceNotFound", "InvalidParameters", "MethodNotAllowed"})
"""Codes by which a server says that it does not know an entity or property."""


class NotUnderstood(Refused, ConfigError):
    """The server does not understand how it was asked: it differs from what is documented.

    A ``Refused`` for who asks whether a server understands something at all.
    """

    exit_code = ConfigError.exit_code


class NotServed(Refused, ConfigError):
    """The server has nothing at this address: another company, or no Web API there.

    A ``Refused`` for who asks whether a server has something at all.
    """

    exit_code = ConfigError.exit_code


def said(reply: Reply) -> tuple[str, str]:
    """Take code and text out of an error; what is not there stays empty."""
    error = reply.data.get("error") if isinstance(reply.data, dict) else None
    if not isinstance(error, dict):
        return "", error if isinstance(error, str) else ""
    message = error.get("message")
    if isinstance(message, dict):
        message = message.get("value")
    code = error.get("code")
    text = " ".join(message.split()) if isinstance(message, str) else ""
    return (code if isinstance(code, str) else ""), text


def refusal(reply: Reply, what: str, module: str, place: str = "") -> S300gcError:
    """Turn a reply that is no success into the error that a caller raises.

    ``place`` names company and address for a reader.
    """
    code, text = said(reply)
    if code == "Unauthorized" or (reply.status == 401 and code != "Forbidden"):
        return CredentialError(
            f"Sage 300 does not accept the user name or password, could not {what}: "
            "set valid ones with `s300gc credentials set sage300-user` and `sage300-password`; "
            "where the password has small letters, set sage300.upper_case = false"
        )
    if reply.status >= 500 or code in BUSY:
        return Temporary(f"could not {what}: Sage 300 answered {reply.status}; run again later")
    kind = Refused
    if reply.status == 403 or code == "Forbidden":
        kind = Forbidden
        text = (
            f"the user has no right to it ({text or 'forbidden'}): give the user's security group "
            f'the right "Sage 300 Web API" in {module} and the right to the records themselves'
        )
    elif code == "ResourceNotFound" or (reply.status == 404 and not code):
        kind = NotServed
        text = (
            f"it has nothing of that name{place and ' for ' + place}: check sage300.company and"
            " sage300.url"
        )
    elif code == "InvalidParameters":
        kind = NotUnderstood
        text = (
            f"{text.rstrip('.') or 'it does not understand the question'}; "
            "`s300gc doctor --learn` finds out how this server wants to be asked"
        )
    text = text or f"it answered {reply.status} without a reason"
    return kind(
        f"Sage 300 refused to {what}: {text}",
        status=reply.status,
        code=code or f"http_{reply.status}",
    )
