"""AR invoices that are made for money which GoCardless has collected; a person posts them."""

from s300gc.model.subscriptions import ChargeLine, DraftInvoice
from s300gc.remote.sage300_text import DESCRIPTION, DOCUMENT_NUMBER, exact, free
from s300gc.remote.wire import Json


def invoice_body(step: DraftInvoice) -> dict[str, Json]:
    """Write an invoice as the body of an open batch of its own.

    Customer and terms stand before the amounts, because Sage takes the properties in
    their order (Sage 300 Web API developer reference, "Property order"); accounts and
    tax are worked out by Sage from distribution codes and tax group.
    """
    subject = f"invoice {step.number}"
    entry: dict[str, Json] = {
        "CustomerNumber": step.charge.customer,
        "DocumentNumber": exact(step.number, DOCUMENT_NUMBER, "its number", subject),
        "DocumentType": "Invoice",
        "InvoiceType": "Summary",
        "InvoiceDescription": free(step.description),
        "DocumentDate": step.dated.isoformat(),
    }
    chosen = {
        "AccountSet": step.account_set, "Terms": step.terms, "TaxGroup": step.tax_group,
    }  # fmt: skip
    entry |= {name: value for name, value in chosen.items() if value}
    entry["InvoiceDetails"] = [_line(line) for line in step.lines]
    return {
        "Description": exact(step.reference, DESCRIPTION, "the reference", "invoice batch"),
        "BatchDate": step.dated.isoformat(),
        "Invoices": [entry],
    }


def _line(line: ChargeLine) -> dict[str, Json]:
    place = (
        {"DistributionCode": line.distribution}
        if line.distribution
        else {"RevenueAccount": line.account}
    )
    return {
        **place,
        "Description": free(line.description),
        "ExtendedAmountWithTIP": line.amount.decimal,
    }
