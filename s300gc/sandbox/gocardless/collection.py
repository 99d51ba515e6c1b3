"""The life of a payment at the banks: submitted, confirmed or failed, and what comes back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from s300gc.sandbox.chance import fraction
from s300gc.sandbox.gocardless import mandates
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.events import by_bank, by_gocardless, emit
from s300gc.sandbox.gocardless.notice import OPEN, next_possible
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.owing import owe_back, owe_payment
from s300gc.sandbox.gocardless.payments import RETRIES, resubmit
from s300gc.sandbox.gocardless.scheme import reported
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

FATES = ("failed", "failed_after_confirmation", "late_failure", "charged_back")
"""How a collection can end badly: at once, between confirmation and payout, after the payout."""

BY_NAME = {
    "Penniless": "failed",
    "Late": "late_failure",
    "Fickle": "charged_back",
}
"""Given names that decide what happens, as in the real sandbox (GoCardless developer guide)."""

AUTORETRIED = ("refer_to_payer", "insufficient_funds")
AUTORETRY_GAPS = (2, 2, 2)
"""Working days until GoCardless tries again by itself, for each time; it chooses the days by what
it knows of the payer, so a story may set others."""


def submit(org: Organisation, row: Row, attempt: int) -> None:
    """Send a payment to the banks, if its mandate is ready by now."""
    if row["status"] != "pending_submission" or row["_attempt"] != attempt:
        return
    scheme = SCHEMES[row["scheme"]]
    mandate = org.get("mandates", row["links"]["mandate"])
    if scheme.with_first_payment:
        mandates.submit(org, mandate)
    elif mandate["status"] != "active":
        _postpone(org, row)
        return
    send(org, row, mandate)
    day = shift(scheme.calendar, date.fromisoformat(row["charge_date"]), scheme.outcome)
    org.schedule(day, "payment_outcome", row["id"], attempt)


def _postpone(org: Organisation, row: Row) -> None:
    """Wait another day for the mandate, and move the charge date with it."""
    scheme = SCHEMES[row["scheme"]]
    earliest = shift(scheme.calendar, org.today, scheme.lead + 1).isoformat()
    org.change("payments", row, charge_date=max(row["charge_date"], earliest))
    tomorrow = shift(scheme.calendar, org.today, 1)
    org.schedule(tomorrow, "payment_submit", row["id"], row["_attempt"])


def send(org: Organisation, row: Row, mandate: Row) -> None:
    """Mark a payment as submitted and let chance, name or plan decide how it will end."""
    mandate["_used"] = org.today.isoformat()
    row["_fate"] = _fate(org, row)
    org.change("payments", row, status="submitted")
    emit(org, "payments", "submitted", row, by_gocardless("payment_submitted"))


def _fate(org: Organisation, row: Row) -> dict[str, str] | None:
    customer = row["_customer"]
    nth = org.data["submissions"].get(customer, 0) + 1
    org.data["submissions"][customer] = nth
    planned = org.data["plans"].get(customer, {}).pop(str(nth), None)
    if planned:
        return dict(planned)
    name = org.get("customers", customer)["given_name"]
    if name in BY_NAME:
        return {"kind": BY_NAME[name], "cause": ""}
    if name == "Invalid":
        return {"kind": "failed", "cause": "invalid_bank_details"}
    return None if name == "Successful" else _drawn(org, row)


def _drawn(org: Organisation, row: Row) -> dict[str, str] | None:
    rates: Mapping[str, int] = org.data["per_mille"]
    if not rates:
        return None
    drawn = fraction(org.seed, "fate", row["id"], row["_attempt"]) * 1000
    for kind in FATES:
        drawn -= rates.get(kind, 0)
        if drawn < 0:
            return {"kind": kind, "cause": ""}
    return None


def outcome(org: Organisation, row: Row, attempt: int) -> None:
    """Learn from the banks whether a submitted payment was collected."""
    if row["status"] != "submitted" or row["_attempt"] != attempt:
        return
    fate = row.get("_fate") or {}
    if fate.get("kind") == "failed":
        fail(org, row, fate["cause"])
    else:
        confirm(org, row)


def confirm(org: Organisation, row: Row, due: date | None = None) -> None:
    """Mark a payment as collected; it is paid out when it is due."""
    scheme = SCHEMES[row["scheme"]]
    day = shift(scheme.calendar, date.fromisoformat(row["charge_date"]), scheme.payout)
    org.change("payments", row, status="confirmed")
    emit(org, "payments", "confirmed", row, by_gocardless("payment_confirmed"))
    owe_payment(org, row, due or max(day, org.today))
    if (row.get("_fate") or {}).get("kind") == "failed_after_confirmation":
        org.schedule(date.fromisoformat(row["_due"]), "payment_late_failure", row["id"],
                     row["_attempt"])  # fmt: skip


def late_failure(org: Organisation, row: Row, attempt: int) -> None:
    """The bank takes a collected payment back, where its scheme allows that."""
    if not SCHEMES[row["scheme"]].late:
        return
    if row["status"] in ("confirmed", "paid_out") and row["_attempt"] == attempt:
        fail(org, row, (row.get("_fate") or {}).get("cause", ""))


def fail(org: Organisation, row: Row, cause: str) -> None:
    """Fail a payment; if it had been collected, the money goes back out of a payout.

    Some causes end the mandate too; others are tried again where the payment asks for that.
    """
    scheme = SCHEMES[row["scheme"]]
    mandate = org.get("mandates", row["links"]["mandate"])
    known, reason = reported(scheme.failed, cause)
    if row["status"] in ("confirmed", "paid_out"):
        owe_back(org, row, "payment_failed")
    org.change("payments", row, status="failed")
    again = _tried_again(org, row, mandate, known)
    details: dict[str, Any] = {"will_attempt_retry": again}
    if row["retry_if_possible"] and not again:
        filtered = known not in AUTORETRIED
        details["not_retried_reason"] = "failure_filter_applied" if filtered else "other"
    emit(org, "payments", "failed", row, by_bank(scheme.name, known, reason), **details)
    if again:
        day = shift(scheme.calendar, org.today, _gaps(org, row)[row.get("_retries", 0)])
        org.schedule(day, "payment_autoretry", row["id"], row["_attempt"])
    if known in scheme.ends and mandate["status"] in OPEN:
        end_mandate(org, mandate, scheme.ends[known], by_bank(scheme.name, known, reason))


def _gaps(org: Organisation, row: Row) -> Sequence[int]:
    creditor = org.get("creditors", row["links"]["creditor"])
    return creditor.get("_retry_gaps", AUTORETRY_GAPS)  # type: ignore[no-any-return]


def _tried_again(org: Organisation, row: Row, mandate: Row, cause: str) -> bool:
    return bool(
        row["retry_if_possible"]
        and cause in AUTORETRIED
        and row.get("_retries", 0) < min(RETRIES, len(_gaps(org, row)))
        and mandate["status"] in OPEN
    )


def autoretry(org: Organisation, row: Row, attempt: int) -> None:
    """Try a failed payment again, unless somebody already did."""
    mandate = org.get("mandates", row["links"]["mandate"])
    day = next_possible(org, mandate)
    if row["status"] == "failed" and row["_attempt"] == attempt and day:
        resubmit(org, row, day, by_gocardless("payment_autoretried"))


def charge_back(org: Organisation, row: Row, attempt: int) -> None:
    """The payer has his bank take a paid out payment back, where its scheme allows that."""
    scheme = SCHEMES[row["scheme"]]
    if row["status"] != "paid_out" or row["_attempt"] != attempt or not scheme.charged_back:
        return
    cause = (row.get("_fate") or {}).get("cause", "")
    known, reason = reported(scheme.charged_back, cause)
    owe_back(org, row, "payment_charged_back")
    org.change("payments", row, status="charged_back")
    emit(org, "payments", "charged_back", row, by_bank(scheme.name, known, reason))


def cancel_chargeback(org: Organisation, row: Row) -> None:
    """The bank takes a chargeback back: the payment counts as collected and is paid out again.

    A surcharge for it is given back (GoCardless API reference, payout items).
    """
    row["_fate"] = None
    org.change("payments", row, status=org.switches.after_chargeback)
    why = by_gocardless("payment_confirmed")
    emit(org, "payments", "chargeback_cancelled", row, why)
    due = shift(SCHEMES[row["scheme"]].calendar, org.today, 1)
    owe_payment(org, row, due, org.switches.cancelled_chargeback)
