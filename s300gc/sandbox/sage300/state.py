"""What ``GET /_sandbox/state`` shows of the company."""

from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.documents import open_documents
from s300gc.sandbox.sage300.output import shown
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import Row

_PARTS = {
    "customers": "AR/ARCustomers",
    "documents": "AR/ARPostedDocuments",
    "invoice_batches": "AR/ARInvoiceBatches",
    "receipt_batches": "AR/ARReceiptAndAdjustmentBatches",
    "refund_batches": "AR/ARRefundBatches",
    "gl_batches": "GL/GLJournalBatches",
}


def state(books: Books) -> dict[str, Any]:
    """Give customers, documents and batches in the API's form, and the balances as text.

    Entities show what matters and what differs from its default, each with ``made_by``;
    ``gl_balances`` holds posted transactions only, ``open_documents`` the open documents of
    each control account, both functional.
    """
    found: dict[str, Any] = {name: _rows(books, path) for name, path in _PARTS.items()}
    accounts: dict[str, Decimal] = {
        row["UnformattedAccount"]: ZERO for row in books.shelf("GL/GLAccounts").ordered
    }
    for account, amount in books.data["gl_balances"].items():
        accounts[account] = dec(amount)
    found["gl_balances"] = _texts(accounts)
    found["open_documents"] = _texts(open_documents(books))
    return found


def _rows(books: Books, path: str) -> list[Row]:
    table, z = RESOURCES[path].table, books.switches.dates_with_z
    return [shown(row, table, z) for row in books.shelf(path).ordered]


def _texts(amounts: dict[str, Decimal]) -> dict[str, str]:
    return {account: str(money(amount)) for account, amount in sorted(amounts.items())}
