"""What all parts of a reconciliation share: the days it is about, and what was sent in them."""

from dataclasses import dataclass
from datetime import date

from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Intent, Money, total
from s300gc.model.proofs import MeantJournal, MeantReceipt
from s300gc.rules.journals_proved import PAYOUT
from s300gc.rules.lines import Rate, functional

AR_KINDS = ("receipts", "notes", "ar refund", "apply")
"""Kinds of intents that are batches of AR; a journal or a reversal is one of GL."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The days of one reconciliation.

    ``since`` to ``until`` are the posting dates of what is compared one by one; balances are
    those at the end of ``until``. ``now`` says that this is today: only then can be compared
    what neither system tells of the past.
    """

    since: date
    until: date
    now: bool
    home: str

    def has(self, day: date) -> bool:
        """Tell whether a posting date lies within."""
        return self.since <= day <= self.until


def journals(parts: Parts, scope: Scope) -> list[MeantJournal]:
    """Give our GL entries dated in the scope, as they were sent, oldest first."""
    store = parts.store
    intents = [*store.intents.of_kind("journal"), *store.intents.of_kind("reversal")]
    # A journal that was reversed stands as it was posted, also where another took its place.
    replaced = {one for one in _replaced(parts, intents) if store.bookings.of_journal(one) is None}
    banks = {parts.config.books.bank_account}
    banks |= {one.bank_account for one in parts.config.books_by_currency.values()}
    found = [_journal(one, banks, scope.home, replaced) for one in intents if _sent(one)]
    return [one for one in found if scope.has(one.dated)]


def _sent(intent: Intent) -> bool:
    """Tell whether something of an intent may be in Sage 300."""
    return intent.state != "failed" or bool(intent.remote)


def _replaced(parts: Parts, intents: list[Intent]) -> set[str]:
    references = [one.reference for one in intents]
    found = {one.replaces for one in parts.store.bookings.replacements(references)}
    return found | {one.reference for one in intents if one.state == "failed"}


def _journal(intent: Intent, banks: set[str], home: str, replaced: set[str]) -> MeantJournal:
    journal = sending.JOURNAL.validate_json(intent.request)
    sums: dict[str, Money] = {}
    for line in journal.lines:
        sums[line.account] = sums.get(line.account, Money(0, home)) + line.functional
    bank = next((one for one in sums if one in banks), "")
    payout = PAYOUT.search(intent.reference)
    return MeantJournal(
        reference=intent.reference,
        payout=payout[0] if payout else intent.reference,
        batch=intent.remote,
        dated=journal.dated,
        bank=bank,
        amount=sums.get(bank, Money(0, home)),
        accounts=tuple((account, one) for account, one in sorted(sums.items()) if one.minor),
        done=intent.state == "done",
        replaced=intent.reference in replaced,
    )


def receipts(parts: Parts, scope: Scope, posted: set[str]) -> list[MeantReceipt]:
    """Give our AR receipts dated in the scope, as they were sent, oldest first."""
    found: list[MeantReceipt] = []
    intents = [one for one in parts.store.intents.of_kind("receipts") if one.remote]
    replaced = _replaced(parts, intents)
    for intent in intents:
        if intent.reference in posted and intent.reference not in replaced:
            found += [one for one in _receipts(intent, scope.home) if scope.has(one.dated)]
    return found


def _receipts(intent: Intent, home: str) -> list[MeantReceipt]:
    batch = sending.RECEIPTS.validate_json(intent.request)
    payout = PAYOUT.search(intent.reference)
    return [
        MeantReceipt(
            reference=intent.reference,
            payout=payout[0] if payout else intent.reference,
            batch=intent.remote,
            bank=batch.bank,
            x=batch.x,
            customer=one.customer,
            number=one.number,
            amount=one.amount,
            functional=functional(one.amount, Rate(home, one.rate, one.rate_type)),
            dated=batch.dated,
            applied=tuple(
                (document, total([a.amount for a in one.applied if a.document == document],
                                 one.amount.currency))
                for document in dict.fromkeys(a.document for a in one.applied)
            ),
            posted=True,
        )
        for one in batch.receipts
    ]  # fmt: skip
