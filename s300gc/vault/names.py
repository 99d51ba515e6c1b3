"""Which credentials there are, what is a usable one, and whose they are."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from s300gc.errors import CredentialError

Name = Literal[
    "sage300-user",
    "sage300-password",
    "gocardless-token",
    "gocardless-client-secret",
    "webhook-secret",
    "webhook-secret-previous",
    "mail-password",
]
NAMES: tuple[Name, ...] = (
    "sage300-user",
    "sage300-password",
    "gocardless-token",
    "gocardless-client-secret",
    "webhook-secret",
    "webhook-secret-previous",
    "mail-password",
)

VARIABLES: Mapping[str, str] = {
    "sage300-user": "S300GC_SAGE300_USER",
    "sage300-password": "S300GC_SAGE300_PASSWORD",
    "gocardless-token": "S300GC_GOCARDLESS_TOKEN",
    "gocardless-client-secret": "S300GC_GOCARDLESS_CLIENT_SECRET",
    "webhook-secret": "S300GC_WEBHOOK_SECRET",
    "webhook-secret-previous": "S300GC_WEBHOOK_SECRET_PREVIOUS",
    "mail-password": "S300GC_MAIL_PASSWORD",
}
"""Environment variables win over everything else, for containers and the sandbox."""

PREVIOUS: Name = "webhook-secret-previous"
"""Only there while a webhook secret is exchanged; its absence is no fault."""

MASTER = "master"
"""What the encrypted file's master secret is called; it is no credential of its own."""

SourceName = Literal["environment", "keyring", "command", "credentials directory", "file"]
OURS: tuple[SourceName, ...] = ("keyring", "file")
"""The sources that this tool writes to; what the others give is not its to change."""


@dataclass(frozen=True, slots=True)
class Found:
    """A secret and where it was found; its text never shows the secret.

    ``place`` says it for a reader: a variable, a keyring, a path.
    """

    name: str
    source: SourceName
    place: str
    value: str = field(repr=False)


def usable(what: str, text: str) -> str:
    """Give a secret without the one line end a program puts behind it.

    ``what`` names its origin in the error. CredentialError where nothing is left, or
    where it has characters that no header can carry.
    """
    value = text.removeprefix("\ufeff")
    value = value[:-2] if value.endswith("\r\n") else value.removesuffix("\n")
    if not value.strip():
        raise CredentialError(f"{what} is empty")
    if any(ord(sign) < 32 or ord(sign) == 127 or "\ud800" <= sign <= "\udfff" for sign in value):
        raise CredentialError(
            f"{what} has several lines or characters that belong in no credential:"
            " give the credential alone, as plain text in UTF-8"
        )
    return value


def os_user(environ: Mapping[str, str] = os.environ) -> str:
    """Name the operating system user this process runs as, whatever LOGNAME says."""
    if sys.platform == "win32":
        domain, user = environ.get("USERDOMAIN", ""), environ.get("USERNAME", "unknown")
        return f"{domain}\\{user}" if domain else user
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"number {os.geteuid()}"
