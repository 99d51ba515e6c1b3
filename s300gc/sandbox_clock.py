"""The clock of a served sandbox, for configurations that name one."""

from datetime import UTC, date, datetime, timedelta

import requests

from s300gc.clock import SystemClock
from s300gc.errors import Temporary


class SandboxClock:
    """The clock of a served sandbox: the World's time is the only source of dates.

    What it said holds for the twentieth of a second: every transaction asks for the time, and
    to ask the sandbox each time would take longer than the work that is timed.
    """

    _HOLDS = timedelta(milliseconds=50)

    def __init__(self, url: str, real: SystemClock) -> None:
        self._url = url.rstrip("/") + "/_sandbox/clock"
        self._session = requests.Session()
        self._session.trust_env = False
        self._real = real
        self._known: tuple[datetime, datetime] | None = None
        """The World's instant, and the machine's at which it was read."""

    def now(self) -> datetime:
        """Give the World's present instant in UTC."""
        known, here = self._known, self._real.now()
        if known is None or not timedelta() <= here - known[1] < self._HOLDS:
            known = self._known = (self._asked(), here)
        return known[0]

    def _asked(self) -> datetime:
        try:
            answer = self._session.get(self._url, timeout=10)
            now = datetime.fromisoformat(answer.json()["now"])
        except (requests.RequestException, ValueError, KeyError, TypeError):
            raise Temporary(
                f"the sandbox of [sandbox] url does not answer at {self._url}:"
                " start it with 's300gc sandbox serve'"
            ) from None
        return now.astimezone(UTC)

    def today(self) -> date:
        """Give the World's calendar day."""
        return self.now().date()

    def wait(self, seconds: float) -> None:
        """Pause for real seconds: time-outs and rate limits are real also here."""
        self._real.wait(seconds)
