"""The only code that reads the time or waits."""

import time
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from s300gc.gate import Gate


class Clock(Protocol):
    """Now, today and a pause, as one object that wiring hands out."""

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        ...

    def today(self) -> date:
        """Give the calendar day in the company's time zone."""
        ...

    def wait(self, seconds: float) -> None:
        """Pause for real seconds, also where ``now`` is simulated."""
        ...


class SystemClock:
    """The machine's clock; ``zone`` is the company's time zone for ``today``."""

    def __init__(self, zone: str = "UTC", gate: Gate | None = None) -> None:
        self._zone = ZoneInfo(zone)
        self._gate = gate or Gate()

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Give the calendar day in the company's time zone."""
        return self.now().astimezone(self._zone).date()

    def wait(self, seconds: float) -> None:
        """Pause for real seconds."""
        self._gate.point("wait", f"{seconds:.3f}")
        time.sleep(max(0.0, seconds))
