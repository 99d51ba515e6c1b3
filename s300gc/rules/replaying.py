"""How often a payout was booked, as the references of its batches in Sage 300 tell."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from s300gc.model.bookings import attempt_of
from s300gc.rules.attempts import renamed, reversal_reference


@dataclass(frozen=True, slots=True)
class Turn:
    """One booking of a payout, and the journal that took it back where one did.

    ``keeps``: only its journal was taken back, because the payout bounced; where another
    turn follows that one is its journal alone, on the day of the new arrival.
    """

    journal: str
    beside: tuple[str, ...] = ()
    reversal: str = ""
    keeps: bool = False

    @property
    def references(self) -> tuple[str, ...]:
        """The batches of this turn, its journal first; empty where it has no journal."""
        return (self.journal, *self.beside) if self.journal else ()


def turns(
    payout: str,
    references: Iterable[str],
    *,
    bounced: bool,
    moved: Callable[[Turn, Turn], bool],
) -> list[Turn]:
    """Tell the bookings of a payout in their order from the references of its batches.

    A batch that was entered again without a reversal takes the place of the earlier one.
    ``references`` are the journals, receipts, notes and reversals of the payout, without VAT
    entries and AR refunds; ``bounced`` tells that GoCardless has the money back now, ``moved``
    whether the journal of a later turn is that of an earlier one on another day.
    """
    attempts: dict[int, list[str]] = defaultdict(list)
    for one in sorted(references):
        attempts[attempt_of(one, payout)].append(one)
    found: list[Turn] = []
    for number in sorted(attempts):
        if not found or found[-1].reversal:
            found.append(Turn(""))
        found[-1] = _joined(found[-1], payout, attempts[number])
    result = []
    for n, turn in enumerate(found):
        keeps = bool(turn.reversal) and bounced
        if turn.reversal and n + 1 < len(found):
            # A person who took it back has AR booked anew as well.
            keeps = not found[n + 1].beside and moved(turn, found[n + 1])
        result.append(replace(turn, keeps=keeps))
    return result


def _joined(turn: Turn, payout: str, references: list[str]) -> Turn:
    places = {renamed(one, payout, 1): one for one in turn.references}
    back = [one for one in references if one.endswith(reversal_reference(""))]
    places |= {renamed(one, payout, 1): one for one in references if one not in back}
    journal = places.pop(f"GC {payout}", "")
    return Turn(journal, tuple(places.values()), back[0] if back else "")
