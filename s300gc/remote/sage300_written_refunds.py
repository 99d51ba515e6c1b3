"""AR refund batches of ours as Sage 300 has them, read back whole after a lost database."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from s300gc.model import Batch, Period, total
from s300gc.model.ar_refunds import ARRefund, PaidCredit
from s300gc.remote.odata import key, within
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_refunds import REFUND_BATCHES, RefundBatchWire
from s300gc.remote.sage300_text import account
from s300gc.remote.sage300_written import OURS
from s300gc.remote.wire import Day, Text, UnexpectedAnswer, money


class WrittenCreditWire(SageWire):
    """What a refund takes off one credit."""

    document_number: Text
    amount_customer: Decimal


class WrittenRefundWire(SageWire):
    """A refund entry."""

    customer_number: Text
    document_number: Text
    document_description: Text = ""
    document_date: Day = None
    fiscal_year: Text = ""
    fiscal_period: Text = ""
    cash_gl_account: Text = Field(default="", alias="CashGLAccount")
    rate_type: Text = ""
    exchange_rate: Decimal = Decimal(1)
    refund_details: list[WrittenCreditWire] = Field(default_factory=list)


class WrittenRefundsWire(SageWire):
    """A refund batch with its entries."""

    description: Text = Field(default="", alias="BatchDescription")
    refund_entries: list[WrittenRefundWire] = Field(default_factory=list)


class WrittenRefunds(Part):
    """What is asked about AR refund batches of ours long after they were made."""

    def our_refund_batches(self) -> Iterator[Batch]:
        """List the headers of all AR refund batches of ours, deleted ones among them.

        Empty where this server has no such batches in its Web API.
        """
        if not self._link.offers("AR", REFUND_BATCHES.resource):
            return
        ours = within("BatchDescription", OURS, self._link.dialect.search)
        for row in self._link.entities("AR", REFUND_BATCHES.resource, RefundBatchWire, ours):
            found = row.value()
            if found.description.startswith(OURS):
                yield found

    def written_refund(
        self, number: str, *, payout: str, payment: str, place: tuple[int, int], currency: str
    ) -> ARRefund | None:
        """Read an AR refund batch of ours; None where it is gone or has not exactly one entry.

        ``place`` is position and booking of the line it stands for, ``currency`` that of its
        payout. What was open of the credits before nobody knows any more: what was taken
        stands for it.
        """
        found = self._link.one("AR", REFUND_BATCHES.resource, key(int(number)), WrittenRefundsWire)
        if found is None or len(found.refund_entries) != 1:
            return None
        entry, what = found.refund_entries[0], f"Sage 300 refund batch {number}"
        day = entry.document_date
        if day is None:
            raise UnexpectedAnswer(f"{what}: DocumentDate is missing in the answer")
        amounts = [money(one.amount_customer, currency, what) for one in entry.refund_details]
        names = [one.document_number for one in entry.refund_details]
        foreign = currency != self._home()
        return ARRefund(
            reference=found.description,
            number=entry.document_number,
            payout=payout,
            booking=place[1],
            position=place[0],
            payment=payment,
            customer=entry.customer_number,
            x=account(entry.cash_gl_account),
            amount=total(amounts, currency),
            dated=day,
            period=Period(entry.fiscal_year, entry.fiscal_period, day, day),
            description=entry.document_description,
            credits=tuple(PaidCredit(n, a, a) for n, a in zip(names, amounts, strict=True)),
            rate=entry.exchange_rate if foreign else Decimal(1),
            rate_type=entry.rate_type if foreign else "",
        )
