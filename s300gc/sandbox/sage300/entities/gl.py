"""General ledger: accounts, source codes, journal batches, posted transactions.

Names are those a public client of v1.0 uses; ``EntityError`` is the form of the warnings
that stand on headers and details. What the sublists of an account hold is partly assumed:
``AccountNumber`` and ``CurrencyCode`` are in Sage's samples, ``SourceLedger`` is a guess.
"""

from s300gc.sandbox.sage300.tables import table

OPTIONAL_VALUE = """
    i: Length Decimals
    b: AllowBlank Validate
    =NoYes: ValueSet
    i: TypedValueFieldIndex
    s60: TextValue
    d: AmountValue NumberValue
    i: IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s60: OptionalFieldDescription ValueDescription
"""

VALID_CURRENCY = table(
    "AccountValidCurrency",
    """
    S45: AccountNumber
    S3: CurrencyCode
    =Revaluation: RevaluationSwitch
    S6: RevaluationCode
""",
)

CONTROL_SUBLEDGER = table(
    "ControlAccountSubledger",
    """
    S45: AccountNumber
    S2: SourceLedger
""",
)

ACCOUNT_OPTIONAL_FIELD = table(
    "AccountOptionalField",
    f"""
    S45: UnformattedAccount
    S12: OptionalField
    s60: Value
    =OptionalFieldType: AccountOptionalFieldType
    {OPTIONAL_VALUE.strip()}
""",
)

ACCOUNT = table(
    "Account",
    """
    S45: UnformattedAccount!
    t: DateCreated
    s60: Description!
    =AccountType: AccountType
    =DebitCredit: NormalBalanceDRCR
    =ActiveStatus: Status!
    =PostToAccount: PostToAccount
    =NoYes: QuantitiesAllowed
    s10: UnitOfMeasure
    =Allocation: AllocationsAllowed
    S45: AllocOffsetAccount
    S2: AllocSourceType
    =NoYes: Multicurrency
    =SpecificCurrency: SpecificCurrency
    =NoYes: ControlAccount!
    d: AllocationPercentTotal
    S6: StructureCode
    i: YearLastClosed
    S45: AccountNumber AccountSegmentCode1-10
    S6: SegmentCode
    S15: PostToSegmentID
    S3: DefaultCurrencyCode
    i: NumberOfOptionalFields TransactionOptionalFields
    S12: AccountGroupCode AccountGroupSortCode
    =NoYes: RollupSwitch
    [AccountValidCurrency]: AccountValidCurrencies
    [ControlAccountSubledger]: ControlAccountSubledgers
    [AccountOptionalField]: AccountOptionalFields
""",
)

SOURCE_CODE = table(
    "SourceCode",
    """
    S2: SourceLedger SourceType
    s60: Description
""",
)

ENTITY_ERROR = table(
    "EntityError",
    """
    s: Message Priority PriorityString Tag
""",
)

JOURNAL_DETAIL_OPTIONAL_FIELD = table(
    "JournalDetailOptionalField",
    f"""
    s6: BatchNumber
    s5: EntryNumber
    s10: TransactionNumber
    S12: OptionalField
    s60: Value
    =OptionalFieldType: JournalDetailOptionalFieldType
    {OPTIONAL_VALUE.strip()}
""",
)

JOURNAL_DETAIL = table(
    "JournalDetail",
    """
    s6: BatchNumber
    s5: EntryNumber
    s10: TransactionNumber!
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
    i: DestStatus
    s60: AcctDescription
    S45: AcctFormatted
    i: AcctExists AcctStatus AcctMulticurrencySwitch AcctControlSwitch
    S12: TaxAuthority
    i: TaxAccountType
    [JournalDetailOptionalField]: JournalDetailOptionalFields
    [EntityError]: Warnings
""",
)

JOURNAL_HEADER = table(
    "JournalHeader",
    """
    s6: BatchNumber!
    s5: EntryNumber!
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
    i: SourceCodeExists
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
    d: TaxAllocatedAmount1-5 TaxReportingAmount1-5
    S3: TaxReportingCurrencyCode
    d: TaxReportingRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    =RateOperator: TaxReportingRateOperation
    d: TaxRate1-5 FunctionalTaxAmount1-5 FunctionalTaxBaseAmount1-5
    s60: CustomerVendorName
    [JournalDetail]: JournalDetails!
    [EntityError]: Warnings
""",
)

JOURNAL_BATCH = table(
    "JournalBatch",
    """
    s6: BatchNumber!
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
    s6: BatchNumber
    s5: JournalEntryNumber
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

POST_JOURNAL = table(
    "PostJournal",
    """
    =PostAllBatches: PostAllBatches
    s6: PostBatchFrom PostBatchTo
    s: ActionSelector
""",
)

POST_JOURNAL_BY_ID = table(
    "PostJournalById",
    """
    s6: BatchIdFrom BatchIdTo
    s: ActionSelector
""",
)
"""The other guess at the payload: BATCHIDFR and BATCHIDTO are the view's own fields."""
