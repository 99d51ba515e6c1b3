"""GoCardless payouts and their items as they come, and the values they become.

Names and types: GoCardless API reference, version 2015-07-06.
"""

from datetime import date
from decimal import Decimal

from pydantic import Field, StrictInt

from s300gc.model import Money, Payout, PayoutItem, Tax
from s300gc.remote.wire import Moment, Text, Wire

PAID_OUT = "payment_paid_out"
TAKEN_BACK = ("payment_failed", "payment_charged_back")
"""Debits by their meaning. Which item a cancelled chargeback is, is not documented: where it is one
of these with a positive amount, it brings the payment in again."""


class PayoutFx(Wire):
    """How a payout was converted; there also where it was not."""

    fx_currency: Text = ""
    fx_amount: StrictInt | None = None
    exchange_rate: Decimal | None = None


class PayoutLinks(Wire):
    """What a payout hangs on."""

    creditor: str


class PayoutWire(Wire):
    """A payout."""

    id: str
    created_at: Moment
    amount: StrictInt
    currency: str
    deducted_fees: StrictInt
    status: str
    payout_type: str = "merchant"
    reference: Text = ""
    arrival_date: date | None = None
    fx: PayoutFx | None = None
    links: PayoutLinks

    def value(self) -> Payout:
        """Give the payout; only another currency than its own counts as converted.

        One that will be converted is pending until its rate is confirmed: what it brings is
        not known before (GoCardless API reference, payouts, ``fx_rate_confirmed``).
        """
        fx = self.fx or PayoutFx()
        elsewhere = fx.fx_currency not in ("", self.currency)
        converted = elsewhere and fx.fx_amount is not None
        landed = Money(fx.fx_amount or 0, fx.fx_currency) if converted else None
        waits = elsewhere and not converted and self.status == "paid"
        return Payout(
            id=self.id,
            created_at=self.created_at,
            amount=Money(self.amount, self.currency),
            deducted_fees=self.deducted_fees,
            status="pending" if waits else self.status,
            kind=self.payout_type,
            reference=self.reference,
            creditor=self.links.creditor,
            arrival_date=self.arrival_date,
            landed=landed,
            rate=fx.exchange_rate if converted else None,
        )


class TaxWire(Wire):
    """The tax inside a fee."""

    amount: Decimal
    currency: str
    tax_rate_id: Text = ""
    destination_amount: Decimal | None = None
    destination_currency: Text = ""

    def value(self) -> Tax:
        """Give the tax."""
        return Tax(
            self.amount,
            self.currency,
            self.tax_rate_id,
            self.destination_amount,
            self.destination_currency,
        )


class ItemLinks(Wire):
    """What a payout item is about; a fee need not name anything."""

    payment: Text = ""
    refund: Text = ""
    mandate: Text = ""


class PayoutItemWire(Wire):
    """A payout item; its amount is text in minor units with a fraction."""

    type: str
    amount: Decimal
    links: ItemLinks = ItemLinks()
    taxes: list[TaxWire] = Field(default_factory=list)

    def value(self) -> PayoutItem:
        """Give the item; a payment's money that comes in once more is what was paid out."""
        links = self.links
        taxes = tuple(tax.value() for tax in self.taxes)
        again = self.type in TAKEN_BACK and self.amount > 0
        kind = PAID_OUT if again else self.type
        return PayoutItem(kind, self.amount, links.payment, links.refund, links.mandate, taxes)
