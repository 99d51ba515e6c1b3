"""Which part of the company makes, changes, removes and processes what."""

from collections.abc import Callable, Mapping
from typing import Protocol

from s300gc.sandbox.sage300 import (
    banks,
    charges,
    customers,
    generation,
    glbatches,
    handover,
    invoices,
    masters,
    posting,
    receipts,
    refunds,
)
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.users import User

Create = Callable[[Books, Row, str], Row]
Change = Callable[[Books, str, Row, Row], None]
Process = Callable[[Books, Row, str], None]


class Put(Protocol):
    """Changes a record, or puts another in its place."""

    def __call__(self, books: Books, key: str, row: Row, body: Row, *, replace: bool) -> None:
        """Do it, or refuse it and leave the record as it was."""
        ...


CREATE: Mapping[str, Create] = {
    "AR/ARCustomers": customers.create,
    "AR/ARRecurringCharges": charges.create,
    "AR/ARInvoiceBatches": invoices.create,
    "AR/ARReceiptAndAdjustmentBatches": receipts.create,
    "AR/ARRefundBatches": refunds.create,
    "GL/GLJournalBatches": glbatches.create,
    "BK/BKBankEntries": banks.create_entry,
}

PUT: Mapping[str, Put] = {
    "AR/ARCustomers": customers.change,
    "AR/ARRecurringCharges": charges.change,
}


def _change_invoices(books: Books, key: str, row: Row, body: Row) -> None:
    """Change a batch; what recurring charges tell of their invoices follows."""
    invoices.change(books, key, row, body)
    charges.recount(books)


CHANGE: Mapping[str, Change] = {
    "AR/ARInvoiceBatches": _change_invoices,
    "AR/ARReceiptAndAdjustmentBatches": receipts.change,
    "AR/ARRefundBatches": refunds.change,
    "GL/GLJournalBatches": glbatches.change,
}

PROCESSES: Mapping[str, Process] = {
    "AR/ARPostInvoices": posting.post_invoices,
    "AR/ARPostReceiptsAndAdjustments": posting.post_receipts,
    "AR/ARPostRefunds": posting.post_refunds,
    "AR/ARCreateGLBatch": handover.create_gl_batch,
    "AR/ARCreateRecurringCharge": generation.process,
    "GL/GLPostJournal": glbatches.post,
}


def template(books: Books, resource: Resource) -> Row:
    """Give an entity with its default values, as ``$template`` does for every resource."""
    return dict(resource.table.blank)


def create(books: Books, resource: Resource, body: Row, user: User) -> Row:
    """Insert an entity and give it as it is kept; the user's mark stays on it."""
    special = CREATE.get(resource.path)
    if special is not None:
        return special(books, body, user.made_by)
    return masters.create(books, resource, body, user.made_by)


def change(
    books: Books, resource: Resource, key: str, row: Row, body: Row, *, replace: bool
) -> None:
    """Change an entity under PATCH, or put another in its place under PUT."""
    put = PUT.get(resource.path)
    if put is not None:
        put(books, key, row, body, replace=replace)
        return
    special = CHANGE.get(resource.path)
    if special is not None:
        special(books, key, row, body)
        return
    masters.change(books, resource, row, body, replace=replace)


def remove(books: Books, resource: Resource, key: str, row: Row) -> None:
    """Delete a master record that nothing needs any more."""
    if resource.path == "AR/ARCustomers":
        customers.check_unused(books, row)
    masters.remove(books, resource, key, row)
