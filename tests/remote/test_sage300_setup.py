from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from s300gc.errors import PersonNeeded, Refused
from s300gc.model import AccountSet, Bank, GLAccount
from s300gc.remote.sage300_periods import year_periods
from s300gc.remote.values import Company, FiscalCalendar
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, BK, CS, GL, Wire

DAY = date(2026, 1, 5)


def test_the_company_profile_is_read_once() -> None:
    wire = Wire()
    client = wire.sage()
    assert client.company_profile() == Company("GBP", "Sample")
    client.company_profile()
    assert len(wire.adapter.request_history) == 1


def test_a_profile_without_a_currency_is_an_error() -> None:
    wire = Wire()
    client = wire.sage()
    wire.feed(CS + "CSCompanyProfile", [{"Name": "Sample"}])
    with pytest.raises(UnexpectedAnswer, match="functional currency is missing"):
        client.company_profile()


def test_account_numbers_have_one_spelling() -> None:
    wire = Wire()
    wire.feed(
        AR + "ARAccountSets",
        [
            {
                "AccountSetKey": "DOM",
                "ReceivablesControlAccount": "1100-100",
                "PrepaymentLiabilityAccount": "2050-100",
                "CurrencyCode": "GBP",
            }
        ],
    )
    wire.feed(BK + "BKBanks", [{"BankCode": "GC", "BankAccount": "1100-100"}])
    wire.feed(
        GL + "GLAccounts",
        [
            {
                "UnformattedAccount": "1100100",
                "Description": "Control",
                "Status": "Active",
                "ControlAccount": "Yes",
                "ControlAccountSubledgers": [{"SourceLedger": "AR"}, {"SourceLedger": "GL"}],
            }
        ],
    )
    client = wire.sage()
    assert client.account_sets() == [AccountSet("DOM", "1100100", "2050100", "GBP")]
    assert client.banks() == [Bank("GC", "1100100", "GBP")]
    assert client.gl_accounts(["1100-100", "1100100"]) == [
        GLAccount("1100100", "Control", active=True, control=True, sources=("AR", "GL"))
    ]
    assert "$filter=UnformattedAccount%20eq%20'1100100'&" in wire.sent[-1].url


@pytest.mark.parametrize(
    ("control", "ledgers", "sources"),
    [
        (False, [], None),
        (False, [{"SourceLedger": "AR"}], None),
        (True, None, None),
        (True, [], ()),
        (True, [{"Strange": "AR"}], None),
        (True, [{"SourceLedger": "AR"}], ("AR",)),
    ],
)
def test_which_ledgers_may_post_is_known_of_control_accounts_only(
    control: bool, ledgers: list[Any] | None, sources: tuple[str, ...] | None
) -> None:
    wire = Wire()
    row = {
        "UnformattedAccount": "1000",
        "Status": "Inactive",
        "ControlAccount": control,
        "ControlAccountSubledgers": ledgers,
    }
    wire.feed(GL + "GLAccounts", [row])
    (found,) = wire.sage().gl_accounts(["1000"])
    assert (found.active, found.control, found.sources) == (False, control, sources)


@pytest.mark.parametrize("there", [True, False])
def test_a_source_code_exists_or_not(there: bool) -> None:
    wire = Wire()
    rows = [{"SourceLedger": "GL", "SourceType": "GC"}] if there else []
    wire.feed(GL + "GLSourceCodes", rows)
    assert wire.sage().source_code_exists("GL", "GC") is there


YEAR = {
    "FiscalYear": "2026",
    "NumberOfFiscalPeriods": 12,
    "FiscalPeriodStartDate1": "2025-12-29T00:00:00Z",
    "FiscalPeriodEndDate1": "2026-01-25T00:00:00Z",
    "FiscalPeriodStartDate2": "2026-01-26T00:00:00Z",
    "FiscalPeriodEndDate2": "2026-02-22T00:00:00Z",
    "FiscalPeriodStartDate13": None,
    "FiscalPeriodEndDate13": None,
    "ARPeriodLocked1": "Yes",
    "GLPeriodLocked1": True,
    "BKPeriodLocked1": "No",
    "APPeriodLocked1": "Yes",
    "ARPeriodLocked2": "Unlocked",
}


def test_the_period_of_a_day_tells_where_it_is_locked() -> None:
    wire = Wire()
    wire.feed(CS + "CSFiscalCalendars", [YEAR])
    client = wire.sage()
    found = client.period(date(2026, 1, 2))
    assert not found.assumed
    assert (found.period.year, found.period.number) == ("2026", "01")
    assert found.period.locked == ("AR", "GL")
    assert client.period(date(2026, 1, 26)).period.number == "02"
    assert client.period(date(2026, 1, 26)).period.locked == ()


def test_the_other_spelling_of_periods_is_recognised_too() -> None:
    row = {
        "FiscalYear": "2026",
        "FiscalPeriod1StartDate": "2026-01-01",
        "FiscalPeriod1EndDate": "2026-01-31",
        "ARPeriod1Locked": 1,
    }
    (found,) = year_periods(row)
    assert (found.start, found.end, found.locked) == (date(2026, 1, 1), date(2026, 1, 31), ("AR",))


def test_a_day_outside_of_the_calendar_needs_a_person() -> None:
    wire = Wire()
    wire.feed(CS + "CSFiscalCalendars", [YEAR])
    with pytest.raises(PersonNeeded, match="2027-01-01 is in no fiscal period"):
        wire.sage().period(date(2027, 1, 1))


@pytest.mark.parametrize("code", ["ResourceNotFound", "InvalidParameters", "MethodNotAllowed"])
def test_without_a_calendar_months_are_assumed_and_said_to_be(code: str) -> None:
    wire = Wire()
    error = {"error": {"code": code, "message": {"value": "no"}}}
    wire.adapter.register_uri("GET", CS + "CSFiscalCalendars", status_code=404, json=error)
    found = wire.sage().period(date(2028, 2, 10))
    assert found.assumed
    assert (found.period.year, found.period.number) == ("2028", "02")
    assert (found.period.start, found.period.end) == (date(2028, 2, 1), date(2028, 2, 29))


def test_months_are_assumed_where_the_names_are_strange_and_december_ends() -> None:
    wire = Wire()
    wire.feed(CS + "CSFiscalCalendars", [{"FiscalYear": "2026", "Von": "2026-01-01"}])
    assert wire.sage().period(DAY).assumed
    assert FiscalCalendar().at(date(2026, 12, 31)).period.end == date(2026, 12, 31)


def test_a_missing_right_to_the_calendar_is_not_taken_for_a_missing_calendar() -> None:
    wire = Wire()
    error = {"error": {"code": "Forbidden", "message": {"value": "no"}}}
    wire.adapter.register_uri("GET", CS + "CSFiscalCalendars", status_code=403, json=error)
    with pytest.raises(Refused, match='the right "Sage 300 Web API" in CS'):
        wire.sage().period(DAY)


RATES = {
    "ToCurrency": "GBP",
    "RateType": "SP",
    "DateMatching": "Earlier",
    "RateOperation": "Multiply",
    "CurrencyRateDetail": [
        {"FromCurrency": "EUR", "RateDate": "2026-01-01T00:00:00Z", "Rate": 0.85},
        {"FromCurrency": "EUR", "RateDate": "2026-01-05T00:00:00Z", "Rate": 0.8612345},
        {"FromCurrency": "EUR", "RateDate": "2026-02-01T00:00:00Z", "Rate": 0.9},
        {"FromCurrency": "USD", "RateDate": "2026-01-04T00:00:00Z", "Rate": 0.75},
    ],
}


@pytest.mark.parametrize(
    ("day", "matching", "rate"),
    [
        (date(2026, 1, 4), "Earlier", "0.85"),
        (date(2026, 1, 5), "Earlier", "0.8612345"),
        (date(2026, 1, 20), "Earlier", "0.8612345"),
        (date(2025, 12, 31), "Earlier", None),
        (date(2026, 1, 4), "Exact", None),
        (date(2026, 1, 1), "Exact", "0.85"),
    ],
)
def test_the_rate_of_a_day_is_that_of_sages_own_table(
    day: date, matching: str, rate: str | None
) -> None:
    wire = Wire()
    wire.feed(CS + "CSCurrencyRates", [{**RATES, "DateMatching": matching}])
    found = wire.sage().currency_rate("EUR", "GBP", "SP", day)
    assert found == (Decimal(rate) if rate else None)


def test_a_currency_to_itself_is_one_and_no_table_is_none() -> None:
    wire = Wire()
    wire.feed(CS + "CSCurrencyRates", [])
    client = wire.sage()
    assert client.currency_rate("GBP", "GBP", "SP", DAY) == 1
    assert wire.sent == []
    assert client.currency_rate("EUR", "GBP", "SP", DAY) is None


@pytest.mark.parametrize("change", [{"RateOperation": "Divide"}, {"DateMatching": "Later"}])
def test_a_table_that_works_otherwise_needs_a_person(change: dict[str, str]) -> None:
    wire = Wire()
    wire.feed(CS + "CSCurrencyRates", [{**RATES, **change}])
    with pytest.raises(PersonNeeded, match="not supported"):
        wire.sage().currency_rate("EUR", "GBP", "SP", DAY)
