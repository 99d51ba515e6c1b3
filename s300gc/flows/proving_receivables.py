"""AR's side of a reconciliation: receipts, what is half booked, what documents say."""

from s300gc.flows import batches, mirror, proving
from s300gc.flows.parts import Parts
from s300gc.flows.proving import Scope
from s300gc.flows.proving_ledger import Ledger
from s300gc.model import Batch, Document, Intent, Money
from s300gc.model.proofs import MeantReceipt, PostedReceipt
from s300gc.rules import collected_proved, receipts_proved
from s300gc.rules.differences import Line
from s300gc.rules.half_booked import BACK, MONEY_IN, half_booked
from s300gc.rules.journals_proved import PAYOUT

Documents = dict[tuple[str, str], Document]


def lines(parts: Parts, scope: Scope, ledger: Ledger, documents: list[Document]) -> list[Line]:
    """Tell what is wrong in AR and what waits there."""
    posted, gone, found = _batches(parts, ledger)
    meant = proving.receipts(parts, scope, posted - set(gone))
    accounts = _bank_accounts(parts)
    received = [
        one
        for bank in sorted(accounts)
        for one in parts.sage.receipts_of_bank(bank, scope.since)
        if one.dated is None or one.dated <= scope.until
    ]
    found += receipts_proved.receipts(meant, received, accounts, _came_back(parts, received))
    returned = {one.number.rpartition("-")[0] for one in received if one.returned}
    unsettled = [
        one for one in parts.store.half_booked.unsettled()
        if one.dated is None or one.dated <= scope.until
    ]  # fmt: skip
    found += half_booked(
        unsettled,
        posted | set(ledger.judged.posted),
        receipts=parts.config.books.receipts == "bank",
        gone=gone,
        unread=returned,
    )
    if scope.now:
        found += _documents(parts, scope, meant, received, documents)
    return found


# ---------------------------------------------------------------- batches


def _batches(parts: Parts, ledger: Ledger) -> tuple[set[str], dict[str, str], list[Line]]:
    """Find which batches of ours are posted, and which are gone and how.

    Those that were seen posted are asked after only where the journal of their payout is
    gone: posted batches may have been cleared from Sage 300's history.
    """
    store = parts.store
    lost = {line.subject: line.code for line in ledger.judged.lines}
    gone = {r: lost[_payout(r)] for r in ledger.judged.gone if _payout(r) in lost}
    posted = {one.reference for one in ledger.meant if one.done}
    found: list[Line] = []
    for kind in proving.AR_KINDS:
        for intent in store.intents.of_kind(kind):
            if not intent.remote:
                continue
            done = intent.state == "done"
            if done:
                posted.add(intent.reference)
            if done and lost.get(_payout(intent.reference)) != "sage-restored":
                continue
            batch = batches.desk(parts, kind).read(intent.remote)
            same = batch is not None and batch.description == intent.reference
            if batch is not None and same and batch.status == "Posted":
                posted.add(intent.reference)
                continue
            line = _lost(parts, intent, batch)
            if line is not None:
                found.append(line)
                gone[intent.reference] = line.code
    return posted, gone, found


def _payout(reference: str) -> str:
    match = PAYOUT.search(reference)
    return match[0] if match else reference


def _lost(parts: Parts, intent: Intent, batch: Batch | None) -> Line | None:
    """Tell of a batch that is gone; one that only waits is told with its half-booked lines."""
    payout, number = _payout(intent.reference), intent.remote
    deleted = batch is not None and batch.status == "Deleted"
    ours = batch is not None and batch.description == intent.reference
    if ours and not deleted and intent.state != "done":
        return None
    code = "batch-deleted" if deleted and intent.state != "done" else "sage-restored"
    said = "was deleted in Sage 300" if deleted else "is gone: Sage 300 was restored"
    amounts: dict[str, Money] = {}
    if intent.state == "done":
        for one in parts.store.payouts.lines_of(payout):
            if one.batch == intent.reference:
                sign = -1 if one.kind in MONEY_IN else 1
                change = Money(sign * one.functional.minor, one.functional.currency)
                amounts[one.x] = amounts.get(one.x, Money(0, change.currency)) + change
    total = parts.store.payouts.get(payout)
    return Line(
        code, payout, total.amount if total else Money(0, mirror.home_currency(parts)),
        f"AR {number}", None, f"AR batch {number} {said}",
        f"s300gc payouts post --again {payout}", tuple(amounts.items()),
    )  # fmt: skip


# ---------------------------------------------------------------- receipts


def _bank_accounts(parts: Parts) -> dict[str, str]:
    """Give our receipts banks with the account that their receipts stand for."""
    books = parts.config.books
    if books.receipts == "none":
        return {}
    if isinstance(books.receipts_bank, str):
        account = {one.code: one.account for one in mirror.banks(parts).values()}
        return {books.receipts_bank: account.get(books.receipts_bank, "")}
    return {bank: place.split(" ")[0] for place, bank in books.receipts_bank.items()}


def _came_back(parts: Parts, received: list[PostedReceipt]) -> set[str]:
    """Give the payments whose receipt was rightly reversed.

    Their money went back, or the booking of their payout was taken back.
    """
    undone = parts.store.half_booked.taken_back(o.number for o in received if o.returned)
    payments = {one.number.rpartition("-")[0] for one in received if one.returned}
    return undone | {
        payment
        for payment in payments
        if any(one.kind in BACK for one in parts.store.payouts.lines_of_payment(payment))
    }


# ---------------------------------------------------------------- documents


def _documents(
    parts: Parts,
    scope: Scope,
    meant: list[MeantReceipt],
    received: list[PostedReceipt],
    documents: list[Document],
) -> list[Line]:
    open_ = {(one.customer, one.number): one for one in documents}
    whole = {(one.number, one.functional) for one in received if not one.returned}
    standing = {one.number for one in meant if (one.number, one.functional) in whole}
    found = receipts_proved.elsewhere(meant, open_, standing)
    found += _collected(parts, open_)
    twice = _cash_twice(parts, scope)
    return found + twice + _surpluses(parts, open_, {one.subject for one in twice})


def _collected(parts: Parts, open_: Documents) -> list[Line]:
    """Look for documents that live payments collect and that are not open any more."""
    sums: dict[tuple[str, str], Money] = {}
    doors = {(d.claim.customer, d.claim.document) for d in parts.store.claims.all_live()}
    wanted = sorted(doors - set(open_))
    if not wanted:
        return []
    there = {(one.customer, one.number) for one in parts.sage.documents(wanted)}
    missing = [place for place in wanted if place not in there]
    if not missing:
        return []
    for customer, number in missing:
        for door in parts.store.claims.outstanding_for(customer, number):
            for part in parts.store.claims.of_payment(door.payment) if door.payment else []:
                if (part.claim.customer, part.claim.document) == (customer, number):
                    sums[customer, number] = part.amount
    holders = parts.sage.holders({number for _, number in missing})
    return collected_proved.absent(sums, holders)


def _surpluses(parts: Parts, open_: Documents, told: set[str]) -> list[Line]:
    return collected_proved.surpluses(parts.store.surpluses.open(), open_, told)


def _cash_twice(parts: Parts, scope: Scope) -> list[Line]:
    """Look at what other banks received of the customers whose payments collect too much.

    Without receipts it is looked at all customers whose payments were paid out.
    """
    store = parts.store
    ids = {one.payment for one in store.surpluses.open()}
    customers = {one.customer for one in store.surpluses.open()}
    ours, unreceived = {one: one for one in ids}, set()
    for one in store.half_booked.unsettled():
        ours[one.payout] = one.payout
        customers |= {one.customer} if one.customer and not one.side else set()
        if parts.config.books.receipts == "none" and one.kind in MONEY_IN:
            unreceived.add((one.customer, str(one.amount)))
    if not customers:
        return []
    for payout in list(ours):
        known = store.payouts.get(payout)
        if known is not None and known.reference:
            ours[known.reference] = payout
    others = list(parts.sage.receipts_of_customers(customers, scope.since))
    banks = set(_bank_accounts(parts))
    return receipts_proved.cash_twice(others, banks, ours, unreceived)


def stray_drafts(parts: Parts, ledger: Ledger) -> list[Line]:
    """List open drafts that look like ours and are not the batch that counts."""
    sage, intents = parts.sage, parts.store.intents
    numbers = {
        "GL": {one.batch for one in ledger.meant} | intents.numbers("journal")
        | intents.numbers("reversal"),
        "AR receipt": intents.numbers("receipts") | intents.numbers("apply"),
        "AR invoice": intents.numbers("notes") | intents.numbers("invoice")
        | {one.remote for one in intents.of_kind("invoice")},
    }  # fmt: skip
    found = [("GL", one.number, one.description) for one in ledger.drafts]
    for name, batches_ in (
        ("AR receipt", sage.open_receipt_batches()),
        ("AR invoice", sage.open_note_batches()),
    ):
        found += [(name, one.number, one.description) for one in batches_]
    return collected_proved.drafts(found, numbers, mirror.home_currency(parts))
