"""Receipt and adjustment batches with their entries and applied lines.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

ADJUSTMENT_GLDISTRIBUTION = table(
    "AdjustmentGLDistribution",
    """
    S2: BatchType
    d: BatchNumber EntryNumber LineNumber SequenceNumber
    i: TransactionType
    d: DistributionAmount!
    S6: DistributionCode
    S45: DistributionGLAccount!
    s16: Contract Project Category
    s24: ProjectCategoryResource
    I: TransactionNumber
    =CostClass: CostClass
    d: DiscountAmount AppliedAmount
    S16: ItemNumber
    s10: UnitOfMeasure
    d: Quantity Cost
    t: BillingDate
    d: RetainageAmount
    t: RetainageDueDate
    =NoYes: HasRetainage
    d: FunctionalDistributionAmount FunctionalDiscountAmount FunctionalAppliedAmount
    d: FunctionalRetainageAmount
    s60: Description Reference
    d: DocumentLineNumber CustomerCurrencyAmountDue
""",
)

APPLIED_LINE = table(
    "AppliedReceiptsAdjustment",
    """
    S2: BatchType
    d: BatchNumber EntryNumber LineNumber!
    S12: CustomerNumber!
    S22: DocumentNumber!
    d: PaymentNumber!
    =TransactionType: TransactionType
    s2: PaymentResolution
    d: CustomerReceiptAmount! CustomerDiscountAmountTaken! NextAdjustmentSequenceNumber
    d: CustomerAdjustmentTotal AdjustmentNumber
    s60: Description Reference
    S22: GeneratedPPUCNumber PPMatchingDocumentNumber
    =DocumentType: PPMatchingDocumentType
    d: DocumentAmountDue DiscountAmountAvailable DocumentNetBalance PendingReceiptAmount
    d: PendingDiscountAmount PendingAdjustmentAmount TotalCustomerDebitAmount
    d: TotalCustomerCreditAmount
    i: DocumentType
    =NoYes: JobRelated
    d: JobTotalPaymentAmount JobTotalDiscountAmount
    =JobApplyMethod: JobApplyMethod
    d: RetainageDebitAmountCustomerCurr RetainageCreditAmountCustomerCurr RetainageAmount
    t: RetainageDueDate
    S6: RetainageTermsCode
    =RetainageRate: RetainageExchangeRate
    =Unlisted: ProcessCommand
    d: UnappliedJobPaymentAmount UnappliedJobDiscountAmount
    =TransactionType: TRXTYPEID
    =ReceiptType: ReceiptTransactionType
    =NoYes: HasRetainage
    d: RetainageBalance
    S22: OriginalDocumentNumber
    d: ReceivablesAdjustmentTotal OriginalExchangeRate
    t: DocumentDate
    d: FunctionalReceiptAmount FunctionalTotalDiscountAmount FunctionalTotalAdjustmentAmount
    d: FunctionalRetainageAmount
    s: DocumentVersionCreatedIn
    S3: CustomerCurrencyCode
    [AdjustmentGLDistribution]: AdjustmentGLDistributions
""",
)

MISCELLANEOUS_RECEIPT = table(
    "MiscellaneousReceipt",
    """
    S2: BatchType
    d: BatchNumber EntryNumber LineNumber
    S6: DistributionCode
    S45: AccountNumber
    s60: GLReference GLDescription
    i: TaxClass1-5
    =NoYes: TaxIncluded1-5
    d: TaxBase1-5 TaxRate1-5 TaxAmount1-5 TaxTotal DistributionAmount DistributionAmountNetOfTaxes
    d: FunctionalDistributionAmount FunctionalDistributionAmountNetOfTaxes COGSAmount
    d: AlternateTaxBaseAmount TaxReportingAmount1-5 TaxReportingTotal FunctionalTaxBase1-5
    d: FunctionalTaxAmount1-5 FunctionalTaxTotal
    s16: Contract Project Category
    s24: ProjectCategoryResource
    =CostClass: CostClass
    t: BillingDate
""",
)

RECEIPT_ADJUSTMENT_OPTIONAL_FIELD = table(
    "ReceiptAdjustmentOptionalField",
    """
    S2: BatchType
    d: BatchNumber EntryNumber
    S12: OptionalField
    s60: Value
    =OptionalFieldType: ReceiptAdjustmentOptionalFieldType
    i: Length Decimals
    b: AllowBlank Validate
    =NoYes: ValueSet
    I: TypedValueFieldIndex
    s60: TextValue
    d: AmountValue NumberValue
    I: IntegerValue
    b: YesNoValue
    t: DateValue TimeValue
    s60: OptionalFieldDescription ValueDescription
""",
)

ADVANCE_CREDIT = table(
    "AdvanceCredit",
    """
    S2: BatchType
    d: BatchNumber EntryNumber LineNumber
    S22: DocumentNumber
    s60: Description Reference
    d: ClaimAmount FunctionalClaimAmount
    S12: CustomerNumber
""",
)

RECEIPT_ENTRY = table(
    "ReceiptsAdjustment",
    """
    S2: BatchType
    d: BatchNumber EntryNumber!
    S24: CheckReceiptNumber!
    S12: CustomerNumber!
    t: ReceiptDateAdjustmentDate!
    s60: EntryDescription! EntryReference!
    d: BankReceiptAmount! CustomerReceiptAmount! CustomerExchangeRate!
    =NoYes: CustomerRateOverridden
    d: NumberOfDocumentsAppliedto TotalCustomerAmountApplied! TotalCustomerDiscountAmount
    S12: PaymentCode!
    S3: CustomerCurrencyCode!
    S2: BankRateType
    d: BankExchangeRate!
    =NoYes: BankRateOverridden
    =ReceiptType: ReceiptTransactionType!
    =DocumentType: DocumentType!
    S22: MatchingDocumentNumber!
    d: LastLineNumber
    s4: FiscalYear!
    s2: FiscalPeriod!
    s60: Payer
    t: CustomerRateDate
    S2: CustomerRateType
    d: CustomerAdjustmentAmount
    t: BankRateDate
    =PaymentType: PaymentType
    d: CustomerUnappliedAmount! BankUnappliedAmount FunctionalReceiptAmount
    S22: DocumentNumber!
    d: FunctionalAdjustmentAmount
    =RateOperator: BankRateOperator CustomerRateOperator
    d: TotalFunctionalDiscountAmount TotalFunctionalDebitAmount TotalFunctionalCreditAmount
    d: TotalCustomerDebitAmount TotalCustomerCreditAmount
    =NoYes: JobRelated
    =JobApplyMethod: JobApplyMethod
    I: ErrorBatch! ErrorEntry! NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    S2: SourceApplication
    S8: BankCode!
    S3: BankCurrencyCode
    S2: DrillDownApplicationSource
    i: DrillDownType
    d: DrillDownLinkNumber
    =NoYes: ReceiptPrinted CalculateTax
    S12: TaxGroup
    I: TaxStateVersion
    S12: TaxAuthority1-5
    i: TaxClass1-5
    d: TaxBase1-5 TaxAmount1-5 TaxTotal DistributionAmountNetOfTaxes
    I: DepositSerialNumber DepositLineNumber
    S3: TaxReportingCurrencyCode
    =TaxReportingMethod: TaxReportingCalculateMethod
    d: TaxReportingExchangeRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    =RateOperator: TaxReportingRateOperator
    =NoYes: TaxReportingRateOverride
    d: TaxReportingAmount1-5 TaxReportingTotal
    I: NumberOfAdvanceCreditClaims
    d: TotalAdvanceCreditClaim FunctionalTotalAdvanceCreditClaim
    d: FunctionalTotalCustomerAmountApplied FuncCustomerUnappliedAmount FunctionalTaxBase1-5
    d: FunctionalTaxAmount1-5 FunctionalTaxTotal FunctionalDistributionAmountNetOfTaxes
    s: ARVersionCreatedIn
    S8: EnteredBy
    t: PostingDate!
    S6: AccountSet!
    s: PreviousCreditCardTransactionNumber
    =Unlisted: PreviousCreditCardProcessStatus
    s: CurrentCreditCardTransactionNumber
    =Unlisted: CurrentCreditCardProcessStatus
    s: ProcessingCode TransactionID XMLString ResponseIndicator ResponseCode ResponseMessage
    s: AuthorizationCode AVSResult CVVResult TransactionDate VANReference Last4 PaymentDescription
    s: PaymentTypeID
    [MiscellaneousReceipt]: MiscellaneousReceipts
    [AppliedReceiptsAdjustment]: AppliedReceiptsAdjustments!
    [ReceiptAdjustmentOptionalField]: ReceiptAdjustmentOptionalField!
    [AdvanceCredit]: AdvanceCredits
""",
)

RECEIPT_BATCH = table(
    "ReceiptAndAdjustmentBatch",
    """
    S2: BatchRecordType!
    d: BatchNumber!
    t: BatchDate!
    s60: Description!
    d: NumberOfEntries! BatchTotal!
    =ARBatchType: BatchType
    =ARBatchStatus: BatchStatus!
    S8: BankCode!
    =NoYes: DepositSlipPrinted
    S3: DefaultBankCurrency!
    t: BankRateDate
    d: LastEntryNumber
    S2: BankRateType
    d: BankExchangeRate! DepositNumber!
    I: DepositSerialNumber
    d: FunctionalAdjustmentAmount FunctionalAppliedDocumentAmount FunctionalBatchTotal!
    d: PostingSequenceNumber! NumberOfErrors!
    t: DateLastEdited!
    =ARBatchTypeClass: BatchTypeClass
    =NoYes: BatchPrintedFlag
    =RateOperator: BankRateOperator
    =NoYes: BankRateOverridden
    S2: SourceApplication
    =Unlisted: ProcessCommand
    t: DepositDate!
    s60: DepositComment
    d: NumberOfReapplies
    [ReceiptsAdjustment]: ReceiptsAdjustments!
""",
)
