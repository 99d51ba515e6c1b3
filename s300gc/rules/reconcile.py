"""Which balances agree, and what explains those that do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s300gc.model import Document, LedgerLine, Money, Remainder, total

NOT_CONTROL = {"Prepayment"}
"""Kinds of documents that are kept on the prepayment liability account, not on the control."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One amount that explains why two balances differ, and what settles it."""

    subject: str
    amount: Money
    reason: str
    settle: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Two balances that must agree once the reasons are taken into account.

    ``difference`` is what no reason explains; zero means the check holds.
    """

    name: str
    subject: str
    left: Money
    left_is: str
    right: Money
    right_is: str
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> Money:
        """What no reason explains: left - right - reasons."""
        return self.left - self.right - total([r.amount for r in self.reasons], self.left.currency)

    @property
    def holds(self) -> bool:
        """Whether everything is explained."""
        return self.difference.minor == 0


@dataclass(frozen=True, slots=True)
class Books:
    """What the general ledger says of one account."""

    posted: Money
    unposted: Money
    """AR's own entries in GL batches that nobody has posted yet."""
    batches: tuple[str, ...] = ()


def control_accounts(
    books: Mapping[str, Books],
    documents: Mapping[str, Money],
    remainders: Iterable[Remainder],
) -> list[Check]:
    """Prove that each control account equals its open documents."""
    remainders = list(remainders)
    return [
        Check(
            name="control account = open documents",
            subject=account,
            left=said.posted,
            left_is="GL balance",
            right=documents.get(account, Money(0, said.posted.currency)),
            right_is="open AR documents",
            reasons=(*_waiting(said), *_left_on(account, remainders)),
        )
        for account, said in sorted(books.items())
    ]


def explained(
    books: Mapping[str, Books], remainders: Iterable[Remainder], name: str
) -> list[Check]:
    """Prove that an account holds what the half-booked lines say, and nothing else."""
    remainders = list(remainders)
    return [
        Check(
            name=name,
            subject=account,
            left=said.posted,
            left_is="GL balance",
            right=Money(0, said.posted.currency),
            right_is="settled",
            reasons=(*_waiting(said), *_left_on(account, remainders)),
        )
        for account, said in sorted(books.items())
    ]


def _waiting(said: Books) -> list[Reason]:
    if not said.unposted.minor:
        return []
    batches = ", ".join(said.batches)
    reason = f"AR posted it, but nobody has posted its GL batch ({batches}) yet"
    return [Reason(batches, -said.unposted, reason, f"post GL batch {batches}")]


def _left_on(account: str, remainders: list[Remainder]) -> list[Reason]:
    return [
        Reason(one.payout, one.amount, one.reason, one.settle)
        for one in remainders
        if one.x == account and one.amount.minor
    ]


@dataclass(frozen=True, slots=True)
class Expected:
    """A payout as the store has it: what its bank leg must be, and in which batch."""

    payout: str
    batch: str
    amount: Money
    """Functional currency."""
    state: str
    reason: str


def bank(
    account: str, lines: Iterable[LedgerLine], expected: Iterable[Expected], home: str
) -> list[Check]:
    """Prove that our journals put exactly the payouts on the bank account.

    ``lines`` are the account's posted lines of our source code. A payout whose
    batch is not posted yet is a reason; a line without a payout, or with
    another amount, is a difference. The first check is the total; a further one
    stands for each payout whose own line is wrong, since two wrongs may cancel.
    """
    lines, expected = list(lines), list(expected)
    batches = {one.batch for one in expected}
    named = {f"Payout {one.payout}": one.batch for one in expected}
    by_batch: dict[str, Money] = {}
    for line in lines:
        # What was in error is posted in another batch than its own; its text names the payout.
        batch = line.batch if line.batch in batches else named.get(line.description, line.batch)
        by_batch[batch] = by_batch.get(batch, Money(0, home)) + line.amount
    waiting = [one for one in expected if one.batch not in by_batch]
    whole = Check(
        name="bank = payouts",
        subject=account,
        left=total([line.amount for line in lines], home),
        left_is="posted by our journals",
        right=total([one.amount for one in expected], home),
        right_is="paid out since go-live",
        reasons=tuple(_not_posted(one) for one in waiting),
    )
    wrong = [
        Check("payout = its bank line", one.payout, by_batch[one.batch], f"batch {one.batch}",
              one.amount, "payout")
        for one in expected
        if one.batch in by_batch and by_batch[one.batch] != one.amount
    ]  # fmt: skip
    return [whole, *wrong]


def _not_posted(one: Expected) -> Reason:
    state = f"payout is {one.state}" + (f": {one.reason}" if one.reason else "")
    settle = f"post GL batch {one.batch}" if one.batch else "s300gc payouts post"
    return Reason(one.payout, -one.amount, state, settle)


def documents_by_control(
    documents: Iterable[Document], control_of: Mapping[str, str], home: str
) -> dict[str, Money]:
    """Add up open documents by the control account of their account set, functional currency."""
    sums: dict[str, Money] = {control: Money(0, home) for control in control_of.values()}
    for document in documents:
        control = control_of.get(document.account_set)
        if control is None or document.kind in NOT_CONTROL:
            continue
        sums[control] += document.functional
    return sums
