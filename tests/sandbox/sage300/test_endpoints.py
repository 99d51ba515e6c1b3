"""Every endpoint with every verb, its template and its place in ``$metadata``.

The table is the endpoint reference's (facts, 4.1), for the modules that concern us.
"""

import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import pytest
import simplejson

from s300gc.sandbox.sage300.tables import TABLES, Table

from .office import Office, journal, receipt

ALL = "GET POST PUT DELETE PATCH"
BATCH = "GET POST PATCH"
ENDPOINTS = {
    "AR/ARCustomers": (ALL, "CustomerNumber"),
    "AR/ARCustomerGroups": (ALL, "GroupCode"),
    "AR/ARAccountSets": (ALL, "AccountSetKey"),
    "AR/ARNationalAccounts": (ALL, "NationalAccountNumber"),
    "AR/ARTerms": (ALL, "TermsCode"),
    "AR/ARPaymentCodes": (ALL, "PaymentCodeKey"),
    "AR/ARDistributionCodes": (ALL, "DistributionCodeKey"),
    "AR/ARRecurringCharges": (ALL, "RecurringChargeCode CustomerNumber"),
    "AR/ARInvoiceBatches": (BATCH, "BatchNumber"),
    "AR/ARReceiptAndAdjustmentBatches": (BATCH, "BatchRecordType BatchNumber"),
    "AR/ARRefundBatches": (BATCH, "BatchNumber"),
    "AR/ARPostedDocuments": ("GET", "CustomerNumber DocumentNumber"),
    "AR/ARPostedReceipts": (
        "GET",
        "BankCode CustomerNumber CheckReceiptNumber DepositSerialNumber DepositLineNumber "
        "ReceiptDate",
    ),
    "AR/ARPayments": ("GET", "CustomerNumber DocumentNumber SequenceNumber"),
    "AR/ARPostInvoices": ("POST", "ActionSelector"),
    "AR/ARPostReceiptsAndAdjustments": ("POST", "ActionSelector"),
    "AR/ARPostRefunds": ("POST", "ActionSelector"),
    "AR/ARCreateGLBatch": ("POST", "ActionSelector"),
    "AR/ARCreateRecurringCharge": ("POST", "ActionSelector"),
    "GL/GLAccounts": (ALL, "UnformattedAccount"),
    "GL/GLSourceCodes": (ALL, "SourceLedger SourceType"),
    "GL/GLJournalBatches": (BATCH, "BatchNumber"),
    "GL/GLPostJournal": ("POST", "ActionSelector"),
    "GL/GLPostedTransactions": (
        "GET",
        "AccountNumber FiscalYear FiscalPeriod SourceCurrencyCode SourceLedgerCode "
        "SourceTypeCode PostingSequenceNumber DetailCount",
    ),
    "BK/BKBanks": (ALL, "BankCode"),
    "BK/BKBankEntries": ("GET POST", "SequenceNumber"),
    "CS/CSCompanyProfile": ("GET PUT DELETE PATCH", "CompanyID"),
    "CS/CSCurrencyCodes": (ALL, "CurrencyCodeKey"),
    "CS/CSCurrencyRates": (ALL, "ToCurrency RateType"),
    "CS/CSCurrencyRateTypes": (ALL, "RateTypeKey"),
    "CS/CSSchedules": (ALL, "ScheduleCode"),
    "CS/CSFiscalCalendars": ("GET", "FiscalYear"),
    "TX/TXTaxGroups": ("GET", "TaxGroupKey TransactionType"),
    "TX/TXTaxRates": ("GET", "TaxAuthority TransactionType BuyerClass"),
}
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
PROCESSES = [path for path, (_, keys) in ENDPOINTS.items() if keys == "ActionSelector"]
MODULES = ("AR", "GL", "BK", "CS", "TX")
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


@cache
def office() -> Office:
    """A company with at least one entity of nearly every kind."""
    made = Office()
    made.customer("C1")
    made.invoice("IN1")
    made.post_receipts(made.receipt_batch(receipt("10", {"IN1": "10"}, CheckReceiptNumber="A")))
    made.ok("POST", "GL/GLJournalBatches", journal(("1000", "5"), ("4000", "-5")))
    made.sage.add_recurring_charge("RENT", "C1", 100, made.timeline.today)  # type: ignore[arg-type]
    made.sage.post_ar_gl_batches()
    return made


def missing_key(path: str) -> str:
    """A key of the right form under which nothing is."""
    table = tables()[path]
    parts = []
    for name in ENDPOINTS[path][1].split():
        item = table.properties[name]
        words = {"s": "'NONE'", "t": "2001-01-01"}
        parts.append("'1'" if item.choices else words.get(item.kind, "987654"))
    return f"{path}({','.join(parts)})"


@cache
def tables() -> dict[str, Table]:
    return {path: one.table for path, one in office().sage.books.resources.items()}


def test_the_table_lists_every_endpoint_of_the_sandbox() -> None:
    assert set(office().sage.books.resources) == set(ENDPOINTS)


@pytest.mark.parametrize("method", VERBS)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_verb_is_answered_as_documented_or_not_allowed(path: str, method: str) -> None:
    verbs, keys = ENDPOINTS[path]
    address = missing_key(path) if method in ("PUT", "PATCH", "DELETE") else path
    body: Any = {"Nothing": 1}
    if method not in verbs.split():
        status, code, text = office().no(method, address, body)
        assert (status, code) == (405, "MethodNotAllowed")
        assert method in text
    elif method == "GET":
        feed = office().ok("GET", path)
        assert feed["@odata.context"].endswith(f"/$metadata#{path[3:]}")
        assert isinstance(feed["value"], list)
        assert office().no("GET", missing_key(path))[:2] == (404, "RecordNotFound")
    elif method == "POST":
        address = f"{path}('$process')" if keys == "ActionSelector" else path
        assert office().no("POST", address, body)[:2] == (400, "InvalidPayload")
    else:
        assert office().no(method, address, body)[:2] == (404, "RecordNotFound")


@pytest.mark.parametrize("path", [p for p, (verbs, _) in ENDPOINTS.items() if "GET" in verbs])
def test_an_entity_is_read_by_its_key_as_it_stands_in_the_feed(path: str) -> None:
    names, table = ENDPOINTS[path][1].split(), tables()[path]
    for row in office().rows(path)[:3]:
        written = [str(row[name]) for name in names]
        parts = [
            w.partition("T")[0]
            if table.properties[name].kind == "t"
            else f"'{w}'"
            if table.properties[name].kind in "se"
            else w
            for name, w in zip(names, written, strict=True)
        ]
        found = office().ok("GET", f"{path}({','.join(parts)})")
        assert found.pop("@odata.context").endswith(f"#{path[3:]}/$entity")
        assert found == row


def test_nearly_every_endpoint_has_something_to_read() -> None:
    empty = {
        path for path, (verbs, _) in ENDPOINTS.items() if "GET" in verbs and not office().rows(path)
    }
    assert empty == {
        "AR/ARNationalAccounts",
        "AR/ARRefundBatches",
        "AR/ARPayments",
        "BK/BKBankEntries",
    }


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_template_has_every_property_with_its_default(path: str) -> None:
    table = tables()[path]
    for key in ("'$template'", "$template"):
        found = office().ok("POST", f"{path}({key})", {})
        assert list(found) == list(table.properties)
        for name, item in table.properties.items():
            assert found[name] == item.default, name
            assert is_of(found[name], item.kind), name
    assert found["UpdateOperation"] == "Unspecified"


def is_of(value: Any, kind: str) -> bool:
    """Say whether a JSON value is one of a kind of property."""
    if kind == "t":
        return value is None or isinstance(value, str)
    forms: dict[str, Any] = {"s": str, "e": str, "d": int, "i": int, "b": bool, "c": list}
    return isinstance(value, forms[kind]) and (kind == "b" or not isinstance(value, bool))


@pytest.mark.parametrize("path", PROCESSES)
def test_a_process_takes_its_own_template_and_answers_nothing(path: str) -> None:
    payload = office().ok("POST", f"{path}('$template')", {})
    answer = office().send("POST", f"{path}('$process')", payload)
    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize("module", MODULES)
def test_the_metadata_of_a_module_has_its_endpoints_types_and_keys(module: str) -> None:
    root = ET.fromstring(office().send("GET", f"{module}/$metadata").body)  # noqa: S314
    mine = {path[3:]: path for path in ENDPOINTS if path[:2] == module}
    sets = {one.get("Name", ""): one.get("EntityType", "") for one in root.iter(f"{EDM}EntitySet")}
    assert set(sets) == set(mine)
    space = f"Sage.CA.SBS.ERP.Sage300.{module}.WebApi.Models"
    types = {one.get("Name", ""): one for one in root.iter(f"{EDM}EntityType")}
    for name, path in mine.items():
        prefix, _, short = sets[name].rpartition(".")
        assert prefix == space
        keys = [one.get("Name") for one in types[short].iter(f"{EDM}PropertyRef")]
        assert keys == ENDPOINTS[path][1].split()


@pytest.mark.parametrize("module", MODULES)
def test_the_metadata_of_a_module_says_what_its_entities_hold(module: str) -> None:
    """Types, enumerations and their members are those of the tables; nothing is left dangling."""
    root = ET.fromstring(office().send("GET", f"{module}/$metadata").body)  # noqa: S314
    space = f"Sage.CA.SBS.ERP.Sage300.{module}.WebApi.Models."
    enums = {
        one.get("Name", ""): {m.get("Name"): int(m.get("Value", "")) for m in one}
        for one in root.iter(f"{EDM}EnumType")
    }
    described = {
        one.get("Name", ""): {
            p.get("Name", ""): p.get("Type", "").replace(space, "")
            for p in one.iter(f"{EDM}Property")
        }
        for tag in ("EntityType", "ComplexType")
        for one in root.iter(EDM + tag)
    }
    plain = {"s": "Edm.String", "d": "Edm.Decimal", "b": "Edm.Boolean", "t": "Edm.DateTimeOffset"}
    for name, properties in described.items():
        assert list(properties) == list(TABLES[name].properties)
        for word, item in TABLES[name].properties.items():
            kind = properties[word]
            if item.choices:
                assert enums[kind] == item.choices.numbers
            elif item.nested:
                assert kind == f"Collection({item.nested})"
                assert item.nested in described
            else:
                assert kind == plain.get(item.kind, "Edm.Int64" if item.wide else "Edm.Int32")
    if module == "AR":
        assert "Active" in enums["StatusEnum"]


def test_codes_that_are_keys_are_kept_in_capitals_and_numbers_of_gl_with_zeros() -> None:
    for path, (_, keys) in ENDPOINTS.items():
        for name in keys.split():
            item = tables()[path].properties[name]
            if item.kind == "s" and name not in ("ActionSelector", "FiscalYear", "FiscalPeriod"):
                assert item.capitals or item.padded, (path, name)


def test_the_tenant_and_empty_parentheses_do_not_matter() -> None:
    made = Office()
    answer = made.send("GET", "AR/ARTerms()")
    assert len(simplejson.loads(answer.body)["value"]) == 2
    path = "/Sage300WebApi/v1.0/vertilux/SAMLTD/AR/ARTerms"
    assert made.sage.answer("GET", path, "", {}, b"").status == 401
