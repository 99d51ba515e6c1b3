"""The deposit of a payout in Bank Services, open, for a person to post; made exactly once."""

import logging
from collections.abc import Mapping

from pydantic import TypeAdapter

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Bank, Done, Intent, Journal, Payout, Result, Skip, canonical
from s300gc.model.bookings import BankEntry

log = logging.getLogger(__name__)

KIND = "bank entry"
ENTRY = TypeAdapter(BankEntry)


def reference(payout: str) -> str:
    """Name the deposit of a payout: one for all attempts, for the money arrives once."""
    return f"GC {payout} {KIND}"


def check(parts: Parts, payout: Payout, banks: Mapping[str, Bank]) -> None:
    """Raise PersonNeeded, before anything of a payout is sent, where no deposit can be entered."""
    books = parts.config.books_for(payout.amount.currency)
    if books.bank_entry != "open":
        return
    if not parts.sage.takes_bank_entries():
        raise PersonNeeded(
            "this Sage 300 has no BK/BKBankEntries in its Web API: set books.bank_entry ="
            ' "none" and enter the deposit by hand'
        )
    if books.bank_entry_bank not in banks:
        raise PersonNeeded(
            f"bank {books.bank_entry_bank} of books.bank_entry_bank does not exist in Sage 300"
        )


def planned(parts: Parts, payout: Payout, meant: Journal) -> BankEntry:
    """Give the deposit that stands beside a journal, as ``enter`` enters it."""
    return BankEntry(
        reference=reference(payout.id),
        bank=parts.config.books_for(payout.amount.currency).bank_entry_bank,
        account=meant.lines[0].account,
        amount=meant.lines[0].source,
        dated=meant.dated,
        text=payout.reference,
    )


def enter(parts: Parts, payout: Payout, journal: Intent) -> list[Result]:
    """Enter the deposit that stands beside a payout's journal, on the real bank.

    The intent protocol as for batches: look, create, look again. Raises OutcomeUnknown
    where it cannot be seen yet, Refused where Sage 300 will not take it.
    """
    meant: Journal = sending.JOURNAL.validate_json(journal.request)
    if not meant.lines:
        return []
    step = planned(parts, payout, meant)
    stored = parts.store.intents.begin(
        Intent(step.reference, KIND, "", canonical(step), parts.clock.now()), keys=[payout.id]
    )
    if stored.state == "done":
        return []
    first, *strays = _entered(parts, ENTRY.validate_json(stored.request))
    parts.store.intents.done(step.reference, first, keys=[payout.id])
    found: list[Result] = [
        Done(payout.id, f"bank entry {first} is open at bank {step.bank}", first, kind="booked")
    ]
    found += [
        Skip(payout.id, f"bank entry {one} is a DUPLICATE of {first}: do not post it", "duplicate")
        for one in strays
    ]
    return found


def _entered(parts: Parts, step: BankEntry) -> list[str]:
    found = parts.sage.find_bank_entries(step.bank, step.reference)
    if found:
        return found
    try:
        parts.sage.create_bank_entry(step)
    except OutcomeUnknown as error:
        log.warning("%s: %s; looking for it", step.reference, error)
    except Refused as error:
        parts.store.intents.fail(step.reference, str(error))
        raise
    found = parts.sage.find_bank_entries(step.bank, step.reference)
    if not found:
        raise OutcomeUnknown(
            f"{step.reference}: Sage 300 gave no answer and shows no such bank entry yet;"
            " the next run looks again"
        )
    return found
