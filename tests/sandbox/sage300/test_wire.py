"""Addresses, credentials, rights, verbs, bodies: what the Web API refuses before any rule."""

from decimal import Decimal

import pytest
import simplejson

from .office import ROOT, Office, day


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    return made


def test_an_entity_is_found_by_its_key_in_every_documented_form(office: Office) -> None:
    for key in ("('C1')", "(C1)", "('c1')", "(CustomerNumber='C1')", "(CustomerNumber = 'C1')"):
        assert office.ok("GET", f"AR/ARCustomers{key}")["CustomerNumber"] == "C1"


def test_a_quote_inside_a_key_is_doubled(office: Office) -> None:
    office.customer("O'NEIL")
    assert office.ok("GET", "AR/ARCustomers('O''NEIL')")["CustomerNumber"] == "O'NEIL"


def test_composite_keys_go_by_name_in_any_order_or_by_position(office: Office) -> None:
    office.receipt_batch()
    for key in (
        "BatchNumber=1,BatchRecordType='CA'",
        "BatchRecordType='CA',BatchNumber=1",
        "'CA',1",
    ):
        found = office.ok("GET", f"AR/ARReceiptAndAdjustmentBatches({key})")
        assert (found["BatchRecordType"], found["BatchNumber"]) == ("CA", 1)


@pytest.mark.parametrize(
    "key", ["('CA')", "('CA',1,2)", "(Batch='CA',BatchNumber=1)", "('CA','x')"]
)
def test_a_key_that_does_not_fit_is_an_invalid_entity_key(office: Office, key: str) -> None:
    assert office.no("GET", f"AR/ARReceiptAndAdjustmentBatches{key}")[:2] == (
        400,
        "InvalidEntityKey",
    )


def test_a_key_that_finds_nothing_is_not_found(office: Office) -> None:
    status, code, text = office.no("GET", "AR/ARCustomers('NOBODY')")
    assert (status, code) == (404, "RecordNotFound")
    assert text == "A Record cannot be found for the specified entity key"


def test_the_user_goes_in_any_case_and_the_password_exactly(office: Office) -> None:
    assert office.send("GET", "AR/ARTerms", user="s300gc").status == 200
    refused = office.send("GET", "AR/ARTerms", password="s300gc-pass1")
    assert (refused.status, refused.body) == (401, b"")


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic !!!", "Basic bm9jb2xvbg=="])
def test_credentials_that_are_none_get_an_empty_401(office: Office, header: str) -> None:
    answer = office.send("GET", "AR/ARTerms", headers={"Authorization": header})
    assert (answer.status, answer.body) == (401, b"")


@pytest.mark.doubt("admin_refused")
def test_admin_is_refused_unless_the_server_allows_him() -> None:
    assert Office().send("GET", "AR/ARTerms", user="ADMIN", password="ADMIN-PASS1").status == 401
    allowed = Office(admin_refused=False)
    assert allowed.send("GET", "AR/ARTerms", user="ADMIN", password="ADMIN-PASS1").status == 200


def test_another_company_or_path_is_not_there(office: Office) -> None:
    for path in (
        "/Sage300WebApi/v1.0/-/OTHER/AR/ARTerms",
        "/Sage300WebApi/v2.0/-/SAMLTD/AR/ARTerms",
    ):
        answer = office.sage.answer("GET", path, "", {}, b"")
        assert answer.status == 404
        assert simplejson.loads(answer.body)["error"]["code"] == "ResourceNotFound"


def test_an_unknown_resource_is_not_there(office: Office) -> None:
    for path in ("AR/AROpenDocuments", "AR/ARDocuments", "GL/GLPostJournals", "AR/arcustomers"):
        assert office.no("GET", path)[:2] == (404, "ResourceNotFound")


@pytest.mark.doubt("content_type")
def test_a_request_must_say_that_it_is_json(office: Office) -> None:
    for kind in ("", "text/plain"):
        headers = {"Content-Type": kind}
        assert office.no("GET", "AR/ARTerms", headers=headers)[:2] == (500, "InternalServerError")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert office.ok("GET", "AR/ARTerms", headers=headers)["value"]
    lenient = Office(content_type="writes")
    assert lenient.send("GET", "AR/ARTerms", headers={"Content-Type": ""}).status == 200
    assert lenient.send("POST", "AR/ARTerms", {}, headers={"Content-Type": ""}).status == 500


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "AR/ARInvoiceBatches(1)"),
        ("PUT", "GL/GLJournalBatches('000001')"),
        ("POST", "AR/ARPostedDocuments"),
        ("PATCH", "AR/ARPostedReceipts('B','C','1',1,1,2026-01-05)"),
        ("GET", "AR/ARPostInvoices"),
        ("PATCH", "BK/BKBankEntries(1)"),
        ("POST", "CS/CSFiscalCalendars"),
        ("HEAD", "AR/ARCustomers"),
    ],
)
def test_verbs_are_those_of_the_endpoint_reference(office: Office, method: str, path: str) -> None:
    assert office.no(method, path, {})[:2] == (405, "MethodNotAllowed")


def test_a_user_needs_the_right_of_the_module(office: Office) -> None:
    office.sage.set_rights("S300GC", ["AR"])
    assert office.ok("GET", "AR/ARTerms")["value"]
    assert office.no("GET", "GL/GLAccounts")[:2] == (403, "Forbidden")
    assert office.send("GET", "GL/GLAccounts", user="CLERK", password="CLERK-PASS1").status == 200


@pytest.mark.doubt("tool_rights")
def test_posting_is_a_right_of_its_own() -> None:
    office = Office(tool_rights=("AR", "GL"))
    assert office.no("POST", "AR/ARPostInvoices('$process')", {})[:2] == (403, "Forbidden")
    assert office.no("POST", "GL/GLPostJournal('$process')", {})[:2] == (403, "Forbidden")


def test_a_template_gives_the_defaults_of_any_resource(office: Office) -> None:
    assert office.ok("POST", "AR/ARCustomers('$template')", {})["OnHold"] == "No"
    assert office.ok("POST", "AR/ARPostedDocuments($template)", {})["FullyPaid"] == "No"
    names = office.ok("POST", "GL/GLPostJournal('$template')", {})
    assert {"PostAllBatches", "PostBatchFrom", "PostBatchTo"} <= names.keys()
    other = Office(gl_post_names="BatchIdFrom").ok("POST", "GL/GLPostJournal('$template')", {})
    assert {"BatchIdFrom", "BatchIdTo"} <= other.keys()


@pytest.mark.parametrize(
    "path", ["AR/ARCustomers('$process')", "AR/ARPostInvoices", "AR/ARTerms('N')"]
)
def test_other_actions_are_no_actions(office: Office, path: str) -> None:
    assert office.no("POST", path, {})[:2] == (400, "InvalidAction")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"CustomerName": NaN}',
        b'{"Nothing": 1}',
        b'{"CustomerName": 1}',
        b'{"OnHold": true}',
        b'{"OnHold": "Perhaps"}',
        b'{"CreditLimitCustomerCurrency": "5"}',
        b'{"CreditLimitCustomerCurrency": null}',
        b'{"TaxClassCode1": 1.5}',
        b'{"CustomerNumber": {"x": 1}}',
        b"\xff\xfe",
        b'{"StartDate": "05.01.2026"}',
        b'{"StartDate": "2026-13-01"}',
        b'{"SuppressIntegration": 1}',
        b'{"CustomerOptionalFieldValues": {}}',
        b'{"CustomerOptionalFieldValues": [1]}',
        b'{"CustomerOptionalFieldValues": [{"OptionalField": "GCSTATUS", "Value": 5}]}',
    ],
)
def test_a_body_that_does_not_fit_the_type_is_an_invalid_payload(
    office: Office, body: bytes
) -> None:
    assert office.no("PATCH", "AR/ARCustomers('C1')", body)[:2] == (400, "InvalidPayload")


def test_dates_and_members_are_taken_in_the_forms_of_the_samples(office: Office) -> None:
    for written in ("2026-01-07", "2026-01-07T00:00:00Z", "2026-01-07T00:00:00"):
        office.ok("PATCH", "AR/ARCustomers('C1')", {"StartDate": written, "OnHold": "1"})
        found = office.ok("GET", "AR/ARCustomers('C1')")
        assert (found["StartDate"], found["OnHold"]) == ("2026-01-07T00:00:00Z", "Yes")
    office.ok("PATCH", "AR/ARCustomers('C1')", {"StartDate": None, "SuppressIntegration": "true"})
    assert office.ok("GET", "AR/ARCustomers('C1')")["StartDate"] is None


@pytest.mark.doubt("over_length")
def test_text_that_is_too_long_is_refused_or_cut() -> None:
    body = {"CustomerName": "x" * 61}
    strict, lenient = Office(), Office(over_length="cut")
    for one in (strict, lenient):
        one.customer("C1")
    assert strict.no("PATCH", "AR/ARCustomers('C1')", body)[:2] == (409, "FieldInvalid")
    lenient.ok("PATCH", "AR/ARCustomers('C1')", body)
    assert lenient.ok("GET", "AR/ARCustomers('C1')")["CustomerName"] == "x" * 60


def test_an_entity_comes_whole_with_its_details_and_update_operation(office: Office) -> None:
    found = office.ok("GET", "AR/ARCustomers('C1')")
    assert len(found) == 158
    assert found["UpdateOperation"] == "Unspecified"
    assert found["CustomerOptionalFieldValues"] == []
    assert found["@odata.context"].endswith("AR/$metadata#ARCustomers/$entity")
    assert not [name for name in found if name.startswith("_")]


@pytest.mark.doubt("dates_with_z")
def test_dates_go_out_without_z_where_the_server_leaves_it_out() -> None:
    office = Office(dates_with_z=False)
    office.customer("C1")
    found = office.ok("GET", "AR/ARCustomers('C1')")
    assert found["DateLastMaintained"] == "2026-01-05T00:00:00"


def test_metadata_tells_types_keys_and_enumerations_of_a_module(office: Office) -> None:
    answer = office.send("GET", "AR/$metadata")
    text = answer.body.decode()
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert '<EntitySet Name="ARPostedDocuments"' in text
    assert '<PropertyRef Name="DocumentNumber" />' in text
    assert '<ComplexType Name="AppliedReceiptsAdjustment">' in text
    assert '<Member Name="ReadyToPost" Value="7" />' in text
    assert "GLAccounts" not in text
    assert office.no("POST", "AR/$metadata", {})[:2] == (405, "MethodNotAllowed")


def test_a_change_without_key_names_none(office: Office) -> None:
    assert office.no("PATCH", "AR/ARCustomers", {"OnHold": "Yes"})[:2] == (400, "InvalidEntityKey")


def test_the_address_may_be_written_in_other_case_up_to_the_company(office: Office) -> None:
    path = ROOT.replace("Sage300WebApi", "sage300webapi").replace("v1.0", "V1.0") + "AR/ARTerms"
    assert office.sage.answer("GET", path, "", {}, b"").status == 401


def test_an_entity_can_be_sent_back_as_it_was_read(office: Office) -> None:
    found = office.ok("GET", "AR/ARCustomers('C1')")
    office.ok("PUT", "AR/ARCustomers('C1')", found)
    assert office.ok("GET", "AR/ARCustomers('C1')") == found


def test_a_number_too_large_for_its_field_is_refused(office: Office) -> None:
    body = {"CreditLimitCustomerCurrency": 10**16}
    assert office.no("PATCH", "AR/ARCustomers('C1')", body)[:2] == (409, "FieldInvalid")


def test_keys_of_dates_and_enumerations_are_read_as_such(office: Office) -> None:
    assert office.ok("GET", "TX/TXTaxGroups('VAT20','Sales')")["TaxAuthority1"] == "VAT"
    assert office.ok("GET", "TX/TXTaxRates('VAT','1',1)")["ItemRate1"] == 20
    assert office.no("GET", "TX/TXTaxGroups('VAT20','Gifts')")[1] == "InvalidEntityKey"
    assert office.no("GET", "TX/TXTaxRates('VAT','Sales',1.5)")[1] == "InvalidEntityKey"
    office.sage.post_receipt("C1", Decimal(5), day(), "BANK", check="K1")
    path = "AR/ARPostedReceipts('BANK','C1','K1',1,20,2026-01-05)"
    assert office.ok("GET", path)["BankReceiptAmount"] == 5


def test_other_users_belong_to_the_office(office: Office) -> None:
    office.sage.set_rights("clerk", ["AR", "GL", "ARPost"])
    body = {"PostAllBatches": "Postallbatches"}
    answer = office.send(
        "POST", "GL/GLPostJournal('$process')", body, user="CLERK", password="CLERK-PASS1"
    )
    assert answer.status == 403
