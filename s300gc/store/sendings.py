"""Payments that are created several at a time: one transaction for a few of them.

What is begun is committed before any of it is sent, as one at a time would be. An
item that cannot be recorded holds up none of its neighbours: then each is written
in a transaction of its own.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from s300gc.errors import S300gcError
from s300gc.model import Allocation, Intent, Payment
from s300gc.store.database import Database
from s300gc.store.intents import Intents
from s300gc.store.payments import Payments

ToBegin = tuple[Intent, Sequence[Allocation], int]
"""An intent, what it is for, and the attempt that it is."""

I = TypeVar("I")  # noqa: E741
R = TypeVar("R")


class Sendings:
    """Begins and ends the intents of payments, a few in each transaction."""

    def __init__(self, database: Database, intents: Intents, payments: Payments) -> None:
        self._database = database
        self._intents = intents
        self._payments = payments

    def begin(self, many: Sequence[ToBegin]) -> list[Intent | S300gcError]:
        """Commit intents with their doors before they are sent; give what is stored of each.

        As ``Intents.begin``; one that cannot be begun, because its claim has another
        door, is given as its error.
        """
        return self._each("intents begun", many, lambda one: self._intents.begin_inside(*one))

    def created(self, many: Sequence[tuple[str, Payment]]) -> list[S300gcError | None]:
        """Record the payments that GoCardless has made: reference and payment of each."""
        return self._each("payments created", many, self._created)

    def _created(self, one: tuple[str, Payment]) -> None:
        reference, payment = one
        self._payments.put_inside([payment])
        self._intents.done_inside(reference, payment.id)

    def withdraw(self, references: Sequence[str], why: str) -> None:
        """Record that these were begun and never sent; they may be begun anew."""
        if not references:
            return
        with self._database.immediate("intents withdrawn"):
            for reference in references:
                self._intents.end_inside(reference, "failed", why)

    def _each(self, what: str, many: Sequence[I], write: Callable[[I], R]) -> list[R | S300gcError]:
        try:
            with self._database.immediate(what):
                return [write(one) for one in many]
        except S300gcError as error:
            if len(many) == 1:
                return [error]
        return [result for one in many for result in self._each(what, [one], write)]
