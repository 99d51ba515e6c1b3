"""Which balances agree, and what explains those that do not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s300gc.model import Document, Money, total
from s300gc.rules.differences import Line, moved

NOT_CONTROL = {"Prepayment"}
"""Kinds of documents that are kept on the prepayment liability account, not on the control."""


@dataclass(frozen=True, slots=True)
class Side:
    """Two balances that must agree; ``key`` is what lines name it by (for GL the account)."""

    name: str
    key: str
    left: Money
    left_is: str
    right: Money
    right_is: str


@dataclass(frozen=True, slots=True)
class Reason:
    """The share of one line in the gap between two balances."""

    code: str
    subject: str
    amount: Money
    reason: str
    settle: str = ""
    difference: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """Two balances that must agree once the reasons are taken into account."""

    name: str
    subject: str
    left: Money
    left_is: str
    right: Money
    right_is: str
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> Money:
        """What is wrong: left - right - what only waits."""
        waits = [one.amount for one in self.reasons if not one.difference]
        return self.left - self.right - total(waits, self.left.currency)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(one.difference for one in self.reasons) and self.difference.minor == 0


def residue(side: Side, lines: Iterable[Line]) -> Money:
    """Give what no line explains of the gap between two balances."""
    return side.left - side.right - moved(lines, side.key, side.left.currency)


def prove(
    sides: Sequence[Side], lines: Sequence[Line], suspects: Sequence[Line] = ()
) -> tuple[list[Check], list[Line]]:
    """Compare the balances; give the checks, and all lines with those that were missing.

    ``suspects`` are journals of other people on accounts that are proved: one of them is
    told only where it explains what would else be unexplained, for most are honest.
    """
    found = [*lines, *_guilty(sides, lines, suspects)]
    for side in sides:
        left = residue(side, found)
        if left.minor:
            found.append(_unexplained(side, left))
    return [_check(side, found) for side in sides], found


def _guilty(sides: Sequence[Side], lines: Sequence[Line], suspects: Sequence[Line]) -> list[Line]:
    taken: list[Line] = []
    for side in sides:
        currency = side.left.currency
        left = residue(side, [*lines, *taken])
        here = [
            one for one in suspects if one not in taken and moved([one], side.key, currency).minor
        ]
        if not left.minor or not here:
            continue
        if moved(here, side.key, currency) == left:
            taken += here
        else:
            alone = [one for one in here if moved([one], side.key, currency) == left]
            taken += alone[-1:]
    return taken


def _unexplained(side: Side, left: Money) -> Line:
    return Line(
        "unexplained",
        side.key,
        left,
        side.key,
        None,
        f"{side.left_is} is {side.left}, {side.right_is} {side.right}: {left} has no reason",
        f"look at what was posted to {side.key} since it last agreed",
        ((side.key, left),),
    )


def _check(side: Side, lines: Iterable[Line]) -> Check:
    reasons = tuple(
        Reason(one.code, one.subject, amount, one.reason, one.settle, one.level == "difference")
        for one in lines
        for key, amount in one.moves
        if key == side.key and amount.minor
    )
    return Check(side.name, side.key, side.left, side.left_is, side.right, side.right_is, reasons)


def documents_by_account(
    documents: Iterable[Document],
    control_of: Mapping[str, str],
    prepayment_of: Mapping[str, str],
    home: str,
) -> tuple[dict[str, Money], dict[str, Money]]:
    """Add up open documents by control account, and prepayments by theirs, functional currency."""
    controls = {one: Money(0, home) for one in control_of.values()}
    liabilities = {one: Money(0, home) for one in prepayment_of.values() if one}
    for document in documents:
        kept = document.kind in NOT_CONTROL
        account = (prepayment_of if kept else control_of).get(document.account_set)
        if account:
            (liabilities if kept else controls)[account] += document.functional
    return controls, liabilities
