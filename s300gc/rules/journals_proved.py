"""Our journals as they were sent against what the general ledger has posted."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s300gc.model import Batch, LedgerLine, Money, total
from s300gc.model.proofs import MeantJournal
from s300gc.rules.differences import Line

PAYOUT = re.compile(r"\bPO[0-9A-Z]{4,}\b")
"""The id of a payout in a text of ours."""
Moves = tuple[tuple[str, Money], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of our journals: which are posted, which are gone, and what is wrong."""

    posted: frozenset[str]
    """References of journals whose entry is posted."""
    gone: frozenset[str]
    lines: tuple[Line, ...]
    strangers: tuple[tuple[LedgerLine, ...], ...]
    """Posted GL batches on accounts that are proved that are none of ours."""
    numbers: frozenset[str] = frozenset()
    """The batches in which our journals are posted."""


def unfound(meant: Iterable[MeantJournal], lines: Iterable[LedgerLine]) -> list[MeantJournal]:
    """Give the journals with a batch number of which no line is posted: their batch is asked."""
    by_batch = _by_batch(lines)
    return [one for one in meant if one.batch and not _own(one, by_batch.get(one.batch, ()))]


def judge(
    meant: Sequence[MeantJournal], lines: Iterable[LedgerLine], seen: Mapping[str, Batch | None]
) -> Judged:
    """Compare what was sent with what is posted, batch by batch.

    ``lines`` are posted lines of our source code on any account, and those of other sources
    on accounts that are proved; ``seen`` are the batches, by reference, of what is not posted.
    An entry that was in error is posted in another batch: its text names the payout.
    """
    left = _by_batch(lines)
    found: list[Line] = []
    posted: set[str] = set()
    gone: set[str] = set()
    numbers: set[str] = set()
    missing: list[MeantJournal] = []
    for one in meant:
        if one.replaced:
            continue
        if one.batch and _own(one, left.get(one.batch, ())):
            posted.add(one.reference)
            numbers.add(one.batch)
            found += _edited(one, left.pop(one.batch))
        else:
            missing.append(one)
    for one in missing:
        moved = _moved_by_error(one, left, seen.get(one.reference))
        if moved:
            posted.add(one.reference)
            numbers.add(moved)
            found += _edited(one, left.pop(moved))
            continue
        line = _absent(one, seen)
        if line is not None:
            found.append(line)
            if line.code in ("sage-restored", "batch-deleted"):
                gone.add(one.reference)
    strangers = tuple(tuple(lines) for lines in left.values())
    return Judged(frozenset(posted), frozenset(gone), tuple(found), strangers, frozenset(numbers))


def _by_batch(lines: Iterable[LedgerLine]) -> dict[str, list[LedgerLine]]:
    found: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        if line.source.startswith("GL-"):
            found[line.batch].append(line)
    return dict(found)


def _own(one: MeantJournal, found: Sequence[LedgerLine]) -> bool:
    """Tell whether posted lines are this journal's: a restored Sage gives numbers out again."""
    return bool(found) and (named(found) == one.payout or _sums(found) == dict(one.accounts))


def named(lines: Iterable[LedgerLine]) -> str:
    """Give the payout that lines name; empty where they name none."""
    for line in lines:
        match = PAYOUT.search(f"{line.description} {line.reference}")
        if match:
            return match[0]
    return ""


def _sums(lines: Iterable[LedgerLine]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, Money(0, line.amount.currency)) + line.amount
    return {account: amount for account, amount in sums.items() if amount.minor}


def _moved_by_error(
    one: MeantJournal, left: Mapping[str, list[LedgerLine]], batch: Batch | None
) -> str:
    if batch is None or not batch.errors:
        return ""
    return next((number for number, lines in left.items() if named(lines) == one.payout), "")


def _edited(one: MeantJournal, found: Sequence[LedgerLine]) -> list[Line]:
    have, want = _sums(found), dict(one.accounts)
    currency = one.amount.currency
    none = Money(0, currency)
    moves = tuple(
        (account, have.get(account, none) - want.get(account, none))
        for account in sorted({*have, *want})
        if have.get(account, none) != want.get(account, none)
    )
    if not moves:
        return []
    more = total([amount for _, amount in moves if amount.minor > 0], currency)
    amount = more if more.minor else moves[0][1]
    other = ", ".join(f"{account} {change}" for account, change in moves)
    return [
        Line(
            "batch-edited",
            one.payout,
            amount,
            f"GL {one.batch}",
            one.dated,
            f"GL batch {one.batch} was changed before it was posted: {other}",
            f"s300gc payouts reverse {one.payout}, then book it again",
            moves,
        )
    ]


def _absent(one: MeantJournal, seen: Mapping[str, Batch | None]) -> Line | None:
    """Say why a journal is not posted; None where nothing of it was ever in Sage 300."""
    if not one.batch:
        return None
    batch, what = seen.get(one.reference), f"GL batch {one.batch}"
    lost = tuple((account, -amount) for account, amount in one.accounts) if one.done else ()
    lost = lost or ((one.bank, -one.amount),)
    gone = batch is None or batch.description != one.reference
    if gone or (batch is not None and one.done and batch.status in ("Open", "ReadyToPost")):
        code, said = "sage-restored", f"{what} is gone: Sage 300 was restored from a backup"
        settle = f"check that, then s300gc payouts post --again {one.payout}"
    elif batch is not None and batch.status == "Deleted":
        code, said = "batch-deleted", f"{what} was deleted in Sage 300"
        settle = f"s300gc payouts post --again {one.payout}"
    elif batch is not None and batch.errors:
        code, said = "error-batch", f"{what} was posted with errors"
        settle = "correct and post the error batch in Sage 300"
    else:
        code, said = "batch-not-posted", f"{what} is not posted yet"
        settle = f"post {what} in Sage 300"
    return Line(code, one.payout, one.amount, f"GL {one.batch}", one.dated, said, settle, lost)


# ---------------------------------------------------------------- what others entered


def twice(
    strangers: Iterable[Sequence[LedgerLine]], meant: Sequence[MeantJournal], known: set[str]
) -> tuple[list[Line], list[Line]]:
    """Sort out other people's journals: payouts entered again, and suspects.

    ``known`` are the payouts of the creditor. A journal that names one of them, or has the
    accounts and amounts of one of ours, is that payout a second time; of any other it is
    told only where it explains a gap.
    """
    again, suspects = [], []
    for lines in strangers:
        sums = _sums(lines)
        payout = named(lines)
        if payout not in known:
            payout = next((one.payout for one in meant if _same(sums, one)), "")
        line = _stranger(lines, sums, payout)
        if payout:
            again.append(line)
        else:
            suspects.append(line)
    return again, suspects


def _same(sums: Mapping[str, Money], one: MeantJournal) -> bool:
    """Tell whether sums on the proved accounts, the bank among them, are those of a journal."""
    want = dict(one.accounts)
    return one.bank in sums and all(want.get(account) == sums[account] for account in sums)


def _stranger(lines: Sequence[LedgerLine], sums: Mapping[str, Money], payout: str) -> Line:
    first = lines[0]
    moves: Moves = tuple(sorted(sums.items()))
    currency = first.amount.currency
    more = total([amount for _, amount in moves if amount.minor > 0], currency)
    amount = more if more.minor else (moves[0][1] if moves else Money(0, currency))
    what = f"GL batch {first.batch} ({first.source})"
    if payout:
        return Line(
            "journal-twice", payout, amount, f"GL {first.batch}", first.dated,
            f"{what} books {payout}, which this tool books itself",
            f"reverse GL batch {first.batch} by a journal", moves,
        )  # fmt: skip
    return Line(
        "journal-by-hand", first.batch, amount, f"GL {first.batch}", first.dated,
        f"{what} was entered by somebody else on {', '.join(sorted(sums))}",
        f"reverse GL batch {first.batch}, and enter it in AR where it belongs there", moves,
    )  # fmt: skip


def outside(
    lines: Iterable[LedgerLine], meant: Iterable[MeantJournal], allowed: set[str]
) -> list[LedgerLine]:
    """Give our own posted lines on accounts that no journal of ours may touch.

    ``allowed`` are the accounts of the settings and the control accounts.
    """
    numbers = {one.batch for one in meant if one.batch}
    return [line for line in lines if line.batch in numbers and line.account not in allowed]
