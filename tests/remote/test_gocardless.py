from datetime import UTC, date, datetime

import pytest

from s300gc.errors import Refused, Temporary
from s300gc.model import Money
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import GC, TOKEN, Wire, payment


def page(name: str, rows: list, after: str | None = None) -> dict:
    return {name: rows, "meta": {"cursors": {"before": None, "after": after}, "limit": 500}}


def test_every_request_carries_version_and_token() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={"payments": payment()})
    wire.gocardless().payment("PM1")
    headers = wire.sent[0].headers
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["GoCardless-Version"] == "2015-07-06"
    assert headers["Accept"] == "application/json"
    assert "Idempotency-Key" not in headers


@pytest.mark.parametrize("id", ["", "../creditors", "PM1?x=1", "PM1/actions", "PM 1"])
def test_what_is_no_id_never_becomes_part_of_a_path(id: str) -> None:
    wire = Wire()
    with pytest.raises(Refused, match="not an id of GoCardless"):
        wire.gocardless().payment(id)
    assert wire.sent == []


def test_a_payment_becomes_a_value() -> None:
    wire = Wire()
    row = payment(
        status="paid_out",
        amount_refunded=100,
        description=None,
        reference=None,
        something_new={"x": 1},
        links={"mandate": "MD1", "creditor": "CR1", "payout": "PO1", "subscription": None},
    )
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={"payments": row})
    found = wire.gocardless().payment("PM1")
    assert found.amount == Money(1234, "GBP")
    assert found.charge_date == date(2026, 1, 12)
    assert found.created_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert (found.payout, found.subscription, found.description) == ("PO1", "", "")
    assert found.refunded == 100
    assert found.metadata == (("customer", "1200"),)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": None}, "amount"),
        ({"amount": "1234"}, "amount"),
        ({"amount": 12.5}, "amount"),
        ({"links": {"creditor": "CR1"}}, "links.mandate"),
        ({"created_at": "2026-01-05T09:00:00"}, "created_at"),
        ({"charge_date": "soon"}, "charge_date"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_payment(change: dict, field: str) -> None:
    wire = Wire()
    row = payment(**change)
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={"payments": row})
    with pytest.raises(UnexpectedAnswer) as error:
        wire.gocardless().payment("PM1")
    assert str(error.value).startswith(f"GoCardless payment PM1: {field} is ")


def test_an_answer_without_the_resource_says_so() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments/PM1", json={"customers": {}})
    with pytest.raises(UnexpectedAnswer, match="payments is missing"):
        wire.gocardless().payment("PM1")


def test_customers_bank_accounts_and_mandates_become_values() -> None:
    wire = Wire()
    person = {
        "id": "CU1",
        "created_at": "2026-01-05T09:00:00.000Z",
        "email": None,
        "given_name": "Ann",
        "family_name": "Ames",
        "company_name": None,
        "metadata": {"b": "2", "a": "1"},
    }
    company = {**person, "id": "CU2", "company_name": "Ames Ltd"}
    account = {
        "id": "BA1",
        "account_number_ending": "11",
        "bank_name": "BARCLAYS BANK PLC",
        "currency": "GBP",
        "enabled": True,
        "links": {"customer": "CU1"},
    }
    mandate = {
        "id": "MD1",
        "created_at": "2026-01-05T09:00:00.000Z",
        "reference": "QR9TV3T",
        "status": "active",
        "scheme": "bacs",
        "next_possible_charge_date": None,
        "links": {"customer": "CU1", "customer_bank_account": "BA1", "creditor": "CR1"},
    }
    wire.adapter.register_uri("GET", GC + "/customers", json=page("customers", [person, company]))
    wire.adapter.register_uri(
        "GET", GC + "/customer_bank_accounts/BA1", json={"customer_bank_accounts": account}
    )
    wire.adapter.register_uri("GET", GC + "/mandates", json=page("mandates", [mandate]))
    client = wire.gocardless()
    assert [found.name for found in client.customers()] == ["Ann Ames", "Ames Ltd"]
    assert next(client.customers()).metadata == (("a", "1"), ("b", "2"))
    assert client.bank_account("BA1").ending == "11"
    (found,) = client.mandates(datetime(2026, 1, 1, tzinfo=UTC))
    assert found.next_charge_date is None
    assert found.bank_account == "BA1"
    asked = wire.sent[-1].url
    assert "creditor=CR1" in asked
    assert "created_at%5Bgte%5D=2026-01-01T00%3A00%3A00.000Z" in asked
    assert "limit=500" in asked


def test_payments_are_filtered_by_creditor_or_by_mandate_but_not_by_both() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments", json=page("payments", [payment()]))
    client = wire.gocardless()
    list(client.payments(status="failed"))
    assert "creditor=CR1" in wire.sent[-1].url
    assert "status=failed" in wire.sent[-1].url
    list(client.payments(mandate="MD1"))
    assert "mandate=MD1" in wire.sent[-1].url
    assert "creditor" not in wire.sent[-1].url


def test_an_instant_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        list(Wire().gocardless().customers(datetime(2026, 1, 1)))  # noqa: DTZ001


def test_pages_are_read_one_by_one_and_only_when_wanted() -> None:
    wire = Wire()
    first = page("payments", [payment(id="PM1"), payment(id="PM2")], "c1")
    second = page("payments", [payment(id="PM3")], "c2")
    wire.adapter.register_uri(
        "GET", GC + "/payments", [{"json": first}, {"json": second}, {"json": page("payments", [])}]
    )
    rows = wire.gocardless().payments()
    assert [next(rows).id, next(rows).id] == ["PM1", "PM2"]
    assert len(wire.sent) == 1
    assert [found.id for found in rows] == ["PM3"]
    assert [request.qs.get("after") for request in wire.sent] == [None, ["c1"], ["c2"]]


@pytest.mark.parametrize(
    "last", [{"payments": []}, {"payments": [], "meta": None}, {"payments": [], "meta": {}}]
)
def test_a_list_without_cursors_ends(last: dict) -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments", json=last)
    assert list(wire.gocardless().payments()) == []
    assert len(wire.sent) == 1


def test_a_cursor_that_comes_back_stops_with_an_error_instead_of_going_round() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", GC + "/payments", json=page("payments", [payment()], "c1"))
    with pytest.raises(UnexpectedAnswer, match="announced twice"):
        list(wire.gocardless().payments())
    assert len(wire.sent) == 2


def test_a_full_page_without_a_cursor_is_not_taken_for_the_end() -> None:
    wire = Wire()
    rows = [payment(id=f"PM{n}") for n in range(500)]
    wire.adapter.register_uri("GET", GC + "/payments", json={"payments": rows})
    with pytest.raises(UnexpectedAnswer, match="without a cursor"):
        list(wire.gocardless().payments())


def test_the_creditor_and_its_balances_become_values() -> None:
    wire = Wire()
    creditor = {
        "id": "CR1",
        "name": "Sample",
        "country_code": "GB",
        "verification_status": "successful",
        "can_create_refunds": True,
        "fx_payout_currency": None,
    }
    balance = {
        "amount": 5,
        "currency": "GBP",
        "balance_type": "confirmed_funds",
        "last_updated_at": "2026-01-14T09:00:00.000Z",
        "links": {"creditor": "CR1"},
    }
    wire.adapter.register_uri("GET", GC + "/creditors/CR1", json={"creditors": creditor})
    wire.adapter.register_uri("GET", GC + "/creditors", json=page("creditors", [creditor]))
    wire.adapter.register_uri("GET", GC + "/balances", json=page("balances", [balance]))
    client = wire.gocardless()
    assert client.creditor().can_create_refunds
    assert client.creditor().fx_currency == ""
    assert [found.id for found in client.creditors()] == ["CR1"]
    assert client.balances()[0].amount == Money(5, "GBP")


def test_a_server_that_stays_down_is_temporary() -> None:
    wire = Wire()
    error = {"error": {"type": "gocardless", "message": "Uh-oh!", "code": 500}}
    wire.adapter.register_uri("GET", GC + "/creditors/CR1", status_code=500, json=error)
    with pytest.raises(Temporary, match=r"answered 500 \(Uh-oh!\)"):
        wire.gocardless().creditor()
