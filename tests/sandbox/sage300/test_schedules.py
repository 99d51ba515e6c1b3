"""Schedules of Common Services: on which days they run."""

from typing import Any

import pytest

from s300gc.sandbox.sage300.schedules import due_after, due_from, schedule

from .office import Office

PATH = "CS/CSSchedules"


@pytest.fixture
def office() -> Office:
    return Office()


def days(office: Office, since: str, count: int = 4, **properties: Any) -> list[str]:
    """Make a schedule by the Web API and give the days from one on, in which it runs."""
    office.ok("POST", PATH, {"ScheduleCode": "x", **properties})
    row = schedule(office.sage.books, "X")
    found = [due_from(row, since)]
    while found[-1] and len(found) < count:
        found.append(due_after(row, found[-1]))
    return [one for one in found if one]


RUNS = [
    ({"Interval": "Weekly", "RunDate": "2026-01-07"}, ["01-07", "01-14", "01-21", "01-28"]),
    (
        {"Interval": "Weekly", "Weekday": "Friday", "Phase": 2, "RunDate": "2026-01-07"},
        ["01-09", "01-23", "02-06", "02-20"],
    ),
    ({"Interval": "Monthly", "RunDate": "2026-01-31"}, ["01-31", "02-28", "03-31", "04-30"]),
    (
        {"Interval": "Monthly", "DayofMonth": "Num5th", "RunDate": "2026-01-31", "Phase": 3},
        ["04-05", "07-05", "10-05"],
    ),
    (
        {"Interval": "Monthly", "DayofMonth": "Last", "RunDate": "2026-01-01"},
        ["01-31", "02-28", "03-31", "04-30"],
    ),
    (
        {
            "Interval": "Monthly",
            "Frequency": "Weekly",
            "Weekday": "Monday",
            "WeekinMonth": "Second",
            "RunDate": "2026-01-01",
        },
        ["01-12", "02-09", "03-09", "04-13"],
    ),
    (
        {
            "Interval": "Monthly",
            "Frequency": "Weekly",
            "Weekday": "Friday",
            "WeekinMonth": "Last",
            "RunDate": "2026-01-01",
        },
        ["01-30", "02-27", "03-27", "04-24"],
    ),
    (
        {"Interval": "Semimonthly", "DayofMonth": "Num15th", "RunDate": "2026-01-02"},
        ["01-15", "02-01", "02-15", "03-01"],
    ),
    (
        {
            "Interval": "Semimonthly",
            "Frequency": "DateandLast",
            "DayofMonth": "Num15th",
            "RunDate": "2026-01-02",
        },
        ["01-15", "01-31", "02-15", "02-28"],
    ),
    ({"Interval": "Daily", "Phase": 10, "RunDate": "2026-01-01"}, ["01-01", "01-11", "01-21"]),
    (
        {
            "Interval": "Daily",
            "Frequency": "Weekdays",
            "MondayCall": "Yes",
            "ThursdayCall": "Yes",
            "RunDate": "2026-01-01",
        },
        ["01-01", "01-05", "01-08", "01-12"],
    ),
    ({"Interval": "Once", "RunDate": "2026-01-09"}, ["01-09"]),
]


@pytest.mark.parametrize(("properties", "expected"), RUNS)
def test_a_schedule_runs_on_the_days_of_its_interval(
    office: Office, properties: dict[str, Any], expected: list[str]
) -> None:
    found = days(office, "2026-01-01", len(expected), **properties)
    assert found == [f"2026-{day}" for day in expected]


def test_a_yearly_schedule_keeps_its_day_in_short_years(office: Office) -> None:
    found = days(office, "2026-01-01", 3, Interval="Annual", RunDate="2024-02-29")
    assert found == ["2026-02-28", "2027-02-28", "2028-02-29"]


@pytest.mark.parametrize("interval", ["Daily", "Weekly", "Semimonthly", "Monthly", "Annual"])
def test_a_day_far_from_the_first_is_found(office: Office, interval: str) -> None:
    (near,) = days(office, "2026-01-01", 1, Interval=interval, RunDate="1950-01-01")
    assert "2026-01-01" <= near < "2026-01-08"
    row = {**schedule(office.sage.books, "X"), "RunDate": "9999-12-31", "Phase": 99}
    assert due_after(row, "9999-12-30") in ("9999-12-31", None)


def test_days_of_the_week_that_never_come_are_never_due(office: Office) -> None:
    none = {"Interval": "Daily", "Frequency": "Weekdays", "RunDate": "2026-01-05"}
    assert days(office, "2026-01-01", 1, **none) == []
    too_long = {"ScheduleCode": "Y", "Interval": "Annual", "Phase": 100}
    assert office.no("POST", PATH, too_long)[1] == "FieldInvalid"


def test_nothing_is_due_before_the_first_day(office: Office) -> None:
    assert days(office, "2025-06-01", 1, Interval="Monthly", RunDate="2026-01-31") == ["2026-01-31"]
    row = {**schedule(office.sage.books, "X"), "Interval": "Once"}
    assert due_after(row, "2026-01-31") is None


def test_what_is_left_out_is_that_of_the_first_day(office: Office) -> None:
    body = {"ScheduleCode": "NEW", "Interval": "Annual"}
    made = office.ok("POST", PATH, body)
    assert made["RunDate"] == "2026-01-05T00:00:00Z"
    assert (made["DayofMonth"], made["Month"], made["Weekday"]) == ("Num5th", "January", "Monday")
    assert (made["Frequency"], made["Phase"]) == ("Every", 1)


def test_a_frequency_that_an_interval_does_not_know_is_refused(office: Office) -> None:
    body = {"ScheduleCode": "NEW", "Interval": "Weekly", "Frequency": "FirstandDate"}
    assert office.no("POST", PATH, body)[1] == "FieldInvalid"
    assert office.no("PATCH", f"{PATH}('WEEKLY')", {"Frequency": "Weekdays"})[1] == "FieldInvalid"
    assert office.ok("GET", f"{PATH}('WEEKLY')")["Frequency"] == "Every"


def test_a_company_begins_with_the_usual_schedules(office: Office) -> None:
    found = {row["ScheduleCode"]: (row["Interval"], row["Phase"]) for row in office.rows(PATH)}
    assert found == {
        "MONTHLY": ("Monthly", 1),
        "QUARTERLY": ("Monthly", 3),
        "SEMI-MONTHLY": ("Semimonthly", 1),
        "WEEKLY": ("Weekly", 1),
        "YEARLY": ("Annual", 1),
    }
