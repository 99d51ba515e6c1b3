"""What every scenario simulator is: it acts on one object, or refuses that object's state."""

from collections.abc import Callable

from s300gc.sandbox.gocardless.errors import Refused, bad_state
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.table import Row

Play = Callable[[Organisation, Row], None]


def needs(row: Row, *statuses: str) -> None:
    """Refuse an object that is in none of these states."""
    if row["status"] not in statuses:
        raise impossible(f"it must be {' or '.join(statuses)}")


def impossible(why: str) -> Refused:
    """Refuse a scenario; its reason is not documented and is the sandbox's own."""
    return bad_state("invalid_state", f"The scenario cannot be simulated: {why}")
