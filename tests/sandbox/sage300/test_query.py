"""``$filter $select $top $skip $count``, pages, and the two dialects of dates."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import simplejson

from s300gc.sandbox.sage300.comparisons import Comparison
from s300gc.sandbox.sage300.shelf import Shelf
from s300gc.sandbox.sage300.tables import Property

from .office import Office, day

DOCUMENTS = "AR/ARPostedDocuments"


@pytest.fixture(scope="module")
def office() -> Office:
    """Ten invoices, five each of two customers, due day by day; IN3 is paid."""
    made = Office()
    made.customer("C1")
    made.customer("C2", account_set="EXP")
    for n in range(10):
        customer = f"C{1 + n % 2}"
        made.invoice(f"IN{n}", f"{100 + n}.00", customer, due=day(n), description=f"Part {n}")
    made.sage.post_receipt("C2", Decimal(103), day(2), "BANK", {"IN3": Decimal(103)})
    made.sage.post_invoice("C1", "CN1", Decimal(50), day(), day(), kind="CreditNote")
    return made


def numbers(office: Office, filter: str, path: str = DOCUMENTS) -> list[str]:
    rows = office.rows(path, filter=filter, select="DocumentNumber")
    return [row["DocumentNumber"] for row in rows]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("CustomerNumber eq 'C2'", "IN1 IN3 IN5 IN7 IN9"),
        ("CustomerNumber eq 'C2' and DocumentNumber eq 'IN5'", "IN5"),
        ("DocumentNumber eq 'IN5'", "IN5"),
        ("DocumentNumber eq 'IN5' or DocumentNumber eq 'CN1' or DocumentNumber eq 'X'", "CN1 IN5"),
        ("CustomerNumber eq 'C2' or CustomerNumber eq 'C0'", "IN1 IN3 IN5 IN7 IN9"),
        ("FullyPaid eq 'Yes'", "IN3"),
        ("FullyPaid eq '1'", "IN3"),
        ("FullyPaid ne 'No'", "IN3"),
        ("DocumentType eq 'CreditNote'", "CN1"),
        ("DocumentType eq '1' and FullyPaid eq '0' and DueDate gt 2026-01-12T00:00:00Z", "IN8 IN9"),
        ("DueDate le 2026-01-06T00:00:00Z and FullyPaid eq 'No'", "CN1 IN0 IN1"),
        ("DueDate eq 2026-01-08T00:00:00Z", "IN3"),
        ("DueDate ge 2026-01-13T12:00:00Z", "IN9"),
        ("DueDate lt 2026-01-05T00:30:00+01:00", ""),
        ("LastActivityDate ge 2026-01-06T00:00:00Z", "IN3"),
        ("DatePaid eq null and DueDate lt 2026-01-07T00:00:00Z", "CN1 IN0 IN1"),
        ("DatePaid lt 2027-01-01T00:00:00Z", "IN3"),
        ("CustomerCurrencyAmountDue gt 107", "IN8 IN9"),
        ("CustomerCurrencyAmountDue ge 108.00 and CustomerCurrencyAmountDue lt 109", "IN8"),
        ("CustomerCurrencyAmountDue lt -49.5", "CN1"),
        ("108 lt CustomerCurrencyAmountDue", "IN9"),
        ("BatchNumber eq 2", "IN1"),
        ("startswith(DocumentNumber,'CN')", "CN1"),
        ("endswith(DocumentDescription,' 4') eq true", "IN4"),
        ("contains(DocumentDescription, 'art 7')", "IN7"),
        ("length(DocumentDescription) eq 0", "CN1"),
        ("(DocumentNumber eq 'IN1' or DocumentNumber eq 'IN2') and CustomerNumber eq 'C1'", "IN2"),
        ("not (CustomerNumber eq 'C2') and not (DueDate gt 2026-01-06T00:00:00Z)", "CN1 IN0"),
        ("DocumentDescription eq 'it''s'", ""),
        ("DocumentDescription eq null", "CN1"),
        (
            "(DocumentNumber eq 'IN1' and CustomerNumber eq 'C2') "
            "or DueDate lt 2026-01-05T12:00:00Z",
            "CN1 IN0 IN1",
        ),
        ("not (DocumentNumber eq 'IN1' or DocumentNumber eq 'IN2') and FullyPaid eq 'Yes'", "IN3"),
        (
            "contains(DocumentDescription,'7') eq false and DueDate ge 2026-01-12T00:00:00Z",
            "IN8 IN9",
        ),
        ("CustomerCurrencyAmountDue ne 0 and CustomerCurrencyAmountDue le 100", "CN1 IN0"),
    ],
)
def test_a_filter_finds_what_it_says_in_key_order(office: Office, filter: str, found: str) -> None:
    assert " ".join(numbers(office, filter)) == found


@pytest.mark.parametrize(
    "filter",
    [
        "DocumentNumber eq",
        "DocumentNumber eq 'IN1",
        "DocumentNumber EQ 'IN1'",
        "DocumentNumber in ('IN1','IN2')",
        "DocumentNumber eq 1",
        "CustomerCurrencyAmountDue eq '5'",
        "CustomerCurrencyAmountDue add 1 eq 5",
        "DueDate eq '2026-01-05'",
        "DueDate eq 2026-01-05",
        "DueDate eq 2026-01-05T00:00:00",
        "DueDate eq datetime'2026-01-05T00:00'",
        "DueDate gt 2026-13-40T00:00:00Z",
        "CustomerCurrencyAmountDue gt 30m",
        "substringof('IN',DocumentNumber)",
        "tolower(DocumentNumber) eq 'in1'",
        "FullyPaid eq 'Perhaps'",
        "FullyPaid gt 'No'",
        "DocumentNumber",
        "contains(DueDate,'5')",
        "contains('5','5')",
        "length(DocumentNumber) eq 'x'",
        "DocumentNumber eq CustomerNumber",
        "5 eq 5",
        "CustomerCurrencyAmountDue in (5,6)",
        "contains(DocumentNumber,5)",
        "startswith(DocumentNumber,'I') gt true",
        "tolower",
        "DocumentNumber eq 'IN1' and",
        "DocumentNumber = 'IN1'",
        "Invoices/any(i: i/EntryNumber eq 1)",
    ],
)
def test_a_filter_without_sense_is_invalid(office: Office, filter: str) -> None:
    assert office.no("GET", DOCUMENTS, filter=filter)[:2] == (400, "InvalidParameters")


def test_a_name_without_quotes_is_taken_for_a_property(office: Office) -> None:
    _, code, text = office.no("GET", DOCUMENTS, filter="DocumentNumber eq L010746552")
    assert code == "InvalidParameters"
    assert text == (
        "Could not find a property named 'L010746552' on type "
        "'Sage.CA.SBS.ERP.Sage300.AR.WebApi.Models.PostedDocument'."
    )


def test_details_cannot_be_filtered(office: Office) -> None:
    refused = office.no("GET", "AR/ARInvoiceBatches", filter="Invoices eq null")
    assert refused[:2] == (400, "InvalidParameters")


def test_names_that_begin_like_words_of_the_language_are_names() -> None:
    office = Office()
    office.customer("C1", AllowPartialShipments="Yes")
    found = office.rows("AR/ARCustomers", filter="AllowPartialShipments eq 'Yes'")
    assert len(found) == 1


OLD = "DueDate eq datetime'2026-01-08T00:00' and CustomerCurrencyInvoiceAmount gt 30m"
NEW = "DueDate eq 2026-01-08T00:00:00Z"


@pytest.mark.doubt("date_literals")
@pytest.mark.parametrize(
    ("dialect", "old", "new"), [("iso", 400, 200), ("v3", 200, 400), ("both", 200, 200)]
)
def test_the_dialect_of_literals_is_a_switch(dialect: str, old: int, new: int) -> None:
    office = Office(date_literals=dialect)
    office.customer("C1")
    office.invoice("IN1", due=day(3))
    assert office.send("GET", DOCUMENTS, filter=OLD).status == old
    assert office.send("GET", DOCUMENTS, filter=NEW).status == new
    part = "substringof('N1',DocumentNumber)"
    assert office.send("GET", DOCUMENTS, filter=part).status == old
    if old == 200:
        assert numbers(office, OLD) == numbers(office, f"{part} and FullyPaid eq 'No'") == ["IN1"]


def test_select_leaves_only_what_was_asked_for(office: Office) -> None:
    row = office.rows(DOCUMENTS, select="DocumentNumber,JobRelated,DatePaid", top="1")[0]
    assert row == {"DocumentNumber": "CN1", "JobRelated": "No", "DatePaid": None}
    lines = office.rows("AR/ARInvoiceBatches", select="Invoices", top="1")[0]["Invoices"]
    assert lines[0]["InvoiceDetails"][0]["RevenueAccount"] == "4000"
    assert office.no("GET", DOCUMENTS, select="Nothing")[1] == "InvalidParameters"
    one = office.ok("GET", f"{DOCUMENTS}('C1','CN1')", select="DocumentNumber")
    assert one.keys() == {"@odata.context", "DocumentNumber"}


@pytest.mark.parametrize("option", ["orderby", "expand", "format", "search"])
def test_other_options_are_refused(office: Office, option: str) -> None:
    assert office.no("GET", DOCUMENTS, **{option: "DueDate"})[:2] == (400, "InvalidParameters")


def test_an_option_twice_or_a_wrong_number_is_refused(office: Office) -> None:
    path = "/Sage300WebApi/v1.0/-/SAMLTD/AR/ARTerms"
    headers = {"Authorization": "Basic UzMwMEdDOlMzMDBHQy1QQVNTMQ=="}
    headers["Content-Type"] = "application/json"
    assert office.sage.answer("GET", path, "$top=1&$top=2", headers, b"").status == 400
    assert office.sage.answer("GET", path, "$top=1&other=2", headers, b"").status == 200
    for options in ({"top": "-1"}, {"skip": "x"}, {"count": "1"}):
        assert office.no("GET", DOCUMENTS, **options)[1] == "InvalidParameters"
    assert office.no("GET", f"{DOCUMENTS}('C1','IN0')", top="1")[1] == "InvalidParameters"


def test_the_count_is_a_number_and_there_only_when_asked_for(office: Office) -> None:
    assert "@odata.count" not in office.ok("GET", DOCUMENTS)
    found = office.ok("GET", DOCUMENTS, count="true", top="2", filter="FullyPaid eq 'No'")
    assert (found["@odata.count"], len(found["value"])) == (10, 2)


def walk(office: Office, **options: str) -> tuple[list[str], int]:
    """Follow the links from page to page; give document numbers and the number of pages."""
    feed, pages, found = office.ok("GET", DOCUMENTS, **options), 1, []
    while True:
        found += [row["DocumentNumber"] for row in feed["value"]]
        link = feed.get("@odata.nextLink")
        if not link:
            return found, pages
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc) == ("http", "sage.test:8080")
        answer = office.sage.answer(
            "GET",
            parts.path,
            parts.query,
            {
                "Authorization": "Basic UzMwMEdDOlMzMDBHQy1QQVNTMQ==",
                "Content-Type": "application/json",
            }
            | {"Host": "sage.test:8080"},
            b"",
        )
        feed, pages = simplejson.loads(answer.body), pages + 1


@pytest.mark.doubt("page_size")
def test_pages_follow_one_another_by_their_links() -> None:
    office = Office(page_size=3)
    office.customer("C1")
    for n in range(8):
        office.invoice(f"IN{n}", due=day(n))
    everything = [f"IN{n}" for n in range(8)]
    assert walk(office) == (everything, 3)
    assert walk(office, select="DocumentNumber", count="true") == (everything, 3)
    assert walk(office, top="7") == (everything[:7], 3)
    assert walk(office, top="2") == (everything[:2], 1)
    assert walk(office, filter="DueDate ge 2026-01-07T00:00:00Z", skip="1") == (everything[3:], 2)
    assert walk(office, skip="100") == ([], 1)
    assert walk(office, top="0") == ([], 1)


def test_a_page_holds_a_hundred_rows_unless_the_server_is_set_otherwise() -> None:
    office = Office()
    for n in range(101):
        office.customer(f"C{n:03d}")
    feed = office.ok("GET", "AR/ARCustomers", top="500", select="CustomerNumber")
    assert len(feed["value"]) == 100
    assert feed["@odata.nextLink"].endswith("$top=400&$skip=100")


def test_what_was_found_is_looked_for_again_after_a_change(office: Office) -> None:
    made = Office()
    made.customer("C1")
    made.invoice("IN1")
    assert numbers(made, "FullyPaid eq 'No'") == ["IN1"]
    made.invoice("IN2")
    assert numbers(made, "FullyPaid eq 'No'") == ["IN1", "IN2"]
    made.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)})
    assert numbers(made, "FullyPaid eq 'No'") == ["IN2"]


def test_a_long_row_of_alternatives_is_understood(office: Office) -> None:
    text = " or ".join(f"DocumentNumber eq 'IN{n}'" for n in range(400))
    assert len(numbers(office, text)) == 10


def test_odd_arguments_of_substringof_are_refused() -> None:
    office = Office(date_literals="v3")
    for text in ("substringof(DocumentNumber,'IN')", "substringof('IN')"):
        assert office.no("GET", DOCUMENTS, filter=text)[1] == "InvalidParameters"
    assert office.rows(DOCUMENTS, filter="substringof( 'IN' , DocumentNumber )") == []


def test_rows_that_go_are_not_found_any_more() -> None:
    shelf = Shelf({f"K{n}": {"Name": f"N{n % 9}"} for n in range(40)}, ["Name"])
    question = Comparison(Property("Name", "s"), "eq", "N3")
    assert len(shelf.few([question]) or []) == 5
    shelf.remove("K3")
    shelf.rows["K4"]["Name"] = "N3"
    shelf.touch("K4")
    assert shelf.few([question]) == [shelf.rows[key] for key in ("K12", "K21", "K30", "K39", "K4")]
    shelf.rows["K5"]["Name"] = "N3"
    shelf.touch()
    assert len(shelf.few([question]) or []) == 6
