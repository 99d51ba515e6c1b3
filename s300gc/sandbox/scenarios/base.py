"""A story as a plan: what stands at the beginning, and what each day brings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from s300gc.sandbox.chance import fraction
from s300gc.sandbox.sage300.people import Paper
from s300gc.sandbox.scenarios.actions import Action, Post, Quote
from s300gc.sandbox.scenarios.cast import Party

CENT = Decimal("0.01")
TAX = Decimal("0.2")
SPOT = {"EUR": Decimal("0.85"), "USD": Decimal("0.80")}
"""Pounds for one, around which the story's rates swing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole story. It depends on seed, size and first day alone, so it need not be saved.

    ``opened`` is the day of the opening. Where that lies before the first day, the days between
    are lived before the World is given to anybody.
    """

    first_day: date
    opened: date
    go_live: date
    opening: tuple[Action, ...] = ()
    days: Mapping[date, tuple[Action, ...]] = field(default_factory=dict)
    currencies: tuple[str, ...] = ("GBP",)


@dataclass(slots=True)
class Draft:
    """A plan in the making: hands out document numbers and sorts actions by day."""

    seed: int
    first_day: date
    go_live: date
    currencies: tuple[str, ...] = ("GBP",)
    opening: list[Action] = field(default_factory=list)
    days: defaultdict[date, list[Action]] = field(default_factory=lambda: defaultdict(list))
    invoices: int = 0
    credits: int = 0

    def add(self, day: date, *actions: Action) -> None:
        """Let actions happen on a day; before the first day they are part of the opening."""
        (self.days[day] if day >= self.first_day else self.opening).extend(actions)

    def bill(self, party: Party, day: date, *, parts: int = 1) -> Paper:
        """Post an invoice on a day, as ``invoice`` writes it."""
        self.invoices += 1
        paper = invoice(self.seed, party, day, self.invoices, parts=parts)
        self.add(day, Post(paper))
        return paper

    def credit(self, party: Party, day: date, amount: Decimal) -> Paper:
        """Post a credit note of ``amount`` with its tax inside."""
        self.credits += 1
        tax = (amount / 6).quantize(CENT)
        note = Paper(
            customer=party.number,
            number=f"CN{self.credits:06d}",
            amount=amount,
            tax=tax,
            dated=day,
            due=day,
            kind="CreditNote",
            description="Goods returned",
        )
        self.add(day, Post(note))
        return note

    def quote(self, first: date, weeks: int) -> None:
        """Let the office enter a spot rate of euro and dollar each week, a little off the last."""
        for week in range(weeks):
            day = first + timedelta(days=7 * week)
            for currency, rate in SPOT.items():
                swing = Decimal(int(fraction(self.seed, "rate", currency, week) * 400) - 200)
                self.add(day, Quote(currency, day, rate + swing / 10000))

    def plan(self) -> Plan:
        """Give the finished plan."""
        return Plan(
            first_day=self.first_day,
            opened=self.first_day,
            go_live=self.go_live,
            opening=tuple(self.opening),
            days={day: tuple(actions) for day, actions in sorted(self.days.items())},
            currencies=self.currencies,
        )


def invoice(seed: int, party: Party, day: date, n: int, *, parts: int = 1) -> Paper:
    """Write the ``n``-th invoice of a story: 40 to 900 and VAT, due by the party's terms.

    ``parts`` above 1 makes instalments, a month apart, the last of which takes the rest.
    """
    number = f"IN{n:06d}"
    net = Decimal(4000 + int(fraction(seed, "net", number) * 86000)) * CENT
    tax = (net * TAX).quantize(CENT)
    due = day + timedelta(days=party.terms)
    return Paper(
        customer=party.number,
        number=number,
        amount=net + tax,
        tax=tax,
        dated=day,
        due=due,
        instalments=_instalments(net + tax, due, parts) if parts > 1 else (),
        description=f"Goods and services, {day:%B %Y}",
    )


def _instalments(total: Decimal, due: date, parts: int) -> tuple[tuple[date, Decimal], ...]:
    each = (total / parts).quantize(CENT)
    amounts = [each] * (parts - 1) + [total - each * (parts - 1)]
    return tuple((due + timedelta(days=30 * n), amount) for n, amount in enumerate(amounts))


def working_days(first: date, count: int) -> list[date]:
    """Give ``count`` days from Monday to Friday, from ``first`` on, forwards or backwards."""
    days: list[date] = []
    day, step = first, timedelta(days=1 if count > 0 else -1)
    while len(days) < abs(count):
        if day.weekday() < 5:
            days.append(day)
        day += step
    return days


def turns(parties: Iterable[Party], count: int) -> list[Party]:
    """Let parties take turns until there are ``count``."""
    ring = list(parties)
    return [ring[n % len(ring)] for n in range(count)]
