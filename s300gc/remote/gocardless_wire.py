"""GoCardless payers, mandates and payments as they come, and the values they become.

Names and types: GoCardless API reference, version 2015-07-06.
"""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictInt

from s300gc.model import (
    BankAccount,
    GCCustomer,
    Mandate,
    Money,
    Payment,
)
from s300gc.remote.http import dumped
from s300gc.remote.values import Balance, Creditor
from s300gc.remote.wire import Json, Moment, Text, Wire


def _without_nulls(value: object) -> object:
    """Null is no pairs at all, and a pair whose value is null is none."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {name: found for name, found in value.items() if found is not None}
    return value


Pairs = Annotated[dict[str, str], BeforeValidator(_without_nulls)]
"""Metadata or links."""


def pairs(values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Sort metadata or links into a frozen form."""
    return tuple(sorted(values.items()))


class CustomerWire(Wire):
    """A customer."""

    id: str
    created_at: Moment
    email: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    company_name: Text = ""
    metadata: Pairs = Field(default_factory=dict)

    def value(self) -> GCCustomer:
        """Give the customer; a company goes by its name, a person by both of his."""
        person = f"{self.given_name} {self.family_name}".strip()
        name = self.company_name or person
        return GCCustomer(self.id, self.created_at, self.email, name, pairs(self.metadata))


class CustomerLink(Wire):
    """What a bank account hangs on."""

    customer: str


class BankAccountWire(Wire):
    """A customer bank account."""

    id: str
    bank_name: Text = ""
    account_number_ending: Text = ""
    currency: Text = ""
    enabled: bool = True
    links: CustomerLink

    def value(self) -> BankAccount:
        """Give the bank account."""
        ending = self.account_number_ending
        owner = self.links.customer
        return BankAccount(self.id, owner, self.bank_name, ending, self.currency, self.enabled)


class MandateLinks(Wire):
    """What a mandate hangs on."""

    customer: str
    customer_bank_account: str
    creditor: str


class MandateWire(Wire):
    """A mandate."""

    id: str
    created_at: Moment
    scheme: str
    status: str
    reference: Text = ""
    next_possible_charge_date: date | None = None
    metadata: Pairs = Field(default_factory=dict)
    links: MandateLinks

    def value(self) -> Mandate:
        """Give the mandate."""
        return Mandate(
            id=self.id,
            created_at=self.created_at,
            customer=self.links.customer,
            bank_account=self.links.customer_bank_account,
            creditor=self.links.creditor,
            scheme=self.scheme,
            status=self.status,
            reference=self.reference,
            next_charge_date=self.next_possible_charge_date,
            metadata=pairs(self.metadata),
        )


class PaymentLinks(Wire):
    """What a payment hangs on."""

    mandate: str
    creditor: str
    payout: Text = ""
    subscription: Text = ""


class PaymentWire(Wire):
    """A payment."""

    id: str
    created_at: Moment
    amount: StrictInt
    currency: str
    charge_date: date | None = None
    status: str
    description: Text = ""
    amount_refunded: StrictInt = 0
    metadata: Pairs = Field(default_factory=dict)
    links: PaymentLinks

    def value(self) -> Payment:
        """Give the payment."""
        return Payment(
            id=self.id,
            created_at=self.created_at,
            amount=Money(self.amount, self.currency),
            charge_date=self.charge_date,
            status=self.status,
            mandate=self.links.mandate,
            creditor=self.links.creditor,
            description=self.description,
            metadata=pairs(self.metadata),
            payout=self.links.payout,
            subscription=self.links.subscription,
            refunded=self.amount_refunded,
        )


class CreditorWire(Wire):
    """A creditor."""

    id: str
    name: Text = ""
    country_code: Text = ""
    verification_status: Text = ""
    can_create_refunds: bool = False
    fx_payout_currency: Text = ""

    def value(self) -> Creditor:
        """Give the creditor."""
        return Creditor(
            self.id,
            self.name,
            self.country_code,
            self.verification_status,
            self.can_create_refunds,
            self.fx_payout_currency,
        )


class BalanceWire(Wire):
    """A balance."""

    amount: StrictInt
    currency: str
    balance_type: str
    last_updated_at: Moment | None = None

    def value(self) -> Balance:
        """Give the balance."""
        return Balance(Money(self.amount, self.currency), self.balance_type, self.last_updated_at)


class Cursors(Wire):
    """Where the pages before and after begin."""

    after: str | None = None


class Meta(Wire):
    """What a list says of itself."""

    cursors: Cursors | None = None


def raw(value: Json) -> str:
    """Write an object that was one of many on a page: the same JSON without white space."""
    return (dumped(value) or b"").decode()


def named(row: Json, resource: str) -> str:
    """Name an object for a message: the singular of its resource, and its id where it has one."""
    id = row.get("id") if isinstance(row, dict) else None
    return f"{resource.removesuffix('s').replace('_', ' ')} {id or ''}".strip()
