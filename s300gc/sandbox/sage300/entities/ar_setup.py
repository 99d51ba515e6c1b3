"""What AR is set up with: distribution codes, payment codes, terms, recurring charges.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

DISTRIBUTION_CODE = table(
    "DistributionCode",
    """
    S6: DistributionCodeKey
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    S45: RevenueAccount InventoryAccount CostOfGoodsSoldAccount
    =NoYes: Discountable
""",
)

PAYMENT_CODE = table(
    "PaymentCode",
    """
    S12: PaymentCodeKey
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    =PaymentType: PaymentType
""",
)

TERMS_PAYMENT_SCHEDULE = table(
    "TermsPaymentSchedule",
    """
    S6: TermsCode
    d: PaymentNumber
    t: DateLastMaintained
    d: PercentDue DiscountPercent DiscountNumberOfDays DiscountDayOfMonth DueNumberOfDays
    d: DueDayOfMonth
""",
)

TERMS = table(
    "TermsCode",
    """
    S6: TermsCode
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    =NoYes: UsePaymentSchedule
    =DiscountBase: CalculationBaseForDiscountwithTax
    =DiscountType: DiscountType
    d: DiscountTableStartingDay1-4 DiscountTableEndingDay1-4 DiscountTableMonthsAdded1-4
    d: DiscountTableDayOfMonth1-4
    =DueDateType: DueDateType
    d: DueDateTableStartingDay1-4 DueDateTableEndingDay1-4 DueDateTableMonthsAdded1-4
    d: DueDateTableDayOfMonth1-4 NumberOfPayments TotalPercentDue
    [TermsPaymentSchedule]: TermsPaymentSchedules
""",
)

REC_CHARGE_DETAIL_OPTIONAL_FIELD = table(
    "RecChargeDetailOptionalField",
    """
    S16: RecurringChargeCode
    S12: CustomerNumber
    d: LineNumber
    S12: OptionalField
    s60: OptionalFieldValue
    =OptionalFieldType: RecChargeDetailOptionalFieldType
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

RECURRING_CHARGE_DETAIL = table(
    "RecurringChargeDetail",
    """
    S16: RecurringChargeCode
    S12: CustomerNumber
    d: LineNumber
    S16: ItemNumber
    S6: DistributionCode
    s60: Description
    s10: UnitOfMeasure
    d: Quantity Cost Price ExtendedAmountWithTIP COGSAmount ExtendedAmountWithoutTIP
    d: TotalTaxAmount TaxBase1-5
    i: TaxClass1-5
    =NoYes: TaxIncluded1-5
    d: TaxRate1-5 TaxAmount1-5
    S45: RevenueAccount
    d: DistributedAmountBeforeTax
    =NoYes: Discountable
    S45: InventoryAccount COGSAccount
    s250: Comments
    i: PrintComment
    d: ItemCost
    I: NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    s16: Contract Project Category
    s24: ProjectCategoryResource
    =CostClass: CostClass
    [RecChargeDetailOptionalField]: RecChargeDetailOptionalFields
""",
)

RECURRING_CHARGE_OPTIONAL_FIELD = table(
    "RecurringChargeOptionalField",
    """
    S16: RecurringChargeCode
    S12: CustomerNumber OptionalField
    s60: Value
    =OptionalFieldType: RecurringChargeOptionalFieldType
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

RECURRING_CHARGE = table(
    "RecurringCharge",
    """
    S16: RecurringChargeCode
    S12: CustomerNumber
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained LastInvoiceDateGenerated EffectiveDate ExpirationDate
    d: MaximumTotalInvoiceAmount YTDTotalInvoiceAmount
    S6: ShipToLocation
    s60: SpecialInstructions
    s22: OrderNumber PONumber
    s60: InvoiceDescription
    S3: CurrencyCode
    S2: RateType
    S6: Terms
    d: LastLineNumber
    S8: Salesperson1-5
    d: SalesSplitPercentage1-5
    =NoYes: Taxable TaxOverride
    S12: TaxGroup TaxAuthority1-5
    i: TaxClass1-5
    d: TaxBase1-5 TaxAmount1-5 LastInvoiceAmountPosted InvoiceSubtotal
    i: MaximumNumberOfInvoices YTDNumberOfInvoices
    S15: Schedule
    d: ScheduleLink
    =ExpirationType: ExpirationType
    S6: ShipViaCode
    s60: ShipViaDescription
    d: InvoiceTotalBeforeTax InvoiceTotalIncludingTax TotalTaxAmount
    =InvoiceType: InvoiceType
    I: NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    =NoYes: JobRelated
    t: NextScheduledDate
    i: UnpostedNumberOfInvoices
    d: UnpostedTotalInvoiceAmount
    i: PostedNumberOfInvoices
    d: PostedTotalInvoiceAmount
    t: LastInvoiceDatePosted
    S22: LastInvoiceNumberPosted
    d: LastBatchNumberPosted LastEntryNumberPosted LastPostingSequenceNumber
    S6: AccountSet
    [RecurringChargeDetail]: RecurringChargeDetails
    [RecurringChargeOptionalField]: RecurringChargeOptionalFields
""",
)
