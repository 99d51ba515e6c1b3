"""Bank Services: banks and bank entries.

Names are those of Sage's sample payloads; ``BankEntryNumber``, ``DateCreated`` and
``Comments`` are seen in a connector that reads them back.
"""

from s300gc.sandbox.sage300.tables import table

BANK_CURRENCY = table(
    "BankCurrency",
    """
    S8: BankCode
    S3: CurrencyCode
    S2: CheckRateType DepositRateType
    S45: ExchangeGainAccount ExchangeLossAccount RoundingAccount
    s60: CurrencyDescription
""",
)

CHECK_STOCK = table(
    "CheckStock",
    """
    S8: BankCode
    S6: CheckStockCode
    s60: Description
    d: NextCheckNumber
    =Unlisted: StockType
    s60: CheckForm AdviceForm
    i: AdviceLinesPerPage
    =Unlisted: Language
""",
)

BANK = table(
    "Bank",
    """
    S8: BankCode
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate
    b: Multicurrency
    S3: StatementCurrency
    s22: BankAccountNumber
    S45: BankAccount WriteOffAccount CreditCardChargesAccount
    d: ErrorSpread
    [BankCurrency]: BankCurrencies
    [CheckStock]: CheckStocks
""",
)

BANK_ENTRY_DETAIL = table(
    "BankEntryDetail",
    """
    d: SequenceNumber LineNumber
    S6: DistributionCode
    s60: Reference Description
    s250: Comments
    d: SourceAmount
    S45: GLAccount
""",
)

BANK_ENTRY = table(
    "BankEntry",
    """
    d: SequenceNumber
    S8: BankCode
    t: BankEntryDate DateCreated
    =BankEntryType: BankEntryType
    s12: BankEntryNumber
    s60: EntryDescription
    s24: Reference
    [BankEntryDetail]: BankEntryDetail
""",
)
