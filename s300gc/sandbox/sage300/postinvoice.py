"""Posting one invoice, debit note or credit note: a document, and its entry for GL."""

from dataclasses import replace
from decimal import Decimal

from s300gc.sandbox.sage300 import (
    accounts,
    charges,
    customers,
    documents,
    periods,
    retainage,
    taxes,
)
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE, at
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.resources import DOCUMENTS
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, Voucher, exchange_leg, voucher

_SOURCE = {"Invoice": "IN", "DebitNote": "DN", "CreditNote": "CN", "Interest": "IN"}
_SOURCE |= {"RetainageInvoice": "IN", "RetainageDebitNote": "DN", "RetainageCreditNote": "CN"}


def post_invoice(books: Books, batch: Row, entry: Row, sequence: int) -> list[Voucher]:
    """Post an entry, or refuse it before anything is changed."""
    why = periods.locked(books, "AR", entry["FiscalYear"], entry["FiscalPeriod"])
    if why:
        raise refused(why)
    customer, number = entry["CustomerNumber"], entry["DocumentNumber"]
    if books.find(DOCUMENTS.path, customer, number) is not None:
        raise refused(f"Document number '{number}' for customer {customer} already exists.")
    kind = entry.get("DocumentType", "Invoice")
    due = _sign(entry) * dec(entry.get("AmountDue"))
    held = retainage.original(books, entry, due) if kind in retainage.KINDS else None
    asked = retainage.released(held, due) if held is not None else None
    legs = _legs(books, entry, asked)
    for leg in legs:
        accounts.account(books, leg.account)
    if held is not None and asked is not None:
        retainage.release(books, held, asked)
    row = documents.add(books, posted_document(books, batch, entry, sequence))
    charges.note_posted(books, batch, entry, sequence)
    owner = books.shelf("AR/ARCustomers").rows[customer]
    if owner.get("NationalAccount"):
        row["NationalAccountNumber"] = owner["NationalAccount"]
    customers.note_activity(
        owner, kind, entry["DocumentDate"], row[documents.DUE], row[documents.FUNCTIONAL]
    )
    text = entry.get("InvoiceDescription") or f"{kind} {number}"
    made = voucher(_SOURCE[kind], entry, text, legs)
    return [made, *_apply_credit(books, entry, row)]


def _sign(entry: Row) -> int:
    return -1 if entry.get("DocumentType") in ("CreditNote", "RetainageCreditNote") else 1


def _legs(books: Books, entry: Row, asked: Leg | None = None) -> list[Leg]:
    """Debit the control account with the total; credit each line's account and the tax.

    What is kept back goes to the retainage account; ``asked`` is what comes off it again.
    """
    sign, rate = _sign(entry), dec(entry.get("ExchangeRate", ONE))
    currency = entry.get("CurrencyCode", books.home)
    kept, due = sign * dec(entry.get("RetainageAmount")), sign * dec(entry.get("AmountDue"))
    key = entry["AccountSet"]
    control = accounts.account_set(books, key).get("ReceivablesControlAccount", "")

    def leg(account: str, amount: Decimal) -> Leg:
        return Leg(account, amount, at(amount, rate), currency, rate)

    legs = [leg(control, due)]
    if kept:
        legs.append(leg(retainage.account(books, key), kept))
    if asked is not None:
        legs.append(replace(asked, account=retainage.account(books, key)))
        return legs + exchange_leg(books, key, legs)
    for line in entry["InvoiceDetails"]:
        amount = dec(line.get("ExtendedAmountWithoutTIP", line.get("ExtendedAmountWithTIP")))
        legs.append(leg(line["RevenueAccount"], -sign * amount))
    owed = taxes.taxes_of(books, entry["TaxGroup"]) if dec(entry.get("TaxTotal")) else []
    for n, tax in enumerate(owed, start=1):
        legs.append(leg(tax.account, -sign * dec(entry.get(f"TaxAmount{n}"))))
    return legs + exchange_leg(books, key, legs)


def posted_document(books: Books, batch: Row, entry: Row, sequence: int) -> Row:
    """Give the posted document of an entry, kept sparse; credits are negative."""
    sign, rate = _sign(entry), dec(entry.get("ExchangeRate", ONE))
    total = sign * dec(entry.get("AmountDue"))
    functional = at(total, rate)
    kind = entry.get("DocumentType", "Invoice")
    schedule = entry.get("InvoicePaymentSchedules", [])
    row: Row = {
        "CustomerNumber": entry["CustomerNumber"],
        "DocumentNumber": entry["DocumentNumber"],
        "DueDate": entry["DueDate"],
        "BatchDate": batch["BatchDate"],
        "BatchNumber": batch["BatchNumber"],
        "EntryNumber": entry["EntryNumber"],
        "DocumentDate": entry["DocumentDate"],
        "AsofDate": entry.get("AsOfDate", entry["DocumentDate"]),
        "CurrencyCode": entry.get("CurrencyCode", books.home),
        "ExchangeRate": rate,
        "FunctionalCurrencyInvoiceAmount": functional,
        "FunctionalCurrencyAmountDue": functional,
        "CustomerCurrencyInvoiceAmount": total,
        "CustomerCurrencyAmountDue": total,
        "LastActivityDate": _activity(books, entry),
        "NumberOfScheduledPayments": max(1, len(schedule)),
        "FiscalYear": entry["FiscalYear"],
        "FiscalPeriod": entry["FiscalPeriod"],
        "PostingDate": entry["PostingDate"],
        "PostingSequenceNumber": sequence,
        "AccountSet": entry["AccountSet"],
        "SourceApplication": "AR",
        "_made_by": batch["_made_by"],
    }
    if kind != "Invoice":
        row["DocumentType"] = kind
    _add_kind(row, entry, kind)
    retainage.keep(row, entry, sign)
    _add_taxes(row, entry, sign, rate)
    if len(schedule) > 1:
        row["_schedule"] = [
            [int(one["PaymentNumber"]), one["DueDate"], sign * dec(one["AmountDue"])]
            for one in schedule
        ]
    return row


def _activity(books: Books, entry: Row) -> str:
    return books.today if books.switches.last_activity == "today" else str(entry["DocumentDate"])


def _add_kind(row: Row, entry: Row, kind: str) -> None:
    """Copy what is only there at times, and name the transaction."""
    for name, source in (
        ("OrderNumber", "OrderNumber"),
        ("PONumber", "PONumber"),
        ("DocumentDescription", "InvoiceDescription"),
        ("Terms", "Terms"),
        ("TaxGroup", "TaxGroup"),
        ("JobRelated", "JobRelated"),
        ("HasRetainage", "HasRetainage"),
        ("OriginalDocumentNumber", "OriginalDocumentNumber"),
        ("RateType", "RateType"),
        ("DiscountDate", "DiscountDate"),
        ("CustomerCurrencyDiscountAmount", "DiscountAmountAvailable"),
    ):
        if entry.get(source):
            row[name] = entry[source]
    if entry.get("InvoiceOptionalFields"):
        row["NumberOfOptionalFields"] = len(entry["InvoiceOptionalFields"])
    if entry.get("RecurringChargeCode"):
        row["TransactionType"] = "InvoiceRecurringCharge"
    elif kind == "Interest":
        row["TransactionType"] = "InterestCharge"
    elif (kind, entry.get("InvoiceType", "Summary")) != ("Invoice", "Summary"):
        kind = kind.removeprefix("Retainage")
        row["TransactionType"] = f"{kind}{entry.get('InvoiceType', 'Summary')}Issued"


def _add_taxes(row: Row, entry: Row, sign: int, rate: Decimal) -> None:
    tax = sign * dec(entry.get("TaxTotal"))
    if tax:
        row["CustomerCurrencyTaxAmount"] = tax
        row["FunctionalCurrencyTaxAmount"] = at(tax, rate)
        row["CustomerCurrencyTaxableAmount"] = sign * dec(entry.get("DocumentTotalBeforeTax"))
        for n in range(1, taxes.MOST + 1):
            if entry.get(f"TaxAuthority{n}"):
                row[f"TaxAuthority{n}"] = entry[f"TaxAuthority{n}"]
                row[f"CustomerTaxAmount{n}"] = sign * dec(entry.get(f"TaxAmount{n}"))


def _apply_credit(books: Books, entry: Row, credit: Row) -> list[Voucher]:
    """Apply a credit note to the document it names, as far as both are open."""
    number = entry.get("ApplytoDocument", "")
    if not number or _sign(entry) > 0:
        return []
    target = documents.document(books, entry["CustomerNumber"], number)
    first = next((n for n, _, open_ in target.get("_schedule", []) if open_ > 0), 1)
    amount = min(-credit[documents.DUE], documents.payment_balance(target, first))
    if amount <= ZERO:
        return []
    parts = [(target, amount, first), (credit, -amount, 1)]
    shares = [documents.share(row, part) for row, part, _ in parts]
    legs = []
    for (row, part, payment), functional in zip(parts, shares, strict=True):
        documents.settle(books, row, part, payment, entry["DocumentDate"], functional)
        account = accounts.control_of(books, row)
        rate = dec(row["ExchangeRate"])
        legs.append(Leg(account, -part, -functional, row["CurrencyCode"], rate))
    legs += exchange_leg(books, credit["AccountSet"], legs)
    if len({leg.account for leg in legs}) == 1:
        return []
    return [voucher("CN", entry, f"{credit['DocumentNumber']} applied to {number}", legs)]
