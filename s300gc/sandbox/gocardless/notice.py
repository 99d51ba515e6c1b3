"""How early a mandate can be charged."""

from datetime import date
from zoneinfo import ZoneInfo

from s300gc.sandbox.gocardless.bankdays import is_working, shift
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

OPEN = ("pending_customer_approval", "pending_submission", "submitted", "active")
"""Mandates on which payments can be made (GoCardless API reference, create a payment)."""

LONDON = ZoneInfo("Europe/London")
"""Where the hour of the cut-off is meant; of other schemes' own cut-offs nothing is known."""


def next_possible(org: Organisation, mandate: Row) -> date | None:
    """Give ``next_possible_charge_date``: it moves with the days, and ends with the mandate."""
    return earliest(org, mandate) if mandate["status"] in OPEN else None


def earliest(org: Organisation, mandate: Row) -> date:
    """Give the day on which a mandate could be charged if it were open.

    From the cut-off on, a working day counts like the next one.
    """
    scheme = SCHEMES[mandate["scheme"]]
    today = org.today
    begins = shift(scheme.calendar, today, 0)
    late = org.timeline.now.astimezone(LONDON).hour >= org.switches.cut_off
    if late and is_working(scheme.calendar, today):
        begins = shift(scheme.calendar, today, 1)
    days = scheme.notice if mandate["status"] == "active" else scheme.notice_new
    return shift(scheme.calendar, begins, days + org.switches.extra_notice)
