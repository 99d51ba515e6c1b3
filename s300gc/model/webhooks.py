"""Webhooks as both ends remember them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SentWebhook:
    """A webhook as GoCardless remembers sending it.

    ``code`` is the status our endpoint answered with, None where no answer came
    in time; ``url`` is the endpoint that the dashboard has.
    """

    id: str
    created_at: datetime
    successful: bool
    code: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What came in by webhook so far; instants are UTC, None where nothing did."""

    first: datetime | None = None
    last: datetime | None = None
    last_secret: int | None = None
    """Which secret signed the last one: 0 the present one, 1 the previous one."""
    refused: int = 0
    """How many were refused for their signature on the last day that had any."""
    last_refused: datetime | None = None
