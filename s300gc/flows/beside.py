"""What was entered for a payout beside its own batches, which a reversal must not forget.

The VAT entry, the journals that moved money of unknown payers with their receipts, the AR
refunds, the deposit in Bank Services.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from s300gc.errors import PersonNeeded
from s300gc.flows import bank_entries, batches, sending
from s300gc.flows.parts import Parts
from s300gc.model import BookedLine, Intent
from s300gc.model.ar_refunds import ARRefund
from s300gc.rules import assigning, keys


@dataclass(frozen=True, slots=True)
class Beside:
    """The posted batches beside a payout's own, and what stands in AR or Bank Services."""

    journals: tuple[Intent, ...]
    receipts: tuple[Intent, ...]
    refunds: tuple[Intent, ...]
    deposits: tuple[Intent, ...]


def of(parts: Parts, payout: str) -> Beside:
    """Give what was entered beside a payout's own batches since it was last planned.

    What a person has deleted in Sage 300 is recorded as such. Raises PersonNeeded where a
    batch is neither posted nor gone: it could be posted after the payout is reversed.
    """
    store = parts.store
    turn = store.bookings.turn(payout)
    own = {one.reference for one in store.payouts.intents_of(payout)}
    names = [keys.vat_reference(payout, turn)]
    for line in store.payouts.lines_of(payout):
        if line.batch and line.batch not in own:
            names.append(line.batch)
        if line.payment and _may_be_assigned(line, turn):
            names.append(assigning.journal_reference(line.payment, turn))
    found = list(_stand(parts, payout, dict.fromkeys(names)))
    refunds = sending.KINDS[ARRefund]
    deposits = [
        one
        for one in store.intents.starting_with(f"GC {payout}")
        if one.kind == bank_entries.KIND and one.state == "done"
    ]
    return Beside(
        tuple(one for one in found if one.kind == "journal"),
        tuple(one for one in found if one.kind == "receipts"),
        tuple(one for one in found if one.kind == refunds),
        tuple(deposits),
    )


def _may_be_assigned(line: BookedLine, turn: int) -> bool:
    receipt = assigning.batch_reference(line.payment, turn)
    return line.kind == "payment_paid_out" and (line.claim is None or line.batch == receipt)


def _stand(parts: Parts, payout: str, names: Iterable[str]) -> Iterator[Intent]:
    """Give those that are posted; what is gone from Sage 300 is recorded as gone."""
    for name in names:
        intent = parts.store.intents.get(name)
        if intent is None or intent.state == "failed":
            continue
        if intent.state == "done":
            yield intent
            continue
        read = batches.desk(parts, intent.kind).read(intent.remote) if intent.remote else None
        why = batches.lost(read, intent) if intent.remote else ""
        if not why:
            status = read.status if read else "not seen yet"
            raise PersonNeeded(
                f"batch {intent.remote or '(no number yet)'} {name!r} of payout {payout} is"
                f" {status}: post it or delete it in Sage 300 and run 's300gc sync', then reverse"
            )
        parts.store.intents.fail(name, f"its batch {intent.remote} {why}")
