"""AR refund batches: open credits that went back to customers through GoCardless."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from s300gc.model.ar_refunds import ARRefund
from s300gc.remote.sage300_batches import ARBatchWire, BatchKind
from s300gc.remote.sage300_posting import RangePoster
from s300gc.remote.sage300_text import DESCRIPTION, DOCUMENT_NUMBER, account, exact, free
from s300gc.remote.wire import Json, Text

CASH = "Cash"
"""How a refund is paid: out of a GL account, without a check (``PaymentType``)."""


class RefundBatchWire(ARBatchWire):
    """The header of a refund batch (``ARRefundBatches``), which names two things otherwise."""

    description: Text = Field(default="", alias="BatchDescription")
    batch_total: Decimal = Field(default=Decimal(0), alias="TotalOfEntries")


def refund_body(step: ARRefund, home: str, written: Mapping[str, str]) -> dict[str, Json]:
    """Write a refund as the body of a batch of its own; ``CashGLAccount`` is X.

    Customer, currency and rate stand before amounts, because Sage takes the properties in
    their order (Sage 300 Web API developer reference, "Property order"). ``written`` is how
    AR writes accounts: its samples have the signs between segments.
    """
    subject = f"refund {step.number}"
    day = step.dated.isoformat()
    entry: dict[str, Json] = {
        "CustomerNumber": step.customer,
        "DocumentNumber": exact(step.number, DOCUMENT_NUMBER, "its number", subject),
        "DocumentDescription": free(step.description),
        "DocumentDate": day,
        "PostingDate": day,
        "FiscalYear": step.period.year,
        "FiscalPeriod": step.period.number,
        "CashGLAccount": written.get(account(step.x), account(step.x)),
    }
    if step.amount.currency != home:
        if step.rate_type:
            entry["RateType"] = step.rate_type
        entry |= {"RateDate": day, "ExchangeRate": step.rate}
    entry["RefundDetails"] = [
        {
            "DocumentNumber": exact(one.document, DOCUMENT_NUMBER, "the credit", subject),
            "PaymentNumber": 1,
            "PaymentType": CASH,
            "AmountPayment": one.amount.decimal,
            "AmountCustomer": one.amount.decimal,
        }
        for one in step.credits
    ]
    return {
        "BatchDescription": exact(step.reference, DESCRIPTION, "the reference", "refund batch"),
        "BatchDate": day,
        "RefundEntries": [entry],
    }


REFUND_BATCHES = BatchKind(
    noun="refund batch",
    module="AR",
    resource="ARRefundBatches",
    wire=RefundBatchWire,
    post=RangePoster("AR", "ARPostRefunds"),
    ready={"BatchStatus": "ReadyToPost"},
    description="BatchDescription",
)
