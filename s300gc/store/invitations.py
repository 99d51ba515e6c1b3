"""Who was asked for a mandate, with which billing request, and what became of that.

What is written here goes together with its intent and its audit row, in one transaction.
"""

from collections.abc import Iterable

from s300gc.model import Intent
from s300gc.model.invitations import BillingRequest, Flow, Invitation, Invite
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import maybe_instant, stamp, wanted
from s300gc.store.database import Database
from s300gc.store.intents import Intents

SELECT = (
    "SELECT i.customer, i.number, i.reference, i.currency, i.request, i.status, i.url,"
    " i.expires_at, i.mandate, i.mailed, i.mailed_to FROM"
)


class Invitations:
    """The invitations of one database; at most one of each customer is open."""

    def __init__(self, database: Database, audit: Audit, intents: Intents) -> None:
        self._database = database
        self._audit = audit
        self._intents = intents

    # ------------------------------------------------------------ reading

    def last(self, customers: Iterable[str]) -> dict[str, Invitation]:
        """Give the last invitation of each of these customers that has one."""
        rows = self._database.rows(
            f"{SELECT} json_each(?) AS w CROSS JOIN invitations AS i ON i.customer = w.value"
            " ORDER BY i.customer, i.number",
            (wanted(customers),),
        )
        return {row["customer"]: _invitation(row) for row in rows}

    def of_requests(self, ids: Iterable[str]) -> list[Invitation]:
        """Give the invitations that these billing requests are."""
        rows = self._database.rows(
            f"{SELECT} json_each(?) AS w CROSS JOIN invitations AS i"
            " ON i.request = w.value AND i.request <> ''",
            (wanted(ids),),
        )
        return [_invitation(row) for row in rows]

    # ------------------------------------------------------------ writing

    def begin(self, intent: Intent, step: Invite) -> Intent:
        """Commit the intent to ask a customer; gives what is stored, as ``Intents.begin`` does."""
        with self._database.immediate(f"intent {intent.reference} begun"):
            begun = self._intents.begin_inside(intent, keys=[step.customer])
            if begun is intent:
                self._insert(step, "begun")
        return begun

    def _insert(self, step: Invite, status: str, request: str = "", mandate: str = "") -> None:
        self._database.write(
            "INSERT INTO invitations (customer, number, reference, currency, status, request,"
            " mandate, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (customer, number)"
            " DO UPDATE SET status = excluded.status, request = excluded.request,"
            " reference = excluded.reference, currency = excluded.currency, at = excluded.at",
            (
                *(step.customer, step.number, step.reference, step.currency, status, request),
                *(mandate, self._database.now),
            ),
        )

    def created(self, step: Invite, found: BillingRequest) -> None:
        """Record the billing request that was made, or found to be there already."""
        with self._database.immediate(f"billing request {found.id}"):
            self._intents.done_inside(step.reference, found.id, keys=[step.customer])
            self._insert(step, found.status, found.id, found.mandate)

    def refused(self, reference: str, why: str) -> None:
        """Record that the request was definitely refused: it may be begun anew."""
        with self._database.immediate(f"intent {reference} failed"):
            self._intents.end_inside(reference, "failed", why)
            self._database.write(
                "UPDATE invitations SET status = 'refused' WHERE reference = ?", (reference,)
            )

    def linked(self, invitation: Invitation, flow: Flow) -> None:
        """Record the link that a customer is to answer at; the one before counts no more."""
        with self._database.immediate(f"link of {invitation.request}"):
            self._database.write(
                "UPDATE invitations SET flow = ?, url = ?, expires_at = ? WHERE request = ?",
                (flow.id, flow.url, stamp(flow.expires_at), invitation.request),
            )
            said = {"flow": flow.id, "expires_at": stamp(flow.expires_at)}
            keys = {invitation.customer, invitation.request}
            self._audit.append("invitation.link", invitation.reference, said, keys)

    def mailed(self, invitation: Invitation, to: str) -> None:
        """Record that the present link of an invitation was e-mailed to an address."""
        with self._database.immediate(f"e-mail of {invitation.request}"):
            self._database.write(
                "UPDATE invitations SET mailed = url, mailed_to = ? WHERE request = ?",
                (to, invitation.request),
            )
            keys = {invitation.customer, invitation.request}
            self._audit.append("invitation.mailed", invitation.reference, {"to": to}, keys)

    def stands(self, found: BillingRequest) -> bool:
        """Record how a billing request stands; tell whether that was news of one of ours."""
        known = self.of_requests([found.id])
        if not known or (known[0].status, known[0].mandate) == (found.status, found.mandate):
            return False
        with self._database.immediate(f"billing request {found.id}"):
            self._database.write(
                "UPDATE invitations SET status = ?, mandate = ? WHERE request = ?",
                (found.status, found.mandate, found.id),
            )
            said = {"was": known[0].status, "status": found.status, "mandate": found.mandate}
            keys = {known[0].customer, found.id, found.mandate} - {""}
            self._audit.append("invitation.status", known[0].reference, said, keys)
        return True


def _invitation(row: sqlite.Row) -> Invitation:
    return Invitation(
        customer=row["customer"],
        number=row["number"],
        reference=row["reference"],
        currency=row["currency"],
        status=row["status"],
        request=row["request"],
        url=row["url"],
        expires_at=maybe_instant(row["expires_at"]),
        mandate=row["mandate"],
        mailed=row["mailed"],
        mailed_to=row["mailed_to"],
    )
