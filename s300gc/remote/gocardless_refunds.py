"""GoCardless refunds: read, listed and made.

Names, statuses and the confirmation of the total: GoCardless API reference, refunds.
"""

from pydantic import Field, StrictInt

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.model import Money
from s300gc.model.refunds import CreateRefund, Refund
from s300gc.remote.gocardless_link import GoCardlessLink
from s300gc.remote.gocardless_wire import Pairs, pairs
from s300gc.remote.wire import Json, Moment, Text, Wire

CONFLICT = "idempotent_creation_conflict"
"""The reason with which a key is refused that was used before (API reference, errors)."""


class RefundLinks(Wire):
    """What a refund hangs on."""

    payment: Text = ""
    mandate: Text = ""


class RefundWire(Wire):
    """A refund."""

    id: str
    created_at: Moment
    amount: StrictInt
    currency: str
    status: str
    reference: Text = ""
    metadata: Pairs = Field(default_factory=dict)
    links: RefundLinks

    def value(self) -> Refund:
        """Give the refund."""
        return Refund(
            id=self.id,
            created_at=self.created_at,
            amount=Money(self.amount, self.currency),
            status=self.status,
            payment=self.links.payment,
            mandate=self.links.mandate,
            reference=self.reference,
            metadata=pairs(self.metadata),
        )


class Refunds:
    """What is asked and sent about refunds with one access token."""

    _link: GoCardlessLink

    def refunds(self, payment: str) -> list[Refund]:
        """List the refunds of a payment, at most five as GoCardless has it."""
        found = self._link.all("refunds", RefundWire, [("payment", payment)])
        return [one.value() for one in found]

    def refund(self, id: str) -> Refund:
        """Read a refund."""
        return self._link.one("refunds", id, RefundWire).value()

    def create_refund(self, step: CreateRefund) -> Refund:
        """Refund a payment under an idempotency key, or find what the key has made.

        ``step.total`` tells GoCardless what all refunds of the payment come to with this
        one; where it disagrees, ``Refused``. What a used key has made is read and compared:
        payment and amount equal is success, anything else ``PersonNeeded``.
        """
        what = f"refund {step.amount} of payment {step.payment}"
        values: dict[str, Json] = {
            "amount": step.amount.minor,
            "total_amount_confirmation": step.total,
            "metadata": dict(step.metadata),
            "links": {"payment": step.payment},
        }
        try:
            found = self._link.write(
                "/refunds", {"refunds": values}, what, "refunds", RefundWire, key=step.key
            ).value()
        except Refused as conflict:
            if conflict.code != CONFLICT:
                raise
            found = self._refund_of_key(conflict.links.get("conflicting_resource_id", ""), what)
        if (found.payment or step.payment, found.amount) != (step.payment, step.amount):
            raise PersonNeeded(
                f"refund {found.id} stands for {step.reference}, but is {found.amount} of"
                f" {found.payment}, not {step.amount} of {step.payment}: compare the two"
            )
        return found

    def _refund_of_key(self, id: str, what: str) -> Refund:
        """Read what a used key has made: it exists, so being refused it is no refusal."""
        try:
            return self.refund(id)
        except Refused as refused:
            raise OutcomeUnknown(
                f"could not {what}: its key was used before, and {id or 'what it made'}"
                " cannot be read; run again"
            ) from refused
