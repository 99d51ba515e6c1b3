"""Refund batches with their entries and the credits they pay out.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

REFUND_DETAIL_JOB = table(
    "RefundDetailJob",
    """
    d: BatchNumber EntryNumber LineNumber SequenceNumber OriginalLineNumber
    s16: Contract Project Category
    s24: ProjectCategoryResource
    I: TransactionNumber
    =CostClass: CostClass
    d: RefundAmountInCustomerCurrency AmountDueInCustomerCurrency
""",
)

REFUND_DETAIL = table(
    "RefundDetail",
    """
    d: BatchNumber EntryNumber LineNumber!
    S22: DocumentNumber!
    d: PaymentNumber!
    =PaymentType: PaymentType!
    S8: CreditCardBankAccount
    I: CreditCardBankSerialNumber
    S3: CreditCardPaymentCurrency
    S2: CreditCardRateType
    t: CreditCardRateDate
    d: CreditCardExchangeRate
    =RateOperator: CreditCardRateOperator
    =NoYes: CreditCardRateOverrideFlag
    d: AmountPayment! AmountCustomer! AmountFunctional
    =NoYes: JobRelated
    =JobApplyMethod: JobApplyMethod
    d: JobAppliedAmount
    =DocumentType: DocumentType
    t: DocumentDate
    d: OriginalAmount CurrentBalance PendingBalance NetBalance UnappliedJobAmount
    S12: CustomerNumber
    =Unlisted: ProcessCommand
    S22: ReceiptDocumentNumber
    [RefundDetailJob]: RefundDetailJobs
""",
)

REFUND_OPTIONAL_FIELD = table(
    "RefundOptionalField",
    """
    d: BatchNumber EntryNumber
    S12: OptionalField
    s60: Value
    =OptionalFieldType: RefundOptionalFieldType
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

REFUND_ENTRY = table(
    "RefundEntrie",
    """
    d: BatchNumber EntryNumber!
    s60: DocumentDescription!
    t: DocumentDate!
    s4: FiscalYear!
    s2: FiscalPeriod!
    S12: CustomerNumber!
    S22: DocumentNumber!
    d: RefundAmountCustomer! RefundAmountFunctional
    S3: CustomerCurrency
    S2: RateType
    t: RateDate
    d: ExchangeRate
    =RateOperator: RateOperator
    =NoYes: RateOverrideFlag
    t: DateCreated DateLastEdited
    I: NumberOfDetails
    =JobApplyMethod: JobApplyMethod
    I: NumberOfOptionalFields
    S2: SourceApplication
    I: ErrorBatch! ErrorEntry!
    S8: CashBankAccount!
    S45: CashGLAccount!
    S3: CashPaymentCurrency
    S2: CashRateType
    t: CashRateDate
    d: CashExchangeRate
    =RateOperator: CashRateOperator
    =NoYes: CashRateOverrideFlag
    d: CashAmountPayment CashAmountCustomer CashAmountFunctional
    S8: CheckBankAccount
    =NoYes: CheckPrintingRequired CheckHasBeenPrinted
    d: CheckNumber
    I: CheckSerialNumber
    S3: CheckPaymentCurrency
    S2: CheckRateType
    t: CheckRateDate
    d: CheckExchangeRate
    =RateOperator: CheckRateOperator
    =NoYes: CheckRateOverrideFlag
    d: CheckAmountPayment CheckAmountCustomer CheckAmountFunctional
    s60: RemitToName AddressLine1-4
    s30: City StateProvince
    s20: ZipPostalCode
    s30: Country
    s3: CheckLanguage
    d: CreditCardAmountCustomer
    =Unlisted: ProcessCommand
    S8: EnteredBy
    t: PostingDate!
    I: NumberOfSPSCreditCardDetails
    s: OriginalCreditCardTransactionNumber PreviousCreditCardTransactionNumber
    =Unlisted: PreviousCreditCardProcessStatus
    s: CurrentCreditCardTransactionNumber
    =Unlisted: CurrentCreditCardProcessStatus
    s: ProcessingCode
    [RefundDetail]: RefundDetails!
    [RefundOptionalField]: RefundOptionalFields
""",
)

REFUND_BATCH = table(
    "RefundBatch",
    """
    d: BatchNumber!
    t: BatchDate!
    s60: BatchDescription!
    =ARBatchType: BatchType
    =ARBatchStatus: BatchStatus!
    d: NumberOfEntries! TotalOfEntries! LastEntryNumber PostingSequenceNumber! NumberOfErrors!
    t: DateCreated DateLastEdited
    =NoYes: BatchPrintedFlag
    S2: SourceApplication
    =Unlisted: ProcessCommandCode
    d: NumberOfPrintedChecks
    [RefundEntrie]: RefundEntries!
""",
)
