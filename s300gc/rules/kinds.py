"""What becomes of each kind of AR document and customer: collected and booked, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from s300gc.model import Document, DocumentKind


@dataclass(frozen=True, slots=True)
class Treatment:
    """How one kind is dealt with, in the words of the README."""

    collecting: str
    booking: str


KINDS: Mapping[DocumentKind, Treatment] = {
    "Invoice": Treatment("collected", "receipts are applied to it"),
    "DebitNote": Treatment(
        "collected; ours only through the payment that came back", "receipts are applied to it"
    ),
    "Interest": Treatment("collected", "receipts are applied to it"),
    "RetainageInvoice": Treatment("collected", "receipts are applied to it"),
    "RetainageDebitNote": Treatment("collected", "receipts are applied to it"),
    "CreditNote": Treatment(
        "never; holds its customer's documents up, or is taken off them",
        "AR refunds are made of it",
    ),
    "UnappliedCash": Treatment(
        "never; holds its customer's documents up, or is taken off them",
        "AR refunds are made of it; ours is applied later",
    ),
    "Prepayment": Treatment(
        "never; holds its customer's documents up, or is taken off them",
        "AR refunds are made of it",
    ),
    "RetainageCreditNote": Treatment(
        "never; holds its customer's documents up, or is taken off them", "left to a person"
    ),
    "Receipt": Treatment("never: it is no debt", "left to a person"),
    "Refund": Treatment("never: it is no debt", "left to a person"),
    "Other": Treatment("never: a kind that is not known", "left to a person"),
}
"""Every kind of posted document (``ARPostedDocuments``, ``DocumentType``)."""

SPECIAL: Mapping[str, Treatment] = {
    "job-related (project)": Treatment(
        "skipped: a receipt must name contract and project (`safety.job_related`)",
        "the receipt is unapplied cash; a person applies it",
    ),
    "retainage held back": Treatment(
        "skipped, or what Sage shows as due (`safety.retainage`)",
        "receipts are applied to what is due, never to what is held back",
    ),
    "national account": Treatment(
        "skipped, or under the mandate of the member himself (`safety.national_account`)",
        "the receipt is the document's own customer's, never the head office's",
    ),
    "balance-forward customer": Treatment(
        "skipped, or each document alone (`safety.balance_forward`)",
        "receipts are applied to the document that was collected",
    ),
    "customer on hold": Treatment(
        "skipped (`safety.on_hold`)", "booked: the money has come, on hold or not"
    ),
    "order-entry prepayment": Treatment(
        "a prepayment, as above", "AR refunds are made of it; Order Entry applies it"
    ),
}
"""What documents and customers may be besides their kind."""


def by_hand(document: Document) -> str:
    """Say why a person has to apply money to a document; empty where a receipt of ours does."""
    if document.job_related:
        return "is job-related: a receipt must name contract and project"
    return ""
