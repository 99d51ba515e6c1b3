"""Runs every direction in the order that keeps them true."""

from collections.abc import Callable

from s300gc.errors import ConfigError, CredentialError, PersonNeeded, S300gcError
from s300gc.flows import (
    collecting,
    events,
    mandates,
    payouts,
    refunding,
    retrying,
    subscriptions,
)
from s300gc.flows.parts import Parts
from s300gc.model import Failed, Outcome

Flow = Callable[..., Outcome]

ORDER: tuple[tuple[str, Flow], ...] = (
    ("events", events.poll),
    ("mandates", mandates.sync),
    ("subscriptions", subscriptions.sync),
    ("invoices", collecting.run),
    ("payments", retrying.run),
    ("refunds", refunding.run),
    ("payouts", payouts.post),
)
"""Events first: what they tell keeps a restored database from collecting twice."""


def run(
    parts: Parts, *, dry_run: bool = False, seen: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Run all flows; one that fails holds up only those that rest on it.

    ``seen`` is told of each outcome as it is there. Without the events nothing
    may be collected, so their failure ends the run; so do refused credentials.
    """
    outcomes: list[Outcome] = []
    for name, flow in ORDER:
        try:
            outcome = flow(parts, dry_run=dry_run)
        except (ConfigError, CredentialError):
            raise
        except S300gcError as error:
            if name == "events" or isinstance(error, PersonNeeded):
                raise
            outcome = Outcome(name, [Failed(name, str(error), error.exit_code)], dry_run)
        outcomes.append(outcome)
        if seen is not None:
            seen(outcome)
    return outcomes
