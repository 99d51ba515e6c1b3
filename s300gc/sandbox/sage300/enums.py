"""The enumerations of the Web API: member names, and the numbers Sage stores for them.

Names are from the documents and samples of the SDK where they are printed there, else
formed from the captions in the same way; numbers are those of the tables where known.
The first member is the default.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """An enumeration; an open one takes names that are not listed, for none is known."""

    name: str
    numbers: dict[str, int]
    open: bool = False

    @property
    def first(self) -> str:
        """The default member."""
        return next(iter(self.numbers))

    def find(self, written: str) -> str | None:
        """Give the member meant by a name or by a number written as text."""
        if written in self.numbers:
            return written
        for name, number in self.numbers.items():
            if written == str(number):
                return name
        return written if self.open and written else None


_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_DAYS = " ".join(f"Num{n}{_ENDINGS.get(n, 'th')}={n}" for n in range(1, 32)) + " Last=32"

_LISTS = {
    "UpdateOperation": "Unspecified=0 Insert=1 Update=2 Delete=3",
    "NoYes": "No=0 Yes=1",
    "YesNo": "Yes=1 No=0",
    "ActiveStatus": "Active=1 Inactive=0",
    "CustomerAccountType": "OpenItem=0 BalanceForward=1",
    "DiscountLevel": "Base=0 A=1 B=2 C=3 D=4 E=5",
    "DeliveryMethod": "Mail=0 Email=1 ContactsEmail=2 EmailNationalAccount=3 ContactList=4",
    "ARBatchType": "Entered=1 Imported=2 Generated=3 Recurring=4 External=5 Retainage=6",
    "ARBatchStatus": (
        "Open=1 Posted=3 Deleted=4 PostInProgress=5 CheckCreationInProgress=6 ReadyToPost=7"
    ),
    "InvoiceType": "Summary=2 Item=1",
    "ARBatchTypeClass": "Payment=0 Adjustment=1 WriteOff=2",
    "InvoiceDocumentType": (
        "Invoice=1 DebitNote=2 CreditNote=3 Interest=4 "
        "RetainageInvoice=5 RetainageDebitNote=6 RetainageCreditNote=7"
    ),
    "DocumentType": (
        "Invoice=1 DebitNote=2 CreditNote=3 Interest=4 UnappliedCash=5 "
        "Prepayment=10 Receipt=11 RetainageInvoice=15 RetainageDebitNote=16 "
        "RetainageCreditNote=17 Refund=19"
    ),
    "TransactionType": (
        "InvoiceSummaryIssued=12 InvoiceItemIssued=11 InvoiceRecurringCharge=13 "
        "InvoiceSummaryEntered=14 InvoiceItemEntered=15 DebitNoteItemIssued=21 "
        "DebitNoteSummaryIssued=22 DebitNoteSummaryEntered=24 DebitNoteItemEntered=25 "
        "CreditNoteItemIssued=31 CreditNoteSummaryIssued=32 CreditNoteSummaryEntered=34 "
        "CreditNoteItemEntered=35 InterestCharge=40 UnappliedCashPosted=50 ReceiptPosted=51 "
        "PrepaymentPosted=10 AdjustmentPosted=80 RefundPosted=60"
    ),
    "OptionalFieldType": "Text=1 Date=3 Time=4 Number=6 Integer=8 YesNo=9 Amount=100",
    "RateOperator": "Multiply=1 Divide=2",
    "RetainageRate": "UseOriginalDocumentExchangeRate=1 UseCurrentExchangeRate=2",
    "TaxReportingMethod": "AutomaticallyCalculate=0 ManuallyEnter=1",
    "PaymentType": "Cash=1 Check=2 CreditCard=3 Other=4",
    "PaymentStatus": "Outstanding=1 Cleared=3 Returned=5 Reversed=7",
    "CheckStatus": "Outstanding=1 Cleared=3 Returned=5",
    "ReceiptType": (
        "Receipt=1 Prepayment=2 UnappliedCash=3 ApplyDocument=4 MiscellaneousReceipt=5 "
        "WriteOff=6 Adjustment=7"
    ),
    "JobApplyMethod": "ProrateByAmount=0 TopDown=1",
    "ExpirationType": "NoExpiration=0 SpecificDate=1 MaximumAmount=2 NumberOfInvoices=3",
    "CostClass": "None=0 Labor=1 Material=2 Equipment=3 Subcontractor=4 Overhead=5 Miscellaneous=6",
    "DiscountBase": "Excluded=0 Included=1",
    "DueDateType": (
        "DaysFromInvoiceDate=1 EndofNextMonth=2 DayofNextMonth=3 DaysFromDayofNextMonth=4 "
        "DueDateTable=5"
    ),
    "DiscountType": (
        "DaysFromInvoiceDate=1 EndofNextMonth=2 DayofNextMonth=3 DaysFromDayofNextMonth=4 "
        "DiscountDateTable=5"
    ),
    "PostAllBatches": "Donotpostallbatches=0 Postallbatches=1",
    "PostCash": "DonotpostCashbatches=0 PostCashbatches=1",
    "PostInvoice": "DonotpostInvoicebatches=0 PostInvoicebatches=1",
    "PostAdjustment": "DonotpostAdjustmentbatches=0 PostAdjustmentbatches=1",
    "PostRevaluation": "DonotpostRevaluebatches=0 PostRevaluebatches=1",
    "PostRefund": "DonotpostRefundbatches=0 PostRefundbatches=1",
    "AccountType": "BalanceSheet=1 IncomeStatement=2 RetainedEarnings=3",
    "DebitCredit": "Debit=1 Credit=2",
    "PostToAccount": "Detail=0 Consolidated=1 Prohibited=2",
    "Allocation": "NoAllocation=0 AccountBalance=1 AccountQuantity=2",
    "SpecificCurrency": "AllCurrencies=0 SpecificCurrencies=1",
    "Revaluation": "Donotrevalue=0 Revalue=1",
    "GLBatchType": "Entered=1 Subledger=2 Imported=3 Generated=4 Recurring=5",
    "GLBatchStatus": (
        "Open=1 ReadyToPost=2 Posted=3 Deleted=4 PostInProgress=5 ProvPosted=6 ProvPostInProgress=7"
    ),
    "Decimals": "Num2=2 Num0=0 Num1=1 Num3=3",
    "DateMatching": "Earlier=1 Specific=2 Later=3 Exact=4",
    "BankEntryType": "Deposits=1 Withdrawals=2",
    "SymbolPosition": "Beforewithspace=1 Beforewithoutspace=2 Afterwithspace=3 Afterwithoutspace=4",
    "Separator": "Comma=1 Period=2 Space=3 None=4",
    "Negative": "Brackets=1 Leading=2 Trailing=3",
    "Interval": "Once=0 Daily=1 Weekly=2 Semimonthly=3 Monthly=4 Annual=5",
    "Frequency": "Every=0 Weekdays=1 Weekly=2 FirstandDate=3 DateandLast=4",
    "UserMode": "NoUsers=0 SpecificUser=1 AllUsers=2",
    "Weekday": "Sunday=1 Monday=2 Tuesday=3 Wednesday=4 Thursday=5 Friday=6 Saturday=7",
    "WeekinMonth": "First=1 Second=2 Third=3 Fourth=4 Last=5",
    "Month": (
        "January=1 February=2 March=3 April=4 May=5 June=6 July=7 August=8 September=9 "
        "October=10 November=11 December=12"
    ),
    "DayofMonth": _DAYS,
    "ChargeRange": (
        "RecurringChargeCode=0 CustomerNumber=1 CustomerGroup=2 NationalAccount=3 ScheduleLink=4 "
        "SpecificRecurringChargeCode=5"
    ),
    "DateGeneration": "NextScheduleDate=0 RunDate=1",
    "BatchGeneration": "CreateaNewBatch=0 AddtoanExistingBatch=1",
    "TaxTransaction": "Sales=1 Purchases=2",
}

CHOICES: dict[str, Choices] = {
    name: Choices(
        name,
        {pair.partition("=")[0]: int(pair.partition("=")[2]) for pair in text.split()},
    )
    for name, text in _LISTS.items()
}
CHOICES["Unlisted"] = Choices("Unlisted", {"None": 0}, open=True)
"""For enumerations of which no member is known."""
