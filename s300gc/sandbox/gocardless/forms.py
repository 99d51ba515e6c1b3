"""What a browser or an app sends as a form or a query."""

from urllib.parse import parse_qsl

MOST = 100
FORM = "application/x-www-form-urlencoded"


def pairs(text: str) -> dict[str, str]:
    """Read a query or a form, each name once; ``ValueError`` where there are too many names."""
    found = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST)
    return {name: value.strip() for name, value in found}
