"""The simulated company: what the Web API answers, and what people do in the office."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.sage300 import (
    currencies,
    history,
    people,
    peoplereceipts,
    peoplereturns,
    periods,
    posting,
    renumbering,
    users,
)
from s300gc.sandbox.sage300 import install as masters
from s300gc.sandbox.sage300.books import Books, money
from s300gc.sandbox.sage300.ledger import post_batches
from s300gc.sandbox.sage300.people import DocumentKind, Paper
from s300gc.sandbox.sage300.peoplecharges import ChargesDesk
from s300gc.sandbox.sage300.resources import JOURNAL_BATCHES
from s300gc.sandbox.sage300.service import answer
from s300gc.sandbox.sage300.state import state
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.timeline import Timeline

__all__ = ["Paper", "SageCompany", "SageSwitches"]


class SageCompany(ChargesDesk):
    """One Sage 300 company as a state machine behind its Web API.

    ``data`` is plain JSON data that is used, not copied: it is all there is to save. Switches
    are not part of it. The methods beside ``answer`` are what people and the story do, without
    HTTP; amounts are decimals in the customer's currency.
    """

    user = "S300GC"
    person_user = "CLERK"
    person_password = "CLERK-PASS1"  # noqa: S105

    def __init__(
        self,
        timeline: Timeline,
        *,
        company: str = "SAMLTD",
        data: dict[str, Any] | None = None,
        switches: SageSwitches | None = None,
    ) -> None:
        self.company = company
        self.switches = switches or SageSwitches()
        self.data: dict[str, Any] = {} if data is None else data
        self.books = Books(timeline, self.switches, self.data, company)
        self.password = users.tool_password(self.switches)
        users.add_users(self.books)

    def index_all(self) -> None:
        """Build all indexes now, so that no request waits for one."""
        for shelf in self.books.shelves.values():
            shelf.index_all()

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer one request; ``path`` without percent signs, ``query`` as it came."""
        return answer(self.books, method.upper(), path, query, headers, body)

    def state(self) -> dict[str, Any]:
        """Give the company as ``GET /_sandbox/state`` shows it."""
        return state(self.books)

    # ------------------------------------------------------------ masters

    def install(
        self,
        home: str = "GBP",
        account_sets: Mapping[str, tuple[str, str]] | None = None,
        first_day: date | None = None,
    ) -> None:
        """Fill an empty company with its masters; ``account_sets`` is key to control, currency."""
        day = first_day or self.books.timeline.today
        masters.install(self.books, home, account_sets or masters.ACCOUNT_SETS, day)

    def add_customer(
        self,
        number: str,
        name: str,
        email: str,
        account_set: str = "DOM",
        currency: str = "GBP",
        on_hold: bool = False,
        group: str = "RETAIL",
        made_by: str = "story",
        **properties: Any,
    ) -> None:
        """Enter a customer; ``properties`` are further ones of ``ARCustomers``."""
        values = {
            "CustomerNumber": number.upper(),
            "CustomerName": name,
            self.switches.email_property: email,
            "AccountSet": account_set,
            "CurrencyCode": currency,
            "OnHold": "Yes" if on_hold else "No",
            "GroupCode": group,
            "Terms": "NET30",
            "TaxGroup": "VAT20",
            **properties,
        }
        people.add_customer(self.books, values, made_by)

    def renumber_customer(self, customer: str, number: str) -> None:
        """Give a customer with all that is posted another number."""
        renumbering.renumber_customer(self.books, customer, number)

    def set_on_hold(self, customer: str, on_hold: bool = True) -> None:
        """Put a customer on hold, or take him off."""
        people.edit_customer(self.books, customer, {"OnHold": "Yes" if on_hold else "No"})

    def edit_customer(self, customer: str, **properties: Any) -> None:
        """Change properties of a customer by hand."""
        people.edit_customer(self.books, customer, properties)

    def set_optional_fields(self, customer: str, fields: Mapping[str, str]) -> None:
        """Write optional fields of a customer by hand; an empty value takes a field away."""
        people.set_optional_fields(self.books, customer, fields)

    def set_rights(self, user: str, rights: Sequence[str]) -> None:
        """Give a user exactly these rights: ``AR GL BK CS TX`` and ``ARPost GLPost``."""
        users.set_rights(self.books, user, tuple(rights))

    def set_rate(self, currency: str, day: date, rate: Decimal) -> None:
        """Enter the spot rate of a day: what one unit is worth in the functional currency."""
        currencies.set_rate(self.books, currency, day.isoformat(), rate)

    def lock_period(
        self,
        year: int,
        period: int,
        modules: Sequence[periods.Module] = ("AR", "BK", "GL"),
        locked: bool = True,
    ) -> None:
        """Lock a fiscal period in some modules, or open it again."""
        periods.lock(self.books, str(year), f"{period:02d}", tuple(modules), locked)

    def edit_master(self, path: str, *key: Any, **properties: Any) -> None:
        """Change any master record by hand, e.g. ``("GL/GLAccounts", "4000", Status="Inactive")``.

        ``KeyError`` where there is none.
        """
        row = self.books.find(path, *key)
        if row is None:
            raise KeyError(f"there is no {path} {key}")
        row.update(properties)
        self.books.shelf(path).touch()

    def lock_batch(self, path: str, *key: Any, locked: bool = True) -> None:
        """Let another user hold a batch, so that it cannot be edited, or let go of it."""
        self.edit_master(path, *key, _locked=locked)

    # ------------------------------------------------------------ documents and receipts

    def post_invoice(
        self,
        customer: str,
        number: str,
        amount: Decimal,
        dated: date,
        due: date,
        *,
        kind: DocumentKind = "Invoice",
        tax: Decimal = Decimal(0),
        instalments: Sequence[tuple[date, Decimal]] = (),
        description: str = "",
        job_related: bool = False,
        retained: Decimal = Decimal(0),
        original: str = "",
        made_by: str = "story",
    ) -> None:
        """Enter and post a document in a batch of its own; ``amount`` is its total with tax.

        ``retained`` is kept back of it; a retainage invoice names its ``original``.
        """
        paper = Paper(
            customer,
            number,
            money(amount),
            dated,
            due,
            kind,
            money(tax),
            instalments,
            description,
            job_related,
            money(retained),
            original,
        )
        people.post_documents(self.books, [paper], made_by)

    def post_documents(self, papers: Sequence[Paper], made_by: str = "story") -> None:
        """Enter and post many documents in one batch, and so in one GL batch."""
        people.post_documents(self.books, papers, made_by)

    def mark_document(self, customer: str, number: str, **properties: Any) -> None:
        """Set properties of a posted document by another module's hand, e.g. ``JobRelated``."""
        people.mark_document(self.books, customer, number, properties)

    def balance(self, customer: str, number: str) -> Decimal:
        """Give what is open of a document in the customer's currency."""
        return people.balance(self.books, customer, number)

    def enter_receipt(
        self,
        customer: str,
        amount: Decimal,
        dated: date,
        bank: str,
        applied: Mapping[str, Decimal] | None = None,
        made_by: str = "person",
        *,
        check: str = "",
        **properties: Any,
    ) -> int:
        """Enter a receipt in an open batch and give the batch number; it is pending until posted.

        ``applied`` is document (or ``document/instalment``) to amount.
        """
        values = {"CustomerNumber": customer.upper(), "BankReceiptAmount": money(amount)}
        values |= {"CheckReceiptNumber": check.upper(), **properties}
        batch = peoplereceipts.enter_receipt(
            self.books, values, bank, dated, applied or {}, made_by
        )
        return int(batch["BatchNumber"])

    def post_receipt(
        self,
        customer: str,
        amount: Decimal,
        dated: date,
        bank: str,
        applied: Mapping[str, Decimal] | None = None,
        made_by: str = "person",
        *,
        check: str = "",
        **properties: Any,
    ) -> None:
        """Enter and post a receipt; what is not applied is unapplied cash.

        ``ReceiptTransactionType="Prepayment"`` among the properties makes it one.
        """
        number = self.enter_receipt(
            customer, amount, dated, bank, applied, check=check, made_by=made_by, **properties
        )
        batch = self.books.find("AR/ARReceiptAndAdjustmentBatches", "CA", number)
        peoplereceipts.post_entered(self.books, batch or {}, made_by)

    def return_receipt(
        self, customer: str, check: str, dated: date, reason: str = "", made_by: str = "person"
    ) -> None:
        """Return a posted receipt in Bank Services: its documents are open again.

        An empty ``customer`` means a receipt of none, by its check number.
        """
        peoplereturns.return_receipt(self.books, customer, check, dated, reason, made_by)

    def return_refund(
        self, customer: str, number: str, dated: date, reason: str = "", made_by: str = "person"
    ) -> None:
        """Return a posted refund in Bank Services: its credits are open again."""
        peoplereturns.return_refund(self.books, customer, number, dated, reason, made_by)

    def clear_history(self, through: date) -> int:
        """Take away posted batches and receipts until a day; gives how many went."""
        return history.clear(self.books, through.isoformat())

    # ------------------------------------------------------------ posting by a person

    def print_batch(self, number: int, kind: people.BatchKind = "receipts") -> None:
        """Print the listing of an AR batch, and the deposit slip of receipts."""
        people.print_batch(self.books, kind, number)

    def delete_batch(self, number: int, kind: people.BatchKind = "receipts") -> None:
        """Delete a batch that is not posted; ``ValueError`` where it is."""
        people.delete_batch(self.books, kind, number)

    def post_ar_gl_batches(self) -> None:
        """Post every open GL batch that came from AR, as a person does at the end of the day."""
        people.post_ar_gl_batches(self.books)

    def post_invoice_batch(self, number: int) -> None:
        """Post an AR invoice batch that somebody left open or ready."""
        people.post_batch(self.books, posting.INVOICES, number, "person")

    def post_receipt_batch(self, number: int) -> None:
        """Post an AR receipt batch that somebody left open or ready."""
        people.post_batch(self.books, posting.RECEIPTS, number, "person")

    def post_refund_batch(self, number: int) -> None:
        """Post an AR refund batch that somebody left open or ready."""
        people.post_batch(self.books, posting.REFUNDS, number, "person")

    def post_gl_batch(self, number: str) -> None:
        """Post a GL batch that somebody left open or ready."""
        row = people.make_ready(self.books, JOURNAL_BATCHES.path, number)
        post_batches(self.books, [row])
