"""Payouts in other currencies: which rate, what the bank leg is worth, what rounding leaves."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from s300gc.errors import PersonNeeded
from s300gc.model import Claim, Journal, Money, Payout, PayoutItem
from s300gc.rules.exchange import draft_only, quoted, rate_of
from s300gc.rules.journal import journal
from s300gc.rules.payouts import Credit
from s300gc.rules.receipts import receipts
from s300gc.settings import BookSettings
from tests.rules.ledgers import read
from tests.rules.make import BANKS, BOOKS, PERIOD, item, payout


def euros(minor: int, landed: Money | None = None, rate: str = "") -> Payout:
    """A payout of euros, converted where something else landed."""
    return replace(
        payout(0),
        amount=Money(minor, "EUR"),
        landed=landed,
        rate=Decimal(rate) if rate else None,
    )


def credit(minor: int, document: str = "IN1", customer: str = "C1", x: str = "1100") -> Credit:
    """A customer's part in euros."""
    return Credit(customer, "Acme", Claim(customer, document), "EUR", x, Money(minor, "EUR"))


WORKED = euros(98800, Money(84968, "GBP"), "0.86")
ITEMS = [
    item("payment_paid_out", "100000.0", "PM1"),
    item("gocardless_fee", "-1200.0", "PM1", "-200.0", currency="EUR"),
]
CREDITS = {"PM1": (credit(100000),)}


def book(
    found: Payout,
    items: list[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    sage: str = "",
    home: str = "GBP",
    books: BookSettings = BOOKS,
) -> Journal:
    rate = rate_of(found, home, "SP", Decimal(sage) if sage else None)
    return journal(found, items, credits, books, rate, PERIOD)


def test_the_worked_example_of_a_converted_payout() -> None:
    found = book(WORKED, ITEMS, CREDITS)
    assert read(found) == (
        "1000 Dr    849.68  Payout PO1\n1100 Cr    860.00  Acme IN1/1".replace("Acme", "C1 Acme")
        + "\n"
        "2201 Dr      1.72  VAT on fees\n"
        "7900 Dr      8.60  GoCardless fees"
    )
    assert {(line.source.currency, line.rate, line.rate_type) for line in found.lines} == {
        ("EUR", Decimal("0.86"), "SP")
    }
    assert sum(line.source.minor for line in found.lines) == 0


def test_the_receipt_of_a_converted_payout_has_the_payouts_rate() -> None:
    rate = rate_of(WORKED, "GBP", "SP", None)
    (batch,) = receipts(WORKED, ITEMS, CREDITS, {}, {}, BANKS, BOOKS, rate, PERIOD)
    assert batch.receipts[0].rate == Decimal("0.86")


def test_a_payout_that_was_not_converted_takes_sages_own_rate() -> None:
    found = euros(98800)
    assert quoted(found, "GBP") == "EUR"
    assert read(book(found, ITEMS, CREDITS, sage="0.85")).splitlines()[0].split()[2] == "839.80"
    with pytest.raises(PersonNeeded, match="no SP rate from EUR to GBP for 2026-01-05"):
        book(found, ITEMS, CREDITS)


def test_a_converted_payout_needs_no_rate_of_sage() -> None:
    assert quoted(WORKED, "GBP") == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rate": Decimal("0.87")}, "is not the 849.68 GBP"),
        ({"rate": None}, "exchange rate is missing"),
        ({"landed": Money(84900, "GBP")}, "is not the 849.00 GBP"),
    ],
)
def test_a_rate_that_differs_from_what_landed_stops_the_payout(
    changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(PersonNeeded, match=reason):
        book(replace(WORKED, **changes), ITEMS, CREDITS)  # type: ignore[arg-type]


def test_pounds_that_land_in_a_bank_in_euros_stay_pounds_in_the_books() -> None:
    found = replace(payout(10000), landed=Money(11600, "EUR"), rate=Decimal("1.16"))
    credits = {"PM1": (Credit("C1", "", None, "DOM", "1100", Money(10000, "GBP")),)}
    bank, other = book(found, [item("payment_paid_out", "10000.0", "PM1")], credits).lines
    assert (bank.source, bank.functional) == (Money(11600, "EUR"), Money(10000, "GBP"))
    assert (other.source, other.rate) == (Money(-10000, "GBP"), Decimal(1))


def test_with_three_currencies_there_are_drafts_only_and_the_reason_says_so() -> None:
    found = euros(98800, Money(108680, "USD"), "1.1")
    assert quoted(found, "GBP") == "USD"
    assert "EUR, paid out in USD, booked in GBP" in draft_only(found, "GBP")
    entry = book(found, ITEMS, CREDITS, sage="0.8")
    assert entry.lines[0].functional == Money(86944, "GBP")
    assert sum(line.functional.minor for line in entry.lines) == 0
    for home in ("EUR", "USD"):
        assert draft_only(found, home) == ""
    assert draft_only(euros(1), "GBP") == ""


def test_documents_of_one_receipt_are_rounded_together_as_ar_rounds_them() -> None:
    items = [item("payment_paid_out", "303.0", "PM1")]
    credits = {"PM1": tuple(credit(101, f"IN{n}") for n in range(3))}
    found = book(euros(303), items, credits, sage="0.855")
    receipt = Decimal(303) * Decimal("0.855")
    assert sum(x.functional.minor for x in found.lines if x.account == "1100") == -round(receipt)
    alone = 3 * round(Decimal(101) * Decimal("0.855"))
    assert alone == 258 != round(receipt)


@pytest.mark.parametrize("lines", ["payment", "customer", "total"])
def test_what_each_receipt_is_rounded_by_is_the_same_in_every_granularity(lines: str) -> None:
    items = [item("payment_paid_out", "101.0", f"PM{n}") for n in range(6)]
    credits = {f"PM{n}": (credit(101, f"IN{n}", f"C{n % 2}"),) for n in range(6)}
    books = BOOKS.model_copy(update={"lines": lines})
    found = book(euros(606), items, credits, sage="0.855", books=books)
    assert sum(x.functional.minor for x in found.lines if x.account == "1100") == -6 * 86
    assert [x.functional.minor for x in found.lines if x.account == "7100"] == [-2]


def test_rounding_without_its_account_is_a_named_stop() -> None:
    items = [item("payment_paid_out", "101.0", f"PM{n}") for n in range(6)]
    credits = {f"PM{n}": (credit(101, f"IN{n}"),) for n in range(6)}
    books = BOOKS.model_copy(update={"fx_rounding_account": ""})
    with pytest.raises(PersonNeeded, match=r"rounding leaves .* set books.fx_rounding_account"):
        book(euros(606), items, credits, sage="0.855", books=books)
