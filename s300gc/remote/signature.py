"""The signature of a GoCardless webhook.

GoCardless API reference, "Signing webhooks": the header ``Webhook-Signature``
holds the HMAC-SHA256 of the body as it came, keyed with the endpoint's secret
taken verbatim, in lower-case hex.
"""

import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """Give the signature of a webhook body: 64 lower-case hex digits."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def mark(secret: str) -> str:
    """Give four hex digits by which a secret is told from another; too few to find it by."""
    return sign(b"s300gc mark of a webhook secret", secret)[:4]


def which_secret(body: bytes, header: str | None, secrets: Sequence[str]) -> int | None:
    """Tell which of the secrets signed the body, by its place in ``secrets``; None for none.

    There are two during a rotation. Every secret is tried in full and compared in
    constant time, so that the time taken tells nothing. An empty secret is never
    the one: anybody can sign with it.
    """
    given = (header or "").strip().encode()
    found: int | None = None
    for place, secret in enumerate(secrets):
        same = hmac.compare_digest(sign(body, secret).encode(), given)
        if same and secret and found is None:
            found = place
    return found
