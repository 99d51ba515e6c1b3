"""Keyrings that only remember, under the class names of real ones."""

from collections.abc import Callable

from keyring.backend import KeyringBackend

OWNER = "SAMLTD CR1"
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
KWALLET = "keyring.backends.kwallet.DBusKeyring"
WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
PLAIN = "keyrings.alt.file.PlaintextKeyring"
NULL = "keyring.backends.null.Keyring"


class Remembering(KeyringBackend):
    """Keeps secrets in memory; whatever ``trouble`` raises is met by every question."""

    viable = False
    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[tuple[str, str]] = []
        self.trouble: Callable[[], None] = lambda: None
        self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(("get", service))
        self.trouble()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked.append(("set", service))
        self.trouble()
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.asked.append(("delete", service))
        self.trouble()
        del self.kept[service, username]

    def holding(self, **secrets: str) -> "Remembering":
        """Put secrets in, by name with underscores."""
        for word, value in secrets.items():
            name = word.replace("_", "-")
            self.kept[f"s300gc:{OWNER}:{name}", name] = value
        return self

    def failing(self, error: Exception) -> "Remembering":
        """Meet every question with an error."""

        def trouble() -> None:
            raise error

        self.trouble = trouble
        return self


def keeper(kind: str = SECRET_SERVICE) -> Remembering:
    """Make a keyring whose class has the full name ``kind``."""
    module, _, name = kind.rpartition(".")
    made: Remembering = type(name, (Remembering,), {"__module__": module})()
    return made


class WindowsError(OSError):
    """An error of Windows with its number, as it would be there."""

    def __init__(self, winerror: int) -> None:
        super().__init__(f"[WinError {winerror}]")
        self.winerror = winerror
