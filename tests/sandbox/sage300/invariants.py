"""What is true of a company's books after every step, whatever was sent and done."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from s300gc.sandbox.plain import copied
from s300gc.sandbox.sage300.documents import open_documents

if TYPE_CHECKING:
    from .desk import Desk

CUSTOMERS = ("C1", "C2", "E1")
RECEIPTS, JOURNALS = "AR/ARReceiptAndAdjustmentBatches", "GL/GLJournalBatches"
INVOICES, REFUNDS = "AR/ARInvoiceBatches", "AR/ARRefundBatches"
ENDED = ("Posted", "Deleted")


def check(desk: "Desk") -> None:
    """Check every invariant; the company may be in the middle of anything."""
    _posted_batches_stay(desk)
    _entries_balance(desk)
    _accounts_are_their_documents(desk)
    _customers_owe_their_documents(desk)


def _posted_batches_stay(desk: "Desk") -> None:
    for path in (INVOICES, RECEIPTS, REFUNDS, JOURNALS):
        name = "Status" if path == JOURNALS else "BatchStatus"
        for key, row in desk.books.shelf(path).rows.items():
            if row.get(name) != "Posted":
                assert (path, key) not in desk.posted
            elif (path, key) not in desk.posted:
                desk.posted[path, key] = copied(row)
            else:
                assert desk.posted[path, key] == row, (path, key)
    for path, key in desk.posted:
        assert key in desk.books.shelf(path).rows


def _entries_balance(desk: "Desk") -> None:
    for batch in desk.books.shelf(JOURNALS).ordered:
        for header in batch.get("JournalHeaders", []):
            off = sum(line.get("Amount", 0) for line in header.get("JournalDetails", []))
            failed = "_error" in header or batch.get("Status", "Open") not in ENDED
            assert off == 0 or (header["SourceLedger"] == "GL" and failed)
    assert sum(desk.sage.data["gl_balances"].values()) == 0
    rows = desk.books.shelf("GL/GLPostedTransactions").ordered
    assert sum(row["JournalTransactionAmount"] for row in rows) == 0


def _accounts_are_their_documents(desk: "Desk") -> None:
    """Count with what is posted what AR has handed over, and what it will hand over."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account, amount in desk.sage.data["gl_balances"].items():
        found[account] += amount
    headers = [header for one in desk.sage.data["waiting"] for header in one["headers"]]
    for batch in desk.drafts(JOURNALS):
        headers += [h for h in batch.get("JournalHeaders", []) if h["SourceLedger"] in ("AR", "BK")]
    for header in headers:
        for line in header["JournalDetails"]:
            found[line["AccountNumber"]] += line["Amount"]
    for account, amount in open_documents(desk.books).items():
        assert found[account] == amount, account


def _customers_owe_their_documents(desk: "Desk") -> None:
    for number in CUSTOMERS:
        row = desk.books.shelf("AR/ARCustomers").rows[number]
        mine = desk.books.shelf("AR/ARPostedDocuments").under(number)
        for name, due in (
            ("BalanceDueInCustomerCurrency", "CustomerCurrencyAmountDue"),
            ("BalanceDueInFunctionalCurrency", "FunctionalCurrencyAmountDue"),
        ):
            assert row.get(name, 0) == sum(one[due] for one in mine)
        unpaid = [one for one in mine if one["CustomerCurrencyAmountDue"]]
        assert row.get("NumberOfOpenDocuments", 0) == len(unpaid)
        for one in mine:
            due = one["CustomerCurrencyAmountDue"]
            assert (one.get("FullyPaid") == "Yes") == (due == 0)
            assert due or not one["FunctionalCurrencyAmountDue"]
            parts = one.get("_schedule")
            assert not parts or sum(part[2] for part in parts) == due
