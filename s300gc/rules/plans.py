"""What a plan was decided from, and whether it still holds."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from s300gc.model import Balance, CreatePayment, Document, LeftAlone, Skip, subject_of

GONE = "is not open or not due any more"


def digest(text: str) -> str:
    """Give the SHA-256 of the canonical form of what was decided."""
    return hashlib.sha256(text.encode()).hexdigest()


def basis(results: Iterable[CreatePayment | Skip]) -> str:
    """Give a short form of what would be collected: equal where nothing changed that matters.

    Charge dates are left out: for near due dates they move every day.
    """
    rows = [
        (
            *(s.reference, s.customer, s.mandate, s.amount.minor, s.amount.currency),
            *(s.due.isoformat(), *(f"{part.claim}={part.amount.minor}" for part in s.allocations)),
        )
        for s in results
        if isinstance(s, CreatePayment)
    ]
    return digest(repr(sorted(rows)))


def balances(steps: Iterable[CreatePayment], documents: Iterable[Document]) -> tuple[Balance, ...]:
    """Give the balances from which the amounts of these payments were decided."""
    places = {(p.claim.customer, p.claim.document) for step in steps for p in step.allocations}
    return tuple(
        Balance(one.customer, one.number, one.balance)
        for one in sorted(documents, key=lambda one: (one.customer, one.number))
        if (one.customer, one.number) in places
    )


def left_alone(skips: Iterable[Skip], documents: Collection[Document]) -> tuple[LeftAlone, ...]:
    """Say of each skip whose document it is, how much is open and when it is due."""
    by_number: dict[str, list[Document]] = {}
    for one in documents:
        by_number.setdefault(one.number, []).append(one)
    return tuple(_left_alone(skip, by_number) for skip in skips)


def _left_alone(skip: Skip, by_number: Mapping[str, list[Document]]) -> LeftAlone:
    number, _, instalment = skip.subject.rpartition("/")
    found = by_number.get(skip.subject) or (by_number.get(number) if instalment.isdigit() else None)
    if not found or len(found) > 1:
        return LeftAlone("", skip.subject, skip.reason, skip.kind)
    (one,) = found
    return LeftAlone(one.customer, skip.subject, skip.reason, skip.kind, one.balance, one.due)


# ---------------------------------------------------------------- does it still hold


def differences(
    planned: Sequence[CreatePayment],
    now: Iterable[CreatePayment | Skip],
    successors: Mapping[str, str],
) -> list[Skip]:
    """Compare the payments of a plan that are still to be made with what would be made now.

    Each difference is a Skip: what it befell, and what is different. A charge date
    that has moved on is none, nor is a mandate that GoCardless replaced by another:
    ``successors`` names the new one of each.
    """
    results = list(now)
    live = {one.reference: one for one in results if isinstance(one, CreatePayment)}
    reasons = {one.subject: one.reason for one in results if isinstance(one, Skip)}
    found = []
    for step in planned:
        other = live.get(step.reference)
        why = _unlike(step, other, successors) if other else _missing(step, results, reasons)
        if why:
            subject = subject_of(step.allocations)
            found.append(Skip(subject, why, "differs"))
    return found


def _unlike(step: CreatePayment, now: CreatePayment, successors: Mapping[str, str]) -> str:
    if now.customer != step.customer:
        return f"was planned for customer {step.customer}, is of {now.customer} now"
    if now.amount != step.amount or _parts(now) != _parts(step):
        return f"was planned for {step.amount}, would be {now.amount} now"
    if now.mandate not in (step.mandate, successors.get(step.mandate)):
        return f"was planned under mandate {step.mandate}, would be under {now.mandate} now"
    if now.due != step.due:
        return f"was due {step.due}, is due {now.due} now"
    if now.charge_date < step.charge_date:
        return f"was planned for {step.charge_date}, would be charged on {now.charge_date} now"
    return ""


def _missing(
    step: CreatePayment, now: Iterable[CreatePayment | Skip], reasons: Mapping[str, str]
) -> str:
    """Say what became of a payment that would not be made any more."""
    names = [one for part in step.allocations for one in (str(part.claim), part.claim.document)]
    for name in names:
        if name in reasons:
            several = len(step.allocations) > 1
            return f"{name} {reasons[name]}" if several else reasons[name]
    claims = {part.claim for part in step.allocations}
    for one in now:
        if isinstance(one, CreatePayment) and claims & {p.claim for p in one.allocations}:
            return f"was planned for {step.amount}, would be {one.amount} now"
    return GONE


def _parts(step: CreatePayment) -> list[tuple[object, ...]]:
    return sorted((part.claim, part.amount.minor) for part in step.allocations)
