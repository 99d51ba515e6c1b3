"""Reading the fields of a request: types at once, everything else together."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from s300gc.sandbox.gocardless.errors import invalid, misuse

METADATA_KEYS, METADATA_NAME, METADATA_VALUE = 3, 50, 500
BLANK = "can't be blank"


class Fields:
    """The fields under an envelope; what is wrong with their values is collected for ``check``.

    A value of the wrong JSON type is refused at once (``invalid_type``), and so is a parameter
    that the endpoint does not know.
    """

    def __init__(
        self,
        given: Mapping[str, Any],
        envelope: str,
        known: Collection[str],
        *,
        outer: "Fields | None" = None,
        name: str = "",
    ) -> None:
        """Take the fields; those of an object ``name`` within others share the others' faults."""
        self.given = given
        self.envelope = envelope
        self.faults: list[tuple[str, str]] = outer.faults if outer else []
        self._path: str = f"{outer._path}{name}." if outer else ""
        for key in given:
            if key not in known:
                self.fault(key, "is not a known parameter")

    def fault(self, path: str, message: str) -> None:
        """Note that a field is wrong."""
        self.faults.append((self._path + path, message))

    def check(self) -> None:
        """Refuse with ``validation_failed`` if anything was wrong."""
        if self.faults:
            raise invalid(self.envelope, *self.faults)

    def _typed(self, name: str, kind: type, required: bool) -> Any:
        value = self.given.get(name)
        if value is None or value == "":
            if required:
                self.fault(name, BLANK)
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise misuse(
                400, "invalid_type", f"One of your parameters was incorrectly typed: {name}"
            )
        return value

    def inner(self, name: str, known: Collection[str]) -> "Fields | None":
        """Read an object; nothing where it is not given."""
        value = self._typed(name, dict, False)
        return None if value is None else Fields(value, self.envelope, known, outer=self, name=name)

    def text(
        self,
        name: str,
        *,
        required: bool = False,
        longest: int = 1000,
        choices: Collection[str] = (),
        pattern: str = "",
    ) -> str | None:
        """Read a string; an empty one is none."""
        value = self._typed(name, str, required)
        if value is None:
            return None
        if len(value) > longest:
            self.fault(name, f"is too long (maximum is {longest} characters)")
        elif choices and value not in choices:
            self.fault(name, f"must be one of {', '.join(sorted(choices))}")
        elif pattern and not re.fullmatch(pattern, value):
            self.fault(name, "is invalid")
        return str(value)

    def integer(
        self, name: str, *, required: bool = False, least: int = 1, most: int | None = None
    ) -> int | None:
        """Read a whole number within bounds."""
        value = self._typed(name, int, required)
        if value is None:
            return None
        if value < least:
            self.fault(name, f"must be greater than or equal to {least}")
        elif most is not None and value > most:
            self.fault(name, f"must be less than or equal to {most}")
        return int(value)

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """Read true or false."""
        value = self._typed(name, bool, False)
        return default if value is None else bool(value)

    def day(self, name: str) -> date | None:
        """Read a date as YYYY-MM-DD."""
        value = self._typed(name, str, False)
        if value is None:
            return None
        day = day_of(value)
        if day is None:
            self.fault(name, "is not a valid date")
        return day

    def links(self, *names: str) -> dict[str, str]:
        """Read the ids under ``links``; those asked for first must be there."""
        value = self._typed("links", dict, False) or {}
        for name in value:
            if name not in names:
                self.fault(f"links.{name}", "is not a known parameter")
        found = {k: v for k, v in value.items() if v not in (None, "")}
        if any(not isinstance(v, str) for v in found.values()):
            raise misuse(400, "invalid_type", "One of your parameters was incorrectly typed: links")
        return found

    def metadata(self) -> dict[str, str]:
        """Read metadata: at most 3 keys of 50 characters, strings of 500 (API reference)."""
        value = self._typed("metadata", dict, False) or {}
        if len(value) > METADATA_KEYS:
            self.fault("metadata", f"cannot have more than {METADATA_KEYS} keys")
        for key, text in value.items():
            if not isinstance(text, str):
                self.fault("metadata", f"value of {key} must be a string")
            elif len(key) > METADATA_NAME:
                self.fault("metadata", f"keys cannot be longer than {METADATA_NAME} characters")
            elif len(text) > METADATA_VALUE:
                self.fault("metadata", f"values cannot be longer than {METADATA_VALUE} characters")
        return dict(value)


def day_of(text: str) -> date | None:
    """Read YYYY-MM-DD, or nothing where that is no date."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
