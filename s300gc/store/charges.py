"""Which subscription collects which recurring charge, and what persons have said of them.

What is written here goes together with its intent and its audit row, in one transaction.
"""

from collections.abc import Iterable
from datetime import date

from s300gc.model import Document, Intent, Payment
from s300gc.model.subscriptions import (
    ChangeSubscription,
    ChargeKey,
    CreateSubscription,
    Hold,
    Standing,
    Subscription,
)
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import day, wanted
from s300gc.store.collected import NEVER
from s300gc.store.database import Database
from s300gc.store.documents import Documents
from s300gc.store.intents import Intents
from s300gc.store.payments import Payments
from s300gc.store.subscriptions import Subscriptions

Place = tuple[str, str]
"""Customer and document number."""


class Charges:
    """The subscriptions that we made, by recurring charge."""

    def __init__(
        self, database: Database, audit: Audit, intents: Intents, subscriptions: Subscriptions
    ) -> None:
        self._database = database
        self._audit = audit
        self._intents = intents
        self._subscriptions = subscriptions
        self._payments = Payments(database)
        self._documents = Documents(database)

    # ------------------------------------------------------------ reading

    def all(self) -> list[Standing]:
        """Give every subscription that we made, by charge, the first of each charge first."""
        rows = self._database.rows(
            "SELECT code, customer, number, reference, covers_from, subscription, ended,"
            " amendments, changes FROM charge_subscriptions ORDER BY code, customer, number"
        )
        ids = [row["subscription"] for row in rows if row["subscription"]]
        known = {one.id: one for one in self._subscriptions.some(ids)}
        return [_standing(row, known.get(row["subscription"])) for row in rows]

    def holds(self) -> dict[ChargeKey, Hold]:
        """Give what was last said of charges."""
        rows = self._database.rows("SELECT code, customer, hold FROM charge_holds")
        return {ChargeKey(row["code"], row["customer"]): row["hold"] for row in rows}

    def unmatched(self) -> list[Payment]:
        """Give the payments of our subscriptions that stand for no document yet, by charge date."""
        names = ", ".join(f"p.{name}" for name in self._payments.columns)
        rows = self._database.rows(
            f"SELECT {names} FROM charge_subscriptions AS s"  # noqa: S608
            " CROSS JOIN payments AS p INDEXED BY payments_by_subscription"
            " ON p.subscription = s.subscription AND p.subscription <> ''"
            " WHERE s.subscription <> ''"
            " AND p.status NOT IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM allocations AS a"
            " WHERE a.payment = p.id AND a.payment <> '')"
            " ORDER BY p.charge_date, p.id",
            (wanted(NEVER),),
        )
        return [self._payments.decode(row) for row in rows]

    def documents(self, charge: ChargeKey, since: date) -> list[Document]:
        """Give the invoices that Sage 300 made of a charge, dated on or after a day."""
        names = ", ".join(f"d.{name}" for name in self._documents.columns)
        rows = self._database.rows(
            f"SELECT {names} FROM entries AS e"  # noqa: S608
            " CROSS JOIN documents AS d ON d.customer = e.customer AND d.number = e.number"
            " WHERE e.recurring_charge = ? AND e.recurring_charge <> '' AND e.customer = ?"
            " AND d.dated >= ? ORDER BY d.dated, d.number",
            (charge.code, charge.customer, day(since)),
        )
        return [self._documents.decode(row) for row in rows]

    def unread(self) -> list[Document]:
        """Give the invoices that a subscription may pay and whose batch nobody has read."""
        names = ", ".join(f"d.{name}" for name in self._documents.columns)
        rows = self._database.rows(
            f"SELECT {names} FROM (SELECT customer, min(covers_from) AS since"  # noqa: S608
            " FROM charge_subscriptions GROUP BY customer) AS s"
            " CROSS JOIN documents AS d ON d.customer = s.customer AND d.dated >= s.since"
            " WHERE d.kind = 'Invoice' AND d.batch <> '' AND NOT EXISTS (SELECT 1"
            " FROM entries AS e WHERE e.customer = d.customer AND e.number = d.number"
            " AND e.batch = d.batch) ORDER BY d.customer, d.number"
        )
        return [self._documents.decode(row) for row in rows]

    def paid(self, places: Iterable[Place]) -> set[Place]:
        """Give those of these documents that a payment of a subscription holds or has paid."""
        rows = self._database.rows(
            "SELECT a.customer, a.document FROM json_each(?) AS w"
            " CROSS JOIN allocations AS a ON a.customer = w.value ->> 0"
            " AND a.document = w.value ->> 1 AND a.instalment = 1 AND a.payment <> ''"
            " CROSS JOIN payments AS p ON p.id = a.payment AND p.subscription <> ''"
            " WHERE a.live = 1 OR p.status = 'paid_out'",
            (wanted([list(place) for place in places]),),
        )
        return {(row["customer"], row["document"]) for row in rows}

    # ------------------------------------------------------------ writing

    def begin(self, intent: Intent, step: CreateSubscription) -> Intent:
        """Commit the intent to create a subscription; from then on it covers its invoices.

        Gives what is stored, as ``Intents.begin`` does.
        """
        with self._database.immediate(f"intent {intent.reference} begun"):
            begun = self._intents.begin_inside(intent, keys=_keys(step.charge))
            if begun is intent:
                self._insert(step.charge, step.number, intent.reference, step.start)
        return begun

    def created(self, step: CreateSubscription, found: Subscription) -> None:
        """Record what GoCardless has made; what was said of the charge before is done with."""
        with self._database.immediate(f"subscription {found.id} created"):
            self._intents.done_inside(step.reference, found.id, keys=_keys(step.charge))
            self._database.write(
                "UPDATE charge_subscriptions SET subscription = ? WHERE reference = ?",
                (found.id, step.reference),
            )
            self._subscriptions.put_inside([found])
            self._forget(step.charge)

    def refused(self, reference: str, note: str) -> None:
        """Record that GoCardless made none: it covers nothing and may be begun anew."""
        with self._database.immediate(f"intent {reference} failed"):
            self._intents.end_inside(reference, "failed", note)
            self._database.write(
                "DELETE FROM charge_subscriptions WHERE reference = ? AND subscription = ''",
                (reference,),
            )

    def changed(self, step: ChangeSubscription, found: Subscription, hold: Hold | None) -> None:
        """Record a change that took effect; ``hold`` is what is said of the charge from now on."""
        if (stored := self._intents.get(step.reference)) and stored.state == "done":
            return
        with self._database.immediate(f"subscription {found.id} {step.action}"):
            self._intents.done_inside(step.reference, found.id, step.why, keys=_keys(step.charge))
            self._database.write(
                "UPDATE charge_subscriptions SET changes = changes + 1,"
                " amendments = amendments + ?, ended = max(ended, ?) WHERE subscription = ?"
                " AND subscription <> ''",
                (int(step.action == "amend"), int(step.action == "cancel"), found.id),
            )
            self._subscriptions.put_inside([found])
            self._say(step.charge, hold)

    def exhausted(self, subscription: str, amendments: int) -> None:
        """Write down that GoCardless takes no more amendments of a subscription."""
        with self._database.immediate(f"amendments of {subscription}"):
            self._database.write(
                "UPDATE charge_subscriptions SET amendments = ? WHERE subscription = ?"
                " AND subscription <> ''",
                (amendments, subscription),
            )

    def hold(self, charge: ChargeKey, hold: Hold | None) -> None:
        """Write down what is said of a charge; None takes it back. As it is already: no write."""
        if self.holds().get(charge) == hold:
            return
        with self._database.immediate(f"charge {charge} {hold or 'free'}"):
            self._say(charge, hold)
            body = {"hold": hold or ""}
            self._audit.append("charge.held", f"charge {charge}", body, _keys(charge))

    def adopt(self, intent: Intent, charge: ChargeKey, number: int, found: Subscription) -> None:
        """Record a subscription of ours that GoCardless has and the store does not know.

        Heals a database that was restored from an older copy. Known already: nothing
        is written; an intent in doubt, or one that seemed refused, becomes done.
        """
        stored = self._intents.get(intent.reference)
        if stored is not None and stored.remote == found.id:
            return
        with self._database.immediate(f"subscription {found.id} adopted"):
            if stored is None:
                self._intents.insert(intent)
                body = {"status": found.status, "key": intent.key, "request": intent.request}
                keys = {found.id, *_keys(charge)}
                self._audit.append("subscription.adopted", intent.reference, body, keys)
            else:
                note = "found at GoCardless"
                self._intents.done_inside(intent.reference, found.id, note, keys=_keys(charge))
            begun = found.start or found.created_at.date()
            self._insert(charge, number, intent.reference, begun)
            self._database.write(
                "UPDATE charge_subscriptions SET subscription = ? WHERE reference = ?",
                (found.id, intent.reference),
            )

    # ------------------------------------------------------------ inside

    def _insert(self, charge: ChargeKey, number: int, reference: str, start: date) -> None:
        self._database.write(
            "INSERT INTO charge_subscriptions (code, customer, number, reference, covers_from)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (code, customer, number) DO UPDATE SET"
            " covers_from = excluded.covers_from",
            (charge.code, charge.customer, number, reference, day(start)),
        )

    def _say(self, charge: ChargeKey, hold: Hold | None) -> None:
        self._forget(charge)
        if hold is not None:
            self._database.write(
                "INSERT INTO charge_holds (code, customer, hold, at) VALUES (?, ?, ?, ?)",
                (charge.code, charge.customer, hold, self._database.now),
            )

    def _forget(self, charge: ChargeKey) -> None:
        self._database.write(
            "DELETE FROM charge_holds WHERE code = ? AND customer = ?",
            (charge.code, charge.customer),
        )


def _keys(charge: ChargeKey) -> Iterable[str]:
    return charge.code, charge.customer


def _standing(row: sqlite.Row, found: Subscription | None) -> Standing:
    return Standing(
        key=ChargeKey(row["code"], row["customer"]),
        number=row["number"],
        reference=row["reference"],
        covers_from=date.fromisoformat(row["covers_from"]),
        id=row["subscription"],
        ended=bool(row["ended"]),
        amendments=row["amendments"],
        changes=row["changes"],
        subscription=found,
    )
