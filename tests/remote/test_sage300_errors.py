from datetime import date
from typing import Any

import pytest

from s300gc.errors import CredentialError, Refused, Temporary
from tests.remote.support import BK, PASSWORD, Wire

DAY = date(2026, 1, 5)


def sage_error(status: int, body: dict[str, Any] | str) -> Exception:
    wire = Wire()
    more = {"text": body} if isinstance(body, str) else {"json": body}
    wire.adapter.register_uri("GET", BK + "BKBanks", status_code=status, **more)
    client = wire.sage()
    with pytest.raises((Refused, CredentialError, Temporary)) as error:
        client.banks()
    return error.value


def coded(code: str, text: str = "") -> dict[str, Any]:
    return {"error": {"code": code, "message": {"lang": "en-US", "value": text}}}


@pytest.mark.parametrize("body", ["", "<html>401</html>", coded("Unauthorized")])
def test_a_wrong_password_is_a_matter_of_the_credential(body: dict[str, Any] | str) -> None:
    error = sage_error(401, body)
    assert isinstance(error, CredentialError)
    assert PASSWORD not in str(error)


def test_a_missing_right_names_module_and_right() -> None:
    error = sage_error(403, coded("Forbidden", "Not enough rights"))
    assert isinstance(error, Refused)
    assert error.code == "Forbidden"
    assert '"Sage 300 Web API" in BK' in str(error)


@pytest.mark.parametrize("code", ["TooManyRequests", "SessionError", "DBLinkError"])
@pytest.mark.parametrize("status", [400, 409, 423, 429, 500])
def test_not_now_is_temporary_under_any_status(code: str, status: int) -> None:
    assert isinstance(sage_error(status, coded(code, "x")), Temporary)


def test_a_business_rule_keeps_sages_own_words_on_one_line() -> None:
    text = "Cannot determine the fiscal period.\nEnter another date."
    error = sage_error(409, coded("FieldInvalid", text))
    assert isinstance(error, Refused)
    assert (error.code, error.status) == ("FieldInvalid", 409)
    assert "Cannot determine the fiscal period. Enter another date." in str(error)


@pytest.mark.parametrize(
    "body", ["", "<html>no</html>", '{"error": "flat"}', '{"error": {"message": "flat"}}', "[]"]
)
@pytest.mark.parametrize("status", [400, 404, 405, 409])
def test_a_refusal_in_any_form_is_survived(status: int, body: str) -> None:
    error = sage_error(status, body)
    assert isinstance(error, Refused)
    assert (error.code, error.status) == (f"http_{status}", status)
