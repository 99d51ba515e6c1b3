"""What master records refer to: it must be there, and cannot be deleted while it is used."""

from dataclasses import dataclass

from s300gc.sandbox.sage300.accounts import unformatted
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import missing, refused
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.tables import Row


@dataclass(frozen=True, slots=True)
class Reference:
    """Properties of ``holder`` whose values are keys of ``target``; ``rest`` ends the key."""

    holder: str
    names: tuple[str, ...]
    target: str
    word: str
    rest: tuple[str, ...] = ()


def _each(holder: str, names: str, target: str, word: str, *rest: str) -> list[Reference]:
    return [Reference(holder, (name,), target, word, rest) for name in names.split()]


_ACCOUNTS, _SETS = "GL/GLAccounts", "AR/ARAccountSets"
_TERMS, _TAX = "AR/ARTerms", "TX/TXTaxGroups"
_CURRENCIES, _BANKS = "CS/CSCurrencyCodes", "BK/BKBanks"

CHECKED = (
    *_each("AR/ARCustomers", "NationalAccount", "AR/ARNationalAccounts", "national account"),
    *_each("AR/ARCustomers", "GroupCode", "AR/ARCustomerGroups", "customer group"),
    *_each("AR/ARCustomers", "AccountSet", _SETS, "account set"),
    *_each("AR/ARCustomers", "Terms", _TERMS, "terms code"),
    *_each("AR/ARCustomers", "PaymentCode", "AR/ARPaymentCodes", "payment code"),
    *_each("AR/ARCustomers", "CurrencyCode", _CURRENCIES, "currency code"),
    *_each("AR/ARCustomerGroups", "AccountSet", _SETS, "account set"),
    *_each("AR/ARCustomerGroups", "Terms", _TERMS, "terms code"),
    *_each("AR/ARCustomerGroups", "TaxGroup", _TAX, "tax group", "Sales"),
    *_each("AR/ARNationalAccounts", "GroupCode", "AR/ARCustomerGroups", "customer group"),
    *_each("AR/ARNationalAccounts", "AccountSet", _SETS, "account set"),
    *_each("AR/ARNationalAccounts", "CurrencyCode", _CURRENCIES, "currency code"),
    *_each(
        _SETS,
        "ReceivablesControlAccount PrepaymentLiabilityAccount DiscountsAccount WriteOffsAccount "
        "UnrealizedExchangeGainAccount UnrealizedExchangeLossAccount ExchangeGainAccount "
        "ExchangeLossAccount RetainageAccount ExchangeRoundingAccount",
        _ACCOUNTS,
        "account",
    ),
    *_each(_SETS, "CurrencyCode", _CURRENCIES, "currency code"),
    *_each(
        "AR/ARDistributionCodes",
        "RevenueAccount InventoryAccount CostOfGoodsSoldAccount",
        _ACCOUNTS,
        "account",
    ),
    *_each("AR/ARRecurringCharges", "CustomerNumber", "AR/ARCustomers", "customer"),
    *_each("AR/ARRecurringCharges", "Schedule", "CS/CSSchedules", "schedule"),
    *_each("AR/ARRecurringCharges", "Terms", _TERMS, "terms code"),
    *_each("AR/ARRecurringCharges", "AccountSet", _SETS, "account set"),
    *_each("AR/ARRecurringCharges", "TaxGroup", _TAX, "tax group", "Sales"),
    *_each(_BANKS, "BankAccount WriteOffAccount CreditCardChargesAccount", _ACCOUNTS, "account"),
    *_each(_BANKS, "StatementCurrency", _CURRENCIES, "currency code"),
    *_each("CS/CSCurrencyRates", "ToCurrency", _CURRENCIES, "currency code"),
    *_each("CS/CSCurrencyRates", "RateType", "CS/CSCurrencyRateTypes", "rate type"),
)
"""References that are checked when they are written."""

_USES = (
    *CHECKED,
    *_each("AR/ARPostedDocuments", "AccountSet", _SETS, "account set"),
    *_each("AR/ARPostedDocuments", "Terms", _TERMS, "terms code"),
    *_each("AR/ARPostedDocuments", "CurrencyCode", _CURRENCIES, "currency code"),
    *_each("AR/ARPostedReceipts", "BankCode", _BANKS, "bank"),
    *_each("AR/ARPostedReceipts", "PaymentCode", "AR/ARPaymentCodes", "payment code"),
    *_each("AR/ARReceiptAndAdjustmentBatches", "BankCode", _BANKS, "bank"),
    *_each("GL/GLPostedTransactions", "AccountNumber", _ACCOUNTS, "account"),
    Reference(
        "GL/GLPostedTransactions",
        ("SourceLedgerCode", "SourceTypeCode"),
        "GL/GLSourceCodes",
        "source code",
    ),
)
"""All that stands in the way of a deletion, posted records included."""


def check(books: Books, resource: Resource, written: Row) -> None:
    """Refuse what names a record that is not there; empty names nothing."""
    for one in CHECKED:
        value = written.get(one.names[0]) if one.holder == resource.path else ""
        if value and one.target == _ACCOUNTS:
            value = unformatted(value)
        if value and books.find(one.target, value, *one.rest) is None:
            raise missing(f"{one.word} {value}")


def check_unused(books: Books, resource: Resource, row: Row) -> None:
    """Refuse to delete a record that others name."""
    key = [row.get(name, resource.table.properties[name].default) for name in resource.keys]
    for one in _USES:
        if one.target != resource.path or tuple(key[len(one.names) :]) != one.rest:
            continue
        wanted = key[: len(one.names)]
        for other in books.shelf(one.holder).rows.values():
            if [other.get(name) for name in one.names] == wanted:
                raise refused(f"The {one.word} {' '.join(wanted)} is used and cannot be deleted.")
