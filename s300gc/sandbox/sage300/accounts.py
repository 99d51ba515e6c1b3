"""GL accounts as the subledgers see them: that they exist, and which are control accounts."""

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import missing, refused
from s300gc.sandbox.sage300.tables import Row

ACCOUNTS = "GL/GLAccounts"
ACCOUNT_SETS = "AR/ARAccountSets"
_NO_SEPARATORS = str.maketrans("", "", "-/\\.")


def unformatted(number: str) -> str:
    """Give the number of an account as GL keeps it: ``4010-100-30`` is ``401010030``."""
    return number.translate(_NO_SEPARATORS)


def account(books: Books, number: str) -> Row:
    """Give an account by its number, formatted or not; it must exist and be active."""
    row = books.find(ACCOUNTS, unformatted(number))
    if row is None:
        raise missing(f"account {number}")
    if row.get("Status", "Active") != "Active":
        raise refused(f"Account {number} is inactive. Select an active account.")
    return row


def ar_account(books: Books, number: str) -> Row:
    """Give an account that an AR entry names, in a form that this server takes there."""
    row = account(books, number)
    if books.switches.ar_accounts == "formatted" and number != row.get("AccountNumber"):
        raise missing(f"account {number}")
    return row


def takes(books: Books, number: str, ledger: str, source_type: str) -> bool:
    """Say whether a source code may post to an account: a control account lists those that may.

    What it lists is a ledger, or a ledger with one of its types.
    """
    row = account(books, number)
    if row.get("ControlAccount", "No") == "No":
        return True
    allowed: list[Row] = row.get("ControlAccountSubledgers", [])
    name = books.switches.subledger_names
    return any(
        one.get(name) == ledger and one.get("SourceType", "") in ("", source_type)
        for one in allowed
    )


def listed(books: Books, number: str, code: str) -> Row:
    """Give the row by which a control account lists a ledger (``GL``) or a code (``GL-JE``)."""
    ledger, _, source_type = code.partition("-")
    row: Row = {"AccountNumber": number, books.switches.subledger_names: ledger}
    return {**row, "SourceType": source_type} if source_type else row


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
        return unformatted(row.get("PrepaymentLiabilityAccount", ""))
    return unformatted(row.get("ReceivablesControlAccount", ""))


def is_control(books: Books, number: str) -> bool:
    """Say whether an account is the receivables control account of some account set."""
    sets = books.shelf(ACCOUNT_SETS).ordered
    return any(
        unformatted(row.get("ReceivablesControlAccount", "")) == unformatted(number) for row in sets
    )
