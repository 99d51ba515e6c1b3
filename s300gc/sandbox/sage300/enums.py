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
    "InvoiceDocumentType": "Invoice=1 DebitNote=2 CreditNote=3 Interest=4",
    "DocumentType": (
        "Invoice=1 DebitNote=2 CreditNote=3 Interest=4 UnappliedCash=5 "
        "Prepayment=10 Receipt=11 Refund=19"
    ),
    "TransactionType": (
        "InvoiceSummaryIssued=12 InvoiceItemIssued=11 DebitNoteItemIssued=21 "
        "DebitNoteSummaryIssued=22 CreditNoteItemIssued=31 CreditNoteSummaryIssued=32 "
        "InterestCharge=40 UnappliedCashPosted=50 ReceiptPosted=51 PrepaymentPosted=10 "
        "AdjustmentPosted=80"
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
        "DaysFromInvoiceDate=1 EndOfNextMonth=2 DayOfNextMonth=3 DaysFromDayOfNextMonth=4 "
        "DueDateTable=5"
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
    "SymbolPosition": "Beforewithspace=1 Beforewithoutspace=2 Afterwithspace=3",
    "Separator": "Comma=1 Period=2 Space=3 None=4",
    "Negative": "Brackets=1 Leadingminus=2 Trailingminus=3",
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
