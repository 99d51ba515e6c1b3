"""What each switch changes of the wire and of masters: how answers look, what things are called."""

from decimal import Decimal
from typing import Any

import pytest
import simplejson

from s300gc.sandbox.sage300.switches import SageSwitches

from .office import Office, day, journal, receipt
from .office import three_invoices as office

DOCUMENTS = "AR/ARPostedDocuments"
RECEIPTS = "AR/ARReceiptAndAdjustmentBatches"
JOURNALS = "GL/GLJournalBatches"


# ---------------------------------------------------------------- the wire


@pytest.mark.doubt("next_links")
def test_a_server_may_send_no_links() -> None:
    made = office(page_size=2, next_links=False)
    feed = made.ok("GET", DOCUMENTS)
    assert [row["DocumentNumber"] for row in feed["value"]] == ["IN1", "IN2"]
    assert "@odata.nextLink" not in feed
    assert [row["DocumentNumber"] for row in made.rows(DOCUMENTS, skip="2")] == ["IN3"]


@pytest.mark.doubt("feed_names")
def test_annotations_may_be_named_as_in_version_3() -> None:
    made = office(feed_names="odata", page_size=2)
    feed = made.ok("GET", DOCUMENTS, count="true")
    assert feed["odata.count"] == "3"
    assert feed["odata.nextLink"].endswith("$skip=2")
    assert not [name for name in feed if name.startswith("@")]
    assert "odata.context" in made.ok("GET", f"{DOCUMENTS}('C1','IN1')")


@pytest.mark.doubt("row_order")
def test_rows_may_come_in_another_order() -> None:
    made = office(row_order="newest", page_size=2)
    assert [row["DocumentNumber"] for row in made.rows(DOCUMENTS)] == ["IN3", "IN2"]
    assert [row["DocumentNumber"] for row in made.rows(DOCUMENTS, skip="2")] == ["IN1"]


@pytest.mark.doubt("query_options")
def test_a_server_may_know_fewer_options() -> None:
    made = office(query_options=("$filter", "$top", "$skip"))
    assert made.no("GET", DOCUMENTS, count="true")[:2] == (400, "InvalidParameters")
    assert made.no("GET", DOCUMENTS, select="DocumentNumber")[1] == "InvalidParameters"
    assert len(made.rows(DOCUMENTS, filter="FullyPaid eq 'No'", top="2")) == 2


@pytest.mark.doubt("absent")
def test_a_server_may_lack_endpoints_and_properties() -> None:
    made = office(absent=("AR/ARPaymentCodes", "AR/ARCustomers.ContactsEmail"))
    assert made.no("GET", "AR/ARPaymentCodes")[:2] == (404, "ResourceNotFound")
    assert "ContactsEmail" not in made.rows("AR/ARCustomers")[0]
    assert made.no("GET", "AR/ARCustomers", select="ContactsEmail")[1] == "InvalidParameters"
    named = [
        one.send("GET", "AR/$metadata").body.count(b'"ContactsEmail"') for one in (made, office())
    ]
    assert named[0] == named[1] - 1
    with pytest.raises(ValueError, match="no AR/ARNothing"):
        Office(absent=("AR/ARNothing",))


@pytest.mark.doubt("filter_extras")
@pytest.mark.parametrize(
    "filter",
    [
        "contains(DocumentNumber,'IN')",
        "not (DocumentNumber eq 'IN1')",
        "(DocumentNumber eq 'IN1')",
    ],
)
def test_only_what_is_documented_may_be_understood(filter: str) -> None:
    assert office().rows(DOCUMENTS, filter=filter)
    made = office(filter_extras=False)
    assert made.no("GET", DOCUMENTS, filter=filter)[:2] == (400, "InvalidParameters")
    assert len(made.rows(DOCUMENTS, filter="startswith(DocumentNumber, 'IN')")) == 3
    old = office(filter_extras=False, date_literals="v3")
    assert len(old.rows(DOCUMENTS, filter="substringof('IN', DocumentNumber)")) == 3


@pytest.mark.doubt("enum_numbers")
def test_numbers_of_enumerations_may_not_be_understood() -> None:
    made = office(enum_numbers=False)
    assert len(made.rows(DOCUMENTS, filter="FullyPaid eq 'No'")) == 3
    assert made.no("GET", DOCUMENTS, filter="FullyPaid eq '0'")[1] == "InvalidParameters"


@pytest.mark.doubt("blank_padded")
def test_text_may_come_padded_in_details_too() -> None:
    made = office(blank_padded=True)
    row = made.rows("AR/ARInvoiceBatches", top="1")[0]
    assert row["Description"] == " " * 60
    assert row["Invoices"][0]["CustomerNumber"] == "C1".ljust(12)
    assert made.rows(DOCUMENTS, select="DocumentNumber")[0] == {"DocumentNumber": "IN1".ljust(22)}


@pytest.mark.doubt("answer_type")
def test_answers_may_call_themselves_plain_text() -> None:
    made = office(answer_type="text/plain")
    for path, kind in ((DOCUMENTS, "text/plain"), ("AR/$metadata", "application/xml")):
        assert made.send("GET", path).headers["Content-Type"].startswith(kind)
    assert made.send("GET", "AR/Nothing").headers["Content-Type"].startswith("text/plain")


@pytest.mark.doubt("success_numbers")
def test_every_success_may_be_a_200() -> None:
    for form, inserted, silent in (("201-204", 201, 204), ("200", 200, 200)):
        made = office(success_numbers=form)
        body = {"BatchRecordType": "CA", "BankCode": "GC1190"}
        body["ReceiptsAdjustments"] = [receipt("10")]
        assert made.send("POST", RECEIPTS, body).status == inserted
        path = f"{RECEIPTS}(BatchRecordType='CA',BatchNumber=1)"
        answer = made.send("PATCH", path, {"BatchStatus": "ReadyToPost"})
        assert (answer.status, answer.body) == (silent, b"")
        names = {"PostBatchFrom": 1, "PostBatchTo": 1}
        answer = made.send("POST", "AR/ARPostReceiptsAndAdjustments('$process')", names)
        assert (answer.status, answer.body) == (silent, b"")


@pytest.mark.doubt("unauthorized_body")
@pytest.mark.parametrize(
    ("form", "begins"), [("empty", ""), ("json", '{"error":'), ("html", "<!DOCTYPE")]
)
def test_what_a_401_says_is_not_known(form: str, begins: str) -> None:
    answer = Office(unauthorized_body=form).send("GET", DOCUMENTS, password="wrong")
    assert answer.status == 401
    assert answer.body.decode()[: len(begins) or None] == begins


@pytest.mark.doubt("forbidden_number")
@pytest.mark.parametrize("number", [403, 401, 409])
def test_forbidden_goes_by_its_code(number: int) -> None:
    made = Office(forbidden_number=number, tool_rights=("AR",))
    assert made.no("GET", JOURNALS)[:2] == (number, "Forbidden")


@pytest.mark.doubt("mixed_case_password")
def test_a_password_may_have_small_letters() -> None:
    made = office(mixed_case_password=True)
    assert made.sage.password != made.sage.password.upper()
    assert made.send("GET", DOCUMENTS).status == 200
    assert made.send("GET", DOCUMENTS, password=made.sage.password.upper()).status == 401


@pytest.mark.doubt("post_atomic")
@pytest.mark.parametrize(
    ("path", "name", "entries", "key"),
    [
        (
            "AR/ARInvoiceBatches",
            "Invoices",
            [
                {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 5}]},
                {"CustomerNumber": "NOBODY", "InvoiceDetails": []},
            ],
            "(4)",
        ),
        (RECEIPTS, "ReceiptsAdjustments", [receipt("10"), {"CustomerNumber": "X"}], "('CA',1)"),
        (
            "AR/ARRefundBatches",
            "RefundEntries",
            [
                {
                    "CustomerNumber": "C1",
                    "CashGLAccount": "1190",
                    "RefundDetails": [{"DocumentNumber": "CN1", "AmountCustomer": 5}],
                },
                {"CustomerNumber": "X"},
            ],
            "(1)",
        ),
        (
            JOURNALS,
            "JournalHeaders",
            [
                journal(("1000", "5"), ("4000", "-5"))["JournalHeaders"][0],
                {"SourceLedger": "XX"},
            ],
            "('000005')",
        ),
    ],
)
def test_a_refused_post_may_leave_the_entries_before(
    path: str, name: str, entries: list[dict[str, Any]], key: str
) -> None:
    body = {"BatchRecordType": "CA", "BankCode": "GC1190"} if path == RECEIPTS else {}
    body |= {name: entries, "Description" if "Refund" not in path else "BatchDescription": "Half"}
    for atomic in (True, False):
        made = office(post_atomic=atomic)
        made.invoice("CN1", "50", kind="CreditNote")
        before = len(made.rows(path))
        assert made.no("POST", path, body)[0] == 409
        left = made.rows(path)[before:]
        if atomic:
            assert left == []
        else:
            assert [len(one[name]) for one in left] == [1]
            assert left[0].get("BatchStatus", left[0].get("Status")) == "Open"


# ---------------------------------------------------------------- masters


@pytest.mark.doubt("profile_names")
def test_the_functional_currency_may_be_called_otherwise() -> None:
    profile = Office(profile_names="HomeCurrency").rows("CS/CSCompanyProfile")[0]
    assert profile["HomeCurrency"] == "GBP"
    assert "FunctionalCurrency" not in profile


@pytest.mark.doubt("subledger_names")
@pytest.mark.parametrize("name", ["SourceLedger", "SubledgerID", "Application"])
def test_a_control_account_may_name_its_ledgers_otherwise(name: str) -> None:
    made = office(subledger_names=name)
    account = made.ok("GET", "GL/GLAccounts('1100')")
    assert [one[name] for one in account["ControlAccountSubledgers"]] == ["AR", "GL"]
    made.agrees()


@pytest.mark.doubt("email_property")
def test_people_may_keep_the_address_in_the_other_property() -> None:
    row = office(email_property="ContactsEmail").rows("AR/ARCustomers")[0]
    assert (row["Email"], row["ContactsEmail"]) == ("", "C1@example.com")


@pytest.mark.doubt("posting_touches_date")
def test_posting_may_move_the_day_of_the_card() -> None:
    for touches in (True, False):
        made = office(posting_touches_date=touches)
        made.timeline.next_day()
        made.invoice("IN9", dated=day(1))
        moved = made.rows("AR/ARCustomers")[0]["DateLastMaintained"][:10]
        assert moved == (day(1) if touches else day()).isoformat()


# ---------------------------------------------------------------- from a picture of a server


def test_switches_are_read_from_plain_data_and_checked() -> None:
    plain = simplejson.loads('{"page_size": 7, "absent": ["AR/ARTerms"], "rate_spread": "0.1"}')
    made = SageSwitches.from_plain(plain)
    assert (made.page_size, made.absent, made.rate_spread) == (7, ("AR/ARTerms",), Decimal("0.1"))


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"nothing": 1}, "no switch nothing"),
        ({"date_literals": "v2"}, "must be one of iso, v3, both, not v2"),
        ({"post_atomic": "no"}, "must be true or false"),
        ({"busy_number": 500}, "must be one of 429, 409, 423"),
    ],
)
def test_a_switch_that_is_none_or_a_setting_it_has_not_is_refused(
    plain: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        SageSwitches.from_plain(plain)
