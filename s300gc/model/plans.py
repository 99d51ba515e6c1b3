"""Plans: what is to be collected and what not, decided at one moment, for a person to approve."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from s300gc.model.money import Money
from s300gc.model.steps import CreatePayment

PlanState = Literal["open", "approved", "collected", "superseded"]


@dataclass(frozen=True, slots=True)
class Balance:
    """The open balance of a document when something was decided about it."""

    customer: str
    document: str
    amount: Money


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A document that a plan does not collect, and why.

    ``customer`` is empty where two customers have a document of that number.
    """

    customer: str
    subject: str
    reason: str
    kind: str
    balance: Money | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a plan says: its payments, what it leaves alone, and the balances it was made from.

    Its canonical form is kept and hashed; it never changes.
    """

    installation: str
    day: date
    """The company's day on which it was made."""
    steps: tuple[CreatePayment, ...]
    left_alone: tuple[LeftAlone, ...]
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan by its number and what became of it.

    ``open`` waits, ``approved`` may be collected, ``collected`` and ``superseded``
    have ended; ``note`` says how.
    """

    number: int
    made_at: datetime
    made_by: str
    hash: str
    """SHA-256 of the canonical form of what was decided."""
    decided: Decided
    state: PlanState = "open"
    approved_by: str = ""
    approved_at: datetime | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What it is called in the audit trail and in sentences."""
        return plan_name(self.number)


def plan_name(number: int) -> str:
    """Name a plan by its number."""
    return f"plan {number}"
