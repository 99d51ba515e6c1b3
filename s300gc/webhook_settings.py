"""What s300gc.toml may say about webhooks: ``[webhook]``."""

from ipaddress import ip_network
from typing import Literal

from pydantic import Field, field_validator

from s300gc.section import Section
from s300gc.web_address import is_private

Noun = Literal["mandates", "subscriptions", "payments", "refunds", "payouts"]


class WebhookSettings(Section):
    """``[webhook]``: where deliveries are received and what is done at once about them."""

    host: str = "127.0.0.1"
    port: int = Field(default=8300, ge=0, le=65535)
    public_url: str = ""
    addresses: tuple[str, ...] = ()
    behind_proxy: bool = False
    ca_file: str = ""
    apply: tuple[Noun, ...] = ("mandates", "subscriptions", "payments", "refunds", "payouts")

    @field_validator("addresses")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"{one!r} is no address or network such as 192.0.2.0/24") from None
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if value and not (is_private(value) and value.endswith("/gocardless")):
            raise ValueError("must begin with https:// and end with /gocardless")
        return value
