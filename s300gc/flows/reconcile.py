"""Proves the books: GoCardless against our record, our record against Sage 300 AR and GL."""

from dataclasses import dataclass
from datetime import date, timedelta

from s300gc.errors import UsageError
from s300gc.flows import mirror, proving_gocardless, proving_ledger, proving_receivables
from s300gc.flows.parts import Parts
from s300gc.flows.proving import Scope
from s300gc.flows.proving_ledger import Ledger
from s300gc.model import AccountSet, Document, Money, total
from s300gc.rules import collected_proved
from s300gc.rules import reconcile as rules
from s300gc.rules.differences import Line, merged
from s300gc.rules.in_transit import InTransit
from s300gc.rules.payments_proved import Month

LATELY = timedelta(days=92)
"""So long ago an account set's account is held against what is booked on it."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What agrees, every line of what does not or waits, and what a person has to do by hand.

    ``as_at`` is the day at whose end the balances are; ``since`` and ``until`` are the posting
    dates of what was compared one by one.
    """

    checks: tuple[rules.Check, ...]
    worklist: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    months: tuple[Month, ...] = ()
    in_transit: tuple[InTransit, ...] = ()
    as_at: date = date.min
    since: date = date.min
    until: date = date.min

    @property
    def differences(self) -> tuple[Line, ...]:
        """What is wrong until somebody acts."""
        return tuple(one for one in self.lines if one.level == "difference")

    @property
    def waiting(self) -> tuple[Line, ...]:
        """What is right and not finished."""
        return tuple(one for one in self.lines if one.level == "waiting")


def run(
    parts: Parts,
    *,
    since: date | None = None,
    until: date | None = None,
    as_at: date | None = None,
) -> Reconciliation:
    """Read both systems afresh and compare them; nothing is written to either.

    Without ``since`` all since go-live is compared; ``as_at`` (or ``until``) gives balances by
    posting date at the end of that day, without what neither system tells of the past: what
    GoCardless held then, and which document was collected. Raises UsageError for days that
    are not in order.
    """
    scope = _scope(parts, since, until, as_at)
    mirror.payouts(parts)
    sets = mirror.account_sets(parts)
    documents = list(parts.sage.open_documents())
    sides, ledger = _accounts(parts, scope, sets, documents)
    controls = {one.control for one in sets.values()}
    found, suspects = proving_ledger.lines(parts, ledger, controls)
    found += proving_receivables.lines(parts, scope, ledger, documents)
    setup = _setup(parts, sets) if scope.now else []
    told = {
        line.subject for line in found
        if line.code in ("batch-not-posted", "batch-deleted", "error-batch", "half-booked")
    }  # fmt: skip
    side = proving_gocardless.look(parts, scope, ledger, told, setup)
    found += setup + side.lines
    if scope.now:
        found += proving_receivables.stray_drafts(parts, ledger)
    checks, lines = rules.prove([*sides, *side.sides], merged(found), suspects)
    return Reconciliation(
        checks=tuple(checks),
        worklist=tuple(_worklist(parts)),
        lines=tuple(sorted(lines, key=lambda o: (o.level, o.code, o.since or date.min, o.subject))),
        months=tuple(side.months),
        in_transit=tuple(
            one
            for account in _bank_accounts(parts)
            for one in proving_ledger.transit(parts, ledger, account)
        ),
        as_at=scope.until,
        since=scope.since,
        until=scope.until,
    )


def _scope(parts: Parts, since: date | None, until: date | None, as_at: date | None) -> Scope:
    if until is not None and as_at is not None and until > as_at:
        raise UsageError(f"--until {until} is after --as-at {as_at}")
    end = as_at or until or parts.today
    start = since or parts.config.go_live
    if end > parts.today:
        raise UsageError(f"{end} is not over yet: balances are those of a day that has been")
    if start > end:
        raise UsageError(f"{start} is after {end}: there is nothing to compare")
    return Scope(start, end, end == parts.today, mirror.home_currency(parts))


# ---------------------------------------------------------------- accounts


def _accounts(
    parts: Parts, scope: Scope, sets: dict[str, AccountSet], documents: list[Document]
) -> tuple[list[rules.Side], Ledger]:
    """Give both balances of each account that is proved, and the ledger they come from."""
    control_of = {key: one.control for key, one in sets.items()}
    controls, liabilities = rules.documents_by_account(
        documents, control_of, {key: one.prepayment for key, one in sets.items()}, scope.home
    )
    retained = parts.sage.retainage()
    books = parts.config.books
    own = [one.unmatched_account for one in (books, *parts.config.books_by_currency.values())]
    clearing = [] if books.credit == "ar-control" else [books.credit]
    banks = _bank_accounts(parts)
    proved = [*sorted(controls), *sorted(liabilities), *sorted(retained), *clearing, *own]
    ledger = proving_ledger.read(parts, scope, [*proved, *banks], set(controls))
    sides = []
    for name, right_is, sums in (
        ("control account = open documents", "open AR documents", controls),
        ("prepayments = open prepayments", "open prepayments", liabilities),
        ("retainage = kept back", "retainage", retained),
        ("clearing account explained", "settled", dict.fromkeys(clearing, Money(0, scope.home))),
        ("unmatched receipts explained", "settled", dict.fromkeys(own, Money(0, scope.home))),
    ):
        subledger = right_is not in ("settled",)
        for account, amount in sorted(sums.items()):
            right = amount - ledger.later(account) if subledger else amount
            sides.append(
                rules.Side(name, account, ledger.balance(account), "GL balance", right, right_is)
            )
    return sides + _banks(parts, ledger, banks), ledger


def _bank_accounts(parts: Parts) -> list[str]:
    books = (parts.config.books, *parts.config.books_by_currency.values())
    return sorted({one.bank_account for one in books})


def _banks(parts: Parts, ledger: Ledger, banks: list[str]) -> list[rules.Side]:
    sides = []
    for account in banks:
        meant = [o.amount for o in ledger.meant if o.bank == account and not o.replaced and o.batch]
        sides.append(
            rules.Side(
                "bank = payouts",
                account,
                proving_ledger.our_part(parts, ledger, account),
                "posted by our journals",
                total(meant, ledger.scope.home),
                "paid out and entered",
            )
        )
    return sides


def _setup(parts: Parts, sets: dict[str, AccountSet]) -> list[Line]:
    """Tell of account sets and banks that no longer are what bookings rest on."""
    books, home = parts.config.books, mirror.home_currency(parts)
    clearing = "" if books.credit == "ar-control" else books.credit
    booked = parts.store.half_booked.account_sets((parts.today - LATELY).isoformat())
    control_of = {key: one.control for key, one in sets.items()}
    found = collected_proved.changed_sets(booked, control_of, clearing, home)
    if books.receipts == "none" or isinstance(books.receipts_bank, str):
        return found
    wanted = {bank: place.split(" ")[0] for place, bank in books.receipts_bank.items()}
    accounts = {code: one.account for code, one in mirror.banks(parts).items()}
    return found + collected_proved.changed_banks(wanted, accounts, home)


def _worklist(parts: Parts) -> list[str]:
    found = [*parts.store.payouts.worklist(), *parts.store.surpluses.worklist()]
    return [f"{one.subject}: {one.reason}" for one in found]
