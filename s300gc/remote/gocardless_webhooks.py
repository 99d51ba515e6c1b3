"""The webhooks that GoCardless remembers sending.

Names and types: GoCardless API reference, version 2015-07-06, webhooks.
"""

from datetime import datetime

from s300gc.model.webhooks import SentWebhook
from s300gc.remote.gocardless_link import GoCardlessLink
from s300gc.remote.wire import Moment, Text, Whole, Wire

FEW = 20
"""Each comes with its whole body, up to 250 events: a look at the newest few is enough."""


class WebhookWire(Wire):
    """A webhook that was sent."""

    id: str
    created_at: Moment
    successful: bool
    response_code: Whole | None = None
    url: Text = ""

    def value(self) -> SentWebhook:
        """Give what became of it."""
        return SentWebhook(self.id, self.created_at, self.successful, self.response_code, self.url)


class Webhooks:
    """What is asked about webhooks with one access token."""

    _link: GoCardlessLink

    def webhooks(self, since: datetime | None = None) -> list[SentWebhook]:
        """List the newest webhooks created since an instant, newest first, at most 20."""
        start = since.isoformat(timespec="milliseconds") if since else ""
        found = self._link.few("webhooks", WebhookWire, [("created_at[gte]", start)], FEW)
        return [one.value() for one in found]
