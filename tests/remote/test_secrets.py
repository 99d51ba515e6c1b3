import logging
import traceback
from base64 import b64encode

import pytest
import requests

from s300gc.errors import S300gcError
from tests.remote.support import BK, PASSWORD, Wire

BASIC = b64encode(f"S300GC:{PASSWORD.upper()}".encode()).decode()


@pytest.mark.parametrize(
    "answer",
    [
        {"status_code": 401, "text": "no"},
        {"status_code": 409, "json": {"error": {"code": "General", "message": "no"}}},
        {"exc": requests.ReadTimeout},
        {"status_code": 200, "text": '{"val'},
        {"status_code": 302, "headers": {"Location": "https://x.test/"}},
    ],
)
def test_no_password_is_in_a_log_an_error_or_a_repr(
    answer: dict, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", BK + "BKBanks", [answer])
    client = wire.sage()
    with caplog.at_level(logging.DEBUG), pytest.raises(S300gcError) as error:
        client.banks()
    trace = "".join(traceback.format_exception(error.value))
    for text in (caplog.text, str(error.value), trace, repr(client), repr(vars(client))):
        for secret in (PASSWORD, PASSWORD.upper(), BASIC):
            assert secret not in text
