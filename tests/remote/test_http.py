import logging
import ssl

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.exceptions import SSLError as URLLib3SSLError

from s300gc.errors import ConfigError, CredentialError, OutcomeUnknown, Temporary
from s300gc.remote.http import Http, Request
from tests.remote.support import GC, Wire

READ = Request("GET", "/payments/PM1", "read payment PM1", repeatable=True)
WRITE = Request("POST", "/things", "make a thing", body={"a": 1})
KEYED = Request("POST", "/payments", "create a payment", body={"a": 1}, repeatable=True)


def refused_connection() -> requests.ConnectionError:
    reason = NewConnectionError(None, "refused")  # type: ignore[arg-type]
    return requests.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


BROKEN = [
    pytest.param({"status_code": status, "json": {"error": "x"}}, id=str(status))
    for status in (429, 500, 502, 503, 504)
]
BROKEN += [
    pytest.param({"status_code": 501, "text": "<html>no</html>"}, id="501 in HTML"),
    pytest.param({"status_code": 200, "text": "<html>hello</html>"}, id="200 in HTML"),
    pytest.param({"status_code": 201, "text": '{"payments": {"id": "PM'}, id="cut body"),
    pytest.param({"status_code": 409, "text": '{"error": {"code'}, id="cut refusal"),
    pytest.param({"exc": requests.ReadTimeout}, id="no answer in time"),
    pytest.param({"exc": requests.ConnectionError("reset")}, id="reset"),
    pytest.param({"exc": requests.exceptions.ChunkedEncodingError("cut")}, id="broken body"),
]


@pytest.mark.parametrize("answer", BROKEN)
def test_a_read_is_sent_again_until_it_is_answered(answer: dict) -> None:
    wire = Wire()
    good = {"status_code": 200, "json": {"ok": True}}
    wire.adapter.register_uri("GET", GC + "/payments/PM1", [answer, answer, good])
    assert wire.http().send(READ).data == {"ok": True}
    assert len(wire.sent) == 3
    assert wire.clock.waits == [0.5, 1.0]


@pytest.mark.parametrize("answer", BROKEN)
def test_a_read_that_is_never_answered_is_temporary(answer: dict) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", [answer])
    with pytest.raises(Temporary) as error:
        wire.http(attempts=3).send(READ)
    assert not isinstance(error.value, OutcomeUnknown)
    assert str(error.value).startswith("could not read payment PM1: GoCardless ")
    assert "run again later" in str(error.value)
    assert len(wire.sent) == 3


@pytest.mark.parametrize("answer", BROKEN)
def test_a_write_without_a_key_is_sent_once_and_its_outcome_unknown(answer: dict) -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", [answer])
    with pytest.raises(OutcomeUnknown, match=r"make a thing.*may have taken effect"):
        wire.http().send(WRITE)
    assert len(wire.sent) == 1
    assert wire.clock.waits == []


@pytest.mark.parametrize("answer", BROKEN)
def test_a_write_with_a_key_is_sent_again(answer: dict) -> None:
    wire = Wire()
    good = {"status_code": 201, "json": {"payments": {}}}
    wire.adapter.register_uri("POST", GC + "/payments", [answer, good])
    assert wire.http().send(KEYED).status == 201
    assert len(wire.sent) == 2


def test_a_refused_connection_is_temporary_because_nothing_was_sent() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", exc=refused_connection())
    with pytest.raises(Temporary, match=r"cannot be reached at api\.gocardless\.test") as error:
        wire.http().send(WRITE)
    assert not isinstance(error.value, OutcomeUnknown)


def test_a_proxy_that_does_not_let_through_is_named() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", exc=requests.exceptions.ProxyError("407"))
    with pytest.raises(Temporary, match="through the proxy") as error:
        wire.http().send(WRITE)
    assert not isinstance(error.value, OutcomeUnknown)


def test_doubt_of_an_earlier_attempt_stays_when_the_last_one_never_left() -> None:
    wire = Wire()
    answers = [{"exc": requests.ReadTimeout}, {"exc": refused_connection()}]
    wire.adapter.register_uri("POST", GC + "/payments", answers)
    with pytest.raises(OutcomeUnknown):
        wire.http(attempts=2).send(KEYED)


def test_an_earlier_refused_connection_does_not_hide_that_this_request_left() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", exc=requests.ReadTimeout)
    try:
        raise refused_connection()
    except requests.ConnectionError:
        with pytest.raises(OutcomeUnknown):
            wire.http().send(WRITE)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        (
            {
                "Date": "Mon, 05 Jan 2026 12:00:15 GMT",
                "ratelimit-reset": "Mon, 05 Jan 2026 12:01:00 GMT",
            },
            45.0,
        ),
        ({"ratelimit-reset": "Mon, 05 Jan 2026 09:00:20 GMT"}, 20.0),
        ({"ratelimit-reset": "soon"}, 0.5),
        ({}, 0.5),
    ],
)
def test_a_429_waits_as_long_as_the_server_says(headers: dict, wait: float) -> None:
    wire = Wire()
    busy = {"status_code": 429, "json": {}, "headers": headers}
    wire.adapter.register_uri("GET", GC + "/payments/PM1", [busy, {"json": {}}])
    wire.http().send(READ)
    assert wire.clock.waits == [wait]


def test_the_end_of_a_rate_limit_window_is_no_reason_to_wait_after_a_500() -> None:
    wire = Wire()
    headers = {"ratelimit-reset": "Mon, 05 Jan 2026 09:00:50 GMT"}
    down = {"status_code": 500, "json": {}, "headers": headers}
    wire.adapter.register_uri("GET", GC + "/payments/PM1", [down, {"json": {}}])
    wire.http().send(READ)
    assert wire.clock.waits == [0.5]


def test_a_server_that_wants_an_hour_is_left_to_the_next_run() -> None:
    wire = Wire()
    busy = {"status_code": 503, "json": {}, "headers": {"Retry-After": "3600"}}
    wire.adapter.register_uri("GET", GC + "/payments/PM1", [busy])
    with pytest.raises(Temporary):
        wire.http().send(READ)
    assert wire.clock.waits == []


def test_a_redirect_is_refused_and_not_followed() -> None:
    wire = Wire()
    target = "https://login.elsewhere.test/sso?ticket=abc"
    wire.adapter.register_uri("POST", GC + "/things", status_code=302, headers={"Location": target})
    with pytest.raises(ConfigError) as error:
        wire.http().send(WRITE)
    assert "answers with a redirect to https://login.elsewhere.test/sso: refused" in str(
        error.value
    )
    assert "ticket" not in str(error.value)
    assert len(wire.sent) == 1


def test_a_certificate_that_is_not_trusted_is_a_matter_of_configuration() -> None:
    wire = Wire()
    bad = ssl.SSLCertVerificationError("self-signed")
    bad.verify_message = "self-signed certificate"
    reason = MaxRetryError(None, "/", URLLib3SSLError(bad))  # type: ignore[arg-type]
    wire.adapter.register_uri("GET", GC + "/payments/PM1", exc=requests.exceptions.SSLError(reason))
    with pytest.raises(ConfigError, match=r"not trusted \(self-signed certificate\).*ca_file"):
        wire.http().send(READ)


def test_a_credential_with_a_line_end_is_named_as_such() -> None:
    wire = Wire()
    request = Request("GET", "/x", "read x", headers={"Authorization": "Bearer a\nb"})
    with pytest.raises(CredentialError, match="set it again") as error:
        wire.http().send(request)
    assert "a\nb" not in str(error.value)


def test_an_address_that_is_no_url_is_a_matter_of_configuration() -> None:
    wire = Wire()
    with pytest.raises(ConfigError, match="not a usable URL"):
        wire.http(base="api.gocardless.com").send(READ)


def test_an_empty_body_is_a_success_only_where_none_is_expected() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", status_code=200)
    reply = wire.http().send(Request("POST", "/things", "make", body={}, bodiless=True))
    assert reply.ok
    assert reply.data is None
    with pytest.raises(OutcomeUnknown):
        wire.http().send(WRITE)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 405])
@pytest.mark.parametrize("text", ["", "<html>no</html>", '{"error": "text"}'])
def test_a_refusal_in_any_form_is_an_answer(status: int, text: str) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", status_code=status, text=text)
    assert wire.http().send(READ).status == status
    assert len(wire.sent) == 1


def test_every_attempt_passes_the_gate_and_so_does_every_answer() -> None:
    wire = Wire()
    answers = [{"exc": requests.ReadTimeout}, {"json": {}}]
    wire.adapter.register_uri("GET", GC + "/payments/PM1", answers)
    wire.http().send(READ)
    name = "GET /payments/PM1"
    assert wire.gate.points == [("request", name), ("request", name), ("answer", name)]


class Crash(BaseException):
    """A simulated crash."""


def test_a_crash_at_the_gate_is_caught_by_nothing() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={})

    def crash(door: str, what: str) -> None:
        raise Crash

    wire.gate.point = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        wire.http().send(READ)
    assert wire.sent == []


def test_the_log_has_method_path_status_and_time_only(caplog: pytest.LogCaptureFixture) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={"email": "a@b.test"})
    with caplog.at_level(logging.DEBUG, logger="s300gc"):
        wire.http().send(
            Request(
                "GET",
                "/payments/PM1",
                "read",
                query="secret=1",
                headers={"Authorization": "Bearer tok"},
            )
        )
    assert [record.name for record in caplog.records] == ["s300gc.http"]
    assert caplog.text.count("GET /payments/PM1 200 ") == 1
    for hidden in ("secret", "tok", "a@b.test"):
        assert hidden not in caplog.text


def test_a_request_shows_no_header_and_no_body() -> None:
    shown = repr(Request("POST", "/x", "do", body={"iban": "DE89"}, headers={"A": "Bearer tok"}))
    assert "tok" not in shown
    assert "DE89" not in shown


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={})
    http = wire.http(timeout=(3.0, 30.0))
    http.send(READ)
    assert wire.session.trust_env is False
    assert dict(wire.sent[0].proxies) == {}
    assert wire.sent[0].timeout == (3.0, 30.0)


def test_a_proxy_is_a_setting() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={})
    wire.http(proxy="http://proxy.test:3128").send(READ)
    assert wire.sent[0].proxies["https"] == "http://proxy.test:3128"


def test_numbers_keep_their_digits_both_ways() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/things", text='{"Amount": 1234567.10, "N": 5}')
    http: Http = wire.http()
    sent = http.send(WRITE).data
    assert str(sent["Amount"]) == "1234567.10"
    assert sent["N"] == 5
    http.send(Request("POST", "/things", "make", body={"z": sent["Amount"], "a": "é"}))
    assert wire.sent[-1].body == b'{"z":1234567.10,"a":"\\u00e9"}'


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": Infinity}'])
def test_what_is_no_number_in_json_is_no_answer(text: str) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", text=text)
    with pytest.raises(Temporary):
        wire.http(attempts=1).send(READ)


def test_a_body_with_a_byte_order_mark_is_read() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", content=b'\xef\xbb\xbf{"a": 1}')
    assert wire.http().send(READ).data == {"a": 1}
