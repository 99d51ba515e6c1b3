"""Where results are written: one JSON object, or lines for a reader."""

import sys
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import simplejson

from s300gc.model import Money

SCHEMA_VERSION = 1


def plain(value: Any) -> Any:
    """Give a value in the form JSON output has: amounts as decimal strings, dates as ISO text."""
    if isinstance(value, Money):
        return {"amount": str(value.decimal), "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in type(value).__dataclass_fields__}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def write_json(body: dict[str, Any]) -> None:
    """Write one JSON object with its schema version to standard output."""
    text = simplejson.dumps({"schema_version": SCHEMA_VERSION, **plain(body)}, indent=2)
    sys.stdout.write(text + "\n")


def console() -> Any:
    """Give a rich console for standard output: colours off in pipes and with NO_COLOR."""
    from rich.console import Console

    return Console(highlight=False)
