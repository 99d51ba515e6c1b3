"""Turns what came over the wire into checked values, or says which field was wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
)

from s300gc.errors import S300gcError
from s300gc.model import Money


class UnexpectedAnswer(S300gcError):
    """The other side answered, and the answer is not what its documents promise.

    The message names the resource and the field. Nothing was guessed.
    """


class Wire(BaseModel):
    """What all wire formats share: fields that we do not know are no concern of ours."""

    model_config = ConfigDict(extra="ignore", frozen=True)


W = TypeVar("W", bound=Wire)


def read(model: type[W], value: object, what: str) -> W:
    """Check a JSON object; ``what`` names the resource in the message of ``UnexpectedAnswer``."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise UnexpectedAnswer(f"{what}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(str(part) for part in found["loc"]) or "the answer"
    if found["type"] == "missing":
        return f"{field} is missing in the answer"
    return f"{field} is not what was expected ({found['msg'].lower()})"


def money(amount: Decimal, currency: str, what: str) -> Money:
    """Take a decimal amount in major units; digits that the currency lacks are an error."""
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise UnexpectedAnswer(f"{what}: {error}") from None


def _blank(value: object) -> object:
    if value is None:
        return ""
    return value.rstrip() if isinstance(value, str) else value


def _day(value: object) -> object:
    """Cut the time off: Sage dates have none, and no time zone may move them."""
    if value is None or value == "":
        return None
    return value[:10] if isinstance(value, str) else value


def _yes(value: object) -> object:
    words: dict[object, bool] = {"yes": True, "no": False, "true": True, "false": False}
    words |= {"1": True, "0": False, "": False}
    known = value.strip().lower() if isinstance(value, str) else value
    return words.get(known, value) if isinstance(known, str) else bool(known)


def _whole(value: object) -> object:
    """Take 123, 123.0 or "123" for 123: batch and entry numbers are decimals in Sage."""
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _plain(function: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(function)


Text = Annotated[str, _plain(_blank)]
"""Text; null is empty, and the blanks that a database pads with are cut off."""

Day = Annotated[date | None, _plain(_day)]
"""A calendar day; null and empty are None."""

Yes = Annotated[bool, _plain(_yes)]
"""``Yes``/``No``, true/false or 1/0."""

Whole = Annotated[int, _plain(_whole)]
"""A whole number, however it was written."""


def day_of(value: object) -> date | None:
    """Take a calendar day out of a property of which only the name was guessed."""
    found = _day(value)
    try:
        return date.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None


def yes_of(value: object) -> bool:
    """Tell whether a property of which only the name was guessed says yes."""
    words = ("yes", "true", "1", "locked")
    return value.strip().lower() in words if isinstance(value, str) else bool(value)


def _in_utc(found: datetime) -> datetime:
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError("the instant lies outside of the calendar") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant with its time zone, in UTC."""

Json = Any
"""A JSON value as it was parsed, never handed out of this package."""
