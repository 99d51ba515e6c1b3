"""The encrypted file: secrets of one installation under one master secret.

AES-256-GCM with a key that scrypt derives from the master; each secret has a nonce of
its own and is bound to its installation and name, so that none can be moved to another
place. Who changes a byte, or lacks the master, gets nothing; who restores an older copy
of the whole file gets older secrets.
"""

import contextlib
import json
import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s300gc.errors import CredentialError
from s300gc.vault.names import Found

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
COST = 2**17
"""Scrypt's N with r = 8 and p = 1: 128 MiB and a third of a second for each guess."""
LOWEST_COST, HIGHEST_COST = 2**14, 2**20
SALT, NONCE = 16, 12
"""Bytes."""
CHECK = ""
"""The name under which an empty text is sealed: it tells a wrong master from a changed file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file's content: everything in it may be seen by anybody."""

    owner: str
    cost: int
    salt: bytes
    sealed: Mapping[str, bytes] = field(default_factory=dict)
    """By name, nonce and ciphertext with tag."""

    def text(self) -> str:
        """Give the sheet as JSON."""
        sealed = {name: b64encode(one).decode() for name, one in sorted(self.sealed.items())}
        body = {
            "format": FORMAT,
            "owner": self.owner,
            "scrypt": {"n": self.cost, "r": 8, "p": 1, "salt": b64encode(self.salt).decode()},
            "sealed": sealed,
        }
        return json.dumps(body, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> "Sheet":
        """Take a sheet from JSON; ValueError, KeyError or TypeError where it is none."""
        body: dict[str, Any] = json.loads(text)
        scrypt = body["scrypt"]
        cost = int(scrypt["n"])
        in_range = LOWEST_COST <= cost <= HIGHEST_COST and not cost & (cost - 1)
        if body["format"] != FORMAT or not in_range or (scrypt["r"], scrypt["p"]) != (8, 1):
            raise ValueError("another format")
        sealed = {name: b64decode(one, validate=True) for name, one in body["sealed"].items()}
        return cls(str(body["owner"]), cost, b64decode(scrypt["salt"], validate=True), sealed)


class EncryptedFile:
    """Secrets of one installation in one file.

    ``master`` gives the master secret when it is needed, a CredentialError where nothing
    gives one; ``cost`` is scrypt's N for a new file.
    """

    def __init__(
        self, path: Path, owner: str, master: Callable[[], str], *, cost: int = COST
    ) -> None:
        self._path = path
        self._owner = owner
        self._master = master
        self._cost = cost
        self._keys: dict[tuple[int, bytes], AESGCM] = {}

    def find(self, name: str) -> Found | None:
        """Open one secret; None where the file or the name is not there."""
        sheet = self._sheet()
        if sheet is None or name not in sheet.sealed:
            return None
        value = self._opened(sheet, self._key(sheet), name)
        return Found(name, "file", f"{self._path} (encrypted)", value.decode("utf-8"))

    def store(self, name: str, value: str) -> Found:
        """Seal one secret and write the file anew; one that is there must open first."""
        sheet = self._sheet()
        if sheet is None:
            sheet = Sheet(self._owner, self._cost, os.urandom(SALT))
            key = self._keys[sheet.cost, sheet.salt] = self._derived(sheet)
            sheet = self._with(sheet, key, CHECK, b"")
        sheet = self._with(sheet, self._key(sheet), name, value.encode("utf-8"))
        self._write(sheet)
        return Found(name, "file", f"{self._path} (encrypted)", value)

    def remove(self, name: str) -> list[str]:
        """Take one secret out; gives the file's path, or nothing where it was not in it."""
        sheet = self._sheet()
        if sheet is None or name not in sheet.sealed:
            return []
        rest = {other: one for other, one in sheet.sealed.items() if other != name}
        self._write(replace(sheet, sealed=rest))
        return [str(self._path)]

    # ------------------------------------------------------------ sealing

    def _with(self, sheet: Sheet, key: "AESGCM", name: str, value: bytes) -> Sheet:
        nonce = os.urandom(NONCE)
        one = nonce + key.encrypt(nonce, value, self._bound(name))
        return replace(sheet, sealed={**sheet.sealed, name: one})

    def _opened(self, sheet: Sheet, key: "AESGCM", name: str) -> bytes:
        from cryptography.exceptions import InvalidTag

        one = sheet.sealed.get(name, b"")
        try:
            return key.decrypt(one[:NONCE], one[NONCE:], self._bound(name))
        except (InvalidTag, ValueError):
            pass
        if name == CHECK:
            raise CredentialError(
                f"the master secret does not open {self._path}, or the file was changed: give the"
                " master it was made with, or delete the file and set the credentials anew"
            )
        raise CredentialError(
            f"{name} in {self._path} was changed by something else and cannot be trusted:"
            f" set it anew with 's300gc credentials set {name}'"
        )

    def _key(self, sheet: Sheet) -> "AESGCM":
        """Give the key of a sheet, once it has opened what is sealed under no name."""
        known = self._keys.get((sheet.cost, sheet.salt))
        if known is None:
            known = self._derived(sheet)
            self._opened(sheet, known, CHECK)
            self._keys[sheet.cost, sheet.salt] = known
        return known

    def _derived(self, sheet: Sheet) -> "AESGCM":
        with needed(self._path):
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
        scrypt = Scrypt(salt=sheet.salt, length=32, n=sheet.cost, r=8, p=1)
        return AESGCM(scrypt.derive(self._master().encode("utf-8")))

    def _bound(self, name: str) -> bytes:
        return json.dumps(["s300gc", FORMAT, self._owner, name]).encode()

    # ------------------------------------------------------------ the disk

    def _sheet(self) -> Sheet | None:
        try:
            sheet = Sheet.read(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CredentialError(
                f"{self._path} cannot be read ({error.strerror}): run as the user who owns it"
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CredentialError(
                f"{self._path} is no credentials file of s300gc: restore it, or delete it and set"
                " the credentials anew"
            ) from None
        if sheet.owner != self._owner:
            raise CredentialError(
                f"{self._path} belongs to {sheet.owner}, not to {self._owner}:"
                " give each configuration a file of its own"
            )
        return sheet

    def _write(self, sheet: Sheet) -> None:
        """Replace the file in one step; mode 0600 from its first byte."""
        target = Path(os.path.realpath(self._path))
        try:
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                    stream.write(sheet.text())
                    stream.flush()
                    os.fsync(stream.fileno())
                os.replace(name, target)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise CredentialError(
                f"{self._path} cannot be written ({error.strerror}): nothing was stored"
            ) from None
        _settle(target.parent)


def _settle(folder: Path) -> None:
    """Make a replaced name survive a power cut, where folders can be opened at all."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def needed(path: Path) -> Iterator[None]:
    """Say which extra is missing where cryptography is not installed."""
    try:
        yield
    except ImportError:
        raise CredentialError(
            f"{path} needs the package cryptography: install it with pip install 's300gc[vault]'"
        ) from None
