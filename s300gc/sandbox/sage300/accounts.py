"""GL accounts as the subledgers see them: that they exist, and which are control accounts."""

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import missing, refused
from s300gc.sandbox.sage300.tables import Row

ACCOUNTS = "GL/GLAccounts"
ACCOUNT_SETS = "AR/ARAccountSets"


def account(books: Books, number: str) -> Row:
    """Give an account by its unformatted number; it must exist and be active."""
    row = books.find(ACCOUNTS, number)
    if row is None:
        raise missing(f"account {number}")
    if row.get("Status", "Active") != "Active":
        raise refused(f"Account {number} is inactive. Select an active account.")
    return row


def takes(books: Books, number: str, ledger: str) -> bool:
    """Say whether a ledger may post to an account: a control account lists those that may."""
    row = account(books, number)
    if row.get("ControlAccount", "No") == "No":
        return True
    allowed: list[Row] = row.get("ControlAccountSubledgers", [])
    return any(one.get("SourceLedger") == ledger for one in allowed)


def account_set(books: Books, key: str) -> Row:
    """Give an AR account set; ``FieldInvalid`` where there is none."""
    row = books.find(ACCOUNT_SETS, key)
    if row is None:
        raise missing(f"account set {key}")
    return row


def check_account_set(books: Books, key: str, currency: str) -> Row:
    """Give an account set whose currency is the customer's."""
    row = account_set(books, key)
    if row.get("CurrencyCode", books.home) != currency:
        raise refused(f"Account set {key} is not in the customer's currency {currency}.")
    return row


def control_of(books: Books, document: Row) -> str:
    """Give the account that a posted document stands on: prepayments are a liability."""
    row = books.find(ACCOUNT_SETS, document.get("AccountSet", "")) or {}
    if document.get("DocumentType", "Invoice") == "Prepayment":
        return str(row.get("PrepaymentLiabilityAccount", ""))
    return str(row.get("ReceivablesControlAccount", ""))


def is_control(books: Books, number: str) -> bool:
    """Say whether an account is the receivables control account of some account set."""
    sets = books.shelf(ACCOUNT_SETS).ordered
    return any(row.get("ReceivablesControlAccount") == number for row in sets)
