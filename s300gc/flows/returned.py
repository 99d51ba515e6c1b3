"""Closes what a person was to reverse in Bank Services, once Sage 300 shows that it is."""

from s300gc.flows.parts import Parts
from s300gc.model import Done, Outcome
from s300gc.rules import payouts as rules
from s300gc.rules.returns import REVERSE


def run(parts: Parts, outcome: Outcome) -> None:
    """Look whether receipts that wait to be reversed came back; nothing waits: no request.

    The claims of such a payment stay with it all the time: what it was collected for is
    open again after that, and is collected through no other door until somebody decides.
    """
    waiting = parts.store.worklist.of_kind(REVERSE)
    if not waiting or outcome.dry_run:
        return
    receipts = {(payout, payment): _receipts(parts, payout, payment) for payout, payment in waiting}
    for _, payment in waiting:
        _keep(parts, payment)
    wanted = {number for found in receipts.values() for number in found}
    back = parts.sage.returned_receipts(wanted) if wanted else set()
    for (payout, payment), numbers in receipts.items():
        if numbers and numbers <= back:
            note = f"{', '.join(sorted(numbers))} came back in Bank Services"
            parts.store.payouts.settle(payout, payment, note)
            outcome.results.append(Done(payment, note, kind="settled"))


def _receipts(parts: Parts, payout: str, payment: str) -> set[str]:
    """Give the receipts that stood when a payment came back: those of its latest payout."""
    lines = parts.store.payouts.lines_of_payment(payment)
    until = next((n for n, one in enumerate(lines) if one.payout == payout), len(lines))
    came = [one for one in lines[:until] if one.kind == rules.IN and one.receipt]
    return {one.receipt for one in came if one.payout == came[-1].payout}


def _keep(parts: Parts, payment: str) -> None:
    """Open the doors of a payment's claims again, unless something else has taken one."""
    claims = [part.claim for part in parts.store.claims.of_payment(payment)]
    if claims and not parts.store.claims.live(claims):
        parts.store.claims.reopen(payment, "its receipt is to be reversed")
