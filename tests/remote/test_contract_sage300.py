"""The clients against the simulated systems: what one side writes the other understands."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from s300gc.model import (
    Money,
)
from s300gc.model.dialect import Dialect
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.remote.both import Both, connect, first_document


def test_the_set_up_of_a_company_can_be_read(small: Both) -> None:
    sage = small.sage
    assert sage.company_profile().functional_currency == "GBP"
    sets = {each.key: each for each in sage.account_sets()}
    assert sets["DOM"].control == "1100"
    assert sets["EUR"].currency == "EUR"
    banks = {each.code: each for each in sage.banks()}
    assert banks["GC1100"].account == "1100"
    accounts = {each.number: each for each in sage.gl_accounts(["1000", "1100", "9999"])}
    assert set(accounts) == {"1000", "1100"}
    assert accounts["1100"].control
    assert "GL" in (accounts["1100"].sources or ())
    assert sage.source_code_exists("GL", "GC")
    assert not sage.source_code_exists("GL", "ZZ")
    found = sage.period(date(2026, 2, 3))
    assert not found.assumed
    assert (found.period.year, found.period.number) == ("2026", "02")
    assert sage.currency_rate("EUR", "GBP", "SP", small.today) is not None


def test_customers_and_documents_can_be_read(small: Both) -> None:
    document = first_document(small)
    customers = {each.number: each for each in small.sage.customers()}
    assert small.sage.customer(document.customer) == customers[document.customer]
    assert small.sage.customer("NOBODY") is None
    assert small.sage.documents([(document.customer, document.number)]) == [document]
    assert small.sage.documents([("NOBODY", document.number)]) == []
    assert document in list(small.sage.documents_changed_since(document.dated))
    assert list(small.sage.open_documents(go_live=date(2027, 1, 1))) == []
    assert list(small.sage.open_documents(due_until=date(2020, 1, 1))) == []
    assert list(small.sage.customers(changed_since=date(2027, 1, 1))) == []


@pytest.mark.parametrize(
    ("switches", "settings"),
    [
        ({"page_size": 3}, {}),
        ({"page_size": 3}, {"dialect": Dialect(page_size=2)}),
        ({"page_size": 3}, {"dialect": Dialect(page_size=500)}),
        ({"date_literals": "v3"}, {"dialect": Dialect(dates="v3")}),
        ({"dates_with_z": False}, {}),
        ({"calendar_names": "FiscalPeriodStartDate1"}, {}),
    ],
)
def test_reading_is_the_same_on_servers_of_another_kind(
    session: requests.Session, switches: dict[str, Any], settings: dict[str, Any]
) -> None:
    plain = connect(World.new("small"), session)
    plain.world.advance(5)
    expected = (
        list(plain.sage.open_documents(go_live=date(2026, 1, 2))),
        list(plain.sage.customers(changed_since=date(2026, 1, 1))),
        plain.sage.fiscal_calendar(),
    )
    world = World.new("small", sage_switches=SageSwitches(**switches))
    other = connect(world, session, **settings)
    world.advance(5)
    assert (
        list(other.sage.open_documents(go_live=date(2026, 1, 2))),
        list(other.sage.customers(changed_since=date(2026, 1, 1))),
        other.sage.fiscal_calendar(),
    ) == expected


def test_what_subledgers_left_unposted_is_told_until_it_is_posted(small: Both) -> None:
    assert small.sage.open_subledger_batches() == []
    small.world.sage300.post_invoice(
        "C1001", "INX", Decimal("50.00"), small.today, small.today + timedelta(days=30)
    )
    (batch,) = small.sage.open_subledger_batches()
    assert batch.source == "AR"
    assert [line.amount for line in batch.on("1100")] == [Money(5000, "GBP")]
    small.world.sage300.post_ar_gl_batches()
    assert small.sage.open_subledger_batches() == []
    lines = list(small.sage.ledger_lines("1100"))
    assert lines[-1].amount == Money(5000, "GBP")
    assert lines[-1].source == "AR-IN"
    later = list(small.sage.ledger_lines("1100", since_sequence=lines[-1].sequence))
    assert later == []
