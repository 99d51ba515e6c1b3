"""The payments of a subscription: made some days ahead, skipped while it is paused."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.events import Why, by_gocardless, emit
from s300gc.sandbox.gocardless.notice import next_possible
from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.payments import new as new_payment
from s300gc.sandbox.gocardless.recurrence import MONTHS, Recurrence
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

UPCOMING = 10


def rule_of(row: Row, scheme: str) -> Recurrence:
    """Give the recurrence rule of a subscription."""
    return Recurrence(
        unit=row["interval_unit"],
        interval=row["interval"],
        start=date.fromisoformat(row["_first"]),
        calendar=SCHEMES[scheme].calendar,
        day_of_month=row["day_of_month"],
        month=MONTHS.index(row["month"]) + 1 if row["month"] else None,
    )


def coming(row: Row, cycle: int) -> Iterator[date]:
    """Give the charge dates still to come from a cycle on, as far as count and end allow."""
    left = None if row["count"] is None else row["count"] - row["_taken"]
    for day in islice(rule_of(row, row["_scheme"]).dates(cycle), left):
        if row["_end"] and day.isoformat() >= row["_end"]:
            return
        yield day


def last_date(row: Row) -> str | None:
    """Give ``end_date``: the day after the last of a counted number of payments, as observed."""
    if row["_end"] or row["count"] is None:
        return None if row["_end"] is None else str(row["_end"])
    last = rule_of(row, row["_scheme"]).charge_date(
        row["_cycle"] + row["count"] - row["_taken"] - 1
    )
    return (last + timedelta(days=1)).isoformat()


def _after_pause(org: Organisation, row: Row) -> int:
    """Give the cycle that a paused subscription would go on with today."""
    mandate = org.get("mandates", row["links"]["mandate"])
    earliest = next_possible(org, mandate) or org.today
    return rule_of(row, row["_scheme"]).from_day(earliest, row["_paused_at"])


def show(org: Organisation, row: Row) -> Row:
    """Show a subscription with up to 10 charge dates to come."""
    resume = None
    days = coming(row, row["_cycle"])
    if row["status"] == "paused":
        cycle = _after_pause(org, row) if row["_resume"] is None else row["_cycle"]
        resume = rule_of(row, row["_scheme"]).charge_date(cycle).isoformat()
    if row["status"] in ("cancelled", "finished") or (resume and row["_resume"] is None):
        days = iter(())
    return {
        **public(row),
        "earliest_charge_date_after_resume": resume,
        "upcoming_payments": [
            {"amount": row["amount"], "charge_date": day.isoformat()}
            for day in islice(days, UPCOMING)
        ],
    }


def resumes(org: Organisation, row: Row, why: Why) -> None:
    """Make a paused subscription active again, from its next possible charge date on."""
    cycle = _after_pause(org, row)
    org.change("subscriptions", row, status="active", _resume=None, _cycle=cycle)
    row["end_date"] = last_date(row)
    emit(org, "subscriptions", "resumed", row, why)
    collect_ahead(org, row)


def due(org: Organisation, row: Row, cycle: int) -> None:
    """Make the payments whose time has come, unless the schedule has changed since."""
    if row["_cycle"] != cycle:
        return
    if row["status"] == "paused" and row["_resume"] == cycle:
        org.change("subscriptions", row, status="active", _resume=None)
        emit(org, "subscriptions", "resumed", row, by_gocardless("subscription_resumed"))
    collect_ahead(org, row)


def collect_ahead(org: Organisation, row: Row) -> None:
    """Make each payment that is near, then wait for the next or finish."""
    calendar = SCHEMES[row["_scheme"]].calendar
    while row["status"] in ("active", "paused", "pending_customer_approval"):
        if row["status"] == "paused" and row["_resume"] is None:
            return
        day = next(coming(row, row["_cycle"]), None)
        if day is None:
            org.change("subscriptions", row, status="finished")
            emit(org, "subscriptions", "finished", row, by_gocardless("subscription_finished"))
            return
        opens = shift(calendar, day, -org.switches.subscription_lead)
        if opens > org.today or row["status"] != "active":
            org.schedule(opens, "subscription", row["id"], row["_cycle"])
            return
        _collect(org, row, day)


def _collect(org: Organisation, row: Row, day: date) -> None:
    """Make one payment, at the day of the rule or the first that is still possible."""
    mandate = org.get("mandates", row["links"]["mandate"])
    charge = max(day, next_possible(org, mandate) or day)
    values = {
        "amount": row["amount"],
        "description": row["name"],
        "reference": row["payment_reference"],
        "retry_if_possible": row["retry_if_possible"],
        "faster_ach": False if row["_scheme"] == "ach" else None,
        "links": {"subscription": row["id"]},
    }
    why = by_gocardless("payment_created", made_by=row["_made_by"])
    org.change("subscriptions", row, _cycle=row["_cycle"] + 1, _taken=row["_taken"] + 1)
    payment = new_payment(org, mandate, values, charge, why)
    emit(org, "subscriptions", "payment_created", row, by_gocardless("payment_created"),
         {"payment": payment["id"]})  # fmt: skip
