"""How much of a payment was refunded, and when a refund counts in that."""

from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.table import Row

GONE = ("bounced", "funds_returned")
"""What a refund is that did not arrive."""


def count_refund(org: Organisation, refund: Row, moment: str) -> None:
    """Count a refund in its payment's ``amount_refunded``, if this is the moment for that."""
    if refund["status"] in GONE or moment != org.switches.refunded_when:
        return
    if "payment" in refund["links"]:
        refund["_counted"] = True
        _add(org, refund, refund["amount"])


def discount_refund(org: Organisation, refund: Row) -> None:
    """Let a refund that did not arrive count no more."""
    if refund.pop("_counted", False):
        _add(org, refund, -refund["amount"])


def _add(org: Organisation, refund: Row, amount: int) -> None:
    payment = org.get("payments", refund["links"]["payment"])
    org.change("payments", payment, amount_refunded=payment["amount_refunded"] + amount)


def refunded(org: Organisation, payment: Row) -> tuple[int, int]:
    """Give how many refunds a payment has had, and the sum of those that did not come back."""
    rows = org.tables["refunds"].where("payment", payment["id"])
    return len(rows), sum(row["amount"] for row in rows if row["status"] not in GONE)
