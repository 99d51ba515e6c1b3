"""What the entries of a posted invoice batch say that posted documents do not.

Posted documents have neither their payment schedule nor their optional fields; both stand
in the entry they were posted from (Sage 300 Web API, ``ARInvoiceBatches``), until "clear
history" removes the batch.
"""

from decimal import Decimal

from pydantic import Field

from s300gc.model import Entry, Instalment, Money
from s300gc.remote.odata import key
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.wire import Day, Text, UnexpectedAnswer, Whole, money


class ScheduleWire(SageWire):
    """A scheduled payment of an entry."""

    payment_number: Whole
    due_date: Day = None
    amount_due: Decimal
    discount_date: Day = None
    discount_amount: Decimal = Decimal(0)

    def value(self, currency: str, what: str) -> Instalment:
        """Give the instalment."""
        if self.due_date is None:
            raise UnexpectedAnswer(f"{what}: DueDate is missing in its schedule")
        return Instalment(
            number=self.payment_number,
            due=self.due_date,
            amount=money(self.amount_due, currency, what),
            discount=discount(self.discount_amount, currency, what),
            discount_until=self.discount_date if self.discount_amount else None,
        )


class EntryFieldWire(SageWire):
    """An optional field of an entry."""

    optional_field: Text
    value: Text = ""


class EntryWire(SageWire):
    """An entry of an invoice batch."""

    entry_number: Whole
    customer_number: Text
    document_number: Text
    currency_code: Text = ""
    recurring_charge_code: Text = ""
    invoice_payment_schedules: list[ScheduleWire] = Field(default_factory=list)
    invoice_optional_fields: list[EntryFieldWire] = Field(default_factory=list)

    def value(self, batch: str, home: str) -> Entry:
        """Give the entry; ``home`` is the company's currency."""
        what = f"entry {self.entry_number} of Sage 300 invoice batch {batch}"
        parts = [
            one.value(self.currency_code or home, what) for one in self.invoice_payment_schedules
        ]
        fields = {one.optional_field: one.value for one in self.invoice_optional_fields}
        return Entry(
            customer=self.customer_number,
            number=self.document_number,
            batch=batch,
            entry=str(self.entry_number),
            instalments=tuple(sorted(parts, key=lambda part: part.number)),
            fields=tuple(sorted(fields.items())),
            recurring_charge=self.recurring_charge_code,
        )


class EntriesWire(SageWire):
    """An invoice batch with its entries."""

    invoices: list[EntryWire] = Field(default_factory=list)


def discount(amount: Decimal, currency: str, what: str) -> Money | None:
    """Give an early-payment discount; None where there is none."""
    return money(amount, currency, what) if amount else None


class Entries(Part):
    """What is asked about the entries of posted invoice batches."""

    def entries(self, batch: str) -> list[Entry] | None:
        """Read the entries of an invoice batch with schedules and optional fields, in one request.

        None where the batch is not there: "clear history" removes batches.
        """
        found = self._link.one("AR", "ARInvoiceBatches", key(int(batch)), EntriesWire)
        if found is None:
            return None
        home = self._home()
        return [one.value(batch, home) for one in found.invoices]
