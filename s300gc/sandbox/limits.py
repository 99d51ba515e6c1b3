"""The rate limit of the GoCardless port: requests per token in a calendar minute of real time."""

from email.utils import formatdate

OFF = 1000
"""What the headers say where no limit is set (GoCardless API reference, rate limiting)."""

BALANCES = 60
"""Requests for balances in a minute, which have a limit of their own (API reference, balances)."""


class RateLimit:
    """Counts the requests of each token in the current minute; ``per_minute`` 0 is no limit."""

    def __init__(self, per_minute: int = 0) -> None:
        self.per_minute = per_minute
        self._minute = -1
        self._reset = ""
        self._used: dict[str, int] = {}

    def take(self, token: str, at: float, path: str = "") -> tuple[bool, dict[str, str]]:
        """Count one request at ``at`` (real seconds): whether it is let in, and the headers.

        ``ratelimit-reset`` is the HTTP date at which the next minute begins.
        """
        minute = int(at // 60)
        if minute != self._minute:
            self._minute = minute
            self._reset = formatdate((minute + 1) * 60, usegmt=True)
            self._used.clear()
        if not self.per_minute:
            return True, self._headers(OFF, OFF)
        used = self._used.get(token, 0)
        allowed = used < self.per_minute
        if allowed and path == "/balances":
            own = self._used.get(f"{token} {path}", 0)
            allowed = own < BALANCES
            self._used[f"{token} {path}"] = own + 1
        if allowed:
            used += 1
            self._used[token] = used
        return allowed, self._headers(self.per_minute, self.per_minute - used)

    def _headers(self, limit: int, remaining: int) -> dict[str, str]:
        return {
            "ratelimit-limit": str(limit),
            "ratelimit-remaining": str(remaining),
            "ratelimit-reset": self._reset,
        }
