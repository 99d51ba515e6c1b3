"""What is known when deciding what to collect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from s300gc.model import ARCustomer, Claim, Document, Entry, Mandate, Money
from s300gc.rules.choosing import Terms
from s300gc.rules.limits import Totals
from s300gc.rules.reasons import History

Place = tuple[str, str]
"""Customer and document number."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is known when deciding: one snapshot of both systems and of our record.

    ``mandates`` are the mandates of each AR customer, ``live`` the claims with a
    live door, ``pending`` other people's unposted receipts by claim, ``attempts``
    the highest attempt made so far for a claim.
    """

    customers: Mapping[str, ARCustomer]
    mandates: Mapping[str, tuple[Mandate, ...]]
    live: Mapping[Claim, str] = field(default_factory=dict)
    pending: Mapping[Claim, Money] = field(default_factory=dict)
    attempts: Mapping[Claim, int] = field(default_factory=dict)
    collecting: Mapping[Claim, Money] = field(default_factory=dict)
    """For how much each claim with a live door is being collected."""
    entries: Mapping[Place, Entry] = field(default_factory=dict)
    """What invoice batches say of the documents for which that matters."""
    received: Mapping[Claim, Money] = field(default_factory=dict)
    """What our posted receipts have paid of each claim."""
    credits: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)
    """The open credits of each customer."""
    named_by: Mapping[Place, str] = field(default_factory=dict)
    """Payments on their way, made by others, that name a document."""
    subscriptions: Mapping[Place, str] = field(default_factory=dict)
    """Live subscriptions that pay a document."""
    totals: Totals = field(default_factory=Totals)
    """What limits are compared with; only what the rules in force need."""
    histories: Mapping[Place, History] = field(default_factory=dict)
    """What is known of a mandate, by customer and mandate; only where a rule in force asks."""


@dataclass(frozen=True, slots=True)
class View:
    """What one decision rests on."""

    holdings: Holdings
    terms: Terms
    today: date

    @property
    def last(self) -> date:
        """The end of the horizon."""
        return self.today + timedelta(days=self.terms.settings.horizon_days)
