"""What s300gc.toml may say about subscriptions: ``[subscriptions]``."""

from typing import Annotated

from pydantic import Field, StringConstraints

from s300gc.section import Section

CHARGE_CODE = 16
"""Longest code of a recurring charge of Sage 300."""

Code = Annotated[str, StringConstraints(min_length=1, max_length=CHARGE_CODE, to_upper=True)]


class SubscriptionSettings(Section):
    """``[subscriptions]``: which recurring charges GoCardless collects, and from whom."""

    charges: tuple[Code, ...] = Field(default=())
    groups: tuple[str, ...] = ()
