"""The fee legs: VAT that is final or not, charges of their own, credits, and named stops."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from s300gc.errors import PersonNeeded
from s300gc.model import Claim, Journal, Money, PayoutItem, Tax
from s300gc.rules.fees import pending, vat_entry
from s300gc.rules.journal import journal
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import Credit
from s300gc.settings import BookSettings
from tests.rules.ledgers import read
from tests.rules.make import BOOKS, PERIOD, item, payout

HOME = Rate("GBP")
EUROS = Rate("GBP", Decimal("0.85"))


def book(
    minor: int,
    items: list[PayoutItem],
    books: BookSettings = BOOKS,
    currency: str = "GBP",
    rate: Rate = HOME,
) -> Journal:
    found = replace(payout(0), amount=Money(minor, currency))
    whole = {one.payment: abs(int(one.amount)) for one in items if one.type.startswith("payment")}
    credits = {
        payment: (Credit("C1", "Acme", Claim("C1", "IN1"), "DOM", "1100", Money(gross, currency)),)
        for payment, gross in whole.items()
    }
    return journal(found, items, credits, books, rate, PERIOD)


PAID = item("payment_paid_out", "100000.0", "PM1")


def test_fees_given_back_are_a_credit_with_their_vat() -> None:
    items = [item("payment_paid_out", "1000.0", "PM1"), item("gocardless_fee", "120.0", "", "20.0")]
    assert read(book(1120, items)).splitlines()[-2:] == [
        "2201 Cr      0.20  VAT on fees",
        "7900 Cr      1.00  GoCardless fees",
    ]


def test_a_surcharge_alone_leaves_its_residue_to_the_fees() -> None:
    items = [PAID, item("surcharge_fee", "-100.5", "", "-16.8")]
    for minor, residue in ((99899, []), (99900, ["7900 Cr      0.01  GoCardless fees"])):
        lines = read(book(minor, items)).splitlines()
        assert [line for line in lines if line.startswith("7900")] == residue


def test_a_partner_payout_is_booked_on_the_accounts_of_its_shares() -> None:
    items = [item("app_fee", "700.0", "PM9"), item("revenue_share", "300.4", "PM9")]
    assert read(book(1000, items)) == (
        "1000 Dr     10.00  Payout PO1\n"
        "7902 Cr      7.00  app fee\n"
        "7903 Cr      3.00  revenue share"
    )


def test_fees_control_takes_them_gross() -> None:
    books = BOOKS.model_copy(update={"fees_mode": "control", "fees_account": "2190"})
    items = [PAID, item("gocardless_fee", "-270.0", "PM1", "-45.0")]
    assert read(book(99730, items, books)).splitlines()[-1] == "2190 Dr      2.70  GoCardless fees"


def test_an_empty_payout_has_no_lines_and_a_netted_one_no_bank_leg() -> None:
    assert book(0, []).lines == ()
    items = [PAID, item("payment_failed", "-100000.0", "PM2")]
    assert read(book(0, items)) == (
        "1100 Cr  1,000.00  C1 Acme IN1/1\n1100 Dr  1,000.00  failed: C1 Acme IN1/1"
    )
    total = BOOKS.model_copy(update={"lines": "total"})
    assert book(0, items, total).lines == ()


@pytest.mark.parametrize(
    ("minor", "items", "books", "reason"),
    [
        (
            99730,
            [PAID, item("gocardless_fee", "-270.0", "PM1", "-45.0")],
            {"fees_tax_account": ""},
            "fees_tax_account is not set",
        ),
        (99900, [PAID, item("app_fee", "-100.0")], {"app_fee_account": ""}, "app_fee_account"),
        (200000, [PAID, PAID], {}, "more than once with nothing between"),
        (99999, [PAID], {}, "something is missing"),
        (100000, [PAID, item("credit", "0.0")], {}, "unknown type 'credit'"),
        (
            99730,
            [PAID, item("gocardless_fee", "-270.0", "PM1", "-45.0", currency="EUR")],
            {},
            "hold tax in EUR",
        ),
    ],
)
def test_what_cannot_be_booked_is_named(
    minor: int, items: list[PayoutItem], books: dict[str, str], reason: str
) -> None:
    with pytest.raises(PersonNeeded, match=reason):
        book(minor, items, BOOKS.model_copy(update=books))


# ---------------------------------------------------------------- rates that are not final


def taxed(told: str | None) -> list[PayoutItem]:
    """A fee and a surcharge in euros whose taxes go to the authority in pounds."""
    one = Tax(Decimal("-200.0"), "EUR", "GB_VAT_1", Decimal(told) if told else None, "GBP")
    other = Tax(Decimal("-40.0"), "EUR", "GB_VAT_1", Decimal("-34.4") if told else None, "GBP")
    return [
        PAID,
        PayoutItem("gocardless_fee", Decimal("-1200.0"), "PM1", taxes=(one,)),
        PayoutItem("surcharge_fee", Decimal("-240.0"), "PM1", taxes=(other,)),
    ]


def test_vat_whose_rate_is_not_final_stays_in_the_fees() -> None:
    assert pending(taxed(None), BOOKS) and not pending(taxed("-172.0"), BOOKS)
    assert not pending(taxed(None), BOOKS.model_copy(update={"fees_mode": "control"}))
    found = book(98560, taxed(None), currency="EUR", rate=EUROS)
    assert read(found).splitlines()[-2:] == [
        "7901 Dr      2.04  surcharge fee",
        "7900 Dr     10.20  GoCardless fees",
    ]


@pytest.mark.parametrize("told", ["-172.0", "-160.3"])
def test_the_second_entry_brings_the_books_to_where_they_were_with_final_rates(told: str) -> None:
    first = book(98560, taxed(None), currency="EUR", rate=EUROS)
    found = replace(payout(0), amount=Money(98560, "EUR"))
    moved = BOOKS.model_copy(update={"fees_account": "7999"})
    second = vat_entry(found, taxed(told), moved, EUROS, first, date(2026, 1, 9), PERIOD)
    assert second is not None
    assert (second.reference, second.dated) == ("GC PO1 VAT", date(2026, 1, 9))
    assert sum(line.functional.minor for line in second.lines) == 0
    assert {line.source.currency for line in second.lines} == {"GBP"}
    whole = book(98560, taxed(told), currency="EUR", rate=EUROS)
    sums: dict[str, int] = {}
    for sign, entry in ((1, first), (1, second), (-1, whole)):
        for line in entry.lines:
            sums[line.account] = sums.get(line.account, 0) + sign * line.functional.minor
    # What was booked keeps its account although the setting has changed since.
    assert {account: left for account, left in sums.items() if left} == {}
    again = vat_entry(found, taxed(told), BOOKS, EUROS, whole, date(2026, 1, 9), PERIOD)
    assert again is None
