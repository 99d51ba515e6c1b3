"""What one of the two systems answers, without a socket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import simplejson


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status code, headers, and the body as it goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def dump_json(value: Any) -> str:
    """Give compact JSON in which a Decimal stands as the number it is, digit by digit."""
    return str(simplejson.dumps(value, use_decimal=True, separators=(",", ":")))


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with a JSON body; ``headers`` are added to the content type."""
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status, {**kind, **(headers or {})}, dump_json(value).encode())
