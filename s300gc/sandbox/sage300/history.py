"""Clear History: a person takes posted batches and receipts away; documents stay."""

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.postrefund import PAYMENTS
from s300gc.sandbox.sage300.resources import (
    INVOICE_BATCHES,
    RECEIPT_BATCHES,
    RECEIPTS,
    REFUND_BATCHES,
)

_ENDED = ("Posted", "Deleted")


def clear(books: Books, through: str) -> int:
    """Take away what was posted or deleted until a day, and give how much that was.

    Batches go by their date, receipts and refund payments by theirs; what is open stays, and
    so do the documents with their balances.
    """
    gone = 0
    for resource in (INVOICE_BATCHES, RECEIPT_BATCHES, REFUND_BATCHES):
        shelf = books.shelf(resource.path)
        for key, row in list(shelf.rows.items()):
            if row.get("BatchStatus", "Open") in _ENDED and row["BatchDate"] <= through:
                shelf.remove(key)
                gone += 1
    for path, name in ((RECEIPTS.path, "ReceiptDate"), (PAYMENTS.path, "DocumentDate")):
        shelf = books.shelf(path)
        for key, row in list(shelf.rows.items()):
            if row[name] <= through:
                shelf.remove(key)
                gone += 1
    return gone
