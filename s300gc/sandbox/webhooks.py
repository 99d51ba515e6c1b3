"""Which webhooks go out now, and what happens to them on the way."""

import json
from dataclasses import replace

from s300gc.sandbox.faults import Faults
from s300gc.sandbox.gocardless.service import Delivery, GoCardless
from s300gc.sandbox.gocardless.webhooks import signature


def due_webhooks(gocardless: GoCardless, faults: Faults) -> list[Delivery]:
    """Give the deliveries to try now, once each, after the faults of the way.

    A lost one counts as delivered and never comes. A doubled one stands twice. A reordered
    one has its events the other way round and comes after all that are in order: GoCardless
    promises neither order nor single delivery (GoCardless developer guide, webhooks).
    """
    in_order: list[Delivery] = []
    behind: list[Delivery] = []
    for delivery in gocardless.pending_webhooks():
        if faults.befalls("lost", delivery.webhook_id):
            gocardless.delivered(delivery.webhook_id, True)
            continue
        if faults.befalls("reordered", delivery.webhook_id):
            behind.insert(0, _turned(delivery, gocardless.webhook_secret))
        else:
            in_order.append(delivery)
        if faults.befalls("doubled", delivery.webhook_id):
            (behind or in_order).append(delivery)
    return in_order + behind


def _turned(delivery: Delivery, secret: str) -> Delivery:
    """Turn the events of a delivery round and sign it anew."""
    envelope = json.loads(delivery.body)
    envelope["events"].reverse()
    body = json.dumps(envelope, separators=(",", ":")).encode()
    return replace(delivery, body=body, signature=signature(secret, body))
