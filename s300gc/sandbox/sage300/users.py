"""Who may do what: Basic credentials, and the Web API authorisation of each module."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.sage300.switches import SageSwitches

MODULES = ("AR", "GL", "BK", "CS", "TX")
POSTING = ("ARPost", "GLPost")


@dataclass(frozen=True, slots=True)
class User:
    """A Sage 300 user; ``made_by`` is what the things are marked with that he makes."""

    name: str
    made_by: str
    rights: tuple[str, ...]

    def check(self, right: str) -> None:
        """Refuse with Forbidden (403) what the user's security group does not allow."""
        if right not in self.rights:
            raise SageError(
                "Forbidden", f"User {self.name} has no authorization for {right} in the Web API."
            )


def tool_password(switches: SageSwitches) -> str:
    """Give the password of the tool's user, in capitals unless the switch mixes them."""
    return "S300gc-Pass1" if switches.mixed_case_password else "S300GC-PASS1"


def add_users(books: Books) -> None:
    """Make the tool's user, a clerk, and ADMIN, where the data has none yet."""
    everything = list(MODULES + POSTING)
    for name, password, made_by, rights in (
        ("S300GC", tool_password(books.switches), "tool", list(books.switches.tool_rights)),
        ("CLERK", "CLERK-PASS1", "person", everything),
        ("ADMIN", "ADMIN-PASS1", "person", everything),
    ):
        user = {"password": password, "made_by": made_by, "rights": rights}
        books.data["users"].setdefault(name, user)


def set_rights(books: Books, name: str, rights: tuple[str, ...]) -> None:
    """Give a user exactly these rights: modules, ``ARPost``, ``GLPost``."""
    unknown = set(rights) - set(MODULES) - set(POSTING)
    if unknown:
        raise ValueError(f"there is no right {', '.join(sorted(unknown))}")
    books.data["users"][name.upper()]["rights"] = list(rights)


def sign_in(books: Books, headers: Mapping[str, str]) -> User | None:
    """Give the user of a Basic header: his name in any case, his password exactly."""
    pair = _credentials(headers.get("authorization", ""))
    if pair is None:
        return None
    name, password = pair[0].upper(), pair[1]
    known = books.data["users"].get(name)
    if known is None or known["password"] != password:
        return None
    if name == "ADMIN" and books.switches.admin_refused:
        return None
    return User(name, known["made_by"], tuple(known["rights"]))


def _credentials(header: str) -> tuple[str, str] | None:
    """Read user and password from ``Basic ...``; nothing where it is no such header."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(coded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    name, sign, password = text.partition(":")
    return (name, password) if sign else None
