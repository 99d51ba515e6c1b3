"""Payments charged in a period by what became of them, and failures by their cause. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from s300gc.model import Money, total
from s300gc.model.reports import Charged, Ending
from s300gc.rules.causes import REMEDIES, cause
from s300gc.rules.states import STATES, state


@dataclass(frozen=True, slots=True)
class Outcome:
    """Payments of one status and currency."""

    status: str
    says: str
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CauseRow:
    """How often payments ended for one cause, in one currency, and what can be done about it.

    A payment that failed twice counts twice. ``amount`` is without payments never read.
    """

    cause: str
    says: str
    remedy: str
    currency: str
    amount: Money
    endings: tuple[Ending, ...]


def outcomes(found: Iterable[Charged]) -> tuple[Outcome, ...]:
    """Add payments up by currency and status, in the order of their way."""
    groups: dict[tuple[str, str], list[Money]] = {}
    for one in found:
        payment = one.payment
        groups.setdefault((payment.amount.currency, payment.status), []).append(payment.amount)
    order = {name: n for n, name in enumerate(STATES)}
    return tuple(
        Outcome(status, state(status).says, len(amounts), total(amounts, currency))
        for (currency, status), amounts in sorted(
            groups.items(), key=lambda one: (one[0][0], order.get(one[0][1], len(order)), one[0][1])
        )
    )


def causes(found: Iterable[Ending]) -> tuple[CauseRow, ...]:
    """Group endings by currency and cause, the costliest first."""
    groups: dict[tuple[str, str], list[Ending]] = {}
    for one in found:
        groups.setdefault((one.amount.currency if one.amount else "", one.cause), []).append(one)
    rows = [_row(currency, name, group) for (currency, name), group in groups.items()]
    return tuple(sorted(rows, key=lambda one: (one.currency, -one.amount.minor, one.cause)))


def _row(currency: str, name: str, group: list[Ending]) -> CauseRow:
    known = cause(name)
    amounts = [one.amount for one in group if one.amount is not None]
    ordered = tuple(sorted(group, key=lambda one: (one.at, one.payment)))
    return CauseRow(
        name, known.says, REMEDIES[known.remedy], currency, total(amounts, currency), ordered
    )
