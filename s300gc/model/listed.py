"""Payouts as they are listed: with how far each is on its way into the books."""

from dataclasses import dataclass
from datetime import datetime

from s300gc.model.gocardless import Payout


@dataclass(frozen=True, slots=True)
class ListedPayout:
    """A payout, how far it is, why, and since when; ``batch`` is its GL batch number."""

    payout: Payout
    state: str
    reason: str
    since: datetime | None
    batch: str = ""
