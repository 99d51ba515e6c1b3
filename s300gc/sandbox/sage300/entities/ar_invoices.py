"""Invoice batches with their entries, lines, schedules and optional fields.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

INVOICE_DETAIL_OPTIONAL_FIELD = table(
    "InvoiceDetailOptionalField",
    """
    d: BatchNumber EntryNumber LineNumber
    S12: OptionalField
    s60: Value
    =OptionalFieldType: InvoiceDetailOptionalFieldType
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

INVOICE_DETAIL = table(
    "InvoiceDetail",
    """
    d: BatchNumber EntryNumber LineNumber!
    S16: ItemNumber
    S6: DistributionCode!
    s60: Description!
    s10: UnitOfMeasure
    d: Quantity Cost Price ExtendedAmountWithTIP! COGSAmount ExtendedAmountWithoutTIP TaxTotal!
    d: TaxBase1-5
    i: TaxClass1-5
    =NoYes: TaxIncluded1-5
    d: TaxRate1-5 TaxAmount1-5
    S45: RevenueAccount! InventoryAccount COGSAccount
    s250: Comments
    i: PrintComment
    d: ItemCost
    s16: Contract Project Category
    s24: ProjectCategoryResource
    I: TransactionNumber
    =CostClass: CostClass
    t: BillingDate
    =NoYes: CommentAttached Discountable
    d: OriginalLineIdentifier RetainageAmount PercentRetained
    i: DaysRetained
    t: RetainageDueDate
    =NoYes: RetainageDueDateOverride RetainageAmountOverride
    I: Values
    =Unlisted: ProcessCommandCode
    d: RetainageDistributionAmount RetainageCOGSAmount RetainageAlternateBaseAmount
    d: InvoicedRetainageDistribution InvoicedRetainageCOGS InvoicedRetainageAlternateBas
    d: TaxReportingAmount1-5 TaxReportingTotal RetainageTaxBase1-5 RetainageTaxAmount1-5
    d: FunctionalTaxBase1-5 FunctionalTaxAmount1-5 FunctionalRetainageTaxAmount1-5
    d: FunctionalDistributionNetOfTaxes FunctionalRetainageAmount FunctionalCOGSAmount
    d: FunctionalCost FunctionalPrice FunctionalExtendedAmountWithTIP RetainageTaxTotal
    d: TaxAmount1Total TaxAmount2Total TaxAmount3Total TaxAmount4Total TaxAmount5Total
    d: CurrencyRetainageAmount CurrencyRetainageDistributionAmount CurrencyCOGSAmount
    d: CurrencyAlternateBaseAmount
    [InvoiceDetailOptionalField]: InvoiceDetailOptionalFields
""",
)

INVOICE_PAYMENT_SCHEDULE = table(
    "InvoicePaymentSchedule",
    """
    d: BatchNumber EntryNumber PaymentNumber!
    t: DueDate!
    d: AmountDue!
    t: DiscountDate
    d: DiscountAmount FunctionalAmountDue FunctionalDiscountAmount
""",
)

INVOICE_OPTIONAL_FIELD = table(
    "InvoiceOptionalField",
    """
    d: BatchNumber EntryNumber
    S12: OptionalField!
    s60: Value!
    =OptionalFieldType: InvoiceOptionalFieldType
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

INVOICE = table(
    "Invoice",
    """
    d: BatchNumber EntryNumber!
    S12: CustomerNumber!
    S22: DocumentNumber!
    S6: ShipToLocationCode
    s60: SpecialInstructions
    =InvoiceDocumentType: DocumentType!
    =TransactionType: TransactionType
    s22: OrderNumber! PONumber!
    s60: InvoiceDescription!
    =NoYes: InvoicePrinted
    S22: ApplytoDocument!
    S6: AccountSet!
    t: DocumentDate! AsOfDate
    s4: FiscalYear!
    s2: FiscalPeriod!
    S3: CurrencyCode!
    S2: RateType
    =NoYes: RateOverridden
    d: ExchangeRate! ApplytoExchangeRate
    S6: Terms!
    =NoYes: TermsCodeOverridden
    t: DueDate! DiscountDate
    d: DiscountPercentage DiscountAmountAvailable NumberOfDetails
    S8: Salesperson1-5
    d: SalesSplitPercentage1-5
    =NoYes: Taxable DoNotCalculationTax
    S12: TaxGroup! TaxAuthority1-5
    i: TaxClass1-5
    d: TaxBase1-5 TaxAmount1-5 TaxableAmount NonTaxableAmount TaxTotal! DocumentTotalBeforeTax!
    d: PrepaymentAmount NumberOfScheduledPayments TotalPaymentAmountScheduled
    d: DocumentTotalIncludingTax!
    S16: RecurringChargeCode
    t: DateGenerated
    S22: PrepaymentNumber
    S6: RecurringBillingCycle
    s60: ShipToLocationName ShipToAddressLine1-4
    s30: ShipToCity ShipToStateProvince
    s20: ShipToZipPostalCode
    s30: ShipToCountry
    s60: ShipToContactName
    s30: ShipToPhoneNumber ShipToFaxNumber
    t: RateDate
    =NoYes: CustNatlOverCreditFlag
    d: AmountDue!
    =RateOperator: RateOperator
    S2: DrillDownApplicationSource
    i: DrillDownType
    d: DrillDownLinkNumber
    i: ForceRereadOfIBSTotals
    =Unlisted: ProcessCommand
    S6: ShipViaCode
    s60: ShipViaDescription
    =Unlisted: PropertyCode
    I: PropertyValue
    =NoYes: JobRelated
    I: ErrorBatch! ErrorEntry!
    s50: ShipToEmail
    s30: ShipToContactsPhone ShipToContactsFax
    s50: ShipToContactsEmail
    d: DiscountBaseWithTax DiscountBaseWithoutTax DiscountBase
    =InvoiceType: InvoiceType
    =NoYes: RetainageInvoice
    S22: OriginalDocumentNumber
    =NoYes: HasRetainage
    d: RetainageAmount PercentRetained
    i: DaysRetained
    t: RetainageDueDate
    S6: RetainageTermsCode
    =NoYes: RetainageDueDateOverride RetainageAmountOverride
    =RetainageRate: RetainageExchangeRate
    I: NumberOfOptionalFields
    S2: SourceApplication
    s: ARVersionCreatedIn
    I: TaxStateVersion
    i: ReportRetainageTax
    S3: TaxReportingCurrencyCode
    =TaxReportingMethod: TaxReportingCalculateMethod
    d: TaxReportingExchangeRate
    S2: TaxReportingRateType
    t: TaxReportingRateDate
    =RateOperator: TaxReportingRateOperator
    =NoYes: TaxReportingRateOverride
    d: TaxReportingAmount1-5 TaxReportingTotal RetainageTaxBase1-5 RetainageTaxAmount1-5
    d: FunctionalTaxBase1-5 FunctionalTaxAmount1-5 FunctionalDistributionWithTaxTotal
    d: FunctionalRetainageAmount FunctionalDiscountAmount FunctionalDistributionWithoutTaxTotal
    d: FunctionalPrepaymentAmount FunctionalAmountDue!
    =NoYes: LabelPrinted
    d: RetainageTaxTotal TaxAmount1Total TaxAmount2Total TaxAmount3Total TaxAmount4Total
    d: TaxAmount5Total RetainageAmountFromDetails
    S22: ShipmentNumber
    =NoYes: DoOECostingAndConsolidation
    S8: EnteredBy
    t: PostingDate!
    [InvoiceDetail]: InvoiceDetails!
    [InvoicePaymentSchedule]: InvoicePaymentSchedules!
    [InvoiceOptionalField]: InvoiceOptionalFields!
""",
)

INVOICE_BATCH = table(
    "InvoiceBatch",
    """
    d: BatchNumber!
    t: BatchDate!
    s60: Description!
    d: NumberOfEntries! BatchTotal!
    =ARBatchType: BatchType!
    =ARBatchStatus: BatchStatus!
    =InvoiceType: DefaultInvoiceType
    d: LastEntryNumber PostingSequenceNumber! NumberOfErrors!
    t: DateLastEdited!
    =NoYes: BatchPrintedFlag
    S2: SourceApplication!
    =Unlisted: ProcessCommand
    [Invoice]: Invoices!
""",
)
