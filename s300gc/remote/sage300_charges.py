"""Recurring charges of AR and the schedules by which Sage 300 invoices them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from pydantic import Field

from s300gc.model.subscriptions import ChargeKey, ChargeLine, RecurringCharge, Schedule
from s300gc.remote.odata import chunks, eq
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_text import account
from s300gc.remote.wire import Day, Text, Whole, Yes, money

LAST = 32
"""The number behind the word for the last day of a month."""


class ChargeLineWire(SageWire):
    """A distribution line of a recurring charge."""

    distribution_code: Text = ""
    revenue_account: Text = ""
    description: Text = ""
    extended_amount_with_tip: Decimal = Field(default=Decimal(0), alias="ExtendedAmountWithTIP")


class RecurringChargeWire(SageWire):
    """A recurring charge (``ARRecurringCharges``)."""

    recurring_charge_code: Text
    customer_number: Text
    description: Text = ""
    invoice_description: Text = ""
    status: Text
    expiration_type: Text = ""
    expiration_date: Day = None
    maximum_total_invoice_amount: Decimal = Decimal(0)
    maximum_number_of_invoices: Whole = 0
    currency_code: Text = ""
    invoice_total_including_tax: Decimal
    schedule: Text = ""
    next_scheduled_date: Day = None
    job_related: Yes = False
    posted_number_of_invoices: Whole = 0
    posted_total_invoice_amount: Decimal = Decimal(0)
    unposted_number_of_invoices: Whole = 0
    unposted_total_invoice_amount: Decimal = Decimal(0)
    tax_group: Text = ""
    account_set: Text = ""
    terms: Text = ""
    recurring_charge_details: list[ChargeLineWire] = Field(default_factory=list)

    def value(self, home: str) -> RecurringCharge:
        """Give the charge; ``home`` is the company's currency."""
        key = ChargeKey(self.recurring_charge_code, self.customer_number)
        what = f"Sage 300 recurring charge {key}"
        currency = self.currency_code or home
        by = self.expiration_type
        invoiced = self.posted_total_invoice_amount + self.unposted_total_invoice_amount
        most = self.maximum_total_invoice_amount
        return RecurringCharge(
            key=key,
            description=self.invoice_description or self.description,
            active=self.status == "Active",
            amount=money(self.invoice_total_including_tax, currency, what),
            schedule=self.schedule,
            next_date=self.next_scheduled_date,
            expires=self.expiration_date if by == "SpecificDate" else None,
            most_invoices=self.maximum_number_of_invoices if by == "NumberOfInvoices" else None,
            most_total=money(most, currency, what) if by == "MaximumAmount" else None,
            invoices=self.posted_number_of_invoices + self.unposted_number_of_invoices,
            invoiced=money(invoiced, currency, what) if invoiced else None,
            job_related=self.job_related,
            tax_group=self.tax_group,
            account_set=self.account_set,
            terms=self.terms,
            lines=tuple(
                ChargeLine(
                    line.distribution_code,
                    account(line.revenue_account),
                    line.description,
                    money(line.extended_amount_with_tip, currency, what),
                )
                for line in self.recurring_charge_details
            ),
        )


class ScheduleWire(SageWire):
    """A schedule (``CSSchedules``)."""

    schedule_code: Text
    interval: Text
    frequency: Text = ""
    phase: Whole = 1
    dayof_month: Text = Field(default="", alias="DayofMonth")

    def value(self) -> Schedule:
        """Give the schedule; the day of the month is told as a word such as ``Num15th``."""
        digits = re.search(r"\d+", self.dayof_month)
        last = LAST if self.dayof_month.casefold().startswith("last") else 0
        day = int(digits[0]) if digits else last
        return Schedule(self.schedule_code, self.interval, self.frequency, max(1, self.phase), day)


class Charges(Part):
    """What is asked about recurring charges."""

    def recurring_charges(self, codes: Iterable[str]) -> list[RecurringCharge]:
        """Read the recurring charges of these codes, of all customers."""
        home = self._home()
        return [
            found.value(home)
            for filter in chunks([eq("RecurringChargeCode", code) for code in sorted(codes)])
            for found in self._link.entities(
                "AR", "ARRecurringCharges", RecurringChargeWire, filter
            )
        ]

    def schedules(self, codes: Iterable[str]) -> list[Schedule]:
        """Read schedules by their codes; those not there are left out."""
        return [
            found.value()
            for filter in chunks([eq("ScheduleCode", code) for code in sorted(codes)])
            for found in self._link.entities("CS", "CSSchedules", ScheduleWire, filter)
        ]
