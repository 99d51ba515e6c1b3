"""What people, banks and GoCardless itself may do in a story, beside what the API offers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from s300gc.sandbox.gocardless import (
    collection,
    contracts,
    mandates,
    moves,
    owing,
    payments,
    refunds,
    settlement,
)
from s300gc.sandbox.gocardless.endings import cancel_payment, end_mandate
from s300gc.sandbox.gocardless.errors import bad_state
from s300gc.sandbox.gocardless.events import Why, by_call, by_gocardless
from s300gc.sandbox.gocardless.fields import Fields
from s300gc.sandbox.gocardless.notice import OPEN
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

if TYPE_CHECKING:
    from s300gc.sandbox.gocardless.organisation import Organisation


class Hands:
    """Deeds of a story by their names; ``ValueError`` where one is not possible.

    ``made_by`` is person, tool or story, and stands with what is made. Amounts are minor units.
    """

    _org: "Organisation"

    # ------------------------------------------------------------ the contract

    def set_prices(self, creditor_id: str, per_mille: int, fixed: int, highest: int) -> None:
        """Charge a creditor so many of a thousand and a sum, in tenths of a minor unit, + tax."""
        contracts.set_prices(self._org, creditor_id, per_mille, fixed, highest)

    def invoice_fees(self, creditor_id: str) -> None:
        """Invoice a creditor's fees instead of deducting them: no payout has any from now on."""
        contracts.invoice_fees(self._org, creditor_id)

    def convert(self, creditor_id: str, currency: str, into: str) -> None:
        """Pay what a creditor collects in a currency in another one from now on."""
        contracts.convert(self._org, creditor_id, currency, into)

    def make_partner(self, creditor_id: str, per_mille: int) -> None:
        """Give a creditor app fees, and so many of a thousand of all fees, in partner payouts."""
        contracts.make_partner(self._org, creditor_id, per_mille)

    def set_retries(self, creditor_id: str, gaps: Sequence[int]) -> None:
        """Let GoCardless try failed payments again after so many working days, each time."""
        contracts.set_retries(self._org, creditor_id, gaps)

    # ------------------------------------------------------------ payments

    def take_app_fee(self, payment_id: str, amount: int) -> None:
        """Let the partner's app that made a payment take a fee of it, before it is collected."""
        contracts.take_app_fee(self._org, payment_id, amount)

    def retry_payment(self, payment_id: str, made_by: str = "person") -> None:
        """Try a failed payment again in the dashboard, as early as its mandate allows."""
        row = self._org.get("payments", payment_id)
        why = by_call(made_by, "payment_retried")
        payments.try_again(self._org, row, Fields({}, "data", ()), None, why)

    def cancel_payment(self, payment_id: str, made_by: str = "person") -> None:
        """Cancel a payment in the dashboard before it is submitted."""
        row = self._org.get("payments", payment_id)
        if row["status"] != "pending_submission":
            raise bad_state("cancellation_failed", f"Payment is already {row['status']}")
        cancel_payment(self._org, row, by_call(made_by, "payment_cancelled"))

    def take_back(self, payment_id: str, cause: str = "") -> None:
        """Let the payer's bank take a collected payment back now, where its scheme allows that."""
        row = self._org.get("payments", payment_id)
        if row["status"] not in ("confirmed", "paid_out") or not SCHEMES[row["scheme"]].late:
            raise ValueError(f"{payment_id} of {row['scheme']} is {row['status']}")
        collection.fail(self._org, row, cause)

    def charge_back(self, payment_id: str) -> None:
        """Let the payer have his bank take a paid out payment back now."""
        row = self._org.get("payments", payment_id)
        if row["status"] != "paid_out" or not SCHEMES[row["scheme"]].charged_back:
            raise ValueError(f"{payment_id} of {row['scheme']} is {row['status']}")
        collection.charge_back(self._org, row, row["_attempt"])

    # ------------------------------------------------------------ refunds and payouts

    def refund_payment(self, payment_id: str, amount: int, made_by: str = "person") -> str:
        """Refund a payment in the dashboard, where that is allowed, and give the refund's id."""
        payment = self._org.get("payments", payment_id)
        refunds.check_payment(self._org, payment, amount)
        mandate = self._org.get("mandates", payment["links"]["mandate"])
        return str(refunds.new(self._org, made_by, mandate, payment, _refund(amount))["id"])

    def refund_mandate(self, mandate_id: str, amount: int, made_by: str = "person") -> str:
        """Send money to a payer that is no refund of one payment, and give the refund's id."""
        mandate = self._org.get("mandates", mandate_id)
        return str(refunds.new(self._org, made_by, mandate, None, _refund(amount))["id"])

    def bounce_refund(self, refund_id: str) -> None:
        """Let the payer's bank send a refund back; its money is part of a later payout."""
        row = self._org.get("refunds", refund_id)
        if row["status"] not in (*refunds.BEFORE_PAID, "paid"):
            raise ValueError(f"{refund_id} is {row['status']} already")
        refunds.bounce(self._org, row)

    def bounce_payout(self, payout_id: str) -> None:
        """Let the creditor's bank send a payout back; some days later it is sent again."""
        row = self._org.get("payouts", payout_id)
        if row["status"] != "paid":
            raise ValueError(f"{payout_id} is {row['status']}, not paid")
        settlement.bounce(self._org, row)

    def repay(self, creditor_id: str, currency: str) -> int:
        """Let a merchant pay back by transfer what he owes; no payout ever takes it then.

        Gives what he paid. ``ValueError`` where nothing is owed.
        """
        owed = -owing.waiting(self._org, creditor_id, currency)
        if owed <= 0:
            raise ValueError(f"{creditor_id} owes no {currency}")
        self._org.data["unsettled"][owing.name_of(creditor_id, currency)] = []
        return round(owed / 10)

    # ------------------------------------------------------------ mandates

    def _open(self, mandate_id: str) -> Row:
        row = self._org.get("mandates", mandate_id)
        if row["status"] not in OPEN:
            raise ValueError(f"{mandate_id} is {row['status']} already")
        return row

    def expire_mandate(self, mandate_id: str) -> None:
        """Let an active mandate expire now, as if it had not been used for too long."""
        mandates.expire(self._org, self._open(mandate_id), 1)

    def block_mandate(self, mandate_id: str) -> None:
        """Block a mandate, because it matches one of the merchant's blocks."""
        why, then = by_gocardless("mandate_blocked"), Why("api", "mandate_cancelled")
        end_mandate(self._org, self._open(mandate_id), "blocked", why, then)

    def transfer_mandate(self, mandate_id: str) -> str:
        """Let a payer's bank move his mandate to another account, and give that account's id."""
        row = self._open(mandate_id)
        moves.transfer(self._org, row)
        return str(row["links"]["customer_bank_account"])

    def reinstate_mandate(self, mandate_id: str, made_by: str = "person") -> None:
        """Send a cancelled or expired mandate to the banks again in the dashboard."""
        row = self._org.get("mandates", mandate_id)
        mandates.send_again(self._org, row, by_call(made_by, "resubmission_requested"))


def _refund(amount: int) -> Row:
    if amount < 1:
        raise ValueError("amount must be at least 1")
    return {"amount": amount, "reference": None, "metadata": {}}
