"""The rules of the wire: credentials, version, paths, verbs, envelopes."""

import json

import pytest

from .desk import Desk


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "missing_authorization_header"),
        ("Basic YTpi", "invalid_authorization_header"),
        ("Bearer", "invalid_authorization_header"),
        ("Bearer sandbox_wrong", "access_token_not_found"),
    ],
)
def test_bad_credentials_are_401(desk: Desk, value: str, reason: str) -> None:
    error = desk.refused("GET", "/payments", Authorization=value)
    assert (error["code"], error["type"]) == (401, "invalid_api_usage")
    assert error["errors"] == [{"reason": reason, "message": error["message"]}]


def test_every_error_has_the_documented_shape(desk: Desk) -> None:
    error = desk.refused("GET", "/payments/PM404")
    assert set(error) == {
        "type", "code", "message", "documentation_url", "request_id", "errors"
    }  # fmt: skip
    assert error["documentation_url"].endswith("#resource_not_found")
    assert len(error["request_id"]) == 36


def test_the_version_header_is_required_and_known(desk: Desk) -> None:
    assert desk.reason("GET", "/payments", GoCardless_Version="") == (400, "missing_version_header")
    assert desk.reason("GET", "/payments", GoCardless_Version="2014-01-01") == (
        400,
        "version_not_found",
    )


def test_header_names_know_no_case(desk: Desk) -> None:
    headers = {name.lower(): value for name, value in desk.headers().items()}
    assert desk.gocardless.answer("GET", "/payments", "", headers, b"").status == 200


def test_only_json_is_spoken(desk: Desk) -> None:
    assert desk.reason("GET", "/payments", Accept="text/html") == (406, "not_acceptable")
    assert desk.reason("POST", "/payments", {}, Content_Type="text/plain") == (
        415,
        "unsupported_media_type",
    )


@pytest.mark.parametrize(
    ("method", "path", "reason"),
    [
        ("GET", "/", (404, "path_not_found")),
        ("GET", "/invoices", (404, "path_not_found")),
        ("GET", "/payments/PM1/refunds", (404, "path_not_found")),
        ("POST", "/payments/PM1/actions/refund", (404, "path_not_found")),
        ("GET", "/payout_items/PO1", (404, "path_not_found")),
        ("GET", "/payments/PM1", (404, "resource_not_found")),
        ("GET", "/payments/PM1/actions/cancel", (405, "method_not_allowed")),
        ("PATCH", "/payments/PM1", (405, "method_not_allowed")),
        ("DELETE", "/payments/PM1", (405, "method_not_allowed")),
        ("POST", "/payouts", (405, "method_not_allowed")),
        ("PUT", "/events/EV1", (405, "method_not_allowed")),
    ],
)
def test_unknown_paths_and_wrong_verbs(
    desk: Desk, method: str, path: str, reason: tuple[int, str]
) -> None:
    assert desk.reason(method, path) == reason


@pytest.mark.parametrize("document", [[], {}, {"payment": {}}, {"payments": []}, "x"])
def test_a_body_needs_its_envelope(desk: Desk, document: object) -> None:
    assert desk.reason("POST", "/payments", document) == (400, "invalid_document_structure")


def test_a_body_that_is_no_json_or_not_there_is_refused(desk: Desk) -> None:
    answer = desk.gocardless.answer("POST", "/payments", "", desk.headers(), b"{")
    assert json.loads(answer.body)["error"]["errors"][0]["reason"] == "bad_request"
    assert desk.reason("POST", "/payments") == (400, "invalid_document_structure")


def test_a_get_has_no_body(desk: Desk) -> None:
    assert desk.reason("GET", "/payments", {"payments": {}}) == (400, "request_body_not_allowed")


def test_a_create_is_201_with_its_location_and_the_rest_is_200(desk: Desk) -> None:
    body = json.dumps({"customers": {"company_name": "Ives Ltd"}}).encode()
    answer = desk.gocardless.answer("POST", "/customers", "", desk.headers(), body)
    made = json.loads(answer.body)["customers"]
    assert (answer.status, answer.headers["Location"]) == (201, f"/customers/{made['id']}")
    assert desk.get("customers", made["id"]) == made


def test_an_action_takes_data_null_or_nothing(desk: Desk) -> None:
    mandate = desk.sign()
    first, second, third = (desk.pay(mandate) for _ in range(3))
    path = "/payments/{}/actions/cancel"
    assert desk.call("POST", path.format(first))[0] == 200
    null = desk.gocardless.answer("POST", path.format(second), "", desk.headers(), b"null")
    assert null.status == 200
    given = {"data": {"metadata": {"why": "double"}}}
    assert desk.call("POST", path.format(third), given)[0] == 200
    assert desk.events(payment=third)[-1]["metadata"] == {"why": "double"}
    assert desk.reason("POST", path.format(third), {"payments": {}}) == (
        400,
        "invalid_document_structure",
    )


def test_wrong_types_and_unknown_fields_are_told(desk: Desk) -> None:
    mandate = desk.sign()
    given = {"amount": "1000", "currency": "GBP", "links": {"mandate": mandate}}
    assert desk.reason("POST", "/payments", {"payments": given}) == (400, "invalid_type")
    assert desk.fault("customers", company_name="Ives", colour="blue") == (
        "colour",
        "is not a known parameter",
    )


def test_creditors_are_made_elsewhere(desk: Desk) -> None:
    assert desk.reason("POST", "/creditors", {"creditors": {}}) == (403, "insufficient_permissions")
    path = f"/creditors/{desk.creditor}"
    assert desk.reason("PUT", path, {"creditors": {}}) == (403, "insufficient_permissions")
