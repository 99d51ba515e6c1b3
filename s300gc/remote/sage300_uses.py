"""What this client reads of Sage 300, asks by and sends: one table, by entity.

What is read stands in the wire formats and is taken from them; the rest is written out, in
the form that ``sage300_needs`` explains. ``doctor --learn`` holds it against ``$metadata``.
"""

from s300gc.model.server import Use
from s300gc.remote.sage300_addresses import AddressWire
from s300gc.remote.sage300_applying import UnappliedWire
from s300gc.remote.sage300_bank_entries import BankEntryWire
from s300gc.remote.sage300_charges import RecurringChargeWire
from s300gc.remote.sage300_charges import ScheduleWire as ChargeScheduleWire
from s300gc.remote.sage300_contents import JournalWire, ReceiptsWire, ReturnedWire
from s300gc.remote.sage300_customers import CustomerWire
from s300gc.remote.sage300_documents import DocumentWire
from s300gc.remote.sage300_entries import EntriesWire
from s300gc.remote.sage300_gl import GLBatchWire, PostedLineWire, UnpostedBatchWire
from s300gc.remote.sage300_needs import use
from s300gc.remote.sage300_notes import EntriesWire as NotesWire
from s300gc.remote.sage300_notes import InvoiceBatchWire
from s300gc.remote.sage300_part import CompanyWire
from s300gc.remote.sage300_proofs import (
    HolderWire,
    KeptBackWire,
    PostedMoneyWire,
    PostedReceiptWire,
    RetainageSetWire,
)
from s300gc.remote.sage300_receipts import PendingBatchWire, ReceiptBatchWire
from s300gc.remote.sage300_refunds import RefundBatchWire
from s300gc.remote.sage300_setup import (
    AccountSetWire,
    BankWire,
    GLAccountWire,
    PaymentCodeWire,
    RatesWire,
    SourceCodeWire,
)
from s300gc.remote.sage300_written import (
    WrittenJournalWire,
    WrittenNotesWire,
    WrittenReceiptsWire,
)
from s300gc.remote.sage300_written_refunds import WrittenRefundsWire

_OPEN = "Open,ReadyToPost,PostInProgress"

USES: tuple[Use, ...] = (
    use(
        "AR/ARCustomers", "'mandates sync' and 'invoices collect'", CustomerWire,
        told="text: CustomerNumber\nday: DateLastMaintained",
        words="word: Status=Active AccountType=BalanceForward",
        spare="CustomerName Email ContactsEmail",
    ),
    use(
        "AR/ARCustomers", "'mandates sync'",
        told="text: CustomerNumber",
        sent="text: CustomerNumber\n"
        "CustomerOptionalFieldValues text: CustomerNumber OptionalField Value\n"
        "CustomerOptionalFieldValues word: UpdateOperation=Unspecified",
    ),
    use(
        "AR/ARCustomers", "'mandates invite'", AddressWire,
        told="text: CustomerNumber",
        spare="AddressLine1 AddressLine2 AddressLine3 City StateProvince ZipPostalCode Country",
    ),
    use(
        "AR/ARPostedDocuments", "'invoices collect', 'payouts post' and 'reconcile'", DocumentWire,
        told="text: DocumentNumber\nword: FullyPaid=No\n"
        "day: DocumentDate DueDate LastActivityDate",
        words="word: DocumentType~Invoice,DebitNote,CreditNote,Interest",
        spare="DocumentDescription",
    ),
    use(
        "AR/ARPostedDocuments", "applying unapplied cash later in 'payouts post'", UnappliedWire,
        told="text: CheckReceiptNumber", words="word: DocumentType~UnappliedCash",
        optional=True, instead="apply unapplied cash in Sage 300 by hand",
    ),
    use(
        "AR/ARInvoiceBatches", "'invoices collect' of documents in instalments", EntriesWire,
        told="number: BatchNumber",
    ),
    use(
        "AR/ARInvoiceBatches", "'payouts post' with books.returns = \"debit-note\"",
        InvoiceBatchWire, NotesWire,
        told="number: BatchNumber\ntext: Description",
        sent="text: Description\nday: BatchDate\nword: BatchStatus=ReadyToPost\n"
        "Invoices text: CustomerNumber DocumentNumber InvoiceDescription SpecialInstructions\n"
        "Invoices text: AccountSet FiscalYear FiscalPeriod TaxGroup RateType\n"
        "Invoices text: Salesperson1 Salesperson2 Salesperson3 Salesperson4 Salesperson5\n"
        "Invoices word: DocumentType=DebitNote InvoiceType=Summary\n"
        "Invoices day: DocumentDate PostingDate DueDate RateDate\n"
        "Invoices number: ExchangeRate\n"
        "Invoices.InvoiceDetails text: Description RevenueAccount\n"
        "Invoices.InvoiceDetails word: Discountable=No\n"
        "Invoices.InvoiceDetails number: ExtendedAmountWithTIP",
        words="word: BatchStatus=Posted",
        spare="SourceApplication Invoices.SpecialInstructions Invoices.InvoiceDescription",
        when=("returns", "debit-note"),
        instead='set books.returns = "worklist"',
    ),
    use(
        "AR/ARInvoiceBatches", "'subscriptions sync' with invoices.create",
        told="number: BatchNumber\ntext: Description",
        sent="text: Description\nday: BatchDate\n"
        "Invoices text: CustomerNumber DocumentNumber InvoiceDescription AccountSet Terms\n"
        "Invoices text: TaxGroup\nInvoices word: DocumentType=Invoice InvoiceType=Summary\n"
        "Invoices day: DocumentDate\n"
        "Invoices.InvoiceDetails text: DistributionCode RevenueAccount Description\n"
        "Invoices.InvoiceDetails number: ExtendedAmountWithTIP",
        optional=True, instead='leave invoices.create = "never"',
    ),
    use(
        "AR/ARReceiptAndAdjustmentBatches", "'invoices collect'", PendingBatchWire,
        told=f"word: BatchRecordType=CA BatchStatus={_OPEN}",
    ),
    use(
        "AR/ARInvoiceBatches", "the look of 'reconcile' for stray drafts", InvoiceBatchWire,
        told="word: BatchStatus=Open", optional=True,
    ),
    use(
        "AR/ARReceiptAndAdjustmentBatches", "'payouts post' with books.receipts = \"bank\"",
        ReceiptBatchWire,
        told="word: BatchRecordType=CA\nnumber: BatchNumber\ntext: Description",
        sent="word: BatchRecordType=CA BatchStatus=ReadyToPost\n"
        "text: BankCode Description\nday: BatchDate DepositDate\n"
        "ReceiptsAdjustments word: BatchType=CA ReceiptTransactionType=Receipt\n"
        "ReceiptsAdjustments text: CheckReceiptNumber CustomerNumber AccountSet PaymentCode\n"
        "ReceiptsAdjustments text: FiscalYear FiscalPeriod EntryDescription EntryReference\n"
        "ReceiptsAdjustments text: BankRateType CustomerRateType\n"
        "ReceiptsAdjustments word: BankRateOverridden=Yes CustomerRateOverridden=Yes\n"
        "ReceiptsAdjustments day: ReceiptDateAdjustmentDate PostingDate\n"
        "ReceiptsAdjustments day: BankRateDate CustomerRateDate\n"
        "ReceiptsAdjustments number: BankReceiptAmount BankExchangeRate CustomerExchangeRate\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments word: BatchType=CA\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments word: ReceiptTransactionType=Receipt\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments text: CustomerNumber DocumentNumber\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments number: PaymentNumber\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments number: CustomerReceiptAmount",
        words="word: BatchStatus=Posted",
        spare="SourceApplication ReceiptsAdjustments.EntryDescription"
        " ReceiptsAdjustments.EntryReference",
        when=("receipts", "bank"),
        instead='set books.receipts = "none" and close the invoices by hand',
    ),
    use(
        "AR/ARReceiptAndAdjustmentBatches", "applying unapplied cash later in 'payouts post'",
        sent="ReceiptsAdjustments word: ReceiptTransactionType=ApplyDocument\n"
        "ReceiptsAdjustments word: DocumentType=UnappliedCash\n"
        "ReceiptsAdjustments text: DocumentNumber\n"
        "ReceiptsAdjustments.AppliedReceiptsAdjustments word:"
        " ReceiptTransactionType=ApplyDocument",
        optional=True, instead="apply unapplied cash in Sage 300 by hand",
    ),
    use(
        "AR/ARRefundBatches", "AR refunds in 'payouts post'", RefundBatchWire,
        told="number: BatchNumber\ntext: BatchDescription",
        sent="text: BatchDescription\nday: BatchDate\nword: BatchStatus=ReadyToPost\n"
        "RefundEntries text: CustomerNumber DocumentNumber DocumentDescription\n"
        "RefundEntries text: FiscalYear FiscalPeriod CashGLAccount RateType\n"
        "RefundEntries day: DocumentDate PostingDate RateDate\n"
        "RefundEntries number: ExchangeRate\n"
        "RefundEntries.RefundDetails text: DocumentNumber\n"
        "RefundEntries.RefundDetails number: PaymentNumber AmountPayment AmountCustomer\n"
        "RefundEntries.RefundDetails word: PaymentType=Cash",
        words="word: BatchStatus=Posted",
        spare="SourceApplication", optional=True, instead="enter AR refunds in Sage 300 by hand",
    ),
    use(
        "AR/ARRecurringCharges", "'subscriptions sync'", RecurringChargeWire,
        told="text: RecurringChargeCode",
        words="word: Status=Active\n"
        "word: ExpirationType=SpecificDate,MaximumAmount,NumberOfInvoices",
        spare="InvoiceDescription Description", optional=True,
        instead="leave subscriptions.charges empty",
    ),
    use(
        "CS/CSSchedules", "'subscriptions sync'", ChargeScheduleWire,
        told="text: ScheduleCode",
        words="word: Interval=Weekly,Monthly,Annual",
        optional=True, instead="leave subscriptions.charges empty",
    ),
    use(
        "AR/ARPostedReceipts", "receipts that are to be reversed in Bank Services",
        ReturnedWire,
        told="text: CheckReceiptNumber", spare="DateReturned", optional=True,
        instead="settle the lines of the worklist by hand",
    ),
    use(
        "AR/ARInvoiceBatches", "'backfill --rebuild'", WrittenNotesWire,
        told="number: BatchNumber\ntext: Description", optional=True,
        instead="restore a backup of the database",
    ),
    use(
        "AR/ARReceiptAndAdjustmentBatches", "'backfill --rebuild'", WrittenReceiptsWire,
        told="word: BatchRecordType=CA\nnumber: BatchNumber\ntext: Description", optional=True,
        instead="restore a backup of the database",
    ),
    use(
        "AR/ARRefundBatches", "'backfill --rebuild'", WrittenRefundsWire,
        told="number: BatchNumber\ntext: BatchDescription", optional=True,
        instead="restore a backup of the database",
    ),
    use(
        "GL/GLJournalBatches", "'backfill --rebuild'", WrittenJournalWire,
        told="text: BatchNumber Description", optional=True,
        instead="restore a backup of the database",
    ),
    use("AR/ARAccountSets", "'payouts post' and 'reconcile'", AccountSetWire),
    use(
        "AR/ARAccountSets", "the proof of retainage in 'reconcile'", RetainageSetWire,
        spare="RetainageAccount", optional=True,
    ),
    use(
        "AR/ARPostedDocuments", "the proof of retainage in 'reconcile'", KeptBackWire,
        told="word: RetainageOutstanding=Yes", optional=True,
    ),
    use(
        "AR/ARPostedDocuments", "the look of 'reconcile' for renumbered customers", HolderWire,
        told="text: DocumentNumber", optional=True,
    ),
    use(
        "AR/ARPostedReceipts", "the proof of receipts in 'reconcile'", PostedMoneyWire,
        told="text: BankCode CustomerNumber\nday: ReceiptDate", optional=True,
    ),
    use(
        "AR/ARPaymentCodes", "the look of 'doctor' at payment codes", PaymentCodeWire,
        told="text: PaymentCodeKey", words="word: Status=Active", optional=True,
    ),
    use(
        "AR/ARPostedReceipts", "what 'payouts post' asks after receipts in error",
        PostedReceiptWire, told="text: CheckReceiptNumber", optional=True,
    ),
    use(
        "GL/GLJournalBatches", "'payouts post'", GLBatchWire,
        told="text: BatchNumber Description",
        sent="text: Description\nword: Status=ReadyToPost ReadyToPost=Yes\n"
        "JournalHeaders text: EntryNumber SourceLedger SourceType FiscalYear FiscalPeriod\n"
        "JournalHeaders text: Description\n"
        "JournalHeaders day: PostingDate DocumentDate\n"
        "JournalHeaders.JournalDetails text: TransactionNumber AccountNumber SourceCurrency\n"
        "JournalHeaders.JournalDetails text: CurrencyRateTable Description Reference\n"
        "JournalHeaders.JournalDetails day: CurrencyRateDate\n"
        "JournalHeaders.JournalDetails number: CurrencyRate SourceCurrencyAmount Amount",
        words="word: Status=Posted",
        spare="ReadyToPost",
    ),
    use("GL/GLJournalBatches", "'payouts post' before it makes a journal ready", JournalWire),
    use(
        "AR/ARReceiptAndAdjustmentBatches", "'payouts post' before it makes receipts ready",
        ReceiptsWire,
    ),
    use(
        "BK/BKBankEntries", "'payouts post' with books.bank_entry = \"open\"", BankEntryWire,
        told="text: BankCode EntryDescription",
        sent="text: BankCode EntryDescription Reference\nday: BankEntryDate\n"
        "word: BankEntryType=Deposits\n"
        "BankEntryDetail text: Reference Description GLAccount\n"
        "BankEntryDetail number: SourceAmount",
        when=("bank_entry", "open"), instead='set books.bank_entry = "none"',
    ),
    use(
        "GL/GLJournalBatches", "'reconcile'", UnpostedBatchWire,
        told="word: Status=Open,ReadyToPost",
    ),
    use(
        "GL/GLPostedTransactions", "'reconcile'", PostedLineWire,
        told="text: AccountNumber SourceLedgerCode SourceTypeCode\n"
        "number: PostingSequenceNumber\nday: JournalDate",
        spare="JournalDetailDescription",
    ),
    use(
        "GL/GLAccounts", "'payouts post'", GLAccountWire,
        told="text: UnformattedAccount", words="word: Status=Active",
        spare="Description ControlAccountSubledgers ControlAccountSubledgers.SourceLedger",
    ),
    use(
        "GL/GLSourceCodes", "the look of 'doctor' at source codes", SourceCodeWire,
        told="text: SourceLedger SourceType", optional=True,
    ),
    use("BK/BKBanks", "'payouts post'", BankWire),
    use("CS/CSCompanyProfile", "every command", CompanyWire, spare="CompanyName"),
    use(
        "CS/CSFiscalCalendars", "the look at locked periods", told="text: FiscalYear",
        optional=True, instead="see that the fiscal periods are the calendar months",
    ),
    use(
        "CS/CSCurrencyRates", "'payouts post' in other currencies", RatesWire,
        told="text: ToCurrency RateType", words="word: RateOperation=Multiply DateMatching=Earlier",
        optional=True,
    ),
    use(
        "AR/ARPostInvoices", "'payouts post' with books.status = \"posted\"",
        when=("status", "posted"), process=True, instead='use books.status = "open"',
    ),
    use(
        "AR/ARPostReceiptsAndAdjustments", "'payouts post' with books.status = \"posted\"",
        sent="text: BatchType",
        when=("status", "posted"), process=True, instead='use books.status = "open"',
    ),
    use(
        "AR/ARPostRefunds", "posting AR refunds", process=True, optional=True,
        instead="post them in Sage 300",
    ),
    use(
        "GL/GLPostJournal", "'payouts post' with books.status = \"posted\"",
        when=("status", "posted"), process=True, instead='use books.status = "open"',
    ),
)  # fmt: skip
"""Every entity and process of Sage 300 that is used, and what for."""
