"""Whatever is sent, the answer is an answer: never an exception, never half a change."""

from decimal import Decimal
from typing import Any

import simplejson
from hypothesis import given, settings
from hypothesis import strategies as st

from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.sage300.filters import read_filter
from s300gc.sandbox.sage300.literals import Grammar
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.shelf import Shelf
from s300gc.sandbox.sage300.tables import TABLES, Property, Table

from .office import Office, day, journal, receipt

CODES = st.sampled_from(
    [
        *("", "C1", "E1", "DOM", "EUR", "GBP", "NET30", "VAT20", "NOTAX", "BANK", "BANKEUR", "GC"),
        *("RETAIL", "SP", "1100", "4000", "1190", "IN1", "UC000001", "CA", "AD", "GL", "AR", "JE"),
        *("2026", "01", "1", "SALES", "GCSTATUS", "000001", "00001", "0000000020"),
    ]
)
VALUES: dict[str, Any] = {
    "s": st.one_of(CODES, st.none(), st.text(max_size=6)),
    "d": st.one_of(st.sampled_from([0, 1, 2, 20, -5, Decimal("1.005")]), st.integers(-99, 99)),
    "i": st.integers(0, 3),
    "b": st.booleans(),
    "t": st.sampled_from([None, "2026-01-05", "2026-02-01T00:00:00Z", "1990-01-01"]),
}
LIKELY = {
    "AR/ARInvoiceBatches": """
        Invoices InvoiceDetails CustomerNumber ExtendedAmountWithTIP EntryNumber DocumentDate
        PostingDate DueDate Terms TaxGroup AccountSet CurrencyCode ExchangeRate LineNumber
        RevenueAccount DistributionCode DocumentType ApplytoDocument InvoicePaymentSchedules
        DocumentNumber InvoiceOptionalFields UpdateOperation BatchDate BatchStatus AmountDue
        Quantity TaxIncluded1 DoNotCalculationTax TaxAmount1
    """,
    "AR/ARReceiptAndAdjustmentBatches": """
        ReceiptsAdjustments AppliedReceiptsAdjustments BankCode BatchRecordType CustomerNumber
        BankReceiptAmount CustomerReceiptAmount DocumentNumber PaymentNumber AccountSet
        PostingDate ReceiptDateAdjustmentDate ReceiptTransactionType BankExchangeRate
        CustomerExchangeRate AdjustmentGLDistributions DistributionAmount EntryNumber
        DistributionGLAccount LineNumber UpdateOperation BatchDate BatchStatus PaymentCode
        CustomerDiscountAmountTaken DefaultBankCurrency
    """,
    "AR/ARRefundBatches": """
        RefundEntries RefundDetails CustomerNumber DocumentNumber AmountCustomer CashGLAccount
        CashBankAccount DocumentDate PostingDate ExchangeRate EntryNumber BatchStatus
        PaymentNumber UpdateOperation LineNumber
    """,
    "GL/GLJournalBatches": """
        JournalHeaders JournalDetails AccountNumber Amount SourceCurrency SourceCurrencyAmount
        CurrencyRate CurrencyRateDate DocumentDate PostingDate FiscalYear FiscalPeriod
        SourceLedger SourceType EntryNumber TransactionNumber UpdateOperation Status ReadyToPost
        Description
    """,
    "AR/ARCustomers": """
        CustomerNumber GroupCode AccountSet Terms TaxGroup CurrencyCode OnHold CustomerName
        CustomerOptionalFieldValues OptionalField Value UpdateOperation
    """,
    "BK/BKBankEntries": "BankCode BankEntryDate BankEntryDetail SourceAmount GLAccount LineNumber",
}
"""The properties that rules are about; of other types all are tried."""

WRITABLE = sorted(path for path, one in RESOURCES.items() if "POST" in one.verbs)

GOOD: dict[str, list[Any]] = {
    "AR/ARInvoiceBatches": [
        ["Invoices", "InvoiceDetails"],
        [
            {},
            {"EntryNumber": 1, "CustomerNumber": "C1"},
            {"LineNumber": 20, "ExtendedAmountWithTIP": 5},
        ],
    ],
    "AR/ARReceiptAndAdjustmentBatches": [
        ["ReceiptsAdjustments", "AppliedReceiptsAdjustments"],
        [
            {"BatchRecordType": "CA", "BankCode": "BANK"},
            {"EntryNumber": 1, "CustomerNumber": "C1", "BankReceiptAmount": 10},
            {"LineNumber": 20, "DocumentNumber": "IN1", "CustomerReceiptAmount": 5},
        ],
    ],
    "AR/ARRefundBatches": [
        ["RefundEntries", "RefundDetails"],
        [
            {},
            {"EntryNumber": 1, "CustomerNumber": "C1", "CashGLAccount": "1190"},
            {"LineNumber": 1, "DocumentNumber": "UC000001", "AmountCustomer": 1},
        ],
    ],
    "GL/GLJournalBatches": [
        ["JournalHeaders", "JournalDetails"],
        [
            {},
            {"EntryNumber": "00001", "DocumentDate": "2026-01-05"},
            {"TransactionNumber": "0000000020", "AccountNumber": "1000", "Amount": 1},
        ],
    ],
}
"""A batch that would be taken: the names of its two nested levels, and what stands on each."""


def value(item: Property, likely: set[str]) -> st.SearchStrategy[Any]:
    if item.nested:
        return st.lists(body(TABLES[item.nested], likely), max_size=2)
    if item.choices is not None:
        return st.sampled_from(sorted(item.choices.numbers))
    found: st.SearchStrategy[Any] = VALUES[item.kind]
    return found


def body(table: Table, likely: set[str], most: int = 99) -> st.SearchStrategy[dict[str, Any]]:
    names = [name for name in table.properties if not likely or name in likely]
    return st.lists(st.sampled_from(names), unique=True, max_size=min(most, len(names))).flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: value(table.properties[name], likely) for name in chosen}
        )
    )


def request(path: str) -> st.SearchStrategy[tuple[str, Any, str]]:
    likely = set(LIKELY.get(path, "").split())
    content = body(RESOURCES[path].table, likely)
    if path in GOOD:
        content = st.one_of(content, nearly_good(path, likely))
    return st.tuples(st.just(path), content, st.sampled_from(["POST", "PATCH", "PUT", "DELETE"]))


def nearly_good(path: str, likely: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Give a batch that would be taken, with a few properties on each level changed."""
    (outer, inner), parts = GOOD[path]
    tables = [RESOURCES[path].table]
    tables.append(TABLES[tables[0].properties[outer].nested])
    tables.append(TABLES[tables[1].properties[inner].nested])
    changes = [body(table, likely - {outer, inner}, most=2) for table in tables]

    def joined(changed: tuple[dict[str, Any], ...]) -> dict[str, Any]:
        batch, entry, line = ({**part, **more} for part, more in zip(parts, changed, strict=True))
        return {**batch, outer: [{**entry, inner: [line]}]}

    return st.tuples(*changes).map(joined)


KEYS = {"AR/ARReceiptAndAdjustmentBatches": "('CA',1)", "GL/GLJournalBatches": "('000001')"}
KEYS |= {"AR/ARAccountSets": "('DOM')", "AR/ARTerms": "('NET30')", "BK/BKBanks": "('BANK')"}
KEYS |= {"AR/ARCustomerGroups": "('RETAIL')", "AR/ARDistributionCodes": "('SALES')"}
KEYS |= {"CS/CSCurrencyRates": "('GBP','SP')", "GL/GLAccounts": "('4000')"}
KEYS |= {"GL/GLSourceCodes": "('AR','IN')", "CS/CSCurrencyCodes": "('EUR')"}
KEYS |= {"AR/ARCustomers": "('C1')", "AR/ARInvoiceBatches": "(2)", "AR/ARRefundBatches": "(1)"}


def prepared() -> Office:
    """A company with one open batch of each kind."""
    office = Office()
    office.customer("C1")
    office.customer("E1", account_set="EUR", currency="EUR")
    office.ok("POST", "GL/GLJournalBatches", journal(("1000", "5"), ("4000", "-5")))
    office.invoice("IN1")
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
    office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})
    office.receipt_batch(receipt("10", {"IN1": "5"}))
    office.sage.post_receipt("C1", Decimal(9), day(), "BANK")
    credit = {"DocumentNumber": "UC000001", "AmountCustomer": 1}
    refund = {"CustomerNumber": "C1", "CashGLAccount": "1190", "RefundDetails": [credit]}
    office.ok("POST", "AR/ARRefundBatches", {"RefundEntries": [refund]})
    return office


PATHS = st.one_of(st.sampled_from(sorted(GOOD)), st.sampled_from(WRITABLE))
"""Batches more often than all else."""


@settings(max_examples=100, deadline=None)
@given(sent=st.lists(PATHS.flatmap(request), min_size=1, max_size=6))
def test_any_body_gets_an_answer_and_a_refusal_changes_nothing(sent: Any) -> None:
    office = prepared()
    for path, content, method in sent:
        before = office.sage.state()
        if method == "POST" and RESOURCES[path].sort == "process":
            path += "('$process')"
        elif method != "POST":
            path += KEYS.get(path, "('NONE')")
        answer = office.send(method, path, content)
        assert answer.status in (200, 201, 204, 400, 404, 405, 409), answer.body
        if answer.status >= 400:
            assert simplejson.loads(answer.body)["error"]["code"]
            assert office.sage.state() == before
    post_everything(office)


def post_everything(office: Office) -> None:
    """Make all batches ready and post them: what cannot be posted is in error batches."""
    ready = {"BatchStatus": "ReadyToPost"}
    for row in office.rows("AR/ARInvoiceBatches", filter="BatchStatus eq 'Open'"):
        office.send("PATCH", f"AR/ARInvoiceBatches({row['BatchNumber']})", ready)
    path = "AR/ARReceiptAndAdjustmentBatches"
    for row in office.rows(path, filter="BatchStatus eq 'Open'"):
        office.send("PATCH", f"{path}('{row['BatchRecordType']}',{row['BatchNumber']})", ready)
    for row in office.rows("AR/ARRefundBatches", filter="BatchStatus eq 'Open'"):
        office.send("PATCH", f"AR/ARRefundBatches({row['BatchNumber']})", ready)
    for row in office.rows("GL/GLJournalBatches", filter="Status eq 'Open'"):
        office.send("PATCH", f"GL/GLJournalBatches('{row['BatchNumber']}')", {"ReadyToPost": "Yes"})
    body = {"PostAllBatches": "Postallbatches"}
    for name in ("ARPostInvoices", "ARPostReceiptsAndAdjustments", "ARPostRefunds"):
        office.ok("POST", f"AR/{name}('$process')", body)
    office.ok("POST", "AR/ARPostReceiptsAndAdjustments('$process')", {**body, "BatchType": "AD"})
    office.ok("POST", "GL/GLPostJournal('$process')", body)
    office.sage.state()


WORDS = st.sampled_from(
    [
        *("DocumentNumber", "DueDate", "FullyPaid", "CustomerCurrencyAmountDue", "Nothing"),
        *("eq", "ne", "lt", "ge", "and", "or", "not", "in", "null", "true", "EQ", "any", "all"),
        *("'IN1'", "'No'", "''", "5", "-5.5", "30m", "2026-01-05T00:00:00Z", "2026-01-05"),
        *("datetime'2026-01-05'", "contains(", "substringof(", "length(", "(", ")", ",", "/", "'"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(WORDS, max_size=9),
    grammar=st.builds(
        Grammar, st.sampled_from(["iso", "v3", "both"]), st.booleans(), st.booleans()
    ),
)
def test_any_filter_is_understood_or_refused(words: list[str], grammar: Grammar) -> None:
    resource = RESOURCES["AR/ARPostedDocuments"]
    rows = {"C1\x1fIN1": {"CustomerNumber": "C1", "DocumentNumber": "IN1", "DueDate": "2026-01-05"}}
    try:
        found = read_filter(resource.table, resource.type_name, " ".join(words), grammar)
    except SageError as error:
        assert error.code == "InvalidParameters"
    else:
        assert found.search(Shelf(rows, resource.indexed), resource.keys) in ([], [*rows.values()])


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="'(),=CAD1 0BatchNumberRcoTyp$", max_size=12))
def test_any_address_gets_an_answer(text: str) -> None:
    office = Office()
    for path in ("AR/ARReceiptAndAdjustmentBatches", "AR/ARCustomers"):
        known = 200 if not text.strip() else 404
        assert office.send("GET", f"{path}({text})").status in (400, 404, known)
        assert office.send("GET", f"{path}{text}").status in (200, 400, 404)
