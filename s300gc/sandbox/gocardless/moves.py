"""Mandates that move: to another account of the payer, or to a successor."""

from s300gc.sandbox.gocardless import mandates
from s300gc.sandbox.gocardless.endings import cancel_payment
from s300gc.sandbox.gocardless.events import Why, by_gocardless, emit
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payments import plan_submission
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row


def transfer(org: Organisation, row: Row) -> None:
    """Move a mandate to another account of the payer, as his bank reports it."""
    old = org.get("customer_bank_accounts", row["links"]["customer_bank_account"])
    kept = {k: v for k, v in old.items() if k not in ("id", "created_at", "_made_by")}
    new_account = org.add("customer_bank_accounts", "story", {**kept, "_account": None})
    links = {**row["links"], "customer_bank_account": new_account["id"]}
    org.change("mandates", row, links=links)
    told = {
        "previous_customer_bank_account": old["id"],
        "new_customer_bank_account": new_account["id"],
    }
    why = Why("bank", "bank_account_transferred")
    emit(org, "mandates", "transferred", row, why, told)


def replace(org: Organisation, row: Row) -> Row:
    """Replace a mandate by a new one, as when a scheme identifier changes.

    Subscriptions go on under the new one; payments that are pending do so too, or are cancelled.
    """
    kept = {
        k: v
        for k, v in row.items()
        if k not in ("id", "created_at", "_made_by", "reference", "status")
    }
    account = org.get("customer_bank_accounts", row["links"]["customer_bank_account"])
    creditor = org.get("creditors", row["links"]["creditor"])
    status = row["status"]
    scheme = SCHEMES[row["scheme"]]
    new_row = mandates.new(org, "story", account, creditor, scheme, {**kept, "status": status})
    org.change(
        "mandates", row, status="cancelled", links={**row["links"], "new_mandate": new_row["id"]}
    )
    if status == "active":
        mandates.watch(org, new_row)
    why = by_gocardless("scheme_identifier_changed")
    told = emit(org, "mandates", "replaced", row, why, {"new_mandate": new_row["id"]})
    for subscription in org.tables["subscriptions"].where("mandate", row["id"]):
        _move(org, "subscriptions", subscription, new_row)
    for payment in org.tables["payments"].where("mandate", row["id"]):
        if not payment["status"].startswith("pending"):
            continue
        if org.switches.replaced_payments == "move":
            _move(org, "payments", payment, new_row)
        else:
            cancel_payment(org, payment, Why("api", "mandate_cancelled"), {"parent_event": told})
    return new_row


def _move(org: Organisation, resource: str, row: Row, mandate: Row) -> None:
    org.change(resource, row, links={**row["links"], "mandate": mandate["id"]})


def approve(org: Organisation, row: Row, action: str) -> None:
    """Let the second signature arrive, or be skipped: what waits for it goes on."""
    org.change("mandates", row, status="pending_submission")
    customer = org.get("customers", row["links"]["customer"])
    org.change("customers", customer, _approval=False)
    emit(org, "mandates", action, row, Why("customer", action))
    granted = Why("customer", "customer_approval_granted")
    for resource, status in (("payments", "pending_submission"), ("subscriptions", "active")):
        for other in org.tables[resource].where("mandate", row["id"]):
            if other["status"] == "pending_customer_approval":
                org.change(resource, other, status=status)
                emit(org, resource, "customer_approval_granted", other, granted)
                if resource == "payments":
                    plan_submission(org, other)
    mandates.begin(org, row)
