"""What doctor and bad input need of the clients: rights, places, clocks."""

from datetime import UTC, date, datetime

import pytest

from s300gc.errors import ConfigError, Forbidden, Refused
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, GC, Wire

DENIED = {"error": {"code": "Forbidden", "message": {"lang": "en-US", "value": "no rights"}}}
NOTHING = {"error": {"code": "ResourceNotFound", "message": {"lang": "en-US", "value": "nothing"}}}


def test_reaching_asks_for_one_row_and_tells_whether_there_is_one() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARCustomers", [
        {"json": {"value": [{"anything": 1}]}}, {"json": {"value": []}}, {"json": {}},
    ])  # fmt: skip
    client = wire.sage()
    assert client.reach("AR/ARCustomers") is True
    assert wire.adapter.last_request.qs == {"$top": ["1"]}
    assert client.reach("AR/ARCustomers") is False
    with pytest.raises(UnexpectedAnswer):
        client.reach("AR/ARCustomers")


def test_a_missing_right_needs_a_person() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARCustomers", status_code=403, json=DENIED)
    with pytest.raises(Forbidden, match="in AR") as caught:
        wire.sage().reach("AR/ARCustomers")
    assert caught.value.exit_code == 6


@pytest.mark.parametrize("more", [{"json": NOTHING}, {"text": "<html>404</html>"}, {"text": ""}])
def test_nothing_at_an_address_is_a_matter_of_the_configuration(more: dict[str, object]) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARCustomers", status_code=404, **more)
    with pytest.raises(
        ConfigError, match=r"company SAMLTD at https://sage.test/Sage300WebApi: check"
    ):
        wire.sage().reach("AR/ARCustomers")


@pytest.mark.parametrize(
    ("rows", "there"),
    [
        ([{"PaymentCodeKey": "GC", "Status": "Active"}], True),
        ([{"PaymentCodeKey": "GC", "Status": "Inactive"}], False),
        ([], False),
    ],
)
def test_a_payment_code_must_be_there_and_active(rows: list[object], there: bool) -> None:
    wire = Wire()
    wire.feed(AR + "ARPaymentCodes", rows)
    assert wire.sage().payment_code_exists("GC") is there


def test_a_server_that_does_not_show_payment_codes_is_no_answer() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARPaymentCodes", status_code=404, json=NOTHING)
    assert wire.sage().payment_code_exists("GC") is None
    wire.adapter.register_uri("GET", AR + "ARPaymentCodes", status_code=403, json=DENIED)
    with pytest.raises(Refused):
        wire.sage().payment_code_exists("GC")


def test_a_known_customer_is_listed_beside_those_that_changed() -> None:
    wire = Wire()
    wire.feed(AR + "ARCustomers", [])
    list(wire.sage().customers(date(2026, 1, 5), beside="C1001"))
    (asked,) = wire.adapter.last_request.qs["$filter"]
    assert asked == "datelastmaintained ge 2026-01-05t00:00:00z or customernumber eq 'c1001'"


@pytest.mark.parametrize(
    ("header", "theirs"),
    [
        ("Mon, 05 Jan 2026 09:00:07 GMT", datetime(2026, 1, 5, 9, 0, 7, tzinfo=UTC)),
        ("soon", None),
        ("Mon, 05 Jan 2026 09:00:07 -0000", None),
    ],
)
def test_the_clock_of_gocardless_is_that_of_its_last_answer(
    header: str, theirs: datetime | None
) -> None:
    wire = Wire()
    wire.adapter.register_uri(
        "GET", GC + "/creditors", json={"creditors": []}, headers={"Date": header}
    )
    client = wire.gocardless()
    assert client.server_time() is None
    client.creditors()
    assert client.server_time() == theirs
