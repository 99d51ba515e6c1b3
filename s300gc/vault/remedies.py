"""The ways a keyring fails, and what a person does about each."""

import sys

from s300gc.errors import CredentialError

ELSEWHERE = (
    "set [credentials] command in the configuration,"
    " or give $CREDENTIALS_DIRECTORY (systemd), or the environment variable {variable}"
)

TOO_LONG, NO_LOGON_SESSION = 1783, 1312
"""Windows errors RPC_X_BAD_STUB_DATA and ERROR_NO_SUCH_LOGON_SESSION."""

WINDOWS_LIMIT = 1280
"""Characters; Credential Manager takes 2,560 bytes, and keyring writes UTF-16."""


class NoKeyring(CredentialError):
    """This session has no keyring that may be used; other sources are not in doubt."""


def none_here(name: str, user: str, variable: str) -> NoKeyring:
    """No keyring answers in this session."""
    if sys.platform.startswith("linux"):
        why = (
            "under cron the session bus is missing: set DBUS_SESSION_BUS_ADDRESS"
            " (unix:path=/run/user/UID/bus of a user who lingers), or "
        )
    else:
        why = ""
    return NoKeyring(
        f"{name} is needed, but the user {user} has no keyring in this session;"
        f" {why}{ELSEWHERE.format(variable=variable)}"
    )


def switched_off(name: str, variable: str) -> NoKeyring:
    """The null backend: somebody switched keyring off."""
    return NoKeyring(
        f"{name} is needed, but keyring is switched off for this user:"
        " take the null backend out of PYTHON_KEYRING_BACKEND and keyringrc.cfg,"
        f" or {ELSEWHERE.format(variable=variable)}"
    )


def not_allowed(name: str, kinds: list[str], variable: str) -> NoKeyring:
    """Only backends that do not leave the keeping to the operating system."""
    return NoKeyring(
        f"{name} is needed, but {' and '.join(kinds)} may keep it readable and is refused:"
        " uninstall it (pip uninstall keyrings.alt) or take it out of PYTHON_KEYRING_BACKEND"
        " and keyringrc.cfg so that the operating system's keyring is used,"
        f" or {ELSEWHERE.format(variable=variable)}"
    )


def not_loadable(name: str, variable: str) -> NoKeyring:
    """The backend that was chosen by hand does not work here."""
    return NoKeyring(
        f"{name} is needed, but the keyring that PYTHON_KEYRING_BACKEND or keyringrc.cfg names"
        " does not work in this session (a missing package, or no session bus):"
        f" take the name out, or {ELSEWHERE.format(variable=variable)}"
    )


def locked(name: str, keyring: str, user: str, variable: str) -> CredentialError:
    """The keyring is there, and shut."""
    if sys.platform == "darwin":
        how = "unlock it with 'security unlock-keychain', and allow this program to read it"
    else:
        how = "log on at the desktop, or start it with 'gnome-keyring-daemon --unlock'"
    return CredentialError(
        f"{keyring} of the user {user} is locked and does not give or take {name}: {how};"
        f" for a scheduler {ELSEWHERE.format(variable=variable)}"
    )


def windows(name: str, code: int, variable: str) -> CredentialError | None:
    """Say what an error of Credential Manager means; None where it is another one."""
    if code == TOO_LONG:
        return too_long(name)
    if code == NO_LOGON_SESSION:
        return CredentialError(
            f"Windows keeps no credentials in this logon session, so {name} cannot be reached"
            " (a network logon: remote shell or SSH with a key, or a task with 'Do not store"
            " password'): run the task whether the user is logged on or not, with the password"
            f" stored (a batch logon), or {ELSEWHERE.format(variable=variable)}"
        )
    return None


def too_long(name: str) -> CredentialError:
    """Credential Manager has a limit."""
    return CredentialError(
        f"{name} is too long for Windows Credential Manager, which takes {WINDOWS_LIMIT}"
        " characters: check that it is the credential alone, or set [credentials] file"
    )


def broken(name: str, keyring: str, detail: str, variable: str) -> CredentialError:
    """The keyring answers with something else."""
    because = f" ({detail})" if detail else ""
    return CredentialError(
        f"{keyring} does not give or take {name}{because}: log on anew or restart it,"
        f" or {ELSEWHERE.format(variable=variable)}"
    )
