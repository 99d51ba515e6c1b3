"""Debit notes of ours and the payments whose claims they inherited: one door for both.

A note stands for what a payment brought and lost again. That payment may be tried
again, by us or by GoCardless; then it and whatever collects the note take the same.
"""

from collections.abc import Iterable

from s300gc.flows.parts import Parts
from s300gc.model import Claim
from s300gc.rules.keys import noted
from s300gc.rules.payouts import BACK


def keepers(parts: Parts, claims: Iterable[Claim]) -> dict[Claim, str]:
    """Give the claims on notes of ours whose payment keeps what the note restores, and which it is.

    Where that payment collected a note itself, the one before it is looked at too.
    """
    found = {}
    for claim in claims:
        if keeper := _keeper(parts, claim):
            found[claim] = keeper
    return found


def _keeper(parts: Parts, claim: Claim) -> str:
    store, seen = parts.store, {claim}
    waiting = [claim]
    while waiting:
        one = waiting.pop()
        payment = noted(one.document)
        if not payment or one not in notes(parts, payment):
            continue
        restored = [part.claim for part in store.claims.of_payment(payment)]
        if any(door.payment == payment for door in store.claims.live(restored).values()):
            return payment
        waiting += [before for before in restored if before not in seen]
        seen.update(restored)
    return ""


def notes(parts: Parts, payment: str) -> set[Claim]:
    """Give the claims on the debit notes that stand for a payment's returns."""
    return {
        Claim(line.customer, line.receipt)
        for line in parts.store.payouts.lines_of_payment(payment)
        if line.kind in BACK and line.receipt
    }
