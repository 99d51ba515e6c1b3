"""Records the settings in force: a change is an audit row, and applies to new bookings only."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from s300gc import __version__
from s300gc.config import Config
from s300gc.flows.parts import Parts
from s300gc.model import canonical
from s300gc.section import Section, shown
from s300gc.store.in_force import PROGRAM

UNSAID = frozenset({"credentials.command"})
"""Settings whose words may be secret: they are not recorded."""
VERSION, USER = f"{PROGRAM}version", f"{PROGRAM}user"


def record(parts: Parts, user: str) -> None:
    """Record the settings of a run that writes, where they are not those of the last one."""
    parts.store.in_force.record({**values(parts.config), USER: user})


def values(config: Config) -> dict[str, str]:
    """Give every setting in effect by its full name, defaults and the program's version included.

    What is not text is written as JSON. No secret is among them: secrets are not
    in the file, a password inside an address is taken out.
    """
    found = dict(_flat("", config.file))
    found |= _flat("books", config.books)
    for currency, books in sorted(config.books_by_currency.items()):
        found |= _flat(f"books.{currency}", books)
    found[VERSION] = __version__
    return {name: value for name, value in found.items() if name not in UNSAID}


def _flat(prefix: str, section: Section) -> Iterator[tuple[str, str]]:
    for key in type(section).model_fields:
        value = getattr(section, key)
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Section):
            yield from _flat(name, value)
        elif value is not None:
            yield name, _text(shown(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else canonical(value)
