"""Masters only: a chart of accounts and a creditor, nobody to collect from."""

from datetime import date, timedelta

from s300gc.sandbox.scenarios.base import Draft, Plan


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan nothing; ``customers`` has no meaning here."""
    return Draft(seed, first_day, go_live=first_day - timedelta(days=3)).plan()
