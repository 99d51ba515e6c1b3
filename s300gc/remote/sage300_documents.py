"""Posted AR documents: what is owed, and what was paid in advance."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from s300gc.model import Document, DocumentKind
from s300gc.remote.odata import all_of, chunks, compare, eq
from s300gc.remote.sage300_entries import discount
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.wire import Day, Text, UnexpectedAnswer, Whole, Yes, money

KINDS: dict[str, DocumentKind] = {
    "invoice": "Invoice",
    "debitnote": "DebitNote",
    "creditnote": "CreditNote",
    "interest": "Interest",
    "unappliedcash": "UnappliedCash",
    "prepayment": "Prepayment",
    "receipt": "Receipt",
    "refund": "Refund",
    "retainageinvoice": "RetainageInvoice",
    "retainagedebitnote": "RetainageDebitNote",
    "retainagecreditnote": "RetainageCreditNote",
}
CREDITS = ("CreditNote", "RetainageCreditNote", "UnappliedCash", "Prepayment", "Receipt")


class DocumentWire(SageWire):
    """A posted document (``ARPostedDocuments``)."""

    customer_number: Text
    document_number: Text
    document_type: Text
    document_date: Day
    due_date: Day = None
    currency_code: Text
    customer_currency_invoice_amount: Decimal
    customer_currency_amount_due: Decimal
    functional_currency_amount_due: Decimal
    account_set: Text
    document_description: Text = ""
    terms: Text = ""
    number_of_scheduled_payments: Whole = 1
    fully_paid: Yes
    job_related: Yes = False
    has_retainage: Yes = False
    discount_date: Day = None
    customer_currency_discount_amount: Decimal = Decimal(0)
    number_of_optional_fields: Whole = 0
    batch_number: Whole = 0
    entry_number: Whole = 0

    def value(self, home: str) -> Document:
        """Give the document; ``home`` is the company's currency."""
        what = f"Sage 300 document {self.document_number} of {self.customer_number}"
        if self.document_date is None:
            raise UnexpectedAnswer(f"{what}: DocumentDate is missing in the answer")
        kind = KINDS.get(self.document_type.lower(), "Other")
        signed = _credit if kind in CREDITS else _as_it_is
        return Document(
            customer=self.customer_number,
            number=self.document_number,
            kind=kind,
            dated=self.document_date,
            due=self.due_date or self.document_date,
            original=money(signed(self.customer_currency_invoice_amount), self.currency_code, what),
            balance=money(signed(self.customer_currency_amount_due), self.currency_code, what),
            functional=money(signed(self.functional_currency_amount_due), home, what),
            account_set=self.account_set,
            description=self.document_description,
            terms=self.terms,
            payments=max(1, self.number_of_scheduled_payments),
            fully_paid=self.fully_paid,
            job_related=self.job_related,
            retainage=self.has_retainage,
            batch=str(self.batch_number or ""),
            entry=str(self.entry_number or ""),
            discount=discount(self.customer_currency_discount_amount, self.currency_code, what),
            discount_until=self.discount_date if self.customer_currency_discount_amount else None,
            own_fields=self.number_of_optional_fields,
        )


def _credit(amount: Decimal) -> Decimal:
    """Make what the customer is owed negative, whichever sign the server gave it."""
    return -abs(amount)


def _as_it_is(amount: Decimal) -> Decimal:
    return amount


class Documents(Part):
    """What is asked about posted AR documents."""

    def open_documents(
        self, go_live: date | None = None, due_until: date | None = None
    ) -> Iterator[Document]:
        """List documents with a balance: dated from ``go_live`` on, due by ``due_until``.

        Without limits that is everything open, credits included.
        """
        conditions = [eq("FullyPaid", "No")]
        if go_live is not None:
            conditions.append(compare("DocumentDate", "ge", go_live, self._link.dialect))
        if due_until is not None:
            conditions.append(compare("DueDate", "le", due_until, self._link.dialect))
        yield from self._documents(all_of(*conditions))

    def open_credits(self) -> Iterator[Document]:
        """List what customers are owed: open credit notes, unapplied cash, prepayments.

        All that is no invoice is asked for: the names of the other types, and the sign
        of credits, are not documented for every server.
        """
        besides = all_of(eq("FullyPaid", "No"), compare("DocumentType", "ne", "Invoice"))
        for document in self._documents(besides):
            if document.balance.minor < 0:
                yield document

    def documents_changed_since(self, day: date) -> Iterator[Document]:
        """List documents with activity on that day or later, open or paid; Sage keeps days only."""
        yield from self._documents(compare("LastActivityDate", "ge", day, self._link.dialect))

    def documents(self, keys: Sequence[tuple[str, str]]) -> list[Document]:
        """Read documents by (customer, number), in no certain order; those not there are left out.

        Asked by number alone, which makes shorter URLs and so fewer requests; a
        number that another customer has as well is sorted out here.
        """
        wanted = set(keys)
        numbers = sorted({number for _, number in wanted})
        found = []
        for filter in chunks([eq("DocumentNumber", number) for number in numbers], taken=600):
            found += [
                document
                for document in self._documents(filter)
                if (document.customer, document.number) in wanted
            ]
        return found

    def _documents(self, filter: str) -> Iterator[Document]:
        seen: set[tuple[str, str]] = set()
        home = self._home()
        for found in self._link.entities("AR", "ARPostedDocuments", DocumentWire, filter):
            document = found.value(home)
            if (document.customer, document.number) not in seen:
                seen.add((document.customer, document.number))
                yield document
