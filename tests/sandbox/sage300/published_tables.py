"""Facts: the types of GL, TX, BK and CS as they are published, and what is assumed of them.

GL and TX as a public client of v1.0 has them, BK and CS as in Sage's sample payloads. Kinds:
``s`` text or enumeration, ``n`` number, ``b`` boolean, ``t`` date, ``[Type]`` details.
"""

OTHERS = {
    "Account": """
    s: UnformattedAccount
    t: DateCreated
    s: Description AccountType NormalBalanceDRCR Status PostToAccount QuantitiesAllowed
    s: UnitOfMeasure AllocationsAllowed AllocOffsetAccount AllocSourceType Multicurrency
    s: SpecificCurrency ControlAccount
    n: AllocationPercentTotal
    s: StructureCode
    n: YearLastClosed
    s: AccountNumber AccountSegmentCode1-10 SegmentCode PostToSegmentID DefaultCurrencyCode
    n: NumberOfOptionalFields TransactionOptionalFields
    s: ProcessSwitch AccountGroupCode AccountGroupSortCode RollupSwitch RollupMemberNonRollup
    s: AcctSelectorFromAccount AcctSelectorToAccount AcctSelectorFromSeg1Val
    s: AcctSelectorToSeg1Val AcctSelectorFromSeg2Val AcctSelectorToSeg2Val
    s: AcctSelectorFromSeg3Val AcctSelectorToSeg3Val AcctSelectorFromSeg4Val
    s: AcctSelectorToSeg4Val AcctSelectorFromSeg5Val AcctSelectorToSeg5Val
    s: AcctSelectorFromSeg6Val AcctSelectorToSeg6Val AcctSelectorFromSeg7Val
    s: AcctSelectorToSeg7Val AcctSelectorFromSeg8Val AcctSelectorToSeg8Val
    s: AcctSelectorFromSeg9Val AcctSelectorToSeg9Val AcctSelectorFromSeg10Val
    s: AcctSelectorToSeg10Val AcctSelectorOptionalField1-3 AcctSelectorFromOpt1Val
    s: AcctSelectorToOpt1Val AcctSelectorFromOpt2Val AcctSelectorToOpt2Val
    s: AcctSelectorFromOpt3Val AcctSelectorToOpt3Val
    n: AcctSelectorAcctType
    s: AcctSelectorFromAcctGroup AcctSelectorToAcctGroup
    n: AcctSelectorQuantityAllowed NumberOfcreatedpreviewaccounts RollupMembersInOtherAccounts
    [AccountAllocationInstruction]: AccountAllocationInstructions
    [AccountValidCurrency]: AccountValidCurrencies
    [ControlAccountSubledger]: ControlAccountSubledgers
    [AccountOptionalField]: AccountOptionalFields
    [AccountTransactionOptionalField]: AccountTransactionOptionalFields
    [RollupGroup]: RollupGroups
    [RollupMemberPreview]: RollupMemberPreview
""",
    "AccountOptionalField": """
    s: UnformattedAccount OptionalField Value AccountOptionalFieldType
    n: Length Decimals
    b: AllowBlank Validate
    s: ValueSet
    n: TypedValueFieldIndex
    s: TextValue
    n: AmountValue NumberValue IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s: OptionalFieldDescription ValueDescription
""",
    "JournalBatch": """
    s: BatchNumber ActiveSwitch Description SourceLedger
    t: DateCreated DateLastEdited
    s: JournalBatchType Status
    n: PostingSequence Debits Credits QuantityTotal NumberOfEntries NextEntryNumber
    n: NumberOfErrors
    s: OriginalStatus Printed ICTRelated RevaluationRecognizedBatch EligibleForEditSwitch
    s: EligibleForDeleteSwitch EligibleForPostingSwitch EligibleForPrintingSwitch
    s: EligibleForProvisionalPostSwitch ReadyToPost LockBatchSwitch
    [JournalHeader]: JournalHeaders
""",
    "JournalHeader": """
    s: BatchNumber EntryNumber Originator SourceLedger SourceType FiscalYear FiscalPeriod
    s: AutoReversal Description
    n: Debits Credits Quantity
    t: PostingDate
    n: DrillDownType DrillDownLinkNumber
    s: DrillDownApplicationSource
    n: OutOfBalanceBy
    s: SpecificReversalYear SpecificReversalPeriod
    n: ErrorBatch ErrorEntry NumberOfDetails
    s: Processswitches EnteredBy
    t: DocumentDate
    n: OrigExists
    s: OrigDescription
    n: OrigStatus OrigMulticurrencySwitch
    s: OrigHomeCurrency
    n: OrigHomeCurrencyDecimals OrigQtySwitch OrigQtyDecimals SourceCodeExists
    s: SourceCodeDescription TaxGroup EntryType DoNotCalculationTax CustomerVendorNumber
    s: DocumentType DocumentNumber TaxAuthority1-5
    n: TaxVendorClass1-5 TaxItemClass1-5 TaxBaseAmount1-5 TaxAmount1-5 TaxExpenseAmount1-5
    n: TaxRecoverableAmount1-5 TaxAllocatedAmount1-5 TaxReportingAmount1-5
    n: TaxReportingExpensed1-5 TaxReportingRecoverableAmount1-5 TaxReportingAllocatedAmount1-5
    s: TaxReportingCurrencyCode
    n: TaxReportingRate
    s: TaxReportingRateType
    t: TaxReportingRateDate
    s: TaxReportingRateOperation TaxExpenseAccount1-5 TaxRecoverableAccount1-5
    n: TaxRate1-5 FunctionalTaxAmount1-5 FunctionalTaxBaseAmount1-5 FunctionalExpensedAmount1-5
    n: FunctionalRecoverableAmount1-5 FunctionalAllocatedAmount1-5 InvoicetotalInTaxGroupCurre
    n: InvoicetotalInfunctionalCurr
    s: TaxGroupDescription TaxAuthorityDescription1-5 TaxReportingCurrencyCodeDesc
    s: RateTypeDescription CustomerVendorName
    [JournalDetail]: JournalDetails
    s: ETag
    b: IsDeleted IsNewLine HasChanged
    n: DisplayIndex ChangeSequence
    s: PreviousKey
    b: IsSelected
    [EntityError]: Warnings
""",
    "JournalDetail": """
    s: BatchNumber EntryNumber TransactionNumber Destination
    n: RouteNumber
    s: AccountNumber CompanyID
    n: Amount Quantity
    s: SourceCurrencyDecimals
    n: SourceCurrencyAmount
    s: HomeCurrency CurrencyRateTable SourceCurrency
    t: CurrencyRateDate
    n: CurrencyRate CurrencyRateSpread
    s: CurrencyRateDateMatching CurrencyRateOperator Description Reference
    t: JournalDate
    s: SourceLedger SourceType Comment
    n: NumberOfOptionalFields
    s: Processswitches
    n: DestExists
    s: DestDescription
    n: DestStatus DestMulticurrencySwitch
    s: DestHomeCurrency
    n: DestHomeCurrencyDecimals DestQtySwitch DestQtyDecimals DestOptionalFlds RouteExists
    s: RouteDescription
    n: RouteStatus SourceCodeExists
    s: SourceCodeDescription
    n: AcctExists
    s: AcctFormatted AcctDescription
    n: AcctStatus AcctMulticurrencySwitch AcctSpecificCurrenciesSwitch AcctControlSwitch
    n: AcctQtySwitch AcctOptionalFlds AcctTransactionOptionalFlds
    s: AcctUnitOfMeasure TaxAuthority
    n: TaxAccountType
    s: ETag
    b: IsDeleted IsNewLine HasChanged
    n: DisplayIndex ChangeSequence
    s: PreviousKey
    b: IsSelected
    [JournalDetailOptionalField]: JournalDetailOptionalFields
    [EntityError]: Warnings
""",
    "PostedTransaction": """
    s: AccountNumber FiscalYear FiscalPeriod SourceCurrencyCode SourceLedgerCode SourceTypeCode
    n: PostingSequenceNumber DetailCount
    t: JournalDate
    s: BatchNumber JournalEntryNumber
    n: JournalTransactionNumber
    s: ConsolidationOccurredOnPost CompanyID JournalDetailDescription JournalDetailReference
    n: JournalTransactionAmount JournalTransactionQuantity
    s: NbrOfSourceCurrencyDecimals
    n: SourceCurrencyAmount
    s: HomeCurrencyCode CurrencyRateTableType SCURNCODE
    t: DateOfCurrencyRateSelected
    n: CurrencyRateForConversion CurrencyRateSpreadAllowed
    s: CodeForRateDateMatching CurrencyRateOperator
    n: DrillDownType DrillDownLinkNumber
    s: DrillDownApplicationSource
    n: ReportCurrencyAmount NumberOfOptionalFields
    t: DocumentDate
    n: TaxReportingStatus
    s: TaxAuthority TaxAccountType
""",
    "TaxGroup": """
    s: TaxGroupKey TransactionType Description TaxReportingCurrency TaxAuthority1-5
    b: Taxable1-5
    s: TaxCalculationMethod
    t: LastMaintained
    b: Surtax1-5
    s: SurtaxOnAuthority1-5 TaxReportingRateType
""",
    "TaxRate": """
    s: TaxAuthority TransactionType
    n: BuyerClass ItemRate1-10
    t: LastMaintained
""",
    "SourceCode": "s: SourceLedger SourceType Description",
    "AccountValidCurrency": "s: AccountNumber CurrencyCode RevaluationSwitch RevaluationCode",
    "JournalDetailOptionalField": """
    s: BatchNumber EntryNumber TransactionNumber OptionalField Value
    s: JournalDetailOptionalFieldType
    n: Length Decimals
    b: AllowBlank Validate
    s: ValueSet
    n: TypedValueFieldIndex
    s: TextValue
    n: AmountValue NumberValue IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s: OptionalFieldDescription ValueDescription
""",
    "EntityError": "s: Message Priority PriorityString Tag",
    "Bank": """
    s: BankCode Description
    b: Multicurrency
    s: StatementCurrency BankAccountNumber BankAccount WriteOffAccount
    s: CreditCardChargesAccount
    n: ErrorSpread
    [BankCurrency]: BankCurrencies
    [CheckStock]: CheckStocks
""",
    "BankCurrency": """
    s: BankCode CurrencyCode CheckRateType DepositRateType ExchangeGainAccount
    s: ExchangeLossAccount RoundingAccount CurrencyDescription
""",
    "CheckStock": """
    s: BankCode CheckStockCode Description
    n: NextCheckNumber
    s: StockType CheckForm AdviceForm
    n: AdviceLinesPerPage
    s: Language
""",
    "BankEntry": """
    n: SequenceNumber
    s: BankCode
    t: BankEntryDate
    s: BankEntryType EntryDescription
    [BankEntryDetail]: BankEntryDetail
""",
    "BankEntryDetail": """
    n: SequenceNumber LineNumber
    s: DistributionCode Reference Description
    n: SourceAmount
    s: GLAccount
""",
    "CurrencyCode": """
    s: CurrencyCodeKey Description Symbol DecimalPlaces SymbolPosition ThousandsSeparator
    s: DecimalSeparator NegativeDisplay
""",
    "CurrencyRate": """
    s: ToCurrency RateType TableDescription DateMatching RateOperation SourceOfRates
    [CurrencyRateDetail]: CurrencyRateDetail
""",
    "CurrencyRateDetail": """
    s: ToCurrency RateType FromCurrency
    t: RateDate
    n: Rate
""",
    "CurrencyRateType": "s: RateTypeKey Description",
    "Schedule": """
    s: ScheduleCode Description Interval Frequency UserMode UserID
    t: RunDate
""",
    "FiscalCalendar": """
    s: FiscalYear
    t: FiscalPeriod1StartDate FiscalPeriod2StartDate FiscalPeriod3StartDate
    t: FiscalPeriod4StartDate FiscalPeriod5StartDate FiscalPeriod6StartDate
    t: FiscalPeriod7StartDate FiscalPeriod8StartDate FiscalPeriod9StartDate
    t: FiscalPeriod10StartDate FiscalPeriod11StartDate FiscalPeriod12StartDate
    t: FiscalPeriod12EndDate
""",
    "CompanyProfile": "",
}
"""The types of GL, TX, BK and CS."""

ASSUMED = {
    "AccountAllocationInstruction": "s: AccountNumber AllocationAccount\n n: AllocationPercent",
    "ControlAccountSubledger": "s: AccountNumber SourceLedger SourceType",
    "AccountTransactionOptionalField": """
    s: UnformattedAccount OptionalField Value AccountTransactionOptionalFieldType
    n: Length Decimals
    b: AllowBlank Validate
    s: ValueSet
    n: TypedValueFieldIndex
    s: TextValue
    n: AmountValue NumberValue IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s: OptionalFieldDescription ValueDescription
""",
    "RollupGroup": "s: AccountNumber",
    "RollupMemberPreview": "s: AccountNumber",
    "PostJournal": "s: PostAllBatches PostBatchFrom PostBatchTo ActionSelector",
    "Bank": "s: Status\n t: InactiveDate",
    "BankEntry": "t: DateCreated\n s: BankEntryNumber Reference",
    "BankEntryDetail": "s: Comments",
    "CurrencyRateDetail": "n: Spread",
    "Schedule": """
    n: Phase
    s: DayofMonth Weekday WeekinMonth Month SundayCall MondayCall TuesdayCall WednesdayCall
    s: ThursdayCall FridayCall SaturdayCall
    n: RemindinAdvance
    t: LastRunDate
""",
    "FiscalCalendar": """
    n: NumberOfFiscalPeriods QuarterWith4Periods
    s: Active
    t: FiscalPeriod13StartDate FiscalPeriod1EndDate FiscalPeriod2EndDate FiscalPeriod3EndDate
    t: FiscalPeriod4EndDate FiscalPeriod5EndDate FiscalPeriod6EndDate FiscalPeriod7EndDate
    t: FiscalPeriod8EndDate FiscalPeriod9EndDate FiscalPeriod10EndDate FiscalPeriod11EndDate
    t: FiscalPeriod13EndDate
    s: ARPeriodLocked1-13 BKPeriodLocked1-13 GLPeriodLocked1-13
""",
    "CompanyProfile": """
    s: CompanyID CompanyName AddressLine1-4 City StateProvince ZipPostalCode Country
    s: PhoneNumber FaxNumber ContactName FunctionalCurrency Multicurrency RateType
    n: NumberOfFiscalPeriods
    s: LockedFiscalPeriod
""",
}
"""What stands in the sandbox without a document; it may differ on a real server."""
