"""The tool and the people at one company: steps that may be refused."""

from decimal import Decimal
from typing import Any

from s300gc.sandbox.plain import copied
from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.sage300.errors import SageError

from .invariants import ENDED, INVOICES, JOURNALS, RECEIPTS, REFUNDS
from .office import Office

CUSTOMERS = {"C1": ("DOM", "GBP"), "C2": ("EXP", "GBP"), "E1": ("EUR", "EUR")}
BANKS = {"GBP": ("BANK", "GC1190"), "EUR": ("BANKEUR", "GC1190EU")}
PROCESSES = {
    INVOICES: ("AR/ARPostInvoices", {}),
    RECEIPTS: ("AR/ARPostReceiptsAndAdjustments", {"BatchType": "CA"}),
    "adjustments": ("AR/ARPostReceiptsAndAdjustments", {"BatchType": "AD"}),
    REFUNDS: ("AR/ARPostRefunds", {}),
    JOURNALS: ("GL/GLPostJournal", {}),
}
Row = dict[str, Any]


def one_of(rows: list[Row], pick: int) -> Row:
    """Choose a row; ``LookupError`` where there is none."""
    if not rows:
        raise LookupError("there is nothing to choose from")
    return rows[pick % len(rows)]


class Desk:
    """One company; each step takes a number to choose by and an amount, and may do nothing."""

    def __init__(self, **switches: Any) -> None:
        self.office = Office(**switches)
        self.sage = self.office.sage
        self.books = self.sage.books
        self.count = 0
        self.posted: dict[tuple[str, str], Row] = {}
        self.atomic = switches.get("post_atomic", True)
        for number, (key, currency) in CUSTOMERS.items():
            self.office.customer(number, account_set=key, currency=currency, NationalAccount="N")

    def put_down(self) -> None:
        """Take the company up again from a copy of its data, as after a restart."""
        self.sage = self.office.sage = SageCompany(
            self.office.timeline, data=copied(self.sage.data), switches=self.sage.switches
        )
        self.books = self.sage.books

    # ------------------------------------------------------------ choosing

    def next(self, prefix: str) -> str:
        """Give a number that was not used yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def who(self, pick: int) -> str:
        return sorted(CUSTOMERS)[pick % len(CUSTOMERS)]

    def drafts(self, path: str) -> list[Row]:
        name = "Status" if path == JOURNALS else "BatchStatus"
        rows = self.books.shelf(path).ordered
        return [row for row in rows if row.get(name, "Open") not in ENDED]

    def documents(self, customer: str, sign: int) -> list[Row]:
        """Give the open debits (1) or credits (-1) of a customer."""
        rows = self.books.shelf("AR/ARPostedDocuments").under(customer)
        return [row for row in rows if row["CustomerCurrencyAmountDue"] * sign > 0]

    def send(self, method: str, path: str, body: Row) -> None:
        """Send one call; what is refused must have changed nothing but used up a number."""
        before = copied(self.sage.data)
        answer = self.office.send(method, path, body)
        assert answer.status in (200, 201, 204, 400, 404, 405, 409), answer.body
        if answer.status >= 400 and self.atomic and b"posted with errors" not in answer.body:
            before["numbers"] = self.sage.data["numbers"]
            assert before == self.sage.data, answer.body

    # ------------------------------------------------------------ what the tool sends

    def bill(self, pick: int, amount: Decimal) -> None:
        kinds = ("Invoice", "Invoice", "Invoice", "DebitNote", "CreditNote", "Interest")
        owed = self.documents(self.who(pick), 1)
        entry: Row = {
            "CustomerNumber": self.who(pick) if pick % 11 else "NOBODY",
            "DocumentNumber": self.next("D"),
            "DocumentType": kinds[pick % len(kinds)],
            "TaxGroup": ("VAT20", "NOTAX")[pick % 2],
            "InvoiceDetails": [{"ExtendedAmountWithTIP": amount}, {"ExtendedAmountWithTIP": 1}],
        }
        if entry["DocumentType"] == "CreditNote" and owed:
            entry["ApplytoDocument"] = owed[pick % len(owed)]["DocumentNumber"]
        if pick % 7 == 0:
            entry |= {"HasRetainage": "Yes", "PercentRetained": 10}
        if pick % 5 == 0:
            parts = [{"DueDate": "2026-02-01", "AmountDue": amount}, {"AmountDue": 1}]
            entry |= {"InvoicePaymentSchedules": parts, "TaxGroup": "NOTAX"}
        self.send("POST", INVOICES, {"Invoices": [entry, {**entry, "DocumentNumber": ""}]})

    def ask_for_retainage(self, pick: int, amount: Decimal) -> None:
        rows = self.books.shelf("AR/ARPostedDocuments").ordered
        kept = [row for row in rows if row.get("RetainageOutstanding") == "Yes"]
        for row in kept[:1]:
            part = min(amount, abs(row["CustomerCurrencyRetainageAmount"]))
            credit = row["CustomerCurrencyRetainageAmount"] < 0
            entry = {
                "CustomerNumber": row["CustomerNumber"],
                "DocumentType": "RetainageCreditNote" if credit else "RetainageInvoice",
                "OriginalDocumentNumber": row["DocumentNumber"],
                "TaxGroup": "NOTAX",
                "InvoiceDetails": [{"ExtendedAmountWithTIP": part}],
            }
            self.send("POST", INVOICES, {"Invoices": [entry]})

    def receive(self, pick: int, amount: Decimal) -> None:
        customer = self.who(pick)
        owner = self.who(pick // 3) if pick % 4 == 0 else customer
        rows = self.documents(owner, 1)[: pick % 3]
        if rows and pick % 2:
            amount = sum((row["CustomerCurrencyAmountDue"] for row in rows), Decimal(0))
        left, lines = amount, []
        for row in rows:
            # Now and then more than is open, which must be refused.
            most = row["CustomerCurrencyAmountDue"] + (Decimal(5) if pick % 13 == 0 else 0)
            part = min(left, most)
            left -= part
            line = {"DocumentNumber": row["DocumentNumber"], "CustomerReceiptAmount": part}
            payment = 2 if pick % 17 == 0 else 1
            lines.append({**line, "CustomerNumber": owner, "PaymentNumber": payment})
        entry = {
            "CustomerNumber": customer,
            "CheckReceiptNumber": self.next("K"),
            "BankReceiptAmount": amount,
            "AppliedReceiptsAdjustments": lines,
        }
        if pick % 6 == 5:
            entry |= {"ReceiptTransactionType": "Prepayment", "AppliedReceiptsAdjustments": []}
        self.receipts(pick, entry)

    def receive_of_nobody(self, pick: int, amount: Decimal) -> None:
        lines = [{"AccountNumber": "4000", "DistributionAmount": amount}]
        kind = {"ReceiptTransactionType": "MiscellaneousReceipt", "MiscellaneousReceipts": lines}
        self.receipts(0, {**kind, "CheckReceiptNumber": self.next("M")})

    def apply(self, pick: int, amount: Decimal) -> None:
        debits, credits = (self.documents(self.who(pick), sign) for sign in (1, -1))
        if debits and credits:
            credit = credits[pick % len(credits)]
            part = min(amount, debits[0]["CustomerCurrencyAmountDue"])
            line = {"DocumentNumber": debits[0]["DocumentNumber"], "CustomerReceiptAmount": part}
            entry = {"CustomerNumber": self.who(pick), "AppliedReceiptsAdjustments": [line]}
            names = {"ReceiptTransactionType": "ApplyDocument"}
            self.receipts(pick, entry | names | {"DocumentNumber": credit["DocumentNumber"]})

    def receipts(self, pick: int, entry: Row) -> None:
        currency = CUSTOMERS[self.who(pick)][1]
        body = {"BatchRecordType": "CA", "BankCode": BANKS[currency][pick % 2]}
        self.send("POST", RECEIPTS, {**body, "ReceiptsAdjustments": [entry]})

    def adjust(self, pick: int, amount: Decimal) -> None:
        for row in self.documents(self.who(pick), 1 if pick % 3 else -1)[:1]:
            change = {"DistributionAmount": amount if pick % 2 else -amount}
            change["DistributionGLAccount"] = "6900" if pick % 9 else "NONE"
            line = {"DocumentNumber": row["DocumentNumber"], "AdjustmentGLDistributions": [change]}
            entry = {"CustomerNumber": self.who(pick), "AppliedReceiptsAdjustments": [line]}
            body = {"BatchRecordType": "AD", "ReceiptsAdjustments": [entry]}
            self.send("POST", RECEIPTS, body)

    def refund(self, pick: int, amount: Decimal) -> None:
        for row in self.documents(self.who(pick), -1)[:1]:
            most = -row["CustomerCurrencyAmountDue"] if pick % 3 else amount
            line = {"DocumentNumber": row["DocumentNumber"], "AmountCustomer": min(amount, most)}
            entry = {"CustomerNumber": self.who(pick), "CashGLAccount": "1190"}
            body = {"RefundEntries": [{**entry, "RefundDetails": [line]}]}
            self.send("POST", REFUNDS, body)

    def journal(self, pick: int, amount: Decimal) -> None:
        other = -amount if pick % 4 else -amount - 1
        lines = [
            {"AccountNumber": "1195", "SourceCurrency": "EUR" if pick % 2 else "GBP"},
            {"AccountNumber": "7900", "SourceCurrency": "EUR" if pick % 2 else "GBP"},
        ]
        for line, part in zip(lines, (amount, other), strict=True):
            line["SourceCurrencyAmount"] = part
        header = {"SourceType": "GC", "JournalDetails": lines}
        self.send("POST", JOURNALS, {"Description": "GC", "JournalHeaders": [header]})

    def key(self, path: str, row: Row) -> str:
        if path == RECEIPTS:
            return f"{path}('{row['BatchRecordType']}',{row['BatchNumber']})"
        number = row["BatchNumber"]
        return f"{path}('{number}')" if path == JOURNALS else f"{path}({number})"

    def patch(self, pick: int, amount: Decimal) -> None:
        """Make a batch ready, or open again, or change what is in it."""
        path = (INVOICES, RECEIPTS, REFUNDS, JOURNALS)[pick % 4]
        rows = self.drafts(path)
        if not rows:
            return
        row = rows[pick % len(rows)]
        bodies: list[Row] = [{"BatchStatus": "ReadyToPost"}, {"BatchStatus": "Open"}]
        if path == JOURNALS:
            bodies = [{"ReadyToPost": "Yes"}, {"Status": "Open"}]
        changes: dict[str, Row] = {
            INVOICES: {"Invoices": [{"EntryNumber": 1, "UpdateOperation": "Delete"}]},
            RECEIPTS: {"ReceiptsAdjustments": [{"EntryNumber": 1, "BankReceiptAmount": amount}]},
            REFUNDS: {"RefundEntries": [{"EntryNumber": 9, "UpdateOperation": "Update"}]},
            JOURNALS: {"JournalHeaders": [{"EntryNumber": "00001", "Description": "x"}]},
        }
        self.send("PATCH", self.key(path, row), [bodies[0], *bodies, changes[path]][pick // 4 % 4])

    def post(self, pick: int, _: Decimal) -> None:
        """Make everything ready, as often as not, and post it: of one kind, or of all."""
        names = list(PROCESSES)
        for name in names if pick % 2 else names[pick // 2 % len(names) :][:1]:
            self.post_kind(name, pick)

    def post_kind(self, name: str, pick: int) -> None:
        path = RECEIPTS if name == "adjustments" else name
        for row in self.drafts(path) if pick % 3 else []:
            ready = {"ReadyToPost": "Yes"} if path == JOURNALS else {"BatchStatus": "ReadyToPost"}
            # What AR has handed over a person posts.
            if row.get("SourceLedger", "") not in ("AR", "BK"):
                self.send("PATCH", self.key(path, row), ready)
        process, more = PROCESSES[name]
        self.send("POST", f"{process}('$process')", {**more, "PostAllBatches": "Postallbatches"})

    # ------------------------------------------------------------ what people do

    def person(self, pick: int, amount: Decimal) -> None:
        """Let a person do something; what Sage refuses is not done."""
        deeds = (
            self._lock, self._lock, self._return, self._return_refund, self._return_refund,
            self._rate, self._customer, self._delete, self._history, self._day, self._day,
            self._hand_over,
        )  # fmt: skip
        try:
            deeds[pick % len(deeds)](pick, amount)
        except (SageError, ValueError, LookupError):
            return

    def _lock(self, pick: int, _: Decimal) -> None:
        modules = (("AR",), ("BK",), ("GL",), ("AR", "BK", "GL"))[pick % 4]
        self.sage.lock_period(2026, 1, modules, locked=pick % 5 < 2)

    def _return(self, pick: int, _: Decimal) -> None:
        rows = self.books.shelf("AR/ARPostedReceipts").ordered
        row = one_of(rows, pick)
        today = self.office.timeline.today
        self.sage.return_receipt(row["CustomerNumber"], row["CheckReceiptNumber"], today)

    def _return_refund(self, pick: int, _: Decimal) -> None:
        rows = self.books.shelf("AR/ARPayments").ordered
        row = one_of(rows, pick)
        today = self.office.timeline.today
        self.sage.return_refund(row["CustomerNumber"], row["DocumentNumber"], today)

    def _rate(self, _: int, amount: Decimal) -> None:
        self.sage.set_rate("EUR", self.office.timeline.today, Decimal("0.8") + amount % 20 / 100)

    def _customer(self, pick: int, _: Decimal) -> None:
        self.sage.edit_customer(self.who(pick), Status=("Active", "Inactive")[pick // 9 % 2])

    def _delete(self, pick: int, _: Decimal) -> None:
        kinds = ("invoices", "receipts", "refunds")
        path = (INVOICES, RECEIPTS, REFUNDS)[pick % 3]
        rows = [row for row in self.drafts(path) if row.get("BatchRecordType", "CA") == "CA"]
        self.sage.delete_batch(int(one_of(rows, pick)["BatchNumber"]), kinds[pick % 3])

    def _history(self, _: int, __: Decimal) -> None:
        self.sage.clear_history(self.office.timeline.today)
        gone = [key for key in self.posted if key[1] not in self.books.shelf(key[0]).rows]
        for key in gone:
            del self.posted[key]

    def _day(self, _: int, __: Decimal) -> None:
        self.sage.post_ar_gl_batches()
        self.office.timeline.next_day()

    def _hand_over(self, _: int, __: Decimal) -> None:
        self.sage.post_ar_gl_batches()
