"""Keeps requests below a rate limit instead of running into it."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from s300gc.clock import Clock

Headers = Mapping[str, str]

WINDOW = timedelta(seconds=61)
"""The limit counts a minute; no reset lies further ahead, and a second for rounding."""


class Pace(Protocol):
    """What a request passes on its way out and its answer on the way back."""

    def enter(self) -> None:
        """Wait until one more request may leave."""
        ...

    def leave(self, headers: Headers | None) -> None:
        """Take in the headers of the answer; None where none came."""
        ...


class NoPace:
    """Lets everything pass, for a system that publishes no limit."""

    def enter(self) -> None:
        """Pass at once."""

    def leave(self, headers: Headers | None) -> None:
        """Take no notice."""


def instant(value: str | None) -> datetime | None:
    """Read an HTTP date; None where there is none or it is not one."""
    if not value:
        return None
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def retry_after(headers: Headers, clock: Clock) -> float | None:
    """Give the seconds of ``Retry-After``, which is a number or an HTTP date; None without it."""
    after = (headers.get("Retry-After") or "").strip()
    return float(after) if after.isdigit() else _until(instant(after), headers, clock)


def until_reset(headers: Headers, clock: Clock) -> float | None:
    """Give the seconds until a rate limit lets through again; None where nothing says so.

    ``Retry-After`` goes before ``ratelimit-reset`` (HTTP date, GoCardless API
    reference, "Rate limiting").
    """
    after = retry_after(headers, clock)
    return (
        _until(instant(headers.get("ratelimit-reset")), headers, clock) if after is None else after
    )


def _until(moment: datetime | None, headers: Headers, clock: Clock) -> float | None:
    """Measure from the answer's own ``Date``, so that a wrong clock on either side does no harm."""
    if moment is None:
        return None
    start = instant(headers.get("Date"))
    if start is None:
        return _clamped(moment - clock.now())
    return max(0.0, (moment - start).total_seconds())


def _clamped(ahead: timedelta) -> float:
    return min(max(ahead, timedelta()), WINDOW).total_seconds()


class Pacer:
    """Fed by ``ratelimit-limit``, ``-remaining`` and ``-reset``; keeps ``reserve`` requests back.

    The reserve is for the other users of the same access token: the webhook's
    follow-up reads, other integrations. It never takes more than half of the
    limit. Before the first answer nothing is known and nothing waits. Safe to
    share between threads; reads the clock only when the room is nearly used up.
    """

    def __init__(self, clock: Clock, reserve: int = 20) -> None:
        self._clock = clock
        self._reserve = reserve
        self._lock = threading.Lock()
        self._limit = 0
        self._left: int | None = None
        self._reset: datetime | None = None
        self._seen: datetime | None = None
        """The server's time when it last told us."""
        self._ahead: timedelta | None = None
        """How far the server's clock is ahead of ours, measured when room is short."""
        self._over: datetime | None = None
        """The last window that is past: late answers of it say nothing any more."""
        self._under_way = 0

    def enter(self) -> None:
        """Wait until the limit has room for one more request above the reserve."""
        while True:
            with self._lock:
                pause, window = self._pause(), self._reset
                if pause <= 0:
                    self._under_way += 1
                    return
            self._clock.wait(pause)
            with self._lock:
                if self._reset == window:
                    self._renew()

    def leave(self, headers: Headers | None) -> None:
        """Take in what the answer says about the limit."""
        with self._lock:
            self._under_way -= 1
            if headers is not None:
                self._note(headers)

    def _short(self) -> bool:
        if self._left is None:
            return False
        return self._left - self._under_way <= min(self._reserve, self._limit // 2)

    def _pause(self) -> float:
        """Give the seconds to wait; a window that is past is forgotten."""
        if self._reset is None or not self._short():
            return 0.0
        if self._ahead is not None:
            now = self._clock.now() + self._ahead
        else:
            now = self._seen or self._clock.now()
        if self._reset <= now:
            self._renew()
            return 0.0
        return _clamped(self._reset - now)

    def _renew(self) -> None:
        self._over = self._reset
        self._left = self._reset = self._ahead = None

    def _note(self, headers: Headers) -> None:
        limit, left = _number(headers, "ratelimit-limit"), _number(headers, "ratelimit-remaining")
        reset = instant(headers.get("ratelimit-reset"))
        if not limit or left is None or reset is None or self._is_past(reset):
            return
        if reset == self._reset and self._left is not None:
            left = min(left, self._left)
        self._limit, self._left, self._reset = limit, left, reset
        self._seen = instant(headers.get("Date"))
        if self._short() and self._seen is not None:
            self._ahead = self._seen - self._clock.now()

    def _is_past(self, reset: datetime) -> bool:
        known = [window for window in (self._over, self._reset) if window is not None]
        return any(reset < window for window in known) or reset == self._over


def _number(headers: Headers, name: str) -> int | None:
    value = (headers.get(name) or "").strip()
    return int(value) if value.isdigit() else None
