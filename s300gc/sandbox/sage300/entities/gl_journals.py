"""General ledger: journal batches with their entries and lines, posted transactions.

Names are those a public client of v1.0 uses; ``EntityError`` is the form of the warnings
that stand on headers and details.
"""

from s300gc.sandbox.sage300.entities.gl import OPTIONAL_VALUE
from s300gc.sandbox.sage300.tables import table

GRID = """
    s: ETag
    b: IsDeleted IsNewLine HasChanged
    i: DisplayIndex ChangeSequence
    s: PreviousKey
    b: IsSelected
"""
"""What the web screens keep of a row in a grid; it goes over the wire with headers and lines."""

ENTITY_ERROR = table(
    "EntityError",
    """
    s: Message Priority PriorityString Tag
""",
)

JOURNAL_DETAIL_OPTIONAL_FIELD = table(
    "JournalDetailOptionalField",
    f"""
    Z6: BatchNumber
    Z5: EntryNumber
    Z10: TransactionNumber
    S12: OptionalField
    s60: Value
    =OptionalFieldType: JournalDetailOptionalFieldType
    {OPTIONAL_VALUE.strip()}
""",
)

JOURNAL_DETAIL = table(
    "JournalDetail",
    f"""
    Z6: BatchNumber
    Z5: EntryNumber
    Z10: TransactionNumber!
    S3: Destination
    i: RouteNumber
    S45: AccountNumber!
    S8: CompanyID
    d: Amount! Quantity
    =Decimals: SourceCurrencyDecimals
    d: SourceCurrencyAmount!
    S3: HomeCurrency!
    S2: CurrencyRateTable!
    S3: SourceCurrency!
    t: CurrencyRateDate!
    d: CurrencyRate! CurrencyRateSpread
    =DateMatching: CurrencyRateDateMatching
    =RateOperator: CurrencyRateOperator
    s60: Description! Reference!
    t: JournalDate!
    S2: SourceLedger! SourceType!
    s250: Comment
    i: NumberOfOptionalFields
    =Unlisted: Processswitches
    i: DestExists
    s60: DestDescription
    i: DestStatus DestMulticurrencySwitch
    S3: DestHomeCurrency
    i: DestHomeCurrencyDecimals DestQtySwitch DestQtyDecimals DestOptionalFlds RouteExists
    s60: RouteDescription
    i: RouteStatus SourceCodeExists
    s60: SourceCodeDescription
    i: AcctExists
    S45: AcctFormatted
    s60: AcctDescription
    i: AcctStatus AcctMulticurrencySwitch AcctSpecificCurrenciesSwitch AcctControlSwitch
    i: AcctQtySwitch AcctOptionalFlds AcctTransactionOptionalFlds
    s10: AcctUnitOfMeasure
    S12: TaxAuthority
    i: TaxAccountType
    [JournalDetailOptionalField]: JournalDetailOptionalFields
    [EntityError]: Warnings
    {GRID.strip()}
""",
)

JOURNAL_HEADER = table(
    "JournalHeader",
    f"""
    Z6: BatchNumber!
    Z5: EntryNumber!
    S6: Originator
    S2: SourceLedger! SourceType!
    s4: FiscalYear!
    s2: FiscalPeriod!
    =NoYes: AutoReversal
    s60: Description!
    d: Debits! Credits! Quantity
    t: PostingDate!
    i: DrillDownType
    d: DrillDownLinkNumber
    S2: DrillDownApplicationSource
    d: OutOfBalanceBy!
    s4: SpecificReversalYear
    s2: SpecificReversalPeriod
    i: ErrorBatch! ErrorEntry! NumberOfDetails
    =Unlisted: Processswitches
    S8: EnteredBy
    t: DocumentDate!
    i: OrigExists
    s60: OrigDescription
    i: OrigStatus OrigMulticurrencySwitch
    S3: OrigHomeCurrency
    i: OrigHomeCurrencyDecimals OrigQtySwitch OrigQtyDecimals SourceCodeExists
    s60: SourceCodeDescription
    S12: TaxGroup
    =Unlisted: EntryType
    =NoYes: DoNotCalculationTax
    S12: CustomerVendorNumber
    =Unlisted: DocumentType
    S22: DocumentNumber
    S12: TaxAuthority1-5
    i: TaxVendorClass1-5 TaxItemClass1-5
    d: TaxBaseAmount1-5 TaxAmount1-5 TaxExpenseAmount1-5 TaxRecoverableAmount1-5
    d: TaxAllocatedAmount1-5 TaxReportingAmount1-5 TaxReportingExpensed1-5
    d: TaxReportingRecoverableAmount1-5 TaxReportingAllocatedAmount1-5
    S3: TaxReportingCurrencyCode
    d: TaxReportingRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    =RateOperator: TaxReportingRateOperation
    S45: TaxExpenseAccount1-5 TaxRecoverableAccount1-5
    d: TaxRate1-5 FunctionalTaxAmount1-5 FunctionalTaxBaseAmount1-5 FunctionalExpensedAmount1-5
    d: FunctionalRecoverableAmount1-5 FunctionalAllocatedAmount1-5 InvoicetotalInTaxGroupCurre
    d: InvoicetotalInfunctionalCurr
    s60: TaxGroupDescription TaxAuthorityDescription1-5 TaxReportingCurrencyCodeDesc
    s60: RateTypeDescription CustomerVendorName
    [JournalDetail]: JournalDetails!
    [EntityError]: Warnings
    {GRID.strip()}
""",
)

JOURNAL_BATCH = table(
    "JournalBatch",
    """
    Z6: BatchNumber!
    =YesNo: ActiveSwitch
    s60: Description!
    S2: SourceLedger!
    t: DateCreated! DateLastEdited!
    =GLBatchType: JournalBatchType!
    =GLBatchStatus: Status!
    d: PostingSequence! Debits! Credits! QuantityTotal NumberOfEntries!
    i: NextEntryNumber
    d: NumberOfErrors!
    =GLBatchStatus: OriginalStatus
    =NoYes: Printed ICTRelated RevaluationRecognizedBatch
    =YesNo: EligibleForEditSwitch EligibleForDeleteSwitch EligibleForPostingSwitch
    =YesNo: EligibleForPrintingSwitch EligibleForProvisionalPostSwitch
    =NoYes: ReadyToPost! LockBatchSwitch
    [JournalHeader]: JournalHeaders!
""",
)

POSTED_TRANSACTION = table(
    "PostedTransaction",
    """
    S45: AccountNumber
    s4: FiscalYear
    s2: FiscalPeriod
    S3: SourceCurrencyCode
    S2: SourceLedgerCode SourceTypeCode
    d: PostingSequenceNumber DetailCount
    t: JournalDate
    Z6: BatchNumber
    Z5: JournalEntryNumber
    d: JournalTransactionNumber
    =NoYes: ConsolidationOccurredOnPost
    S8: CompanyID
    s60: JournalDetailDescription JournalDetailReference
    d: JournalTransactionAmount JournalTransactionQuantity
    =Decimals: NbrOfSourceCurrencyDecimals
    d: SourceCurrencyAmount
    S3: HomeCurrencyCode
    S2: CurrencyRateTableType
    S3: SCURNCODE
    t: DateOfCurrencyRateSelected
    d: CurrencyRateForConversion CurrencyRateSpreadAllowed
    =DateMatching: CodeForRateDateMatching
    =RateOperator: CurrencyRateOperator
    i: DrillDownType
    d: DrillDownLinkNumber
    S2: DrillDownApplicationSource
    d: ReportCurrencyAmount
    i: NumberOfOptionalFields
    t: DocumentDate
    i: TaxReportingStatus
    S12: TaxAuthority
    =Unlisted: TaxAccountType
""",
)
