"""The credentials of one installation, and the order in which they are looked for.

Environment variables; the operating system's keyring; then what the configuration
names: a command, the service manager's folder, an encrypted file. A source that fails is
an error, and only one that was configured on purpose is asked after it.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from s300gc.errors import CredentialError
from s300gc.vault.given import DIRECTORY, Command, CredentialsDirectory
from s300gc.vault.keyrings import Keyrings
from s300gc.vault.names import MASTER, PREVIOUS, VARIABLES, Found, Name, os_user, usable
from s300gc.vault.remedies import NoKeyring
from s300gc.vault.sealed import EncryptedFile

logger = logging.getLogger("s300gc.vault")


@dataclass(frozen=True, slots=True)
class Configured:
    """What the configuration says about credentials.

    ``command`` is a program and its words, ``timeout`` its seconds, ``file`` the encrypted
    file, ``path`` the configuration file itself.
    """

    command: tuple[str, ...] = ()
    timeout: float = 30
    file: Path | None = None
    path: Path | None = None


class Source(Protocol):
    """A place where secrets are looked for."""

    def find(self, name: str) -> Found | None:
        """Give a secret, None where it is not there; CredentialError where that is not known."""
        ...


class Environment:
    """Environment variables; an empty one is none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def find(self, name: str) -> Found | None:
        """Read the variable of a secret."""
        variable = VARIABLES[name]
        value = self._environ.get(variable)
        if not value:
            return None
        return Found(name, "environment", variable, usable(f"the variable {variable}", value))


class Vault:
    """The credentials of one installation.

    ``owner`` is the installation (company and creditor). Nothing is kept in memory between
    two questions but the key of the encrypted file.
    """

    def __init__(
        self,
        owner: str,
        environ: Mapping[str, str] = os.environ,
        configured: Configured | None = None,
    ) -> None:
        configured = configured or Configured()
        self._owner = owner
        self._environ = environ
        self._path = configured.path
        self._keyrings = Keyrings(owner)
        self._given: list[Source] = []
        if configured.command:
            self._given.append(
                Command(
                    configured.command,
                    owner,
                    timeout=configured.timeout,
                    folder=configured.path.parent if configured.path else None,
                    environ=environ,
                    may_lack=configured.file is not None,
                )
            )
        self._directory = CredentialsDirectory(environ)
        if environ.get(DIRECTORY):
            self._given.append(self._directory)
        self._file: EncryptedFile | None = None
        self._file_path = configured.file
        if configured.file is not None:
            self._file = EncryptedFile(configured.file, owner, self._master)

    # ------------------------------------------------------------ reading

    def get(self, name: Name) -> str:
        """Give a secret. Raises CredentialError that names the command to store it."""
        found = self.look(name)
        if found is None:
            raise self._not_stored(name)
        return found.value

    def look(self, name: Name) -> Found | None:
        """Look for a secret in all sources in their order; None where it is stored nowhere.

        CredentialError where a source failed and none after it has the secret, and where
        there is no keyring and nothing else is configured (NoKeyring; the previous webhook
        secret is then simply not there). An environment variable that cannot be used is
        never passed over.
        """
        further = [*self._given, *([self._file] if self._file else [])]
        found, failure = Environment(self._environ).find(name), None
        if found is None:
            found, failure = _first([self._keyrings, *further], name)
        if found is not None:
            return found
        if failure is None or (isinstance(failure, NoKeyring) and (further or name == PREVIOUS)):
            return None
        raise failure

    def webhook_secrets(self) -> tuple[str, ...]:
        """Give the webhook secrets that count: the present one, and during a rotation two."""
        previous = self.look(PREVIOUS)
        return (self.get("webhook-secret"), *([previous.value] if previous else []))

    def service(self, name: Name) -> str:
        """Give the keyring's service name of a secret."""
        return self._keyrings.service(name)

    # ------------------------------------------------------------ writing

    def store(self, name: Name, value: str) -> Found:
        """Keep a secret: in the encrypted file where one is configured, else in the keyring."""
        value = usable(f"the value for {name}", value)
        if self._file is not None:
            return self._file.store(name, value)
        return self._keyrings.store(name, value)

    def remove(self, name: Name) -> list[str]:
        """Take a secret out of keyring and encrypted file; gives the places it was in.

        CredentialError where it was in neither, and where the keyring cannot tell.
        """
        removed = self._file.remove(name) if self._file is not None else []
        try:
            removed += self._keyrings.remove(name)
        except NoKeyring:
            if self._file is None:
                raise
        if not removed:
            raise CredentialError(
                f"{name} of {self._owner} is not stored for the operating system user"
                f" {os_user(self._environ)}: there is nothing to delete"
            )
        return removed

    # ------------------------------------------------------------ inside

    def _master(self) -> str:
        """Give the master secret of the encrypted file, never from beside that file."""
        beside = self._directory.path(MASTER)
        file = self._file_path
        if (
            beside
            and file
            and os.path.isfile(beside)
            and beside.resolve().parent == file.resolve().parent
        ):
            raise CredentialError(
                f"the master secret lies beside {file} and protects nothing: keep the two apart"
            )
        found, failure = _first(self._given, MASTER)
        if found is not None:
            return found.value
        raise failure or CredentialError(
            f"{file} is encrypted and nothing gives its master secret: set [credentials] command"
            f" so that it prints it for the name {MASTER}, or give the unit a credential"
            f" s300gc_{MASTER}"
        )

    def _not_stored(self, name: Name) -> CredentialError:
        call = f"s300gc credentials set {name}"
        if self._path is not None:
            shown = f'"{self._path}"' if " " in str(self._path) else str(self._path)
            call += f" --config {shown}"
        return CredentialError(
            f"{name} of {self._owner} is not stored for the operating system user"
            f" {os_user(self._environ)}: run '{call}' as that user, or set {VARIABLES[name]}"
        )


def _first(sources: Sequence[Source], name: str) -> tuple[Found | None, CredentialError | None]:
    """Ask sources in their order: what was found first, and what failed before.

    Of several failures the first counts, but for a keyring that is merely absent.
    """
    failure: CredentialError | None = None
    for source in sources:
        try:
            found = source.find(name)
        except CredentialError as error:
            if failure is None or isinstance(failure, NoKeyring):
                failure = error
            continue
        if found is not None:
            if failure is not None and not isinstance(failure, NoKeyring):
                logger.info("%s comes from %s, because %s", name, found.place, failure)
            return found, failure
    return None, failure
