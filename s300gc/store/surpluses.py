"""What payments collect too much, until it is settled; and documents that changed under them."""

from collections.abc import Iterable, Mapping

from s300gc.model import Claim, Document, Money, Skip, Surplus
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.database import Database
from s300gc.store.documents import Documents

COLLECTED = (
    "EXISTS (SELECT 1 FROM allocations AS a WHERE a.live = 1"
    " AND a.customer = documents.customer AND a.document = documents.number)"
)
FITS = "what is open is as much as is collected"
OUR_NOTE = "(kind = 'DebitNote' AND number GLOB 'PM*-R*')"
"""A debit note of ours restores the debt of a payment and is collected by it."""


class Surpluses:
    """The surpluses of one database, and the changed documents from which they may come."""

    def __init__(self, database: Database, audit: Audit, documents: Documents) -> None:
        self._database = database
        self._audit = audit
        self._documents = documents

    # ------------------------------------------------------------ documents that changed

    def changed(self) -> list[Document]:
        """Give the documents that changed while a payment collects them, and notes of ours.

        Changes of all others are dealt with hereby: nothing rests on them.
        """
        with self._database.immediate("changes of documents that nothing collects"):
            self._database.write(
                f"UPDATE documents SET dirty = 0 WHERE dirty = 1 AND NOT {COLLECTED}"  # noqa: S608
                f" AND NOT {OUR_NOTE}"
            )
        return self._documents.dirty()

    def in_doubt(self) -> set[Claim]:
        """Give the claims whose payment was begun and has no name yet."""
        rows = self._database.rows(
            "SELECT a.customer, a.document, a.instalment FROM intents AS i"
            " CROSS JOIN allocations AS a ON a.reference = i.reference"
            " WHERE i.state = 'begun' AND i.kind = 'payment' AND a.live = 1 AND a.payment = ''"
        )
        return {Claim(row["customer"], row["document"], row["instalment"]) for row in rows}

    # ------------------------------------------------------------ surpluses

    def open(self) -> list[Surplus]:
        """Give what is not settled, by payment and document."""
        rows = self._database.rows(
            "SELECT payment, customer, document, amount, currency, reason FROM surpluses"
            " WHERE settled_at IS NULL ORDER BY payment, customer, document"
        )
        return [_surplus(row) for row in rows]

    def worklist(self) -> list[Skip]:
        """Give what is not settled as work for a person, by payment."""
        return [Skip(one.payment, one.reason, "surplus") for one in self.open()]

    def found(
        self, now: Iterable[Surplus], kept: Iterable[Surplus], ends: Mapping[str, str]
    ) -> list[Surplus]:
        """Bring the open ones in line with what there is now; give those that are new.

        ``kept`` are open ones that nothing can be said of yet. All others are
        settled; ``ends`` says how, by payment. Nothing to change: nothing is written.
        """
        there, wanted = {_key(one): one for one in self.open()}, {_key(one): one for one in now}
        left = set(wanted) | {_key(one) for one in kept}
        news = [one for key, one in wanted.items() if key not in there]
        moved = [one for key, one in wanted.items() if key in there and there[key] != one]
        settled = [one for key, one in there.items() if key not in left]
        if not (news or moved or settled):
            return []
        with self._database.immediate("surpluses"):
            for one in moved:
                self._settle(one, "is another amount or state now")
            for one in settled:
                self._settle(one, ends.get(one.payment, FITS))
            for one in [*moved, *news]:
                self._insert(one)
            for one in settled:
                self._say("surplus.settled", one, ends.get(one.payment, FITS))
            for one in news:
                self._say("surplus.found", one, one.reason)
        return news

    def _insert(self, one: Surplus) -> None:
        self._database.write(
            "INSERT INTO surpluses (payment, customer, document, amount, currency, reason, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(*_key(one), one.amount.minor, one.amount.currency),
                *(one.reason, self._database.now),
            ),
        )

    def _settle(self, one: Surplus, note: str) -> None:
        self._database.write(
            "UPDATE surpluses SET settled_at = ?, note = ? WHERE payment = ? AND customer = ?"
            " AND document = ? AND settled_at IS NULL",
            (self._database.now, note, *_key(one)),
        )

    def _say(self, kind: str, one: Surplus, note: str) -> None:
        body = {"amount": one.amount.minor, "currency": one.amount.currency, "note": note}
        self._audit.append(kind, one.payment, body, [one.customer, one.document])


def _key(one: Surplus) -> tuple[str, str, str]:
    return one.payment, one.customer, one.document


def _surplus(row: sqlite.Row) -> Surplus:
    return Surplus(
        row["payment"],
        row["customer"],
        row["document"],
        Money(row["amount"], row["currency"]),
        row["reason"],
    )
