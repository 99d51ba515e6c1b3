"""Bank Services: the banks that receipts name, and entries a person will post there."""

from s300gc.sandbox.sage300 import accounts, periods
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.currencies import exact
from s300gc.sandbox.sage300.details import counted, insert_all
from s300gc.sandbox.sage300.errors import bad_field, missing, refused
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import Row

ENTRIES = RESOURCES["BK/BKBankEntries"]


def bank(books: Books, code: str) -> Row:
    """Give a bank that can be used; ``FieldInvalid`` where there is none of that code."""
    row = books.find("BK/BKBanks", code)
    if row is None:
        raise missing(f"bank code {code}")
    if row.get("Status", "Active") != "Active":
        raise refused(f"Bank {code} is inactive.")
    return row


def receipts_bank(books: Books, code: str) -> Row:
    """Give a bank for receipts; whether it may stand on a control account is a switch."""
    row = bank(books, code)
    if not books.switches.control_account_as_bank and accounts.is_control(
        books, row.get("BankAccount", "")
    ):
        raise refused(f"The account of bank {code} is a control account.")
    return row


def create_entry(books: Books, body: Row, maker: str) -> Row:
    """Insert a bank entry; it changes no balance until a person posts it in Bank Services."""
    row = {name: value for name, value in body.items() if name != "UpdateOperation"}
    bank(books, row.get("BankCode", ""))
    row["BankEntryDate"] = row.get("BankEntryDate") or books.today
    periods.period_of(books, row["BankEntryDate"])
    lines = insert_all(row.get("BankEntryDetail", []), "LineNumber", counted("LineNumber"))
    if not lines:
        raise bad_field("A bank entry must have at least one detail.")
    for line in lines:
        accounts.account(books, line.get("GLAccount", ""))
        line["SourceAmount"] = exact(line.get("SourceAmount"), "SourceAmount")
        if line["SourceAmount"] == 0:
            raise bad_field("SourceAmount cannot be zero.")
    number = books.next_number("bank entry")
    row.update(
        BankEntryDetail=[{**line, "SequenceNumber": number} for line in lines],
        SequenceNumber=number,
        BankEntryNumber=f"{number:012d}",
        DateCreated=books.today,
        _made_by=maker,
    )
    return books.keep(ENTRIES, keep_sparse(row, ENTRIES.table))
