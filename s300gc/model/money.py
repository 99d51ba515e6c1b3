"""An amount in minor units of one currency."""

from dataclasses import dataclass
from decimal import Decimal

OTHER_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}
"""ISO 4217 minor digits of the currencies that do not have two."""


def digits(currency: str) -> int:
    """Give the number of minor digits of a currency (ISO 4217)."""
    return OTHER_DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency; two currencies never add."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """Take a decimal amount in major units; more digits than the currency has is an error."""
        scaled = amount.scaleb(digits(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{amount} has more digits than {currency} knows")
        return cls(int(scaled), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the currency's digits."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.decimal:,} {self.currency}"


def total(amounts: "list[Money] | tuple[Money, ...]", currency: str) -> Money:
    """Add up amounts of one currency; of none the sum is zero in ``currency``."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
