"""What s300gc.toml may say about sending e-mail: ``[mail]``."""

from email.utils import parseaddr
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from s300gc.section import Section
from s300gc.web_address import is_loopback

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""The usual port of each kind of connection (RFC 8314, RFC 5321)."""


class MailSettings(Section):
    """``[mail]``: the server that takes e-mail, and in whose name; the password is in the vault."""

    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    user: str = ""
    reply_to: str = ""
    timeout: float = Field(default=30, gt=0, le=600)
    ca_file: str = ""

    @field_validator("sender", "reply_to")
    @classmethod
    def _one_address(cls, value: str) -> str:
        name, address = parseaddr(value)
        odd = not address or "@" not in address or any(ord(sign) < 32 for sign in name + address)
        if value and odd:
            raise ValueError('must be one address, such as "Sample Ltd <accounts@example.com>"')
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("sender is needed where host is set")
        if self.user and self.security == "none" and not is_loopback(f"smtp://{self.host}"):
            raise ValueError('user needs security "starttls" or "tls": the password could be read')
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; without a port the usual one."""
        return self.host, self.port or PORTS[self.security]
