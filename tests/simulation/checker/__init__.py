"""The independent checker: reads both systems' state and the audit rows, and nothing of s300gc.

It shares no code with the program: what the program believes is not believed here.
"""

from tests.simulation.checker.audited import audited, chained, cursors_behind
from tests.simulation.checker.booked import booked, revenue_untouched
from tests.simulation.checker.collected import collected_once, collected_when_due
from tests.simulation.checker.evidence import Evidence, read
from tests.simulation.checker.explained import explained
from tests.simulation.checker.received import received

__all__ = ["Evidence", "after_a_turn", "at_the_end", "read"]


def after_a_turn(seen: Evidence) -> list[str]:
    """Give what is wrong although the tool may have been cut off at any moment."""
    found = [*collected_once(seen), *chained(seen), *audited(seen), *cursors_behind(seen)]
    return [*found, *booked(seen, whole=False), *received(seen, whole=False)]


def at_the_end(seen: Evidence) -> list[str]:
    """Give what is wrong once nothing fails any more and the tool has nothing left to do."""
    found = [*after_a_turn(seen), *collected_when_due(seen), *audited(seen, whole=True)]
    found += [*booked(seen, whole=True), *received(seen, whole=True)]
    return [*found, *revenue_untouched(seen), *explained(seen)]
