"""An e-mail as a flow hands it to the mail server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A plain text for one address; ``id`` is the same for the same message sent again."""

    to: str
    subject: str
    text: str
    id: str = ""
    """Becomes the part of the Message-ID before the @: letters, digits, dots and hyphens."""
