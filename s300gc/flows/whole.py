"""Whether a batch of ours holds, and whether Sage has posted, all that was meant."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Batch, DebitNote, Intent, Journal, Receipt


def check(intent: Intent, found: Batch) -> None:
    """Raise PersonNeeded where a batch that is not posted does not hold what its intent says.

    A POST that was refused, or whose answer was lost, may leave a part of its entries
    behind; a person may have changed an open batch. Such a batch is not posted. The
    totals of debit notes are compared one by one elsewhere, with their tax.
    """
    if found.status not in ("Open", "ReadyToPost"):
        return
    entries, total = _meant(intent)
    by_one = intent.kind in ("notes", "invoice", "apply")
    if found.entries == entries and (by_one or found.total == total):
        return
    raise PersonNeeded(
        f"batch {found.number} of {intent.reference} holds {found.entries} of {entries} entries,"
        f" {found.total} instead of {total}: it was not posted; delete it in Sage 300, then run"
        " again"
    )


def _meant(intent: Intent) -> tuple[int, Decimal]:
    """Give the number of entries and the total: GL in debits at home, AR as the batch has it."""
    if intent.kind in ("journal", "reversal"):
        journal = sending.JOURNAL.validate_json(intent.request)
        debits = [one.functional.decimal for one in journal.lines if one.functional.minor > 0]
        return 1, sum(debits, Decimal(0))
    if intent.kind == "apply":
        return 1, Decimal(0)
    if intent.kind == "ar refund":
        return 1, sending.AR_REFUND.validate_json(intent.request).amount.decimal
    if intent.kind == "invoice":
        return 1, sending.INVOICE.validate_json(intent.request).total.decimal
    entries: Sequence[Receipt | DebitNote]
    if intent.kind == "receipts":
        entries = sending.RECEIPTS.validate_json(intent.request).receipts
    else:
        entries = sending.NOTES.validate_json(intent.request).notes
    return len(entries), sum((one.amount.decimal for one in entries), Decimal(0))


def posted(parts: Parts, intent: Intent, found: Batch) -> Batch:
    """Give a posted batch of which nothing is in error any more, else raise PersonNeeded.

    Sage moves entries in error to another batch, which a person corrects and posts; the
    first one tells of its errors for ever. So what is posted is looked for itself.
    """
    if not found.errors:
        return found
    journal = intent.kind in ("journal", "reversal")
    if _journal(parts, intent) if journal else not _missing(parts, intent):
        return replace(found, errors=0)
    raise PersonNeeded(
        f"batch {found.number} of {intent.reference} was posted with {found.errors} entries in"
        " error: Sage 300 moved them to an error batch; correct and post that one, then run again"
    )


def _journal(parts: Parts, intent: Intent) -> bool:
    """Tell whether the bank line of a journal is posted, in whatever batch."""
    journal: Journal = sending.JOURNAL.validate_json(intent.request)
    bank = journal.lines[0]
    source = f"{journal.source_ledger}-{journal.source_type}"
    wanted = (source, bank.functional, bank.description)
    lines = parts.sage.ledger_lines(bank.account)
    return any((line.source, line.amount, line.description) == wanted for line in lines)


def _missing(parts: Parts, intent: Intent) -> set[tuple[str, str]]:
    """Give what a batch of AR was to post and that is not posted: customer and number."""
    if intent.kind == "receipts":
        receipts = sending.RECEIPTS.validate_json(intent.request).receipts
        wanted = {(one.customer, one.number) for one in receipts}
        return wanted - parts.sage.posted_receipts({number for _, number in wanted})
    if intent.kind == "apply":
        return _unused(parts, intent)
    if intent.kind == "ar refund":
        return _unpaid(parts, intent)
    notes = sending.NOTES.validate_json(intent.request).notes
    wanted = {(one.customer, one.number) for one in notes}
    known = parts.sage.documents(sorted(wanted))
    return wanted - {(one.customer, one.number) for one in known}


def _unused(parts: Parts, intent: Intent) -> set[tuple[str, str]]:
    """Give the unapplied cash of an entry in error that is still there as it was planned."""
    step = sending.APPLY.validate_json(intent.request)
    place = (step.customer, step.credit)
    used = sum(one.amount.minor for one in step.applied)
    found = parts.sage.documents([place])
    return {place for one in found if -one.balance.minor > step.left.minor - used}


def _unpaid(parts: Parts, intent: Intent) -> set[tuple[str, str]]:
    """Give the credits of a refund in error that are still there as it was planned."""
    step = sending.AR_REFUND.validate_json(intent.request)
    most = {one.document: one.left.minor - one.amount.minor for one in step.credits}
    found = parts.sage.documents([(step.customer, number) for number in most])
    return {(step.customer, one.number) for one in found if -one.balance.minor > most[one.number]}
