"""Results of a look at one of the two systems that only one of them can give; frozen values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from s300gc.errors import PersonNeeded
from s300gc.model import BatchStatus, Event, Money, Payment, Payout, PayoutItem, Period

# ---------------------------------------------------------------- GoCardless


@dataclass(frozen=True, slots=True)
class Creditor:
    """A GoCardless creditor: the one who is paid.

    ``fx_currency`` is the currency payouts are converted to, empty where they are not.
    """

    id: str
    name: str
    country: str
    verification: str
    """``successful``, ``in_review`` or ``action_required``."""
    can_create_refunds: bool
    fx_currency: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What GoCardless holds for the creditor; it is some minutes old.

    ``kind`` is ``confirmed_funds``, ``pending_payouts`` or ``pending_payments_submitted``.
    """

    amount: Money
    kind: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Created:
    """A payment that now exists; ``existed`` where an earlier request had already made it."""

    payment: Payment
    existed: bool = False


@dataclass(frozen=True, slots=True)
class PayoutCopy:
    """A payout and the JSON object it was read from, to be kept."""

    payout: Payout
    raw: str


@dataclass(frozen=True, slots=True)
class PayoutItems:
    """The items of a payout in their order, and the pages they came on, to be kept."""

    items: tuple[PayoutItem, ...]
    raws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first, each with the JSON object it was read from, to be kept."""

    events: tuple[Event, ...]
    raws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookBody:
    """The events of one webhook, each with its JSON object, and the id of the delivery.

    ``problems`` says of each further event why it could not be read.
    """

    events: tuple[Event, ...]
    raws: tuple[str, ...]
    webhook: str
    problems: tuple[str, ...] = ()


# ---------------------------------------------------------------- Sage 300


@dataclass(frozen=True, slots=True)
class Company:
    """A Sage 300 company; its functional currency is what its ledger is kept in."""

    functional_currency: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """The fiscal period of a day.

    ``assumed`` is true where the server's fiscal calendar could not be read: the
    period is then the calendar month and no lock is known.
    """

    period: Period
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """All fiscal periods of a company; without any, calendar months are assumed."""

    periods: tuple[Period, ...] = ()

    def at(self, day: date) -> FoundPeriod:
        """Find the period of a day; a day outside of all of them is a ``PersonNeeded``."""
        if not self.periods:
            return FoundPeriod(_calendar_month(day), assumed=True)
        for period in self.periods:
            if period.start <= day <= period.end:
                return FoundPeriod(period)
        raise PersonNeeded(
            f"{day} is in no fiscal period of Sage 300: "
            "add the year to the fiscal calendar of Common Services"
        )


def _calendar_month(day: date) -> Period:
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(f"{day.year:04d}", f"{day.month:02d}", start, end)


@dataclass(frozen=True, slots=True)
class PendingReceipt:
    """What a receipt that is not yet posted will pay off a document, in the customer's currency."""

    customer: str
    document: str
    instalment: int
    amount: Money
    batch: str
    description: str
    """The description of the batch, which tells ours from other people's."""


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What Sage has made of a debit note that is not posted: total with tax, and its accounts."""

    number: str
    customer: str
    total: Money
    tax: Money
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnpostedLine:
    """A line of a GL batch that is not posted; debit +, credit -, functional currency."""

    account: str
    amount: Money
    reference: str = ""
    dated: date | None = None
    """The posting date of its entry."""


@dataclass(frozen=True, slots=True)
class UnpostedBatch:
    """A GL batch that a person has still to post, and what it will change."""

    number: str
    description: str
    status: BatchStatus
    source: str
    """The source ledger, e.g. ``AR``."""
    lines: tuple[UnpostedLine, ...]

    def on(self, account: str) -> list[UnpostedLine]:
        """Give the lines on one account."""
        return [line for line in self.lines if line.account == account]
