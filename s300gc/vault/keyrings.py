"""The operating system's keyring, through an allow-list of backends that encrypt.

The keyring package chooses whatever backend is installed, also one that writes plain
text, and a chain of backends writes to the first that does not refuse. So the choice
is checked here, and a chain is taken apart: its allowed members are used directly.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from s300gc.errors import CredentialError
from s300gc.vault import remedies
from s300gc.vault.names import VARIABLES, Found, os_user, usable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

REAL_BACKENDS = {
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "the macOS Keychain",
    "keyring.backends.SecretService.Keyring": "the Secret Service keyring",
    "keyring.backends.libsecret.Keyring": "the Secret Service keyring (libsecret)",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
}
"""Backends that keep a secret encrypted by the operating system; no other is used."""

WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
FAIL, NULL = "keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"

FOREIGN_ERRORS = (
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("gi.repository.GLib", "Error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)
"""What libraries below the backends raise and keyring lets through."""


class Keyrings:
    """The allowed keyrings of this session, for the secrets of one installation.

    Each secret has a service name of its own: Windows moves a second user name under
    one service in two steps that can be cut.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def service(self, name: str) -> str:
        """Give the service name of a secret."""
        return f"s300gc:{self._owner}:{name}"

    def find(self, name: str) -> Found | None:
        """Look in each keyring; None where none has it. A locked one is a CredentialError."""
        for backend in self._backends(name):
            value = self._read(backend, name)
            if value:
                place = title(backend)
                return Found(name, "keyring", place, usable(f"{name} in {place}", value))
        return None

    def store(self, name: str, value: str) -> Found:
        """Keep a secret in the first keyring and read it back."""
        backend = self._backends(name)[0]
        if kind(backend) == WINDOWS:
            self._make_room(backend, name, value)
        with understood(name, title(backend), told=False):
            backend.set_password(self.service(name), name, value)
        if self._read(backend, name) != value:
            raise CredentialError(
                f"{title(backend)} took {name} but does not give it back: nothing can rely on"
                " it; check the keyring with its own program"
            )
        return Found(name, "keyring", title(backend), value)

    def remove(self, name: str) -> list[str]:
        """Take a secret out of every keyring that has it; gives their titles."""
        removed = []
        for backend in self._backends(name):
            if self._read(backend, name) is not None:
                self._drop(backend, name)
                removed.append(title(backend))
        return removed

    def _read(self, backend: "KeyringBackend", name: str) -> str | None:
        with understood(name, title(backend)):
            return backend.get_password(self.service(name), name)

    def _drop(self, backend: "KeyringBackend", name: str) -> None:
        with understood(name, title(backend)):
            backend.delete_password(self.service(name), name)

    def _make_room(self, backend: "KeyringBackend", name: str, value: str) -> None:
        """Remove what Windows has: keyring would keep the old secret under a second name."""
        if len(value.encode("utf-16-le")) > 2 * remedies.WINDOWS_LIMIT:
            raise remedies.too_long(name)
        if self._read(backend, name) is not None:
            self._drop(backend, name)

    def _backends(self, name: str) -> "list[KeyringBackend]":
        """Give the allowed backends, best first; NoKeyring where there is none."""
        import configparser

        import keyring
        from keyring.errors import KeyringError

        variable = VARIABLES.get(name, "")
        unloadable = (ImportError, AttributeError, TypeError, ValueError, RuntimeError)
        try:
            chosen = list(members(keyring.get_keyring()))
        except (*unloadable, configparser.Error, KeyringError):
            raise remedies.not_loadable(name, variable) from None
        allowed = [backend for backend in chosen if kind(backend) in REAL_BACKENDS]
        if allowed:
            return allowed
        kinds = [kind(backend) for backend in chosen if kind(backend) != FAIL]
        if not kinds:
            raise remedies.none_here(name, os_user(), variable)
        if kinds == [NULL]:
            raise remedies.switched_off(name, variable)
        raise remedies.not_allowed(name, sorted(kinds), variable)


def kind(backend: object) -> str:
    """Give the full name of a backend's class."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def title(backend: object) -> str:
    """Name an allowed keyring for a reader."""
    return REAL_BACKENDS[kind(backend)]


def members(backend: "KeyringBackend") -> "Iterator[KeyringBackend]":
    """Take a chain of backends apart, in its order; anything else is itself."""
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        yield from backend.backends
    else:
        yield backend


@contextmanager
def understood(name: str, keyring: str, *, told: bool = True) -> Iterator[None]:
    """Turn what a backend raises into a CredentialError with its remedy.

    ``told`` shows the backend's own words; not where a secret was handed to it, since
    they might quote it.
    """
    from keyring.errors import KeyringLocked, NoKeyringError

    variable = VARIABLES.get(name, "")
    try:
        yield
    except KeyringLocked:
        raise remedies.locked(name, keyring, os_user(), variable) from None
    except NoKeyringError:
        raise remedies.none_here(name, os_user(), variable) from None
    except backend_errors() as error:
        if type(error).__name__ in {"LockedException", "PromptDismissedException"}:
            raise remedies.locked(name, keyring, os_user(), variable) from None
        code = getattr(error, "winerror", None)
        known = remedies.windows(name, code, variable) if isinstance(code, int) else None
        detail = " ".join(str(error).split())[:200] if told else ""
        raise known or remedies.broken(name, keyring, detail, variable) from None


def backend_errors() -> tuple[type[Exception], ...]:
    """Give what the loaded backends may raise; only modules that are loaded can raise."""
    from keyring.errors import KeyringError

    foreign = [
        getattr(sys.modules[module], name)
        for module, name in FOREIGN_ERRORS
        if module in sys.modules
    ]
    return (KeyringError, OSError, RuntimeError, EOFError, ValueError, *foreign)
