"""What s300gc.toml may say about payments that failed: ``[payments]``."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from s300gc.section import Section

Word = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]

LAST_DAY = -1
"""Stands for the last day of a month."""


class PaymentSettings(Section):
    """``[payments]``: which failed payments are retried by themselves, when and how often."""

    retry: bool = False
    retry_causes: tuple[Word, ...] = (
        "insufficient_funds",
        "refer_to_payer",
        "daily_payment_limit_reached",
    )
    retry_after_days: int = Field(default=3, ge=0, le=60)
    retry_days: tuple[int, ...] = ()
    retry_most: int = Field(default=2, ge=1, le=3)

    @model_validator(mode="after")
    def _days_of_every_month(self) -> Self:
        wrong = [day for day in self.retry_days if day != LAST_DAY and not 1 <= day <= 28]
        if wrong:
            raise ValueError(f"retry_days: {wrong[0]} is neither 1 to 28 nor -1, the last day")
        return self
