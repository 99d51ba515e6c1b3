"""Exchange rates of Common Services: what one unit of a currency is worth at home."""

from bisect import bisect_right
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300.books import Books, dec, money
from s300gc.sandbox.sage300.errors import bad_field, refused
from s300gc.sandbox.sage300.tables import Row

RATES = "CS/CSCurrencyRates"
SPOT = "SP"
ONE = Decimal(1)


def rate_on(books: Books, currency: str, day: str, rate_type: str = SPOT) -> Decimal:
    """Give the rate of the latest date that is not after ``day`` (date matching Earlier)."""
    if currency == books.home:
        return ONE
    days, rates = _table(books, rate_type).get(currency, ([], []))
    place = bisect_right(days, day) - 1
    if place < 0:
        raise refused(f"There is no exchange rate from {currency} to {books.home} for {day}.")
    return rates[place]


def _table(books: Books, rate_type: str) -> dict[str, tuple[list[str], list[Decimal]]]:
    """Give the dates and rates of each currency, sorted by date."""
    shelf = books.shelf(RATES)
    name = f"rates {rate_type}"
    known: Any = books.remembered(name, shelf.version)
    if known is None:
        known = {}
        row: Row = books.find(RATES, books.home, rate_type) or {}
        whole = [one for one in row.get("CurrencyRateDetail", []) if _is_whole(one)]
        for one in sorted(whole, key=lambda detail: str(detail["RateDate"])):
            days, rates = known.setdefault(one["FromCurrency"], ([], []))
            days.append(one["RateDate"])
            rates.append(dec(one["Rate"]))
        books.memory[name] = (shelf.version, known)
    found: dict[str, tuple[list[str], list[Decimal]]] = known
    return found


def _is_whole(detail: Row) -> bool:
    """Say whether a rate can be used: it has a currency, a date, and is above zero."""
    named = detail.get("FromCurrency") and detail.get("RateDate")
    return bool(named) and dec(detail.get("Rate")) > 0


def set_rate(books: Books, currency: str, day: str, rate: Decimal, rate_type: str = SPOT) -> None:
    """Enter or replace the rate of a day."""
    row = books.find(RATES, books.home, rate_type)
    if row is None:
        raise KeyError(f"there is no rate table {books.home} {rate_type}")
    details = row.setdefault("CurrencyRateDetail", [])
    details[:] = [d for d in details if (d["FromCurrency"], d["RateDate"]) != (currency, day)]
    details.append(
        {
            "ToCurrency": books.home,
            "RateType": rate_type,
            "FromCurrency": currency,
            "RateDate": day,
            "Rate": rate,
        }
    )
    details.sort(key=lambda d: (d["FromCurrency"], d["RateDate"]))
    books.shelf(RATES).touch()


def check_rate(books: Books, given: Decimal, currency: str, day: str) -> Decimal:
    """Give a rate back that may be used; beyond the spread it is refused, where there is one."""
    spread = books.switches.rate_spread
    if given <= 0:
        raise bad_field("The exchange rate must be greater than zero.")
    if currency == books.home and given != 1:
        raise bad_field(f"The exchange rate of {currency} must be 1.")
    if spread is not None and abs(given - rate_on(books, currency, day)) > spread:
        raise bad_field("The exchange rate exceeds the spread that the rate type allows.")
    return given


def at(amount: Decimal, rate: Decimal) -> Decimal:
    """Give an amount in the functional currency, rounded alone as AR and GL do."""
    return money(amount * rate)


def exact(amount: Any, name: str) -> Decimal:
    """Give an amount that has no more than two decimals, else ``FieldInvalid``."""
    number = dec(amount)
    if number != money(number):
        raise bad_field(f"{name} has more decimals than the currency.")
    return money(number)
