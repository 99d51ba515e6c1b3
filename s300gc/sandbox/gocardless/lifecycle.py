"""What a new day brings: everything that is due, then the payouts."""

from collections.abc import Callable
from datetime import date

from s300gc.sandbox.gocardless import (
    collection,
    idempotency,
    mandates,
    payouts,
    refunds,
    schedule,
    settlement,
)
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.table import Row

Step = Callable[[Organisation, Row, int], None]

STEPS: dict[str, tuple[str, Step]] = {
    "mandate_submit": ("mandates", lambda org, row, n: mandates.submit(org, row)),
    "mandate_active": ("mandates", lambda org, row, n: mandates.activate(org, row)),
    "mandate_expire": ("mandates", mandates.expire),
    "payment_outcome": ("payments", collection.outcome),
    "payment_late_failure": ("payments", collection.late_failure),
    "payment_charged_back": ("payments", collection.charge_back),
    "payment_autoretry": ("payments", collection.autoretry),
    "payment_submit": ("payments", collection.submit),
    "refund_submit": ("refunds", lambda org, row, n: refunds.submit(org, row)),
    "refund_pay": ("refunds", lambda org, row, n: refunds.pay(org, row)),
    "subscription": ("subscriptions", schedule.due),
    "payout_pay": ("payouts", lambda org, row, n: settlement.pay(org, row)),
    "payout_fx": ("payouts", lambda org, row, n: settlement.confirm_rate(org, row)),
    "payout_again": ("payouts", lambda org, row, n: settlement.pay_again(org, row)),
    "payout_tax": ("payouts", lambda org, row, n: payouts.fix_tax_rates(org, row)),
}
"""What can be due -> the resource it is about and what then happens, in the order of a morning:
mandates become ready before payments need them, and what failed is known before payouts are made.
"""

RANKS = {what: rank for rank, what in enumerate(STEPS)}


def new_day(org: Organisation, today: date) -> None:
    """Do what is due up to a day, and make the payouts of that day."""
    due = org.take_due(today)
    for what, identity, n in sorted(due, key=lambda item: RANKS.get(item[0], -1)):
        if what == "forget_key":
            idempotency.forget(org, identity)
            continue
        resource, step = STEPS[what]
        step(org, org.get(resource, identity), n)
    settlement.pay_all(org, today)
