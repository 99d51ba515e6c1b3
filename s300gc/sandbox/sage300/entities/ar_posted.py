"""What posting leaves behind: documents, receipts and refund payments.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

POSTED_DOCUMENT = table(
    "PostedDocument",
    """
    S12: CustomerNumber!
    S22: DocumentNumber!
    S24: CheckReceiptNumber!
    s22: OrderNumber! PONumber!
    t: DueDate!
    S12: NationalAccountNumber
    S6: ShipToLocation
    =TransactionType: TransactionType!
    =DocumentType: DocumentType!
    t: BatchDate
    d: BatchNumber! EntryNumber!
    S6: GroupCode
    s60: DocumentDescription!
    t: DocumentDate! AsofDate
    S6: Terms!
    t: DiscountDate
    S3: CurrencyCode!
    S2: RateType
    =NoYes: RateOverridden
    d: ExchangeRate! FunctionalCurrencyInvoiceAmount! FunctionalCurrencyAmountDue!
    d: FunctionalCurrencyTaxableAmount FunctionalCurrencyNonTaxableAmount
    d: FunctionalCurrencyTaxAmount FunctionalCurrencyDiscountAmount CustomerCurrencyInvoiceAmount!
    d: CustomerCurrencyAmountDue! CustomerCurrencyTaxableAmount CustomerCurrencyNonTaxableAmount
    d: CustomerCurrencyTaxAmount! CustomerCurrencyDiscountAmount
    =NoYes: FullyPaid!
    t: LastActivityDate! LastStatementDate
    d: NumberOfScheduledPayments! PaymentNumberOnLastStatement LastAppliedPaymentSequenceNumber
    =NoYes: DoNotCalculationTax
    S12: TaxAuthority1-5
    d: FunctionalBaseAmount1-5 FunctionalTaxAmount1-5 CustomerBaseAmount1-5 CustomerTaxAmount1-5
    S8: Salesperson1-5
    d: SalesSplitPercentage1-5
    s4: FiscalYear!
    s2: FiscalPeriod!
    S22: PrepaymentApplytoDocumentNumber
    t: PostingDate! RateDate
    i: RateOperator
    s6: LastActivityYearPeriod
    S8: BankCode!
    d: DepositNumber PostingSequenceNumber!
    =NoYes: JobRelated! HasRetainage RetainageOutstanding
    t: DateRetainageDue
    d: FunctionalCurrencyOriginalRetainageAmount FunctionalCurrencyRetainageAmount
    d: CustomerCurrencyOriginalRetainageAmount CustomerCurrencyRetainageAmount
    S6: RetainageTermsCode
    =RetainageRate: RetainageExchangeRate
    S22: OriginalDocumentNumber
    I: NumberOfOptionalFields
    S2: SourceApplication
    s: ARVersionCreatedIn
    =InvoiceType: InvoiceType
    I: DepositSerialNumber DepositLineNumber
    s: BatchType
    I: NumberOfOBLJDetails
    S3: TaxReportingCurrencyCode
    d: TaxReportingExchangeRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    i: TaxReportingRateOperator
    =NoYes: TaxReportingRateOverride
    i: ReportRetainageTax
    S12: TaxGroup
    I: TaxStateVersion
    =TaxReportingMethod: TaxReportingCalculateMethod
    i: TaxClass1-5
    d: TaxBase1-5 TaxAmount1-5
    S22: ShipmentNumber
    t: EarliestBackdatedActivityDate LastRevaluationDate
    d: OriginalExchangeRate
    S2: OriginalRateType
    t: OriginalRateDate
    i: OriginalRateOperator
    =NoYes: OriginalRateOverrideFlag
    S6: AccountSet!
    t: DatePaid!
    i: MiscellaneousReceiptFlag
    S6: TerritotyCode
""",
)

POSTED_RECEIPT = table(
    "PostedReceipt",
    """
    S8: BankCode
    S12: CustomerNumber
    S24: CheckReceiptNumber
    I: DepositSerialNumber DepositLineNumber
    t: ReceiptDate
    d: DepositNumber
    t: BatchDate
    d: CustomerReceiptAmount BankReceiptAmount CustomerDiscountAmount
    S12: PaymentCode
    S3: CurrencyCode
    S2: BankRateType
    d: BankExchangeRate
    =NoYes: BankRateOverride
    s60: ReasonForReturn
    t: DateLastMaintained LastStatementDate
    d: AmountOfRoundingError
    t: BankToFunctionalRateDate
    s4: FiscalYear
    s2: FiscalPeriod
    s60: Payer
    d: BatchNumber EntryNumber
    =CheckStatus: CheckCleared
    d: FunctionalReceiptAmount CustomerAdjustmentAmount
    t: DateCleared DateReturned
    =DocumentType: DocumentType
    S22: DocumentNumber
    i: RateOperator
    =PaymentType: PaymentType
    S2: DrillDownApplicationSource
    i: DrillDownType
    d: DrillDownLinkNumber
    i: MiscellaneousReceiptFlag
    =NoYes: JobRelated
    S22: InvoiceNumber
    =NoYes: CalculateTax
    S12: TaxGroup TaxAuthority1-5
    i: TaxClass1-5
    d: TaxBase1-5 TaxAmount1-5 TaxTotal DistributionAmountNetOfTaxes
    S3: TaxReportingCurrencyCode
    =TaxReportingMethod: TaxReportingCalculateMethod
    d: TaxReportingExchangeRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    i: TaxReportingRateOperator
    d: TaxReportingAmount1-5 TaxReportingTotal FunctionalTaxBase1-5 FunctionalTaxAmount1-5
    d: FunctionalTaxTotal FunctionalDistributionAmountNetOfTaxes
    I: NumberOfAdvanceCreditClaims
    d: TotalAdvanceCreditClaim FunctionalTotalAdvanceCreditClaim
    t: PostingDate
    s: CreditCardTransactionNumber ProcessingCode CardNumber
    =Unlisted: CardType
""",
)

PAYMENT = table(
    "Payment",
    """
    S12: CustomerNumber
    S22: DocumentNumber
    I: SequenceNumber
    S12: PaymentCode
    =PaymentType: PaymentType
    t: DocumentDate
    s4: FiscalYear
    s2: FiscalPeriod
    S8: BankCode
    d: CheckNumber
    I: CheckSerialNumber
    S45: GLAccountTobeCredited
    s60: NameOnCheck
    s3: CheckLanguage
    S3: PaymentCurrency
    S2: RateType
    t: RateDate
    d: ExchangeRate
    =RateOperator: RateOperator
    =NoYes: RateOverrideFlag
    d: PaymentAmount CustomerAmount FunctionalAmount PostingSequenceNumber BatchNumber EntryNumber
    =PaymentStatus: PaymentStatus
    t: DateCleared DateReversed
    s60: ReasonForReturn
    =DocumentType: DocumentType
    I: ClientUniqueID
    t: PostingDate
    s: CreditCardTransactionNumber ProcessingCode
""",
)
