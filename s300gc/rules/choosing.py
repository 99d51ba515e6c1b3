"""Which documents the configuration leaves out: kinds, dates, groups, terms, optional fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from s300gc.invoice_settings import InvoiceSettings
from s300gc.model import ARCustomer, Document, Entry

RECEIVABLE = ("Invoice", "DebitNote", "Interest", "RetainageInvoice", "RetainageDebitNote")
"""Kinds of documents that are owed; anything else with a negative balance is a credit."""

NOTHING = {"", "0", "no", "n", "false"}
"""Values of an optional field that say no."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the configuration says about collecting."""

    company: str
    installation: str
    go_live: date
    settings: InvoiceSettings = field(default_factory=InvoiceSettings)


Refusal = tuple[str, str]
"""A reason and its short word."""


def is_credit(document: Document) -> bool:
    """Tell whether a document is something the customer is owed."""
    return document.balance.minor < 0 and document.kind not in RECEIVABLE


def document_refusal(document: Document, terms: Terms) -> Refusal | None:
    """Say why a document is never collected, whoever owes it."""
    settings = terms.settings
    if document.kind not in settings.kinds:
        return f"is a {document.kind}, which invoices.kinds leaves out", "kind"
    if document.balance.minor < 0:
        return "is a credit", "credit"
    if document.dated < terms.go_live:
        return f"is dated {document.dated}, before go-live {terms.go_live}", "before-go-live"
    if settings.terms and document.terms not in settings.terms:
        code = document.terms or "none"
        return f"has terms {code}, which invoices.terms leaves out", "terms"
    return None


def customer_refusal(
    customer: ARCustomer | None, document: Document, settings: InvoiceSettings
) -> Refusal | None:
    """Say why nothing is collected from the customer of a document."""
    if customer is None:
        return f"customer {document.customer} was not found in Sage 300", "unknown-customer"
    who = f"customer {customer.number}"
    if not customer.active:
        return f"{who} is inactive", "inactive"
    if settings.groups and customer.group not in settings.groups:
        return f"{who} is in group {customer.group}, which invoices.groups leaves out", "group"
    if customer.group in settings.exclude_groups:
        return f"{who} is in group {customer.group}, which is excluded", "group"
    if settings.opt_out and filled(customer.fields, settings.opt_out):
        return f"{who} is opted out by optional field {settings.opt_out}", "opted-out"
    return None


def needs_entry(document: Document, settings: InvoiceSettings) -> bool:
    """Tell whether the document's entry in its invoice batch decides about it."""
    return document.payments > 1 or bool(settings.fields and document.own_fields)


def entry_refusal(
    document: Document, customer: ARCustomer, entry: Entry | None, settings: InvoiceSettings
) -> Refusal | None:
    """Say why the optional fields of a document leave it out."""
    if not settings.fields:
        return None
    code = settings.opt_in
    wanted = not code or filled(customer.fields, code)
    if document.own_fields and (entry is None or not entry.found):
        if wanted and not settings.opt_out:
            return None
        batch = f"invoice batch {document.batch} is not in Sage 300 any more"
        return f"whether it is opted out cannot be read: {batch}", "opted-out"
    fields = entry.fields if entry else ()
    if settings.opt_out and filled(fields, settings.opt_out):
        return f"is opted out by optional field {settings.opt_out}", "opted-out"
    if not wanted and not filled(fields, code):
        return f"optional field {code} is filled neither here nor of its customer", "opted-out"
    return None


def filled(fields: tuple[tuple[str, str], ...], code: str) -> bool:
    """Tell whether an optional field says yes, or anything that is not no."""
    values: Mapping[str, str] = dict(fields)
    return values.get(code, "").strip().casefold() not in NOTHING
