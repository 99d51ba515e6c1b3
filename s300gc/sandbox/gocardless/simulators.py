"""Scenario simulators: the API's own way to let something happen (sandbox accounts only).

Names and preconditions are those of the GoCardless API reference; the reason of a refusal is not
documented and is the sandbox's own.
"""

from collections.abc import Callable

from s300gc.sandbox.gocardless import collection, mandates, moves, refunds
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.errors import Refused, bad_state, not_found
from s300gc.sandbox.gocardless.events import Why, by_bank, by_gocardless, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, SCHEMES
from s300gc.sandbox.gocardless.settlement import pay_out
from s300gc.sandbox.gocardless.table import Row

Play = Callable[[Organisation, Row], None]

BOUNCED_FOR = 3
"""Working days until a bounced payout is sent again."""


def _needs(row: Row, *statuses: str) -> None:
    if row["status"] not in statuses:
        raise _impossible(f"it must be {' or '.join(statuses)}")


def _impossible(why: str) -> Refused:
    return bad_state("invalid_state", f"The scenario cannot be simulated: {why}")


# ---------------------------------------------------------------- payments


def _send(org: Organisation, row: Row) -> None:
    """Submit a payment whatever its charge date; nothing planned shall happen to it."""
    _needs(row, "pending_submission")
    mandate = org.get("mandates", row["links"]["mandate"])
    first = SCHEMES[row["scheme"]].with_first_payment
    _needs(mandate, "active", *(("pending_submission", "submitted") if first else ()))
    if first:
        mandates.submit(org, mandate)
    collection.send(org, row, mandate)
    row["_fate"] = None


def _submitted(org: Organisation, row: Row) -> None:
    _needs(row, "pending_submission")
    mandate = org.get("mandates", row["links"]["mandate"])
    collection.send(org, row, mandate)
    scheme = SCHEMES[row["scheme"]]
    day = shift(scheme.calendar, org.today.fromisoformat(row["charge_date"]), scheme.outcome)
    org.schedule(day, "payment_outcome", row["id"], row["_attempt"])


def _confirmed(org: Organisation, row: Row) -> None:
    _send(org, row)
    collection.confirm(org, row)


def _failed(org: Organisation, row: Row) -> None:
    _send(org, row)
    collection.fail(org, row, "")


def _paid_out(org: Organisation, row: Row) -> None:
    _send(org, row)
    collection.confirm(org, row, org.today)
    _pay(org, row)


def _pay(org: Organisation, row: Row) -> None:
    """Make a payout now of all that waits for this payment's creditor and currency today."""
    pay_out(org, row["links"]["creditor"], row["currency"], org.today)


def _settled(org: Organisation, row: Row, kind: str) -> None:
    """Take a payment that came back out of a payout now; without credit it waits for one."""
    for entry in org.data["unsettled"][f"{row['links']['creditor']} {row['currency']}"]:
        if entry["type"] == kind and entry["links"]["payment"] == row["id"]:
            entry["due"] = org.today.isoformat()
    _pay(org, row)


def _charged_back(org: Organisation, row: Row) -> None:
    _paid_out(org, row)
    collection.charge_back(org, row, row["_attempt"])


def _chargeback_settled(org: Organisation, row: Row) -> None:
    _charged_back(org, row)
    _settled(org, row, "payment_charged_back")


def _late_failure(org: Organisation, row: Row) -> None:
    _needs(row, "pending_submission", "paid_out")
    if row["status"] == "pending_submission":
        _paid_out(org, row)
    collection.fail(org, row, "")


def _late_failure_settled(org: Organisation, row: Row) -> None:
    _late_failure(org, row)
    _settled(org, row, "payment_failed")


# ---------------------------------------------------------------- mandates


def _only(row: Row, *schemes: str) -> None:
    if row["scheme"] not in schemes:
        raise _impossible(f"not for {row['scheme']} mandates")


def _activated(org: Organisation, row: Row) -> None:
    _only(row, "bacs")
    _activate(org, row)


def _activate(org: Organisation, row: Row) -> None:
    _needs(row, "pending_submission")
    mandates.activate_at_once(org, row)


def _refused(org: Organisation, row: Row) -> None:
    _only(row, "bacs", "ach")
    _needs(row, "pending_submission", "submitted")
    mandates.submit(org, row)
    scheme = SCHEMES[row["scheme"]]
    end_mandate(org, row, "failed", by_bank(scheme.name, "invalid_bank_details", scheme.refused))


def _expired(org: Organisation, row: Row) -> None:
    _activate(org, row)
    mandates.expire(org, row, 1)


def _transferred(org: Organisation, row: Row) -> None:
    _only(row, "bacs", "sepa_core")
    _activate(org, row)
    moves.transfer(org, row)


def _resubmitted(org: Organisation, row: Row) -> None:
    _only(row, "bacs")
    _transferred(org, row)
    org.change("mandates", row, status="pending_submission")
    why = Why("bank", "bank_account_transferred")
    emit(org, "mandates", "resubmission_requested", row, why)
    mandates.begin(org, row)


def _suspended(org: Organisation, row: Row) -> None:
    _only(row, "pay_to")


def _approved(action: str) -> Play:
    def play(org: Organisation, row: Row) -> None:
        _needs(row, "pending_customer_approval")
        moves.approve(org, row, action)

    return play


# ---------------------------------------------------------------- refunds, payouts, creditors


def _refund_paid(org: Organisation, row: Row) -> None:
    _needs(row, *refunds.BEFORE_PAID)
    refunds.pay(org, row)


def _refund_settled(org: Organisation, row: Row) -> None:
    _needs(row, *refunds.BEFORE_PAID, "paid")
    refunds.pay(org, row)
    creditor = org.get("mandates", row["links"]["mandate"])["links"]["creditor"]
    for entry in org.data["unsettled"][f"{creditor} {row['currency']}"]:
        if entry["links"].get("refund") == row["id"]:
            entry["due"] = org.today.isoformat()
    pay_out(org, creditor, row["currency"], org.today)


def _refund_bounced(org: Organisation, row: Row) -> None:
    _needs(row, *refunds.BEFORE_PAID, "paid")
    refunds.bounce(org, row)


def _refund_returned(org: Organisation, row: Row) -> None:
    _needs(row, "created", "pending_submission")
    refunds.bounce(org, row)


def _payout_bounced(org: Organisation, row: Row) -> None:
    _needs(row, "paid")
    org.change("payouts", row, status="bounced")
    creditor = org.get("creditors", row["links"]["creditor"])
    links = {"payout": row["id"]}
    emit(org, "creditors", "bounced_payout", creditor, by_gocardless("bounced_payout"), links)
    calendar = BY_CURRENCY[row["currency"]].calendar
    org.schedule(shift(calendar, org.today, BOUNCED_FOR), "payout_again", row["id"])


def _verification(status: str) -> Play:
    def play(org: Organisation, row: Row) -> None:
        org.change("creditors", row, verification_status=status)
        why = by_gocardless("creditor_updated")
        emit(org, "creditors", "updated", row, why, property="verification_status")

    return play


SIMULATORS: dict[str, tuple[str, Play]] = {
    "creditor_verification_status_action_required": ("creditors", _verification("action_required")),
    "creditor_verification_status_in_review": ("creditors", _verification("in_review")),
    "creditor_verification_status_successful": ("creditors", _verification("successful")),
    "payment_submitted": ("payments", _submitted),
    "payment_confirmed": ("payments", _confirmed),
    "payment_paid_out": ("payments", _paid_out),
    "payment_failed": ("payments", _failed),
    "payment_charged_back": ("payments", _charged_back),
    "payment_chargeback_settled": ("payments", _chargeback_settled),
    "payment_late_failure": ("payments", _late_failure),
    "payment_late_failure_settled": ("payments", _late_failure_settled),
    "mandate_activated": ("mandates", _activated),
    "mandate_customer_approval_granted": ("mandates", _approved("customer_approval_granted")),
    "mandate_customer_approval_skipped": ("mandates", _approved("customer_approval_skipped")),
    "mandate_failed": ("mandates", _refused),
    "mandate_expired": ("mandates", _expired),
    "mandate_transferred": ("mandates", _transferred),
    "mandate_transferred_with_resubmission": ("mandates", _resubmitted),
    "mandate_suspended_by_payer": ("mandates", _suspended),
    "refund_paid": ("refunds", _refund_paid),
    "refund_settled": ("refunds", _refund_settled),
    "refund_bounced": ("refunds", _refund_bounced),
    "refund_returned": ("refunds", _refund_returned),
    "payout_bounced": ("payouts", _payout_bounced),
}


def find(org: Organisation, identity: str) -> Row:
    """Get a simulator by its name."""
    if identity not in SIMULATORS:
        raise not_found(f"There is no scenario simulator {identity}")
    return {"id": identity}


def run(org: Organisation, row: Row, call: Call) -> None:
    """Let a scenario happen to the resource that the request links to."""
    fields = Fields(call.given, "data", ("links",))
    links = fields.links("resource")
    if "resource" not in links:
        fields.fault("links.resource", BLANK)
    fields.check()
    resource, play = SIMULATORS[row["id"]]
    play(org, org.linked(resource, links["resource"]))


RESOURCE = Resource(name="scenario_simulators", find=find, actions={"run": run}, bare=True)
