"""The first write for a live creditor waits for a person's yes."""

from s300gc.errors import PersonNeeded
from s300gc.flows.parts import Parts
from s300gc.settings import LIVE

AGREED = "agreed_to_live"


def agree(parts: Parts, *, yes: bool = False) -> None:
    """Let the first run that writes for a live creditor pass only when a person said yes.

    Asked once in the life of a database. Raises PersonNeeded.
    """
    config = parts.config
    if config.gocardless.base != LIVE or parts.store.settings.get(AGREED) is not None:
        return
    if not yes:
        raise PersonNeeded(
            f"{config.gocardless.creditor} is a live creditor and nothing was written for it yet:"
            " look with --dry-run, then run once with --yes"
        )
    parts.store.settings.set(AGREED, parts.clock.now().isoformat())
