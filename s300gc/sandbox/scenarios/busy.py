"""A big ledger in perfect order: everybody linked and current, thousands of documents due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from s300gc.sandbox.scenarios.actions import Action, Open, Post, Sign
from s300gc.sandbox.scenarios.base import Plan, invoice, working_days
from s300gc.sandbox.scenarios.cast import Party, party

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

CUSTOMERS = 5000
DUE = 3200
"""Documents open on the first day and due within a fortnight, however few the customers are."""
BILLING = 9
"""Working days before the first in which they were billed."""
SIGNING = 10
"""Working days before those in which everybody was entered and signed."""
EACH = 4
"""Invoices that each customer gets in four weeks: 20,000 a month for 5,000 customers."""
MONTH = 20
"""Working days in four weeks."""
YEAR = 260
"""Working days for which the flow goes on."""


@dataclass(frozen=True, slots=True)
class Current:
    """What the tool would have written into the optional fields of a customer stands there."""

    party: Party

    def happen(self, world: "World") -> None:
        """Write mandate, status, scheme and bank as they are."""
        who = self.party
        fields = {
            "GCMANDATE": world.story["mandates"][who.number],
            "GCSTATUS": "active",
            "GCSCHEME": who.scheme,
            "GCBANK": f"{who.bank} **{who.ending}",
        }
        world.sage300.set_optional_fields(who.number, fields)


@dataclass(frozen=True)
class Flow(Mapping[date, tuple[Action, ...]]):
    """What each working day brings: first everybody signs, then all are billed in turn.

    A day's documents are written when that day comes: a quarter of a million of them would make
    the World slow to begin, and most Worlds end after weeks. ``due`` is how many are billed
    before the first day.
    """

    seed: int
    parties: tuple[Party, ...]
    due: int
    first_day: date

    @cached_property
    def _signed(self) -> dict[date, range]:
        """Whose day it is to sign, by their places."""
        days = sorted(working_days(self.first_day - timedelta(days=1), -SIGNING - BILLING))
        marks = [len(self.parties) * n // SIGNING for n in range(SIGNING + 1)]
        return _spans(days[:SIGNING], marks)

    @cached_property
    def _billed(self) -> dict[date, range]:
        """Which documents belong to which day, counted from 0."""
        before = sorted(working_days(self.first_day - timedelta(days=1), -BILLING))
        month = len(self.parties) * EACH
        marks = [self.due * n // BILLING for n in range(BILLING)]
        marks += [self.due + month * n // MONTH for n in range(YEAR + 1)]
        return _spans([*before, *working_days(self.first_day, YEAR)], marks)

    def __getitem__(self, day: date) -> tuple[Action, ...]:
        """Give what happens on a working day; ``KeyError`` for any other."""
        parties = self.parties
        if day in self._signed:
            new = [parties[n] for n in self._signed[day]]
            return tuple(action(one) for one in new for action in (Open, Sign, Current))
        return tuple(
            Post(invoice(self.seed, parties[n % len(parties)], day, n + 1))
            for n in self._billed[day]
        )

    def __iter__(self) -> Iterator[date]:
        return chain(self._signed, self._billed)

    def __len__(self) -> int:
        return len(self._signed) + len(self._billed)


def _spans(days: list[date], marks: list[int]) -> dict[date, range]:
    return {day: range(*span) for day, span in zip(days, pairwise(marks), strict=True)}


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it: everybody signed in the fortnight before the last and is billed since.

    What is open on the first day is up to 13 days old and due 14 days after its own day, so all
    of it is still to fall due. Nothing was read, signed or posted a moment ago: as in a company
    that has worked with the tool for some time, little of what is there is new.
    """
    opened = first_day - timedelta(days=28)
    count = customers or CUSTOMERS
    everyone = tuple(replace(party(seed, n), terms=14) for n in range(1, count + 1))
    due = max(DUE, count * 64 // 100)
    return Plan(first_day, opened, opened, days=Flow(seed, everyone, due, first_day))
