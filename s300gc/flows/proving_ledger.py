"""The general ledger's side of a reconciliation: our journals, and the accounts that are proved."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from s300gc.flows import batches, mirror, proving
from s300gc.flows.chart import tables
from s300gc.flows.parts import Parts
from s300gc.flows.proving import Scope
from s300gc.model import Batch, LedgerLine, Money, total
from s300gc.model.proofs import MeantJournal
from s300gc.remote.values import UnpostedBatch
from s300gc.rules import accounts as account_rules
from s300gc.rules import journals_proved as rules
from s300gc.rules.differences import Line
from s300gc.rules.in_transit import InTransit, in_transit

SUBLEDGERS = ("AR", "BK")


@dataclass(slots=True)
class Ledger:
    """What was read of the general ledger, and what our journals came to in it."""

    scope: Scope
    meant: list[MeantJournal]
    lines: dict[str, list[LedgerLine]] = field(default_factory=dict)
    """Of each account that is proved; those dated after the scope as well."""
    ours: list[LedgerLine] = field(default_factory=list)
    unposted: list[UnpostedBatch] = field(default_factory=list)
    """Batches of subledgers that nobody has posted."""
    drafts: list[UnpostedBatch] = field(default_factory=list)
    """Open batches of GL itself."""
    judged: rules.Judged = field(
        default_factory=lambda: rules.Judged(frozenset(), frozenset(), (), ())
    )

    def balance(self, account: str) -> Money:
        """Give an account's posted balance at the end of the scope."""
        lines = self.lines.get(account, [])
        return total(
            [one.amount for one in lines if one.dated <= self.scope.until], self.scope.home
        )

    def later(self, account: str) -> Money:
        """Give what subledgers posted to an account, or wait to, with a later date."""
        lines = self.lines.get(account, [])
        posted = [
            one.amount
            for one in lines
            if one.dated > self.scope.until and not one.source.startswith("GL-")
        ]
        waiting = [
            line.amount
            for batch in self.unposted
            for line in batch.on(account)
            if line.dated is not None and line.dated > self.scope.until
        ]
        return total([*posted, *waiting], self.scope.home)


def read(parts: Parts, scope: Scope, proved: Iterable[str], controls: set[str]) -> Ledger:
    """Read the proved accounts, our own lines wherever they are, and batches that wait."""
    books = parts.config.books
    found = Ledger(scope, proving.journals(parts, scope))
    for account in dict.fromkeys(proved):
        found.lines[account] = list(parts.sage.ledger_lines(account))
    source = (books.source_ledger, books.source_type)
    found.ours = list(parts.sage.lines_of_source(*source, scope.since, scope.until))
    waiting = parts.sage.open_subledger_batches()
    found.unposted = [one for one in waiting if one.source in SUBLEDGERS]
    found.drafts = [o for o in waiting if o.source not in SUBLEDGERS and o.status == "Open"]
    _judge(parts, found, controls)
    return found


def _judge(parts: Parts, ledger: Ledger, controls: set[str]) -> None:
    books = parts.config.books
    source = f"{books.source_ledger}-{books.source_type}"
    lines = list(ledger.ours)
    for account_lines in ledger.lines.values():
        lines += [o for o in account_lines if o.source != source and ledger.scope.has(o.dated)]
    standing = [one for one in ledger.meant if not one.replaced]
    seen: dict[str, Batch | None] = {
        one.reference: _seen(parts, one) for one in rules.unfound(standing, lines)
    }
    ledger.judged = rules.judge(ledger.meant, lines, seen)


def _seen(parts: Parts, one: MeantJournal) -> Batch | None:
    return batches.desk(parts, "journal").read(one.batch)


def lines(parts: Parts, ledger: Ledger, controls: set[str]) -> tuple[list[Line], list[Line]]:
    """Tell what is wrong with our journals and what waits in GL; and suspects of other people."""
    known = {one.payout for one in ledger.meant}
    again, suspects = rules.twice(ledger.judged.strangers, ledger.meant, known)
    found = [*ledger.judged.lines, *again, *_waiting(ledger)]
    return found + _outside(parts, ledger, controls), suspects


def _waiting(ledger: Ledger) -> list[Line]:
    """List batches of AR that nobody has posted yet, with what they will change."""
    found = []
    for batch in ledger.unposted:
        due = [o for o in batch.lines if o.dated is None or o.dated <= ledger.scope.until]
        sums = {
            account: total([o.amount for o in due if o.account == account], ledger.scope.home)
            for account in dict.fromkeys(o.account for o in due)
        }
        moves = tuple((a, -one) for a, one in sums.items() if a in ledger.lines and one.minor)
        if not moves:
            continue
        number = batch.number
        days = [one.dated for one in due if one.dated is not None]
        found.append(
            Line(
                "ar-gl-batch-not-posted",
                number,
                moves[0][1],
                f"GL {number}",
                min(days, default=None),
                f"AR posted it, but nobody has posted its GL batch ({number}) yet",
                f"post GL batch {number}",
                moves,
            )
        )
    return found


def _outside(parts: Parts, ledger: Ledger, controls: set[str]) -> list[Line]:
    """Tell of our own lines on accounts that are neither of the settings nor a control account."""
    allowed = {*account_rules.named(tables(parts.config)), *controls}
    allowed |= {account for one in ledger.meant for account, _ in one.accounts}
    strange = rules.outside(ledger.ours, ledger.meant, allowed)
    told = {line.subject for line in ledger.judged.lines if line.code == "batch-edited"}
    numbers = {one.batch: one.payout for one in ledger.meant}
    return [
        Line(
            "account-not-ours", one.account, one.amount, f"GL {one.batch}", one.dated,
            f"GL batch {one.batch} of {numbers[one.batch]} posted to {one.account}",
            f"s300gc payouts reverse {numbers[one.batch]}",
        )
        for one in strange if numbers.get(one.batch) not in told
    ]  # fmt: skip


def transit(parts: Parts, ledger: Ledger, account: str) -> list[InTransit]:
    """Give what an account still holds of each payout; none where it is a real bank's."""
    if any(one.account == account for one in mirror.banks(parts).values()):
        return []
    payouts = {o.batch: o.payout for o in ledger.meant if o.batch in ledger.judged.numbers}
    return in_transit(account, ledger.lines.get(account, []), payouts, ledger.scope.until)


def our_part(parts: Parts, ledger: Ledger, account: str) -> Money:
    """Add up what journals of ours, or that look like ours, put on a bank account in the scope."""
    books = parts.config.books
    source, known = f"{books.source_ledger}-{books.source_type}", {o.payout for o in ledger.meant}
    amounts = [
        one.amount
        for one in ledger.lines.get(account, [])
        if ledger.scope.has(one.dated)
        and one.source.startswith("GL-")
        and (
            one.source == source
            or one.batch in ledger.judged.numbers
            or rules.named([one]) in known
        )
    ]
    return total(amounts, ledger.scope.home)
