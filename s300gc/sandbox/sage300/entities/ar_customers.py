"""Customers, their groups and account sets.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

ACCOUNT_SET = table(
    "AccountSet",
    """
    S6: AccountSetKey
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    S45: ReceivablesControlAccount PrepaymentLiabilityAccount DiscountsAccount WriteOffsAccount
    S3: CurrencyCode
    S45: UnrealizedExchangeGainAccount UnrealizedExchangeLossAccount ExchangeGainAccount
    S45: ExchangeLossAccount RetainageAccount ExchangeRoundingAccount
""",
)

CUSTOMER_GROUP_OPTIONAL_FIELD_VALUE = table(
    "CustomerGroupOptionalFieldValue",
    """
    S6: CustomerGroup
    S12: OptionalField
    s60: Value
    =OptionalFieldType: CustomerGroupOptionalFieldValueType
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

CUSTOMER_GROUP = table(
    "CustomerGroup",
    """
    S6: GroupCode
    s60: Description
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    S6: AccountSet AutocashProfile BillingCycle InterestProfile
    =CustomerAccountType: AccountType
    S6: Terms
    S2: RateType
    =NoYes: AllowEditOfCreditLimit
    s: CreditLimit1Currency
    d: CreditLimit1Amount
    s: CreditLimit2Currency
    d: CreditLimit2Amount
    s: CreditLimit3Currency
    d: CreditLimit3Amount
    s: CreditLimit4Currency
    d: CreditLimit4Amount
    s: CreditLimit5Currency
    d: CreditLimit5Amount
    I: NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    S12: TaxGroup
    i: TaxClassCode1-5
    S8: Salesperson1-5
    d: SalesSplitPercentage1-5
    =NoYes: PrintStatements CheckCreditLimit CheckOverdueAmounts
    i: DaysOverdue
    d: AmountOverdue1-5
    [CustomerGroupOptionalFieldValue]: CustomerGroupOptionalFieldValue
""",
)

CUSTOMER_OPTIONAL_FIELD_VALUE = table(
    "CustomerOptionalFieldValue",
    """
    S12: CustomerNumber OptionalField!
    s60: Value!
    =OptionalFieldType: CustomerOptionalFieldValueType
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

CUSTOMER = table(
    "Customer",
    """
    S12: CustomerNumber!
    s10: ShortName
    S6: GroupCode!
    S12: NationalAccount!
    =ActiveStatus: Status!
    t: InactiveDate DateLastMaintained!
    =NoYes: OnHold!
    t: StartDate
    s9: CreditBureauNumber
    s5: CreditBureauRating
    t: CreditBureauDate
    s60: CustomerName! AddressLine1-4
    s30: City StateProvince
    s20: ZipPostalCode
    s30: Country
    s60: ContactName
    s30: PhoneNumber FaxNumber
    S6: TerritoryCode AccountSet! AutocashProfile BillingCycle InterestProfile
    S3: CurrencyCode!
    =NoYes: PrintStatements
    =CustomerAccountType: AccountType!
    S6: Terms!
    S2: RateType
    S12: TaxGroup!
    s20: TaxRegistrationNumber1-5
    i: TaxClassCode1-5
    d: CreditLimitCustomerCurrency BalanceDueInCustomerCurrency! BalanceDueInFunctionalCurrency!
    t: DateOfLastStatement
    d: LastStatementTotalCustomerCurrency
    t: DateOfLastBalanceForwardStatement
    d: BeginningBalanceOnLastStatement
    t: DateOfLastRevaluation
    d: LastRevaluationBalance NumberOfOpenDocuments! NumberOfPaidInvoices NumberOfDaysToPay
    t: DateOfLargestInvoice DateOfHighestBalance DateOfLargestInvoiceLastYear
    t: DateOfHighestBalanceLastYear DateOfLastActivity! DateOfLastInvoice DateOfLastCreditNote
    t: DateOfLastDebitNote DateOfLastReceipt DateOfLastDiscount DateOfLastAdjustment
    t: DateOfLastWriteOff DateOfLastReturnedCheck DateOfLastInterestCharge
    S22: LargestInvoiceNumber LargestInvoiceNumberLastYear
    d: LargestInvoiceCustomerCurrency HighestBalanceCustomerCurrency
    d: LargestInvoiceLastYearCustomerCurrency HighBalanceLastYearCustomerCurrency
    d: LastInvoiceAmountCustomerCurrency LastCreditNoteAmountCustomerCurrency
    d: LastDebitNoteAmountCustomerCurrency LastReceiptCustomerCurrency
    d: LastDiscountAmountCustomerCurrency LastAdjustmentAmountCustomerCurrency
    d: LastWriteOffAmountCustomerCurrency LastReturnedCheckAmountCustomerCurr
    d: LastInterestChargeCustomerCurrency LargestInvoiceFunctionalCurrency
    d: HighestBalanceFunctionalCurrency LargestInvoiceLastYearFunctionalCurrency
    d: HighBalanceLastYearFunctionalCurrency LastInvoiceAmountFunctionalCurrency
    d: LastCreditNoteAmountFunctionalCurrency LastDebitNoteAmountFunctionalCurrency
    d: LastReceiptFunctionalCurrency LastDiscountAmountFunctionalCurrency
    d: LastAdjustmentAmountFunctionalCurrency LastWriteOffAmountFunctionalCurrency
    d: LastReturnedCheckAmountFunctionalCurr LastInterestChargeFunctionalCurrency
    S8: Salesperson1-5
    d: SalesSplitPercentage1-5 AverageDaysToPay
    S6: CustomerPriceList
    =DiscountLevel: CustomerDiscountType
    d: AmountPastDue
    s50: ContactsEmail! Email!
    s100: WebSite
    i: BillingMethod
    S12: PaymentCode
    s60: FreeOnBoard
    S6: ShipViaCode
    s60: ShipViaDescription
    =DeliveryMethod: DeliveryMethod
    S6: PrimaryShipToLocation
    s30: ContactsPhone ContactsFax
    =NoYes: AllowPartialShipments AllowWebStoreShopping
    d: PercentRetained
    i: DaysRetained
    S6: RetainageTermsCode
    d: AmountRetainedCustomerCurrency AmountRetainedFunctionalCurrency
    I: NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    d: NumberOfOpenPrepayments AmountPrepaidCustomerCurrency AmountPrepaidFunctionalCurrency
    t: DateOfLastRefund
    d: LastRefundAmountCustomerCurrency LastRefundAmountFunctionalCurrency
    s3: CheckLanguage
    I: NextClientUniqueID
    S6: InventoryLocation
    =NoYes: CheckCreditLimit CheckOverdueAmounts
    i: DaysOverdue
    d: AmountOverdue
    =NoYes: AllowBackorderQuantities CheckForDuplicatePOs
    b: SuppressIntegration
    s: ARVersion Database
    =Unlisted: Mode
    =NoYes: SageBillingAndPaymentCustomer
    s30: BusinessRegistrationNumber
    [CustomerOptionalFieldValue]: CustomerOptionalFieldValues!
""",
)
