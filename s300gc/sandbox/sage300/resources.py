"""The endpoints: which resources there are, their types, keys and verbs.

Verbs are those of the endpoint reference: batches know neither PUT nor DELETE, posted data
only GET, processes only POST.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from s300gc.sandbox.sage300.entities import (
    ar_customers,
    ar_invoices,
    ar_national,
    ar_posted,
    ar_processes,
    ar_receipts,
    ar_refunds,
    ar_setup,
    bk,
    cs,
    gl,
    gl_journals,
    tx,
)
from s300gc.sandbox.sage300.tables import Table

Sort = Literal["master", "batch", "posted", "entry", "process", "profile"]

_VERBS: dict[Sort, frozenset[str]] = {
    "master": frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"}),
    "batch": frozenset({"GET", "POST", "PATCH"}),
    "posted": frozenset({"GET"}),
    "entry": frozenset({"GET", "POST"}),
    "process": frozenset({"POST"}),
    "profile": frozenset({"GET", "PUT", "DELETE", "PATCH"}),
}


@dataclass(frozen=True)
class Resource:
    """An endpoint of one module."""

    module: str
    name: str
    table: Table
    keys: tuple[str, ...]
    sort: Sort
    indexed: tuple[str, ...] = ()
    """Properties that are asked for among many rows."""

    @cached_property
    def path(self) -> str:
        """Module and name, as in an address: ``AR/ARCustomers``."""
        return f"{self.module}/{self.name}"

    @property
    def verbs(self) -> frozenset[str]:
        """The methods that the endpoint takes."""
        return _VERBS[self.sort]

    @property
    def type_name(self) -> str:
        """The type with its namespace, as error messages and ``$metadata`` write it."""
        return f"{namespace(self.module)}.{self.table.name}"


def namespace(module: str) -> str:
    """Give the namespace of a module's types."""
    return f"Sage.CA.SBS.ERP.Sage300.{module}.WebApi.Models"


def _resource(path: str, table: Table, keys: str, sort: Sort, indexed: str = "") -> Resource:
    module, _, name = path.partition("/")
    return Resource(module, name, table, tuple(keys.split()), sort, tuple(indexed.split()))


_ALL = (
    _resource("AR/ARCustomers", ar_customers.CUSTOMER, "CustomerNumber", "master"),
    _resource("AR/ARCustomerGroups", ar_customers.CUSTOMER_GROUP, "GroupCode", "master"),
    _resource("AR/ARAccountSets", ar_customers.ACCOUNT_SET, "AccountSetKey", "master"),
    _resource(
        "AR/ARNationalAccounts", ar_national.NATIONAL_ACCOUNT, "NationalAccountNumber", "master"
    ),
    _resource("AR/ARTerms", ar_setup.TERMS, "TermsCode", "master"),
    _resource("AR/ARPaymentCodes", ar_setup.PAYMENT_CODE, "PaymentCodeKey", "master"),
    _resource(
        "AR/ARDistributionCodes", ar_setup.DISTRIBUTION_CODE, "DistributionCodeKey", "master"
    ),
    _resource(
        "AR/ARRecurringCharges",
        ar_setup.RECURRING_CHARGE,
        "RecurringChargeCode CustomerNumber",
        "master",
    ),
    _resource("AR/ARInvoiceBatches", ar_invoices.INVOICE_BATCH, "BatchNumber", "batch"),
    _resource(
        "AR/ARReceiptAndAdjustmentBatches",
        ar_receipts.RECEIPT_BATCH,
        "BatchRecordType BatchNumber",
        "batch",
    ),
    _resource("AR/ARRefundBatches", ar_refunds.REFUND_BATCH, "BatchNumber", "batch"),
    _resource(
        "AR/ARPostedDocuments",
        ar_posted.POSTED_DOCUMENT,
        "CustomerNumber DocumentNumber",
        "posted",
        "FullyPaid DueDate LastActivityDate DocumentNumber DocumentDate",
    ),
    _resource(
        "AR/ARPostedReceipts",
        ar_posted.POSTED_RECEIPT,
        "BankCode CustomerNumber CheckReceiptNumber DepositSerialNumber DepositLineNumber "
        "ReceiptDate",
        "posted",
    ),
    _resource(
        "AR/ARPayments", ar_posted.PAYMENT, "CustomerNumber DocumentNumber SequenceNumber", "posted"
    ),
    _resource("AR/ARPostInvoices", ar_processes.POST_INVOICES, "ActionSelector", "process"),
    _resource(
        "AR/ARPostReceiptsAndAdjustments", ar_processes.POST_RECEIPTS, "ActionSelector", "process"
    ),
    _resource("AR/ARPostRefunds", ar_processes.POST_REFUNDS, "ActionSelector", "process"),
    _resource("AR/ARCreateGLBatch", ar_processes.CREATE_GL_BATCH, "ActionSelector", "process"),
    _resource(
        "AR/ARCreateRecurringCharge",
        ar_processes.CREATE_RECURRING_CHARGE,
        "ActionSelector",
        "process",
    ),
    _resource("GL/GLAccounts", gl.ACCOUNT, "UnformattedAccount", "master"),
    _resource("GL/GLSourceCodes", gl.SOURCE_CODE, "SourceLedger SourceType", "master"),
    _resource("GL/GLJournalBatches", gl_journals.JOURNAL_BATCH, "BatchNumber", "batch"),
    _resource("GL/GLPostJournal", gl.POST_JOURNAL, "ActionSelector", "process"),
    _resource(
        "GL/GLPostedTransactions",
        gl_journals.POSTED_TRANSACTION,
        "AccountNumber FiscalYear FiscalPeriod SourceCurrencyCode SourceLedgerCode "
        "SourceTypeCode PostingSequenceNumber DetailCount",
        "posted",
        "BatchNumber JournalDate",
    ),
    _resource("BK/BKBanks", bk.BANK, "BankCode", "master"),
    _resource("BK/BKBankEntries", bk.BANK_ENTRY, "SequenceNumber", "entry"),
    _resource("CS/CSCompanyProfile", cs.COMPANY_PROFILE, "CompanyID", "profile"),
    _resource("CS/CSCurrencyCodes", cs.CURRENCY_CODE, "CurrencyCodeKey", "master"),
    _resource("CS/CSCurrencyRates", cs.CURRENCY_RATE, "ToCurrency RateType", "master"),
    _resource("CS/CSCurrencyRateTypes", cs.CURRENCY_RATE_TYPE, "RateTypeKey", "master"),
    _resource("CS/CSSchedules", cs.SCHEDULE, "ScheduleCode", "master"),
    _resource("CS/CSFiscalCalendars", cs.CALENDAR, "FiscalYear", "posted"),
    _resource("TX/TXTaxGroups", tx.TAX_GROUP, "TaxGroupKey TransactionType", "posted"),
    _resource("TX/TXTaxRates", tx.TAX_RATE, "TaxAuthority TransactionType BuyerClass", "posted"),
)

RESOURCES: dict[str, Resource] = {one.path: one for one in _ALL}
"""Every endpoint by ``MODULE/Name``."""

MODULES = frozenset(one.module for one in _ALL)

CUSTOMERS = RESOURCES["AR/ARCustomers"]
INVOICE_BATCHES = RESOURCES["AR/ARInvoiceBatches"]
RECEIPT_BATCHES = RESOURCES["AR/ARReceiptAndAdjustmentBatches"]
REFUND_BATCHES = RESOURCES["AR/ARRefundBatches"]
DOCUMENTS = RESOURCES["AR/ARPostedDocuments"]
RECEIPTS = RESOURCES["AR/ARPostedReceipts"]
JOURNAL_BATCHES = RESOURCES["GL/GLJournalBatches"]
TRANSACTIONS = RESOURCES["GL/GLPostedTransactions"]
