"""Scenario simulators: the API's own way to let something happen (sandbox accounts only).

Names and preconditions are those of the GoCardless API reference; the reason of a refusal is not
documented and is the sandbox's own.
"""

from s300gc.sandbox.gocardless import (
    billing_scenarios,
    collection,
    mandate_scenarios,
    mandates,
    refunds,
    settlement,
)
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.errors import not_found
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.scenario import Play, impossible, needs
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.settlement import pay_out
from s300gc.sandbox.gocardless.table import Row

# ---------------------------------------------------------------- payments


def _send(org: Organisation, row: Row) -> None:
    """Submit a payment whatever its charge date; nothing planned shall happen to it."""
    needs(row, "pending_submission")
    mandate = org.get("mandates", row["links"]["mandate"])
    first = SCHEMES[row["scheme"]].with_first_payment
    needs(mandate, "active", *(("pending_submission", "submitted") if first else ()))
    if first:
        mandates.submit(org, mandate)
    collection.send(org, row, mandate)
    row["_fate"] = None


def _submitted(org: Organisation, row: Row) -> None:
    needs(row, "pending_submission")
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
    if not SCHEMES[row["scheme"]].charged_back:
        raise impossible(f"there are no chargebacks of {row['scheme']} payments")
    _paid_out(org, row)
    collection.charge_back(org, row, row["_attempt"])


def _chargeback_settled(org: Organisation, row: Row) -> None:
    _charged_back(org, row)
    _settled(org, row, "payment_charged_back")


def _late_failure(org: Organisation, row: Row) -> None:
    if not SCHEMES[row["scheme"]].late:
        raise impossible(f"{row['scheme']} payments do not fail late")
    needs(row, "pending_submission", "paid_out")
    if row["status"] == "pending_submission":
        _paid_out(org, row)
    collection.fail(org, row, "")


def _late_failure_settled(org: Organisation, row: Row) -> None:
    _late_failure(org, row)
    _settled(org, row, "payment_failed")


# ---------------------------------------------------------------- refunds, payouts, creditors


def _refund_paid(org: Organisation, row: Row) -> None:
    needs(row, *refunds.BEFORE_PAID)
    refunds.pay(org, row)


def _refund_settled(org: Organisation, row: Row) -> None:
    needs(row, *refunds.BEFORE_PAID, "paid")
    refunds.pay(org, row)
    creditor = org.get("mandates", row["links"]["mandate"])["links"]["creditor"]
    for entry in org.data["unsettled"][f"{creditor} {row['currency']}"]:
        if entry["links"].get("refund") == row["id"]:
            entry["due"] = org.today.isoformat()
    pay_out(org, creditor, row["currency"], org.today)


def _refund_bounced(org: Organisation, row: Row) -> None:
    needs(row, *refunds.BEFORE_PAID, "paid")
    refunds.bounce(org, row)


def _refund_returned(org: Organisation, row: Row) -> None:
    needs(row, "created", "pending_submission")
    refunds.bounce(org, row)


def _payout_bounced(org: Organisation, row: Row) -> None:
    needs(row, "paid")
    settlement.bounce(org, row)


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
    **{name: ("mandates", play) for name, play in mandate_scenarios.SCENARIOS.items()},
    "refund_paid": ("refunds", _refund_paid),
    "refund_settled": ("refunds", _refund_settled),
    "refund_bounced": ("refunds", _refund_bounced),
    "refund_returned": ("refunds", _refund_returned),
    "payout_bounced": ("payouts", _payout_bounced),
    **{name: ("billing_requests", play) for name, play in billing_scenarios.SCENARIOS.items()},
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
