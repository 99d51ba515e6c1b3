"""National accounts: the head offices under which customers stand.

Names and types are those of the AR $metadata that the Sage 300 SDK publishes.
"""

from s300gc.sandbox.sage300.tables import table

NATIONAL_ACCOUNT_OPTIONAL_FIELD = table(
    "NationalAccountOptionalField",
    """
    S12: NationalAccount OptionalField
    s60: Value
    =OptionalFieldType: NationalAccountOptionalFieldType
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

NATIONAL_ACCOUNT = table(
    "NationalAccount",
    """
    S12: NationalAccountNumber
    S6: GroupCode
    =ActiveStatus: Status
    t: InactiveDate DateLastMaintained
    =NoYes: OnHold
    s9: CreditBureauNumber
    s5: CreditBureauRating
    t: CreditBureauDate
    s60: NationalAccountName AddressLine1-4
    s30: City StateProvince
    s20: ZipPostalCode
    s30: Country
    s60: ContactName
    s30: PhoneNumber FaxNumber
    S6: AccountSet AutocashProfile BillingCycle InterestProfile
    S3: CurrencyCode
    =NoYes: PrintStatements
    =CustomerAccountType: AccountType
    S2: RateType
    d: CreditLimit BalanceDueInCustomerCurrency BalanceDueInFunctionalCurrency
    t: DateOfLastStatement
    d: LastStatementTotalCustomerCurrency LastStatementTotalFunctionalCurrency
    t: DateBalanceForwardBegins
    d: BalanceForwardCustomerCurrency BalanceForwardFunctionalCurrency NumberOfOpenDocuments
    d: NumberOfPaidInvoices NumberOfDaysToPay AverageDaysToPay
    t: DateOfLargestInvoice DateOfHighestBalance DateOfLargestInvoiceLastYear
    t: DateOfHighestBalanceLastYear DateOfLastActivity DateOfLastInvoice DateOfLastCreditNote
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
    s50: Email
    s100: WebSite
    s30: ContactsPhone ContactsFax
    s50: ContactsEmail
    =DeliveryMethod: DeliveryMethod
    d: AmountRetainedCustomerCurrency AmountRetainedFunctionalCurrency
    I: NumberOfOptionalFields
    =Unlisted: ProcessCommandCode
    t: DateOfLastRefund
    d: LastRefundAmountCustomerCurrency LastRefundAmountFunctionalCurrency
    =NoYes: CheckCreditLimit CheckOverdueAmounts
    i: DaysOverdue
    d: AmountOverdue
    [NationalAccountOptionalField]: NationalAccountOptionalField
""",
)
