"""What a story does on GoCardless' side once money has come in: refunds, disputes, new mandates."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

OPEN = ("pending_submission", "submitted", "active")


@dataclass(frozen=True, slots=True)
class Agree:
    """The contract with GoCardless: whether refunds are allowed, what returns cost, and in which
    currency another one is paid out. ``surcharge`` is in tenths of a minor unit.
    """

    refunds: bool = False
    surcharge: int = 0
    converts: tuple[str, str] | None = None

    def happen(self, world: "World") -> None:
        """Set what is agreed for the creditor."""
        creditor = world.story["creditor"]
        if self.refunds:
            world.gocardless.allow_refunds(creditor)
        world.gocardless.set_surcharge(creditor, self.surcharge)
        if self.converts:
            world.gocardless.convert(creditor, *self.converts)


@dataclass(frozen=True, slots=True)
class Refund:
    """A person refunds so many hundredths of a customer's first payment, once it is paid out."""

    customer: str
    share: int

    def happen(self, world: "World") -> None:
        """Make the refund, unless there was one or nothing has been paid out yet."""
        refunds = world.story.setdefault("refunds", {})
        paid = _payments(world, self.customer, "paid_out")
        if self.customer not in refunds and paid:
            amount = max(paid[0]["amount"] * self.share // 100, 1)
            refunds[self.customer] = world.gocardless.refund_payment(paid[0]["id"], amount)


@dataclass(frozen=True, slots=True)
class SendBack:
    """The payer's bank sends a customer's refund back, once he had it."""

    customer: str

    def happen(self, world: "World") -> None:
        """Bounce the refund, if it was paid."""
        identity = world.story.get("refunds", {}).get(self.customer, "")
        refund = world.gocardless.data["rows"]["refunds"].get(identity)
        if refund and refund["status"] == "paid":
            world.gocardless.bounce_refund(identity)


@dataclass(frozen=True, slots=True)
class Dispute:
    """The bank takes a customer's chargeback back."""

    customer: str

    def happen(self, world: "World") -> None:
        """Cancel each chargeback that there is."""
        for payment in _payments(world, self.customer, "charged_back"):
            world.gocardless.cancel_chargeback(payment["id"])


@dataclass(frozen=True, slots=True)
class Replace:
    """GoCardless replaces a customer's mandate by a new one."""

    customer: str

    def happen(self, world: "World") -> None:
        """Replace it, unless it has ended, and remember the new one."""
        mandate = _mandate(world, self.customer)
        if mandate["status"] in OPEN:
            new = world.gocardless.replace_mandate(mandate["id"])
            world.story["mandates"][self.customer] = new


@dataclass(frozen=True, slots=True)
class Move:
    """A customer moves his account to another bank, and his mandate with it."""

    customer: str

    def happen(self, world: "World") -> None:
        """Transfer the mandate, unless it has ended."""
        mandate = _mandate(world, self.customer)
        if mandate["status"] in OPEN:
            world.gocardless.transfer_mandate(mandate["id"])


def _mandate(world: "World", customer: str) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = world.gocardless.data["rows"]["mandates"]
    return rows[world.story["mandates"][customer]]


def _payments(world: "World", customer: str, status: str) -> list[dict[str, Any]]:
    """Give a customer's payments in one status, oldest first."""
    payer = _mandate(world, customer)["links"]["customer"]
    rows = world.gocardless.data["rows"]["payments"].values()
    return [row for row in rows if (row["_customer"], row["status"]) == (payer, status)]
