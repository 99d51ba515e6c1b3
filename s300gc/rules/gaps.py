"""Whether webhooks arrive, since when they do not, and what the likely cause is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from s300gc.model.webhooks import Arrivals, SentWebhook

GRACE = timedelta(minutes=15)
"""A delivery that failed is tried again after 1, 2 and 10 minutes (GoCardless support)."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The events that only the poll has brought, since the first delivery or ever."""

    count: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """How webhooks do. ``failing`` is since when none arrives, None where they do."""

    arrivals: Arrivals
    missed: Missed
    used: bool
    """Whether a webhook has ever come, or ``webhook.public_url`` says that some should."""
    failing: datetime | None = None
    cause: str = ""
    fix: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing has to be done; what was missed before was polled."""
        return self.failing is None


def cause(
    arrivals: Arrivals, sent: Sequence[SentWebhook] | None, since: datetime
) -> tuple[str, str]:
    """Give the likely cause why webhooks fail and what puts it right.

    ``sent`` is what GoCardless remembers sending since then, newest first; None where
    it would not say.
    """
    failed = [one for one in sent or () if not one.successful]
    if failed:
        return _answered(failed[0])
    if arrivals.last_refused is not None and arrivals.last_refused >= since:
        return (
            f"{arrivals.refused} deliveries were refused: no stored secret signed them",
            "store the secret that the GoCardless dashboard shows for this endpoint:"
            " 's300gc credentials set webhook-secret'",
        )
    if sent is not None and not sent:
        return (
            "GoCardless has sent no webhook since then",
            "enter the endpoint in the GoCardless dashboard (Developers, Webhooks), or see"
            " whether it was disabled there; 's300gc webhook check' says what to enter",
        )
    return (
        "the receiver does not run, or is not reached from outside",
        "start 's300gc webhook serve', then run 's300gc webhook check'",
    )


NOT_REACHED = (
    "GoCardless got no answer within 10 seconds",
    "see that the receiver runs, and that the web server or tunnel in front of it is"
    " reached from outside: 's300gc webhook check'",
)


def _answered(one: SentWebhook) -> tuple[str, str]:
    """Explain what our endpoint answered to a delivery that failed."""
    code = one.code
    at = f" at {one.url}" if one.url else ""
    if code is None:
        return NOT_REACHED
    said = f"deliveries{at} were answered with {code}"
    if code == 498:
        return (
            f"{said}: their signature was wrong",
            "store the secret that the GoCardless dashboard shows for this endpoint:"
            " 's300gc credentials set webhook-secret'",
        )
    if code in (404, 405):
        return (
            f"{said}: the address is not the receiver's",
            "correct the address in the GoCardless dashboard: it ends with /gocardless",
        )
    if code // 100 == 3:
        return f"{said}: redirects are not followed", "enter the address that it leads to"
    if code in (401, 403):
        return (
            f"{said}: something keeps GoCardless out",
            "let its addresses pass the web server, the firewall and webhook.addresses",
        )
    if code in (411, 413):
        return (
            f"{said}: the web server in front changes or refuses the body",
            "let it pass bodies of up to 1 MB as they are",
        )
    return (
        f"{said}: the web server in front, or the receiver, failed",
        "see the logs of both; 's300gc doctor' looks at the database",
    )


def described(gaps: Gaps) -> str:
    """Say in one line how webhooks do. Times are UTC."""
    if not gaps.used:
        return "no webhook has ever come, and webhook.public_url is not set: events are polled"
    if gaps.failing is not None:
        return (
            f"no webhook arrives since {gaps.failing:%Y-%m-%d %H:%M} UTC"
            f" ({gaps.missed.count} events came by poll only): {gaps.cause}"
        )
    if gaps.arrivals.last is None:
        return "no webhook has come yet"
    last = f"the last webhook came {gaps.arrivals.last:%Y-%m-%d %H:%M} UTC"
    if gaps.missed.count:
        return f"{last}; {gaps.missed.count} earlier events were missed and came by poll"
    return last
