"""Subscriptions: made, changed, paused, resumed and cancelled; their payments in instalments."""

from datetime import date, timedelta
from typing import Any

from s300gc.sandbox.gocardless.bankdays import months_later
from s300gc.sandbox.gocardless.errors import bad_state, invalid
from s300gc.sandbox.gocardless.events import by_call, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.mandates import of_action
from s300gc.sandbox.gocardless.notice import next_possible
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payments import (
    LEAST,
    TOO_EARLY,
    check_amount,
    check_mandate,
    check_scheme,
)
from s300gc.sandbox.gocardless.recurrence import MONTHS, Recurrence
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schedule import collect_ahead, last_date, resumes, rule_of, show
from s300gc.sandbox.gocardless.schemes import KNOWN_CURRENCIES, SCHEMES
from s300gc.sandbox.gocardless.table import Row

KNOWN = (
    "amount", "app_fee", "count", "currency", "day_of_month", "end_date", "interval",
    "interval_unit", "links", "metadata", "month", "name", "payment_reference",
    "retry_if_possible", "start_date",
)  # fmt: skip
CHANGEABLE = ("amount", "app_fee", "metadata", "name", "payment_reference", "retry_if_possible")
STATUSES = frozenset(
    [
        "pending_customer_approval",
        "customer_approval_denied",
        "active",
        "finished",
        "cancelled",
        "paused",
    ]
)
MOST_INTERVAL = {"weekly": 52, "monthly": 12, "yearly": 1}
AMENDMENTS = 10
MOST_CYCLES = 1000
"""A bound of the sandbox that keeps dates within the calendar."""


def create(org: Organisation, call: Call) -> Row:
    """Make a subscription; payments that are near are made at once."""
    fields = Fields(call.given, "subscriptions", KNOWN)
    values: dict[str, Any] = {
        "amount": fields.integer("amount", required=True, least=LEAST),
        "count": fields.integer("count", most=MOST_CYCLES),
        "name": fields.text("name", longest=255),
        "payment_reference": fields.text("payment_reference", longest=140),
        "retry_if_possible": fields.flag("retry_if_possible", False),
        "metadata": fields.metadata(),
    }
    currency = fields.text("currency", required=True, choices=KNOWN_CURRENCIES)
    values |= cadence(fields)
    start, end = fields.day("start_date"), fields.day("end_date")
    links = fields.links("mandate")
    if "mandate" not in links:
        fields.fault("links.mandate", BLANK)
    if fields.integer("app_fee", least=0):
        fields.fault("app_fee", "can only be set by an app")
    fields.check()
    mandate = org.linked("mandates", links["mandate"])
    check_mandate(mandate)
    check_scheme(org, fields, mandate, currency, "payment_reference", values["payment_reference"])
    check_amount(org, fields, mandate, values["amount"])
    values |= _start(org, mandate, values, start)
    row = _new(org, call.made_by, mandate, values, end)
    emit(org, "subscriptions", "created", row, by_call(call.made_by, "subscription_created"))
    collect_ahead(org, row)
    return row


def cadence(fields: Fields) -> dict[str, Any]:
    """Read interval, unit, day and month, and check that they go together."""
    unit = fields.text("interval_unit", required=True, choices=MOST_INTERVAL)
    interval = fields.integer("interval", most=MOST_INTERVAL.get(unit or "", 52)) or 1
    month = fields.text("month", choices=MONTHS)
    day = fields.integer("day_of_month", least=-1, most=28)
    if day == 0:
        fields.fault("day_of_month", "must be between 1 and 28, or -1")
    if unit == "weekly" and day is not None:
        fields.fault("day_of_month", "must be blank")
    if unit in ("weekly", "monthly") and month is not None:
        fields.fault("month", "must be blank")
    if unit == "yearly" and (month is None) != (day is None):
        fields.fault("month" if month is None else "day_of_month", BLANK)
    return {"interval_unit": unit, "interval": interval, "month": month, "day_of_month": day}


def _start(
    org: Organisation, mandate: Row, values: dict[str, Any], asked: date | None
) -> dict[str, str]:
    """Give ``_first``, the day the rule begins, and ``start_date`` as it is shown."""
    earliest = next_possible(org, mandate) or org.today
    if asked is not None and asked < earliest:
        raise invalid("subscriptions", ("start_date", TOO_EARLY))
    if asked is not None and asked > months_later(org.today, 12):
        raise invalid("subscriptions", ("start_date", "must be within one year"))
    rule = rule_of({**values, "_first": (asked or earliest).isoformat()}, mandate["scheme"])
    if rule.charge_date(0) < earliest:
        moved = rule.first + timedelta(days=1)
        rule = Recurrence(
            rule.unit, rule.interval, moved, rule.calendar, rule.day_of_month, rule.month
        )
    shown = asked or (rule.charge_date(0) if rule.day_of_month else earliest)
    return {"_first": rule.start.isoformat(), "start_date": shown.isoformat()}


def _new(
    org: Organisation, made_by: str, mandate: Row, values: dict[str, Any], end: date | None
) -> Row:
    waiting = mandate["status"] == "pending_customer_approval"
    row = org.add(
        "subscriptions",
        made_by,
        {
            "app_fee": None,
            "currency": SCHEMES[mandate["scheme"]].currency,
            "end_date": end.isoformat() if end else None,
            "links": {"mandate": mandate["id"]},
            "parent_plan_paused": False,
            "status": "pending_customer_approval" if waiting else "active",
            **values,
            "_scheme": mandate["scheme"],
            "_customer": mandate["links"]["customer"],
            "_end": end.isoformat() if end else None,
            "_cycle": 0,
            "_taken": 0,
            "_amended": 0,
            "_resume": None,
        },
    )
    row["end_date"] = last_date(row)
    return row


def _check_running(row: Row) -> None:
    if row["status"] == "finished":
        raise bad_state("subscription_already_ended", "Subscription has taken all its payments")
    if row["status"] == "cancelled":
        raise bad_state("subscription_not_active", "Subscription is cancelled")


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change what can be changed; the amount at most 10 times."""
    fields = Fields(call.given, "subscriptions", CHANGEABLE)
    values: dict[str, Any] = {
        "amount": fields.integer("amount", least=LEAST),
        "name": fields.text("name", longest=255),
        "payment_reference": fields.text("payment_reference", longest=140),
        "retry_if_possible": fields.flag("retry_if_possible"),
        "metadata": fields.metadata(),
    }
    fields.check()
    _check_running(row)
    values = {name: value for name, value in values.items() if name in call.given}
    if values.get("amount") not in (None, row["amount"]):
        if row["_amended"] >= AMENDMENTS:
            raise bad_state(
                "number_of_subscription_amendments_exceeded",
                f"The amount has been changed {AMENDMENTS} times already",
            )
        values["_amended"] = row["_amended"] + 1
    org.change("subscriptions", row, **{k: v for k, v in values.items() if v is not None})
    emit(org, "subscriptions", "amended", row, by_call(call.made_by, "subscription_amended"))


def pause(org: Organisation, row: Row, call: Call) -> None:
    """Pause until resumed, or skip ``pause_cycles`` charge dates; made payments stay."""
    fields = of_action(call, "pause_cycles")
    metadata = fields.metadata()
    cycles = fields.integer("pause_cycles", least=-MOST_CYCLES, most=MOST_CYCLES)
    fields.check()
    _check_running(row)
    if cycles is not None and cycles < 1:
        reason = "pause_cycles_must_be_greater_than_or_equal_to"
        raise bad_state(reason, "pause_cycles must be greater than or equal to 1")
    if row["status"] == "paused" and cycles is not None:
        reason = "subscription_paused_cannot_update_cycles"
        raise bad_state(reason, "Subscription is paused already")
    if row["_end"] or (row["status"] == "paused" and row["_resume"] is None):
        raise bad_state("subscription_cannot_be_paused", "Subscription cannot be paused")
    until = None if cycles is None else row["_cycle"] + cycles
    org.change("subscriptions", row, status="paused", _resume=until, _paused_at=row["_cycle"])
    if until is not None:
        row["_cycle"] = until
    row["end_date"] = None if until is None else last_date(row)
    why = by_call(call.made_by, "subscription_paused", metadata)
    emit(org, "subscriptions", "paused", row, why)
    if until is not None:
        emit(org, "subscriptions", "scheduled_resume", row,
             by_call(call.made_by, "scheduled_resume", metadata))  # fmt: skip
        collect_ahead(org, row)


def resume(org: Organisation, row: Row, call: Call) -> None:
    """Resume a paused subscription at its next possible charge date."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    if row["status"] != "paused":
        raise bad_state("subscription_not_paused", "Subscription is not paused")
    resumes(org, row, by_call(call.made_by, "subscription_resumed", metadata))


def cancel(org: Organisation, row: Row, call: Call) -> None:
    """Cancel a subscription; payments already made are not cancelled."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    if row["status"] in ("cancelled", "finished"):
        raise bad_state("cancellation_failed", f"Subscription is already {row['status']}")
    org.change("subscriptions", row, status="cancelled")
    why = by_call(call.made_by, "subscription_cancelled", metadata)
    emit(org, "subscriptions", "cancelled", row, why)


RESOURCE = Resource(
    name="subscriptions",
    show=show,
    listing=Listing(
        indexed=("customer", "mandate", "status"),
        many=frozenset({"status"}),
        choices={"status": STATUSES},
        hidden=lambda row: bool(row.get("_hidden")),
    ),
    create=create,
    update=update,
    actions={"pause": pause, "resume": resume, "cancel": cancel},
)
