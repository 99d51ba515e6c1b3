"""Proves the books: control accounts against documents, X explained, bank against payouts."""

from dataclasses import dataclass

from s300gc.flows import mirror
from s300gc.flows.parts import Parts
from s300gc.model import LedgerLine, Money, total
from s300gc.rules import reconcile as rules


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The checks of one reconciliation and what a person still has to do by hand."""

    checks: tuple[rules.Check, ...]
    worklist: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[rules.Check, ...]:
        """The checks that nothing explains."""
        return tuple(check for check in self.checks if not check.holds)


def run(parts: Parts) -> Reconciliation:
    """Read both systems afresh and compare them; nothing is written anywhere."""
    config, store = parts.config, parts.store
    mirror.payouts(parts)
    home = mirror.home_currency(parts)
    sets = mirror.account_sets(parts)
    control_of = {key: one.control for key, one in sets.items()}
    documents = rules.documents_by_control(parts.sage.open_documents(), control_of, home)
    unposted = _unposted(parts)
    remainders = store.payouts.remainders()
    controls = sorted(set(control_of.values()))
    books = {account: _books(parts, account, unposted, home) for account in controls}
    checks = rules.control_accounts(books, documents, remainders)
    own = {config.books.unmatched_account: "unmatched receipts explained"}
    if config.books.credit != "ar-control":
        own[config.books.credit] = "clearing account explained"
    for account, name in own.items():
        said = {account: _books(parts, account, unposted, home)}
        checks += rules.explained(said, remainders, name)
    checks += _bank_checks(parts, home)
    return Reconciliation(tuple(checks), tuple(_worklist(parts)))


def _unposted(parts: Parts) -> dict[str, list[tuple[str, Money]]]:
    """Give what AR has put into GL batches that nobody has posted: by account, with the batch."""
    found: dict[str, list[tuple[str, Money]]] = {}
    for batch in parts.sage.open_subledger_batches():
        if batch.source != "AR":
            continue
        for line in batch.lines:
            found.setdefault(line.account, []).append((batch.number, line.amount))
    return found


def _books(
    parts: Parts, account: str, unposted: dict[str, list[tuple[str, Money]]], home: str
) -> rules.Books:
    waiting = unposted.get(account, [])
    return rules.Books(
        posted=total([line.amount for line in parts.sage.ledger_lines(account)], home),
        unposted=total([amount for _, amount in waiting], home),
        batches=tuple(sorted({batch for batch, _ in waiting})),
    )


def _bank_checks(parts: Parts, home: str) -> list[rules.Check]:
    """Compare each bank account's lines of our own source code with the payouts booked on it."""
    expected: dict[str, list[rules.Expected]] = {}
    for row in parts.store.payouts.journals():
        books = parts.config.books_for(row.amount.currency)
        one = rules.Expected(row.payout, row.batch, row.functional, row.state, row.reason)
        expected.setdefault(books.bank_account, []).append(one)
    checks: list[rules.Check] = []
    for account, payouts in sorted(expected.items()):
        books = parts.config.books
        source = f"{books.source_ledger}-{books.source_type}"
        lines: list[LedgerLine] = [
            line for line in parts.sage.ledger_lines(account) if line.source == source
        ]
        checks += rules.bank(account, lines, payouts, home)
    return checks


def _worklist(parts: Parts) -> list[str]:
    found = [*parts.store.payouts.worklist(), *parts.store.surpluses.worklist()]
    return [f"{one.subject}: {one.reason}" for one in found]
