"""The settings in effect, as TOML or JSON; a password inside an address is not shown."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from s300gc.config import Config
from s300gc.section import Section, shown
from s300gc.settings import BookSettings
from s300gc.show.output import console, write_json


def checked(config: Config, as_json: bool, quiet: bool) -> None:
    """Say that a file is in order, and what was checked."""
    books = ["books", *(f"books.{currency}" for currency in sorted(config.books_by_currency))]
    sections = [*_sections(config), *books]
    if as_json:
        write_json(
            {
                "path": str(config.path),
                "ok": True,
                "company": config.company,
                "creditor": config.gocardless.creditor,
                "go_live": config.go_live,
                "checked": sections,
            }
        )
    elif not quiet:
        who = f"company {config.company}, creditor {config.gocardless.creditor}"
        _say(f"{config.path} is in order: {who}, go-live {config.go_live}")
        _say(f"checked: {', '.join(sections)}; 's300gc doctor' asks both systems")


def show(config: Config, as_json: bool, quiet: bool) -> None:
    """Show every setting in effect, also those that are not in the file."""
    if as_json:
        write_json(body(config))
    elif not quiet:
        for line in lines(config):
            _say(line)


def body(config: Config) -> dict[str, Any]:
    """Give the settings in effect in their JSON form."""
    return {
        "path": str(config.path),
        "installation": config.installation,
        "database": str(config.database),
        "log": str(config.log) if config.log else None,
        "settings": _plain(config.file),
        "books": _plain(config.books),
        "books_by_currency": {
            currency: _plain(one) for currency, one in sorted(config.books_by_currency.items())
        },
    }


def lines(config: Config) -> list[str]:
    """Give the settings in effect as TOML; what is not in the file is marked."""
    return [
        f"# {config.path}",
        f"# database {config.database}, log {config.log or 'none'}",
        *_table("", config.file),
        *_table("books", config.books),
        *(
            line
            for currency, one in sorted(config.books_by_currency.items())
            for line in _table(f"books.{currency}", one, config.books)
        ),
    ]


def _sections(config: Config) -> Iterator[str]:
    yield "general"
    for name in type(config.file).model_fields:
        if isinstance(getattr(config.file, name), Section):
            yield name


def _table(name: str, section: Section, common: BookSettings | None = None) -> Iterator[str]:
    """Give a table with its settings first and the tables inside it after them."""
    if name:
        yield ""
        yield f"[{name}]"
    inner = []
    for key in type(section).model_fields:
        value = getattr(section, key)
        if isinstance(value, Section):
            inner.append((f"{name}.{key}" if name else key, value))
        elif value is not None:
            line = f"{key} = {toml(shown(value))}"
            if common is not None and value == getattr(common, key):
                line += "  # as in [books]"
            elif key not in section.model_fields_set:
                line += "  # default"
            yield line
    for place, one in inner:
        yield from _table(place, one)


def toml(value: Any) -> str:
    """Write a value of a setting as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    return str(value)


def _plain(section: Section) -> dict[str, Any]:
    return {name: shown(value) for name, value in section.model_dump().items()}


def _say(line: str) -> None:
    console().print(line, markup=False, soft_wrap=True)
