import json
import logging
import traceback
from pathlib import Path

import pytest

from s300gc.errors import CredentialError, Refused, S300gcError, Temporary
from tests.remote.support import GC, TOKEN, Wire, step

BODIES = Path(__file__).parents[3] / "shared" / "gocardless" / "errors"


def asked(status: int, body: str) -> S300gcError:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", status_code=status, text=body)
    with pytest.raises(S300gcError) as error:
        wire.gocardless(attempts=1).payment("PM1")
    return error.value


@pytest.mark.skipif(not BODIES.exists(), reason="the published error bodies are not here")
@pytest.mark.parametrize(
    ("name", "kind", "code", "words"),
    [
        ("gocardless_error", Temporary, "", "Uh-oh!"),
        ("rate_limit_exceeded", Temporary, "", "busy"),
        ("unauthorized_error", CredentialError, "", "access token"),
        ("insufficient_permission", Refused, "insufficient_permissions", "Insufficient"),
        ("invalid_api_usage_error", Refused, "invalid_api_usage", "Root element"),
        ("invalid_state_error", Refused, "mandate_not_inactive", "already active"),
        ("validation_failed_error", Refused, "validation_failed", "branch_code must be a number"),
        (
            "validation_failed_duplicate_bank_account_error",
            Refused,
            "bank_account_exists",
            "already exists",
        ),
    ],
)
def test_published_errors_find_their_branch(
    name: str, kind: type[S300gcError], code: str, words: str
) -> None:
    body = (BODIES / f"{name}.json").read_text()
    error = asked(json.loads(body)["error"]["code"], body)
    assert isinstance(error, kind)
    assert words in str(error)
    if isinstance(error, Refused):
        assert error.code == code


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 409, 410, 413, 415, 422])
@pytest.mark.parametrize(
    "body",
    ["", "<html>no</html>", "[]", '"text"', '{"error": null}', '{"error": {"errors": "x"}}'],
)
def test_a_refusal_without_a_usable_body_still_tells_its_status(status: int, body: str) -> None:
    error = asked(status, body)
    assert isinstance(error, Refused)
    assert (error.status, error.code) == (status, f"http_{status}")
    assert str(status) in str(error)


def test_an_error_that_is_a_mere_text_is_its_own_code() -> None:
    error = asked(400, '{"error": "bank_authorisation_expired"}')
    assert isinstance(error, Refused)
    assert error.code == "bank_authorisation_expired"


@pytest.mark.parametrize("body", ["", "<html>login</html>", '{"error": {}}'])
def test_a_401_is_a_matter_of_the_credential_whatever_its_body(body: str) -> None:
    error = asked(401, body)
    assert isinstance(error, CredentialError)
    assert "credentials set" in str(error)


def test_links_beside_the_reason_are_kept() -> None:
    body = {
        "error": {
            "type": "invalid_state",
            "errors": [
                {"reason": "mandate_replaced", "message": "no", "links": {"new_mandate": "MD2"}}
            ],
        }
    }
    error = asked(422, json.dumps(body))
    assert isinstance(error, Refused)
    assert error.links == {"new_mandate": "MD2"}


def test_no_secret_is_in_a_log_an_error_or_a_repr(caplog: pytest.LogCaptureFixture) -> None:
    wire = Wire()
    wire.adapter.register_uri(
        "POST", GC + "/payments", status_code=422, json={"error": {"message": "no"}}
    )
    client = wire.gocardless()
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused) as error:
        client.create_payment(step())
    trace = "".join(traceback.format_exception(error.value))
    for text in (caplog.text, str(error.value), trace, repr(client), repr(vars(client))):
        assert TOKEN not in text
