"""What ``doctor --learn`` found out about a server, kept beside the configuration.

``s300gc.toml`` has ``s300gc.server.toml``. Runs follow it; where it was learned from
another server or company they do not start.
"""

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from s300gc.config import Config
from s300gc.errors import ConfigError
from s300gc.model.dialect import PLAIN, Calendar, Dialect, Range
from s300gc.section import Section

HEAD = """\
# Written by 's300gc doctor --learn': how this Sage 300 server differs from others.
# Run it again after an update of Sage 300. A setting that s300gc.toml itself names wins.
"""


class _File(Section):
    schema_version: Literal[1]
    url: str
    company: str
    learned_on: date
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of a server, and on which day by the clock of the run."""

    url: str
    company: str
    day: date
    dialect: Dialect


def place(config: Config) -> Path:
    """Give the file's place: beside the configuration and under its name."""
    return config.path.with_name(f"{config.path.stem}.server.toml")


def read(config: Config) -> Learned | None:
    """Read what was learned; None where nothing was.

    ConfigError where the file cannot be used, or tells of another server or company than
    the configuration names: it is not followed, and nothing is sent.
    """
    path = place(config)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        found = _File.model_validate(raw)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path} cannot be used ({_first(error)}): run 's300gc doctor --learn' again,"
            " or delete it"
        ) from None
    if _address(found.url) != _address(config.sage300.url) or (
        found.company.upper() != config.company
    ):
        raise ConfigError(
            f"{path} was learned from company {found.company} at {found.url}, the configuration"
            f" names {config.sage300.company} at {config.sage300.url}:"
            " run 's300gc doctor --learn' again, or delete it"
        )
    return Learned(found.url, found.company, found.learned_on, found.dialect)


def stated(config: Config, dialect: Dialect = PLAIN) -> Dialect:
    """Give a dialect with what the configuration itself states in the place of what it had."""
    settings = config.sage300
    if settings.date_literal is not None:
        dialect = replace(dialect, dates=settings.date_literal)
    if settings.gl_ready is not None:
        dialect = replace(dialect, gl_ready=settings.gl_ready)
    return dialect


def dialect(config: Config) -> Dialect:
    """Give the dialect that runs follow: learned, and before that what the file itself states."""
    found = read(config)
    return stated(config, found.dialect if found else PLAIN)


def write(config: Config, found: Dialect, today: date) -> Path:
    """Keep what was learned today in the place of what was there; ConfigError where it cannot."""
    settings = config.sage300
    plain: dict[str, Any] = {
        "schema_version": 1,
        "url": settings.url,
        "company": config.company,
        "learned_on": today,
        "dialect": _plain(found),
    }
    path = place(config)
    try:
        write_whole(path, HEAD + "\n".join(_lines(plain)) + "\n")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror})") from None
    return path


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part; else OSError."""
    draft = path.with_name(f"{path.name}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def _plain(found: Dialect) -> dict[str, Any]:
    """Give a dialect as tables; what has no value is left out."""
    plain: dict[str, Any] = {
        "dates": found.dates,
        "search": found.search,
        "gl_ready": found.gl_ready,
        "count": found.count,
        "select": found.select,
        "top": found.top,
        "absent": sorted(found.absent),
    }
    if found.page_size is not None:
        plain["page_size"] = found.page_size
    plain["ranges"] = {path: _names(one) for path, one in sorted(found.ranges.items())}
    if found.calendar is not None:
        plain["calendar"] = _names(found.calendar)
    return plain


def _names(found: Range | Calendar) -> dict[str, Any]:
    if isinstance(found, Calendar):
        return {"start": found.start, "end": found.end, "locked": dict(found.locked)}
    return {"first": found.first, "last": found.last, "every": found.every, "some": found.some}


def _lines(table: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Write a table as TOML: its own values first, then the tables within it."""
    for name, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{name} = {_value(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            path = f"{place}{name if name.isidentifier() else json.dumps(name)}"
            yield f"\n[{path}]"
            yield from _lines(value, f"{path}.")


def _value(value: Any) -> str:
    """Write a value; what JSON writes of text, numbers, truth and lists TOML reads alike."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def _address(url: str) -> str:
    return url.rstrip("/").casefold()


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in found["loc"])
        return f"{where}: {found['msg'].lower()}"
    return str(error).splitlines()[0]
