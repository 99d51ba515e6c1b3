"""Secrets that somebody else gives: a program, or the service manager."""

import contextlib
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from s300gc.errors import CredentialError
from s300gc.vault.names import MASTER, PREVIOUS, VARIABLES, Found, usable

logger = logging.getLogger("s300gc.vault")

DIRECTORY = "CREDENTIALS_DIRECTORY"
"""Where systemd puts the credentials of a unit, readable by it alone (systemd.exec)."""


class Command:
    """A program that prints one secret and ends.

    ``{name}`` and ``{owner}`` in its words are replaced. It is run without a shell, in the
    folder of the configuration file, without input, and without our own secret variables;
    what it prints is logged nowhere. With ``may_lack`` a program that fails has no such
    secret: the encrypted file behind it may have it.
    """

    def __init__(
        self,
        words: Sequence[str],
        owner: str,
        *,
        timeout: float,
        folder: Path | None,
        environ: Mapping[str, str],
        may_lack: bool = False,
    ) -> None:
        self._words = tuple(words)
        self._owner = owner
        self._timeout = timeout
        self._folder = folder
        self._may_lack = may_lack
        secret = set(VARIABLES.values())
        self._environ = {name: value for name, value in environ.items() if name not in secret}

    def find(self, name: str) -> Found | None:
        """Run the program for one secret.

        CredentialError where it fails, takes too long or prints no usable secret; for the
        previous webhook secret, which is mostly not there, a program that fails has none.
        """
        program = self._program()
        words = [word.replace("{name}", name) for word in self._words[1:]]
        words = [word.replace("{owner}", self._owner) for word in words]
        status, printed = self._run([program, *words], name)
        what = f"the credentials command ({self._words[0]})"
        lacking = name == PREVIOUS or (self._may_lack and name != MASTER)
        if lacking and (status != 0 or not printed.strip()):
            return None
        if status != 0:
            raise CredentialError(
                f"{what} gives no {name}, it ended with exit code {status}:"
                " run it by hand as the same user to see why"
            )
        try:
            text = printed.decode("utf-8")
        except UnicodeDecodeError:
            raise CredentialError(f"{what} prints {name} in no UTF-8") from None
        place = f"{self._words[0]} for {name}"
        return Found(name, "command", place, usable(f"what {what} prints for {name}", text))

    def _program(self) -> str:
        """Find the program: by a path from the configuration's folder, or on the PATH."""
        first = self._words[0]
        if Path(first).is_absolute():
            return first
        if len(Path(first).parts) > 1:
            return str((self._folder or Path.cwd()) / first)
        found = shutil.which(first, path=self._environ.get("PATH"))
        if found is None:
            raise CredentialError(
                f"the credentials command {first} is not on the PATH of this user:"
                " name it with its full path in [credentials] command"
            )
        return found

    def _run(self, words: list[str], name: str) -> tuple[int, bytes]:
        try:
            process = subprocess.Popen(  # noqa: S603 - the words are the configuration's, no shell
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environ,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", "") or "it is not runnable"
            raise CredentialError(
                f"the credentials command {self._words[0]} cannot be run for {name} ({reason}):"
                " correct [credentials] command"
            ) from None
        with process:
            try:
                printed, _ = process.communicate(timeout=self._timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                raise CredentialError(
                    f"the credentials command ({self._words[0]}) gave no {name} within"
                    f" {self._timeout:g} seconds: it must not ask anybody"
                ) from None
            except BaseException:
                _end(process)
                raise
        return process.returncode, printed


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the program and whatever it started."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class CredentialsDirectory:
    """The files ``s300gc_NAME`` in ``$CREDENTIALS_DIRECTORY``, as systemd makes them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        named = environ.get(DIRECTORY)
        self._folder = Path(named) if named else None

    def path(self, name: str) -> Path | None:
        """Give the file of a secret, whether it is there or not; None without a folder."""
        return self._folder / f"s300gc_{name}" if self._folder else None

    def find(self, name: str) -> Found | None:
        """Read the file of a secret; a file that cannot be read is a CredentialError."""
        path = self.path(name)
        if path is None:
            return None
        what = f"{name} in {path}"
        try:
            text = path.read_text(encoding="utf-8")
            open_file = path.stat().st_mode & stat.S_IROTH
            open_folder = path.parent.stat().st_mode & stat.S_IXOTH
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", "") or "no UTF-8"
            raise CredentialError(
                f"{what} cannot be read ({reason}): check LoadCredential in the unit"
            ) from None
        if open_file and open_folder and os.name == "posix":
            logger.warning("%s can be read by every user of this machine: chmod 600", what)
        return Found(name, "credentials directory", str(path), usable(what, text))
