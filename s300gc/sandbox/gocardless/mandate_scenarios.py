"""The scenario simulators of mandates (GoCardless API reference, scenario simulators)."""

from s300gc.sandbox.gocardless import mandates, moves
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.events import Why, by_bank, emit
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.scenario import Play, impossible, needs
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row


def _only(row: Row, *schemes: str) -> None:
    if row["scheme"] not in schemes:
        raise impossible(f"not for {row['scheme']} mandates")


def _not_for(row: Row, *schemes: str) -> None:
    if row["scheme"] in schemes:
        raise impossible(f"not for {row['scheme']} mandates")


def _activated(org: Organisation, row: Row) -> None:
    if SCHEMES[row["scheme"]].with_first_payment:
        raise impossible(f"{row['scheme']} mandates become active with their first payment")
    _activate(org, row)


def _activate(org: Organisation, row: Row) -> None:
    needs(row, "pending_submission")
    mandates.activate_at_once(org, row)


def _refused(org: Organisation, row: Row) -> None:
    _not_for(row, "sepa_core")
    needs(row, "pending_submission", "submitted")
    mandates.submit(org, row)
    scheme = SCHEMES[row["scheme"]]
    end_mandate(org, row, "failed", by_bank(scheme.name, "invalid_bank_details", scheme.refused))


def _expired(org: Organisation, row: Row) -> None:
    _not_for(row, "autogiro", "becs_nz", "pad")
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
    """Suspend a mandate; no event is documented for that."""
    _only(row, "pay_to")
    needs(row, "active")
    org.change("mandates", row, status="suspended_by_payer")


def _approved(action: str) -> Play:
    def play(org: Organisation, row: Row) -> None:
        needs(row, "pending_customer_approval")
        moves.approve(org, row, action)

    return play


SCENARIOS: dict[str, Play] = {
    "mandate_activated": _activated,
    "mandate_customer_approval_granted": _approved("customer_approval_granted"),
    "mandate_customer_approval_skipped": _approved("customer_approval_skipped"),
    "mandate_failed": _refused,
    "mandate_expired": _expired,
    "mandate_transferred": _transferred,
    "mandate_transferred_with_resubmission": _resubmitted,
    "mandate_suspended_by_payer": _suspended,
}
