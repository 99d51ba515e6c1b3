"""What s300gc.toml may say about refunds: ``[refunds]``."""

from typing import Self

from pydantic import Field, model_validator

from s300gc.invoice_settings import ANY, Amounts
from s300gc.model import Money
from s300gc.section import Section


class RefundSettings(Section):
    """``[refunds]``: whether money is given back from here, how much, and by how many persons."""

    allowed: bool = False
    limit: Amounts = Field(default_factory=dict)
    second_person: bool = True

    def alone(self, amount: Money) -> bool:
        """Tell whether one person may refund an amount: up to the limit, without one nothing."""
        found = self.limit.get(amount.currency, self.limit.get(ANY))
        return found is not None and amount.decimal <= found

    @model_validator(mode="after")
    def _somebody_may(self) -> Self:
        if self.allowed and not self.limit and not self.second_person:
            raise ValueError("limit is missing: without it and a second person nobody may refund")
        return self
