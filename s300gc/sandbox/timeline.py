"""The World's clock: the only source of dates in both systems."""

from datetime import UTC, date, datetime, time, timedelta

MORNING = time(9, 0, tzinfo=UTC)
_TICK = timedelta(milliseconds=1)


def iso(instant: datetime) -> str:
    """Write an instant in UTC with milliseconds, as GoCardless writes ``created_at``."""
    return f"{instant.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


class Timeline:
    """An instant that stands still but for a millisecond per object made, and moves by whole days.

    It begins at 09:00:00.000 UTC of ``first_day``. On its way to the next morning it stops only
    where a webhook falls due again.
    """

    __slots__ = ("now",)

    def __init__(self, first_day: date) -> None:
        self.now: datetime = datetime.combine(first_day, MORNING)

    @property
    def today(self) -> date:
        """The calendar day of ``now`` in UTC."""
        return self.now.date()

    def stamp(self) -> str:
        """Let one millisecond pass and give the new instant, for an object just made."""
        self.now += _TICK
        return iso(self.now)

    @property
    def next_morning(self) -> datetime:
        """09:00:00.000 of the next calendar day."""
        return datetime.combine(self.today + timedelta(days=1), MORNING)

    def move_to(self, instant: datetime) -> date:
        """Move on to a later instant and give its day."""
        self.now = instant
        return self.today

    def next_day(self) -> date:
        """Move to 09:00:00.000 of the next calendar day and give that day."""
        return self.move_to(self.next_morning)

    def dump(self) -> str:
        """Give the instant as text for ``load``."""
        return iso(self.now)

    @classmethod
    def load(cls, text: str) -> "Timeline":
        """Take up the time line where ``dump`` left it."""
        instant = datetime.fromisoformat(text).astimezone(UTC)
        timeline = cls(instant.date())
        timeline.now = instant
        return timeline
