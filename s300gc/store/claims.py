"""Claims: what is being collected, by which payment, and to which account it was credited."""

from collections.abc import Iterable, Sequence

from s300gc.errors import S300gcError
from s300gc.model import DEAD, Allocation, Claim, Intent, Payment, canonical
from s300gc.store.audit import Audit
from s300gc.store.cells import wanted
from s300gc.store.database import Database
from s300gc.store.doors import Door, Doors, allocation, claim, door
from s300gc.store.intents import Intents

DOOR_COLUMNS = "customer, document, instalment, reference, payment, amount, currency, attempt"


class Claims:
    """The claims of one database."""

    def __init__(self, database: Database, audit: Audit, doors: Doors, intents: Intents) -> None:
        self._database = database
        self._audit = audit
        self._doors = doors
        self._intents = intents

    # ------------------------------------------------------------ reading

    def live(self, claims: Iterable[Claim]) -> dict[Claim, Door]:
        """Give the live door of each claim that has one."""
        return self._doors.live(claims)

    def all_live(self) -> list[Door]:
        """Give every live door, by customer and document."""
        rows = self._database.rows(
            f"SELECT {DOOR_COLUMNS} FROM allocations WHERE live = 1"  # noqa: S608
            " ORDER BY customer, document, instalment"
        )
        return [door(row) for row in rows]

    def outstanding_for(self, customer: str, document: str) -> list[Door]:
        """Give the live doors of all instalments of a document."""
        rows = self._database.rows(
            f"SELECT {DOOR_COLUMNS} FROM allocations"  # noqa: S608
            " WHERE customer = ? AND document = ? AND live = 1 ORDER BY instalment",
            (customer, document),
        )
        return [door(row) for row in rows]

    def of_payment(self, payment: str) -> list[Allocation]:
        """Give what a payment stands for; empty where it is none of ours."""
        return self.of_payments([payment]).get(payment, [])

    def of_payments(self, payments: Iterable[str]) -> dict[str, list[Allocation]]:
        """Give what each payment stands for; those that are none of ours are left out."""
        rows = self._database.rows(
            "SELECT a.payment, a.customer, a.document, a.instalment, a.amount, a.currency, a.x,"
            " a.account_set FROM json_each(?) AS w"
            " CROSS JOIN allocations AS a ON a.payment = w.value AND a.payment <> ''"
            " ORDER BY a.id",
            (wanted(payments),),
        )
        found: dict[str, list[Allocation]] = {}
        for row in rows:
            found.setdefault(row["payment"], []).append(allocation(row))
        return found

    def attempts(self, claims: Iterable[Claim]) -> dict[Claim, int]:
        """Give the highest attempt so far at each claim that was ever collected.

        A request that was refused was no attempt: its reference is begun again.
        """
        keys = [[one.customer, one.document, one.instalment] for one in claims]
        rows = self._database.rows(
            "SELECT a.customer, a.document, a.instalment, max(a.attempt) AS attempt"
            " FROM json_each(?) AS w CROSS JOIN allocations AS a ON a.customer = w.value ->> 0"
            " AND a.document = w.value ->> 1 AND a.instalment = w.value ->> 2"
            " CROSS JOIN intents AS i ON i.reference = a.reference"
            " WHERE i.state <> 'failed' GROUP BY a.customer, a.document, a.instalment",
            (wanted(keys),),
        )
        return {claim(row): row["attempt"] for row in rows}

    # ------------------------------------------------------------ doors

    def close(self, payment: str, why: str) -> list[Claim]:
        """Close the doors of a payment that collects no more; give the claims that are free now."""
        with self._database.immediate(f"doors of {payment} closed"):
            return self.close_inside(payment, why)

    def close_inside(
        self, payment: str, why: str, only: Iterable[Claim] | None = None
    ) -> list[Claim]:
        """Do what ``close`` does within the open transaction, for some claims or for all."""
        rows = self._database.rows(
            "SELECT customer, document, instalment, reference FROM allocations"
            " WHERE payment = ? AND payment <> '' AND live = 1 ORDER BY id",
            (payment,),
        )
        chosen = None if only is None else set(only)
        closing = [row for row in rows if chosen is None or claim(row) in chosen]
        self._database.write_many(
            "UPDATE allocations SET live = 0 WHERE reference = ? AND customer = ?"
            " AND document = ? AND instalment = ?",
            [(row["reference"], *_cells(claim(row))) for row in closing],
        )
        freed = [claim(row) for row in closing]
        if freed:
            self._say("door.closed", payment, why, freed)
        return freed

    def reopen(self, payment: str, why: str) -> None:
        """Open the doors of a payment that is tried again.

        Raises PersonNeeded where one of its claims is being collected otherwise,
        and S300gcError where the payment is none of ours.
        """
        with self._database.immediate(f"doors of {payment} opened"):
            self.reopen_inside(payment, why)

    def reopen_inside(self, payment: str, why: str) -> None:
        """Do what ``reopen`` does within the open transaction."""
        reference = self._reference_of(payment)
        closed = [
            part.claim
            for part in self._doors.of_reference(reference)
            if self._doors.live([part.claim]).get(part.claim) is None
        ]
        self._doors.reopen(reference)
        if closed:
            self._say("door.opened", payment, why, closed)

    def begin_retry(self, intent: Intent, payment: str, keys: Iterable[str] = ()) -> Intent:
        """Commit the intent to retry a payment of ours, its doors open, in one transaction.

        Gives what is stored, as ``Intents.begin`` does. Raises PersonNeeded where
        one of its claims is being collected otherwise.
        """
        stored = self._intents.get(intent.reference)
        if stored is not None and stored.state != "failed":
            return stored
        with self._database.immediate(f"intent {intent.reference} begun"):
            begun = self._intents.begin_inside(intent, keys={payment, *keys})
            if begun is intent:
                self.reopen_inside(payment, intent.reference)
        return begun

    def refuse_retry(
        self, reference: str, payment: str, note: str, opened: Iterable[Claim]
    ) -> None:
        """Record that a retry was refused; the doors that were opened for it close again."""
        with self._database.immediate(f"intent {reference} failed"):
            self._intents.end_inside(reference, "failed", note)
            self.close_inside(payment, note, opened)

    def cancelled(self, reference: str, payment: str, why: str, *, keeps: bool = False) -> None:
        """Record that GoCardless has cancelled a payment: done, and its claims are free.

        With ``keeps`` its doors stay, so that nothing collects them by itself.
        """
        stored = self._intents.known(reference)
        if stored.state == "done" and stored.remote == payment:
            return
        with self._database.immediate(f"payment {payment} cancelled"):
            self._intents.done_inside(reference, payment, why)
            if not keeps:
                self.close_inside(payment, why)

    def _say(self, kind: str, payment: str, why: str, claims: Sequence[Claim]) -> None:
        keys = {key for one in claims for key in (one.customer, one.document)}
        self._audit.append(kind, payment, {"why": why, "claims": [str(c) for c in claims]}, keys)

    def _reference_of(self, payment: str) -> str:
        found = self._database.value(
            "SELECT reference FROM allocations WHERE payment = ? AND payment <> ''", (payment,)
        )
        if found is None:
            raise S300gcError(f"{payment} is not a payment of this database")
        return str(found)

    # ------------------------------------------------------------ X

    def free_x_inside(self, payments: Iterable[str]) -> None:
        """Forget X of payments whose booking was withdrawn before anything of it was sent."""
        self._database.write(
            "UPDATE allocations SET x = '', account_set = '' WHERE payment <> ''"
            " AND payment IN (SELECT value FROM json_each(?))",
            (wanted(payments),),
        )

    def fix_x(self, payment: str, allocations: Iterable[Allocation]) -> None:
        """Store X and the account set with what a payment stands for; both never change again."""
        with self._database.immediate(f"accounts of {payment}"):
            self.fix_x_inside(payment, allocations)

    def fix_x_inside(self, payment: str, allocations: Iterable[Allocation]) -> None:
        """Do what ``fix_x`` does within the open transaction."""
        known = {part.claim: part for part in self.of_payment(payment)}
        for part in allocations:
            stored = known.get(part.claim)
            if stored is None:
                raise S300gcError(f"{payment} does not stand for {part.claim}")
            if stored.x and (stored.x, stored.account_set) != (part.x, part.account_set):
                raise S300gcError(f"{payment} is booked against {stored.x}, not {part.x}")
            self._database.write(
                "UPDATE allocations SET x = ?, account_set = ? WHERE payment = ? AND payment <> ''"
                " AND customer = ? AND document = ? AND instalment = ?",
                (part.x, part.account_set, payment, *_cells(part.claim)),
            )

    # ------------------------------------------------------------ healing

    def adopt(
        self,
        payment: Payment,
        reference: str,
        key: str,
        allocations: Sequence[Allocation],
        attempt: int,
    ) -> Intent:
        """Record a payment of ours that GoCardless has and the store does not know as done.

        Heals a database that was restored from an older copy. A dead payment gets
        no live door. Known already as this payment: nothing is written. An intent
        in doubt, or one that seemed refused, becomes done; a stopped one stays for
        a person. Raises PersonNeeded where the reference is another payment, or
        where a claim has a live door already.
        """
        stored = self._intents.get(reference)
        if stored is not None and (stored.state == "stopped" or stored.remote == payment.id):
            return stored
        with self._database.immediate(f"payment {payment.id} adopted"):
            stored = self._intents.get(reference)
            if stored is None:
                self._insert_adopted(payment, reference, key, allocations, attempt)
            else:
                self._intents.done_inside(reference, payment.id, "found at GoCardless")
                if payment.status in DEAD:
                    self.close_inside(payment.id, f"GoCardless says {payment.status}")
        return self._intents.known(reference)

    def _insert_adopted(
        self,
        payment: Payment,
        reference: str,
        key: str,
        allocations: Sequence[Allocation],
        attempt: int,
    ) -> None:
        intent = Intent(
            reference=reference,
            kind="payment",
            key=key,
            request=canonical(payment),
            begun_at=payment.created_at,
            state="done",
            remote=payment.id,
            note="found at GoCardless",
        )
        self._intents.insert(intent)
        if payment.status in DEAD:
            self._doors.keep_closed(reference, allocations, attempt, payment.id)
        else:
            self._doors.open(reference, allocations, attempt, payment.id)
        named = {name for part in allocations for name in _cells(part.claim)[:2]}
        body = {"status": payment.status, "key": key, "attempt": attempt, "request": intent.request}
        self._audit.append("payment.adopted", reference, body, {payment.id, *named})


def _cells(one: Claim) -> tuple[str, str, int]:
    return one.customer, one.document, one.instalment
