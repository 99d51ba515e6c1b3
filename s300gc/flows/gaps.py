"""Compares what webhooks brought with what the poll brought."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from s300gc.errors import S300gcError
from s300gc.flows import receiving
from s300gc.flows.parts import Parts
from s300gc.model.webhooks import SentWebhook
from s300gc.rules import gaps as rules
from s300gc.rules.gaps import Gaps, Missed
from s300gc.store import Store

LOOK = timedelta(days=30)
"""How far back is looked; what was missed before is no news."""

Sent = Callable[[datetime], Sequence[SentWebhook]]
"""Gives what GoCardless has sent since an instant, newest first."""


def run(parts: Parts) -> Gaps:
    """Say whether webhooks arrive, since when not, and why; GoCardless is asked where they fail.

    Nothing is written but what deliveries brought and was not unpacked yet.
    """
    receiving.unpack(parts.store)
    expected = bool(parts.config.webhook.public_url)
    return look(
        parts.store,
        parts.clock.now(),
        lambda since: parts.gocardless.webhooks(since),
        expected=expected,
    )


def look(store: Store, now: datetime, sent: Sent, *, expected: bool) -> Gaps:
    """Say the same from what is in the store; ``expected`` where some webhook should have come."""
    arrivals = store.deliveries.arrivals()
    used = expected or arrivals.first is not None
    until = now - rules.GRACE
    since = max(until - LOOK, arrivals.first) if arrivals.first else until - LOOK
    missed = Missed(*store.inbox.missed(since, until))
    last = store.inbox.last_by_webhook()
    failing = None
    if used and missed.newest is not None and (last is None or missed.newest > last):
        failing = store.inbox.oldest_missed_after(last) if last else missed.oldest
    if failing is None:
        return Gaps(arrivals, missed, used)
    cause, fix = rules.cause(arrivals, _asked(sent, failing), failing)
    return Gaps(arrivals, missed, used, failing, cause, fix)


def _asked(sent: Sent, failing: datetime) -> Sequence[SentWebhook] | None:
    try:
        return sent(failing)
    except S300gcError:
        # The events say what matters; without this only the cause is less certain.
        return None
