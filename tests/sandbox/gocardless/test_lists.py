"""Lists: pages, cursors, filters, and how fast they are found."""

from typing import Any

import pytest

from s300gc.sandbox.gocardless.listing import Listing, page_of
from s300gc.sandbox.gocardless.table import Table

from .desk import Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three mandates with four payments each, in turn."""
    mandates = [desk.sign() for _ in range(3)]
    for n in range(12):
        desk.pay(mandates[n % 3], 1000 + n)
    return desk


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_the_newest_comes_first_and_fifty_are_a_page(desk: Desk) -> None:
    for n in range(51):
        desk.make("customers", company_name=f"Company {n}")
    page = desk.page("customers")
    assert page["meta"]["limit"] == 50
    assert [row["company_name"] for row in page["customers"]][:2] == ["Company 50", "Company 49"]
    assert page["meta"]["cursors"]["before"] is None
    last = desk.page("customers", after=page["meta"]["cursors"]["after"])
    assert [row["company_name"] for row in last["customers"]] == ["Company 0"]
    assert last["meta"]["cursors"]["after"] is None


def test_cursors_lead_through_all_pages_and_back(filled: Desk) -> None:
    everything = ids(filled.rows("payments"))
    there: list[list[str]] = []
    page = filled.page("payments", limit=5)
    while True:
        there.append(ids(page["payments"]))
        if page["meta"]["cursors"]["after"] is None:
            break
        page = filled.page("payments", limit=5, after=page["meta"]["cursors"]["after"])
    assert [one for rows in there for one in rows] == everything
    back = []
    while page["meta"]["cursors"]["before"] is not None:
        page = filled.page("payments", limit=5, before=page["meta"]["cursors"]["before"])
        back.append(ids(page["payments"]))
    assert back == there[-2::-1]


def test_what_is_made_meanwhile_does_not_move_the_next_page(filled: Desk) -> None:
    first = filled.page("payments", limit=6)
    rest = ids(filled.rows("payments"))[6:]
    filled.make("customers", company_name="Late Ltd")
    filled.pay(filled.rows("mandates")[0]["id"])
    after = filled.rows("payments", after=first["meta"]["cursors"]["after"])
    assert ids(after) == rest


def test_filters_narrow_and_combine(filled: Desk) -> None:
    mandate = filled.rows("mandates")[0]
    mine = filled.rows("payments", mandate=mandate["id"])
    assert [row["amount"] for row in mine] == [1011, 1008, 1005, 1002]
    assert filled.rows("payments", customer=mandate["links"]["customer"]) == mine
    filled.act("payments", mine[1]["id"], "cancel")
    found = filled.rows("payments", mandate=mandate["id"], status="pending_submission")
    assert [row["amount"] for row in found] == [1011, 1005, 1002]
    assert ids(filled.rows("payments", status="cancelled")) == [mine[1]["id"]]
    assert filled.rows("payments", status="failed") == []
    assert filled.rows("payments", mandate="MD404") == []
    assert len(filled.rows("payments", creditor=filled.creditor, currency="GBP")) == 12


def test_several_values_come_in_three_spellings(filled: Desk) -> None:
    mandate = filled.rows("mandates")[0]["id"]
    filled.act("mandates", mandate, "cancel")
    for query in (
        "status=active,cancelled",
        "status=active&status=cancelled",
        "status[]=active&status[]=cancelled",
    ):
        assert len(filled.call("GET", "/mandates", query=query)[1]["mandates"]) == 3
    assert ids(filled.rows("mandates", status="cancelled")) == [mandate]
    assert filled.reason("GET", "/payments", query="status=failed,paid_out")[0] == 400


def test_created_at_bounds_are_exact(filled: Desk) -> None:
    rows = filled.rows("payments")
    stamp = rows[4]["created_at"]
    for bound, expected in (
        ("gt", rows[:4]),
        ("gte", rows[:5]),
        ("lt", rows[5:]),
        ("lte", rows[4:]),
    ):
        assert filled.rows("payments", **{f"created_at[{bound}]": stamp}) == expected
    between = filled.rows(
        "payments",
        **{"created_at[gte]": rows[6]["created_at"], "created_at[lt]": rows[3]["created_at"]},
    )
    assert between == rows[4:7]
    assert filled.rows("payments", **{"created_at[gt]": "2026-01-05T10:00:00+01:00"}) == rows


def test_charge_date_bounds_are_days(desk: Desk) -> None:
    mandate = desk.sign()
    days = ["2026-01-08", "2026-01-09", "2026-01-12", "2026-01-13"]
    for day in days:
        desk.pay(mandate, charge_date=day)
    bounds = {"charge_date[gt]": "2026-01-08", "charge_date[lte]": "2026-01-12"}
    found = [row["charge_date"] for row in desk.rows("payments", **bounds)]
    assert found == days[2:0:-1]


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("field", ["amount", "charge_date"])
def test_payments_can_be_sorted_and_paged(desk: Desk, field: str, direction: str) -> None:
    mandate = desk.sign()
    for amount, day in ((300, 9), (100, 13), (200, 9), (300, 8), (100, 12)):
        desk.pay(mandate, amount, charge_date=f"2026-01-{day:02d}")
    params = {"sort_field": field, "sort_direction": direction, "limit": 2}
    seen, page = [], desk.page("payments", **params)
    while True:
        seen += page["payments"]
        if page["meta"]["cursors"]["after"] is None:
            break
        page = desk.page("payments", after=page["meta"]["cursors"]["after"], **params)
    assert len(set(ids(seen))) == 5
    values = [row[field] for row in seen]
    assert values == sorted(values, reverse=direction == "desc")
    before = desk.page("payments", before=page["meta"]["cursors"]["before"], **params)
    assert ids(before["payments"]) == ids(seen)[2:4]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=ten",
        "colour=blue",
        "status=paid",
        "after=nonsense",
        "after=UE0x&before=UE0x",
        "created_at[gt]=yesterday",
        "created_at[gt]=2026-01-05T09:00:00",
        "created_at[since]=2026-01-05T09:00:00Z",
        "charge_date[gt]=2026-13-01",
        "creditor=CR1&customer=CU1",
        "sort_field=status",
        "sort_direction=up",
    ],
)
def test_filters_that_make_no_sense_are_400(desk: Desk, query: str) -> None:
    assert desk.reason("GET", "/payments", query=query) == (400, "invalid_filters")


def test_mandates_are_listed_by_one_owner_at_a_time(desk: Desk) -> None:
    query = f"creditor={desk.creditor}&customer=CU1"
    assert desk.reason("GET", "/mandates", query=query) == (400, "invalid_filters")


def test_a_page_touches_the_rows_it_gives_and_hardly_more() -> None:
    touched: list[str] = []

    def owner(row: dict[str, Any]) -> str:
        touched.append(row["id"])
        return str(row["owner"])

    rows = {
        f"X{n}": {
            "id": f"X{n}",
            "created_at": f"2026-01-05T09:{n // 60000:02d}:{n // 1000 % 60:02d}.{n % 1000:03d}Z",
            "owner": str(n % 1000),
        }
        for n in range(100_000)
    }
    table = Table(rows, {"owner": owner})
    listing = Listing(indexed=("owner",))
    page_of(table, listing, {"owner": ["7"]})
    touched.clear()
    for params in (
        {"limit": ["500"]},
        {"owner": ["7"], "limit": ["500"]},
        {"created_at[gte]": ["2026-01-05T09:00:30.000Z"], "limit": ["500"]},
    ):
        assert page_of(table, listing, params).rows
    assert touched == []
