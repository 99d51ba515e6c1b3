"""The one place that every request, every commit and every wait passes."""

from typing import Literal

Door = Literal["request", "answer", "commit", "committed", "wait"]


class Gate:
    """Lets everything pass; a simulation gives one that counts, fails or switches.

    ``request`` is passed before a request leaves and ``answer`` after its reply
    came, ``commit`` before a transaction is committed and ``committed`` after,
    ``wait`` before a pause. ``what`` names the thing for a reader: a method and
    path, a table, a number of seconds.
    """

    def point(self, door: Door, what: str) -> None:
        """Pass one numbered point."""
