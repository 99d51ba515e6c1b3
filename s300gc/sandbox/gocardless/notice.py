"""How early a mandate can be charged."""

from datetime import date

from s300gc.sandbox.gocardless.bankdays import is_working, shift
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

OPEN = ("pending_customer_approval", "pending_submission", "submitted", "active")
"""Mandates on which payments can be made (GoCardless API reference, create a payment)."""

CUT_OFF = 16
"""Hour in UTC after which a request counts for the next working day, as real dates showed."""


def next_possible(org: Organisation, mandate: Row) -> date | None:
    """Give ``next_possible_charge_date``: it moves with the days, and ends with the mandate."""
    if mandate["status"] not in OPEN:
        return None
    scheme = SCHEMES[mandate["scheme"]]
    today = org.today
    begins = shift(scheme.calendar, today, 0)
    if org.timeline.now.hour >= CUT_OFF and is_working(scheme.calendar, today):
        begins = shift(scheme.calendar, today, 1)
    days = scheme.notice if mandate["status"] == "active" else scheme.notice_new
    return shift(scheme.calendar, begins, days)
