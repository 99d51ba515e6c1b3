"""OAuth: a merchant lets an app use his account, and takes that back."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from .billing import browser
from .browser import FORM, Browser
from .desk import Desk

BACK = "http://127.0.0.1:8400/connected"
JSON = {"Content-Type": "application/json"}


def authorise(desk: Desk, **changes: str) -> Browser:
    """Open the link that an app sends a merchant to."""
    query = {
        "response_type": "code", "client_id": desk.gocardless.oauth_app[0],
        "scope": "read_write", "redirect_uri": BACK, "state": "a b&c", "initial_view": "login",
        "prefill[email]": "a@b.c", **changes,
    }  # fmt: skip
    return browser(desk).open(f"/oauth/authorize?{urlencode(query)}")


def told(browser: Browser) -> dict[str, str]:
    """Give what the browser brings back to the app."""
    assert browser.left_to.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.left_to).query).items()}


def code_of(desk: Desk, **changes: str) -> str:
    return told(authorise(desk, **changes).press("Allow"))["code"]


def post(desk: Desk, path: str, given: dict[str, Any], kind: Mapping[str, str] = FORM) -> Any:
    """Send an app's request; give the number and the JSON of the answer."""
    body = json.dumps(given) if kind is JSON else urlencode(given)
    answer = desk.gocardless.answer("POST", path, "", kind, body.encode())
    return answer.status, json.loads(answer.body)


def exchange(desk: Desk, code: str, kind: Mapping[str, str] = FORM, **changes: str) -> Any:
    client, secret = desk.gocardless.oauth_app
    given = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
        "client_id": client, "client_secret": secret, **changes,
    }  # fmt: skip
    return post(desk, "/oauth/access_token", given, kind)


def token_of(desk: Desk, **changes: str) -> str:
    status, answer = exchange(desk, code_of(desk, **changes))
    assert status == 200, answer
    return str(answer["access_token"])


@pytest.mark.parametrize("kind", [FORM, JSON])
def test_consent_gives_a_code_and_the_code_a_token(desk: Desk, kind: Mapping[str, str]) -> None:
    page = authorise(desk)
    assert (page.status, "Sample Ltd" in page.text, "s300gc" in page.text) == (200, True, True)
    page.press("Allow")
    assert told(page)["state"] == "a b&c"
    status, answer = exchange(desk, told(page)["code"], kind)
    assert status == 200
    assert (answer["token_type"], answer["scope"]) == ("bearer", "read_write")
    assert answer["organisation_id"].startswith("OR")
    token = answer["access_token"]
    assert all(letter in "0123456789abcdef" for letter in token)
    bearer = {"Authorization": f"Bearer {token}"}
    assert desk.call("GET", "/creditors", **bearer)[0] == 200
    body = {"customers": {"company_name": "Ives Ltd"}}
    assert desk.call("POST", "/customers", body, **bearer)[0] == 201


def test_refusal_goes_back_without_a_code(desk: Desk) -> None:
    page = authorise(desk).press("Do not allow")
    assert told(page) == {"error": "access_denied", "state": "a b&c"}


def test_a_read_only_token_changes_nothing(desk: Desk) -> None:
    page = authorise(desk, scope="read_only")
    assert "change nothing" in page.text
    bearer = {"Authorization": f"Bearer {token_of(desk, scope='read_only')}"}
    assert desk.call("GET", "/customers", **bearer)[0] == 200
    body = {"customers": {"company_name": "Ives Ltd"}}
    reason = desk.reason("POST", "/customers", body, **bearer)
    assert reason == (403, "insufficient_permissions")
    assert desk.rows("customers") == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
    ],
)
def test_a_wrong_wish_is_told_to_the_app(desk: Desk, changes: dict[str, str], error: str) -> None:
    assert told(authorise(desk, **changes))["error"] == error


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "http://[bad"},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_app_s(
    desk: Desk, changes: dict[str, str]
) -> None:
    page = authorise(desk, **changes)
    assert (page.status, page.left_to) == (400, "")


def test_a_registered_app_has_its_own_addresses_only(desk: Desk) -> None:
    app = desk.gocardless.register_app("Books Online", ["https://books.example/back?x=1"])
    page = authorise(desk, client_id=app["client_id"])
    assert page.status == 400
    page = authorise(desk, client_id=app["client_id"],
                     redirect_uri="https://books.example/back?x=1")  # fmt: skip
    assert "Books Online" in page.text
    page.press("Allow")
    assert page.left_to.startswith("https://books.example/back?x=1&code=")
    code = parse_qs(urlsplit(page.left_to).query)["code"][0]
    assert exchange(desk, code)[1]["error"] == "invalid_grant"
    own = {**app, "redirect_uri": "https://books.example/back?x=1"}
    assert exchange(desk, code, **own)[0] == 200


@pytest.mark.parametrize(
    ("changes", "number", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"redirect_uri": BACK + "/"}, 400, "invalid_grant"),
    ],
)
def test_a_wrong_exchange_is_refused_and_the_code_stays_good(
    desk: Desk, changes: dict[str, str], number: int, error: str
) -> None:
    code = code_of(desk)
    status, answer = exchange(desk, code, **changes)
    assert (status, answer["error"]) == (number, error)
    assert exchange(desk, code)[0] == 200


def test_a_code_is_good_once_and_for_a_while(desk: Desk) -> None:
    code, late = code_of(desk), code_of(desk)
    assert exchange(desk, code)[0] == 200
    assert exchange(desk, code)[1]["error"] == "invalid_grant"
    assert exchange(desk, "0" * 40)[1]["error"] == "invalid_grant"
    desk.days(1)
    assert exchange(desk, late)[1]["error"] == "invalid_grant"


def test_what_is_no_request_is_refused(desk: Desk) -> None:
    for path in ("/oauth/access_token", "/oauth/revoke"):
        for kind, body in ((JSON, b"{"), (JSON, b"[]"), (JSON, b'{"code": 1}'), (FORM, b"\xff")):
            answer = desk.gocardless.answer("POST", path, "", kind, body)
            assert answer.status in (400, 401)
            assert json.loads(answer.body)["error"] in ("invalid_request", "invalid_client")
        assert desk.gocardless.answer("GET", path, "", {}, b"").status == 405


def test_an_app_gives_its_token_back(desk: Desk) -> None:
    token, other = token_of(desk), token_of(desk)
    client, secret = desk.gocardless.oauth_app
    given = {"client_id": client, "client_secret": secret, "token": token}
    assert post(desk, "/oauth/revoke", given) == (200, {})
    assert post(desk, "/oauth/revoke", {**given, "token": "unknown"}) == (200, {})
    bearer = {"Authorization": f"Bearer {token}"}
    assert desk.reason("GET", "/creditors", **bearer) == (401, "access_token_revoked")
    assert desk.call("GET", "/creditors", Authorization=f"Bearer {other}")[0] == 200


def test_an_app_cannot_give_back_another_app_s_token(desk: Desk) -> None:
    token = token_of(desk)
    app = desk.gocardless.register_app("Other", [BACK])
    assert post(desk, "/oauth/revoke", {**app, "token": token}) == (200, {})
    assert desk.call("GET", "/creditors", Authorization=f"Bearer {token}")[0] == 200


def test_a_merchant_disconnects_an_app(desk: Desk) -> None:
    token = token_of(desk)
    desk.gocardless.disconnect_app(desk.gocardless.oauth_app[0])
    bearer = {"Authorization": f"Bearer {token}"}
    assert desk.reason("GET", "/creditors", **bearer) == (401, "access_token_revoked")
    (event,) = desk.events(resource_type="organisations")
    assert event["action"] == "disconnected"
    assert event["links"]["organisation"].startswith("OR")
    with pytest.raises(ValueError, match="nobody"):
        desk.gocardless.disconnect_app("nobody")


def test_apps_codes_and_tokens_are_part_of_the_saved_state(desk: Desk) -> None:
    token = token_of(desk)
    saved = json.loads(json.dumps(desk.gocardless.data))
    twin = Desk()
    twin.gocardless = type(desk.gocardless)(twin.timeline, 1, saved)
    assert twin.call("GET", "/creditors", Authorization=f"Bearer {token}")[0] == 200
    assert twin.gocardless.oauth_app == desk.gocardless.oauth_app
