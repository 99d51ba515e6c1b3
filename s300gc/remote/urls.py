"""How URLs are written for the wire, and how they are shown to people."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

SAFE = "'(),=$"
"""Left as they are: OData writes them in keys and options."""


def encoded(value: str) -> str:
    """Percent-encode a part of a URL; a space becomes %20, never +."""
    return quote(value, safe=SAFE)


def query(options: Sequence[tuple[str, str]]) -> str:
    """Write the query string of a URL, without the question mark; empty options are left out."""
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in options if value)


def shown(url: str) -> str:
    """Give a URL without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
