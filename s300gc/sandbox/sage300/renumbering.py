"""A customer gets another number: what the Customer Number Change utility does, as far as seen."""

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.resources import CUSTOMERS, DOCUMENTS, RECEIPTS

MOVED = (CUSTOMERS, DOCUMENTS, RECEIPTS)


def renumber_customer(books: Books, customer: str, number: str) -> None:
    """Give a customer with all that is posted another number; batches keep the old one.

    ``KeyError`` where there is none, ``ValueError`` where the number is taken.
    """
    old, new = customer.upper(), number.upper()
    if old not in books.shelf(CUSTOMERS.path):
        raise KeyError(f"there is no customer {old}")
    if new in books.shelf(CUSTOMERS.path):
        raise ValueError(f"customer {new} exists already")
    for resource in MOVED:
        shelf = books.shelf(resource.path)
        for key, row in list(shelf.rows.items()):
            if row["CustomerNumber"] != old:
                continue
            shelf.remove(key)
            row["CustomerNumber"] = new
            if resource is CUSTOMERS:
                row["DateLastMaintained"] = books.today
            books.keep(resource, row)
