"""What happens in a story: each action is a plain value that a World can be put through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, Protocol

from s300gc.sandbox.sage300.people import Paper
from s300gc.sandbox.scenarios.cast import Party

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

CUSTOMER_KEY = "sage300_customer"
OPEN = ("pending_submission", "submitted", "active")
"""What a mandate is before it has ended."""


class Action(Protocol):
    """Something that happens at a moment the plan gives."""

    def happen(self, world: "World") -> None:
        """Change the World."""
        ...


@dataclass(frozen=True, slots=True)
class Open:
    """A customer is entered in Sage."""

    party: Party

    def happen(self, world: "World") -> None:
        """Add the AR customer."""
        who = self.party
        world.sage300.add_customer(
            who.number,
            who.company,
            who.email,
            account_set=who.account_set,
            currency=who.currency,
            on_hold=who.on_hold,
            Terms=f"NET{who.terms}",
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """A party signs a mandate; ``active`` at once, or it becomes active in its own time."""

    party: Party
    active: bool = True

    def happen(self, world: "World") -> None:
        """Make GoCardless customer, bank account and mandate, and remember the mandate."""
        who = self.party
        mandate = world.gocardless.sign_mandate(
            given_name=who.given,
            family_name=who.family,
            company_name=who.company,
            email=who.email,
            metadata={CUSTOMER_KEY: who.number} if who.named else {},
            scheme=who.scheme,
            currency=who.currency,
            bank_name=who.bank,
            ending=who.ending,
            active=self.active,
            country_code=who.country,
        )
        world.story.setdefault("mandates", {})[who.number] = mandate


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody in the office posts a document."""

    paper: Paper

    def happen(self, world: "World") -> None:
        """Post the document in a batch of its own."""
        world.sage300.post_documents([self.paper])


@dataclass(frozen=True, slots=True)
class Fail:
    """The ``nth`` payment collected from a customer will end badly."""

    customer: str
    kind: Literal["failed", "late_failure", "charged_back"]
    cause: str = "refer_to_payer"
    nth: int = 1

    def happen(self, world: "World") -> None:
        """Tell GoCardless in advance."""
        payer = _mandate(world, self.customer)["links"]["customer"]
        world.gocardless.plan_failure(payer, kind=self.kind, cause=self.cause, nth=self.nth)


@dataclass(frozen=True, slots=True)
class Quote:
    """The office enters the day's spot rate of a currency."""

    currency: str
    day: date
    rate: Decimal

    def happen(self, world: "World") -> None:
        """Enter the rate."""
        world.sage300.set_rate(self.currency, self.day, self.rate)


@dataclass(frozen=True, slots=True)
class Hold:
    """A person puts a customer on hold in Sage, or takes him off."""

    customer: str
    on_hold: bool = True

    def happen(self, world: "World") -> None:
        """Set the flag."""
        world.sage300.set_on_hold(self.customer, self.on_hold)


@dataclass(frozen=True, slots=True)
class Cancel:
    """A person cancels a customer's mandate in the GoCardless dashboard."""

    customer: str

    def happen(self, world: "World") -> None:
        """Cancel it, with what was to be collected under it, unless it has ended already."""
        mandate = _mandate(world, self.customer)
        if mandate["status"] in OPEN:
            world.gocardless.cancel_mandate(mandate["id"])


@dataclass(frozen=True, slots=True)
class Receive:
    """A person posts a receipt for money that came to the bank by another way."""

    customer: str
    amount: Decimal
    document: str
    dated: date
    bank: str = "BANK"

    def happen(self, world: "World") -> None:
        """Post it against the document, as far as that is still open."""
        left = min(self.amount, world.sage300.balance(self.customer, self.document))
        if left > 0:
            applied = {self.document: left}
            world.sage300.post_receipt(
                self.customer, left, self.dated, self.bank, applied, made_by="person"
            )


@dataclass(frozen=True, slots=True)
class Charge:
    """A person takes a payment in the GoCardless dashboard; ``amount`` in minor units."""

    customer: str
    amount: int
    description: str

    def happen(self, world: "World") -> None:
        """Make the payment, unless the mandate has ended."""
        mandate = _mandate(world, self.customer)
        if mandate["status"] in OPEN:
            world.gocardless.dashboard_payment(mandate["id"], self.amount, self.description)


def happen(world: "World", actions: Sequence[Action]) -> None:
    """Let actions happen in their order; documents of one day that follow each other are
    posted in one batch, as an office does.
    """
    for papers, run in groupby(actions, key=_day_of_paper):
        if papers:
            posts = [action.paper for action in run if isinstance(action, Post)]
            world.sage300.post_documents(posts)
            continue
        for action in run:
            action.happen(world)


def _day_of_paper(action: Action) -> date | None:
    return action.paper.dated if isinstance(action, Post) else None


def _mandate(world: "World", customer: str) -> dict[str, Any]:
    """Give the mandate that a customer signed in the story."""
    identity = world.story["mandates"][customer]
    rows: dict[str, dict[str, Any]] = world.gocardless.data["rows"]["mandates"]
    return rows[identity]
