"""Foreign payouts through the simulated systems: converted, not converted, VAT that comes later."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.sandbox.gocardless import fx
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.collectors import company_of, owe, sign

BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])


def company(folder: Path, monkeypatch: pytest.MonkeyPatch, credit: str, into: str = "") -> Company:
    """A customer in euros who owes 1,000.00 at 0.85; a fee is always 12.00 with 2.00 VAT."""
    monkeypatch.setattr(fx, "SPREAD", 0)
    one = company_of(folder, "C1", credit=credit)
    sage, gocardless, creditor = (
        one.world.sage300, one.world.gocardless, one.world.story["creditor"],
    )  # fmt: skip
    sage.add_customer("E1", "Euro", "e1@example.com", account_set="EUR", currency="EUR")
    sign(one.world, "E1", scheme="sepa_core", currency="EUR", country_code="FR")
    gocardless.set_prices(creditor, 0, 10000, 10000)
    links = gocardless.data["rows"]["creditors"][creditor]["links"]
    for currency in {into or "EUR"} - {"GBP"}:
        links[f"default_{currency.lower()}_payout_account"] = "BA000FOREIGN"
    if into:
        gocardless.convert(creditor, "EUR", into)
    owe(one, "IN1", "1000.00", customer="E1")
    return one


def booked(one: Company, most: int = 20) -> dict[str, Any]:
    """Live until the payout is paid and booked; nothing is before that. Give the payout."""
    for _ in range(most):
        one.sync()
        payouts: list[dict[str, Any]] = one.state["gocardless"]["payouts"]
        if payouts and payouts[0]["status"] == "paid":
            return payouts[0]
        assert posted(one.world) == {}
        one.world.advance(1)
    raise AssertionError("nothing was paid out")


def posted(world: World) -> dict[str, Decimal]:
    """What our own journals have posted, by account, in pounds."""
    found: dict[str, Decimal] = {}
    for row in world.sage300.books.shelf("GL/GLPostedTransactions").rows.values():
        if row["SourceTypeCode"] == "GC":
            account = row["AccountNumber"]
            amount = Decimal(row["JournalTransactionAmount"])
            found[account] = found.get(account, Decimal(0)) + amount
    return found


def balances(one: Company) -> dict[str, Decimal]:
    """The ledger's balances once a person has posted what AR handed over."""
    one.world.sage300.post_ar_gl_batches()
    found = one.state["sage300"]["gl_balances"]
    return {account: Decimal(text) for account, text in found.items()}


@BOTH
def test_the_worked_example_lands_to_the_penny_and_the_gain_is_ars(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credit: str
) -> None:
    one = company(tmp_path, monkeypatch, credit, into="GBP")
    before = balances(one)
    payout = booked(one)
    assert (payout["amount"], payout["fx"]["fx_amount"]) == (98800, 84968)
    x = "1120" if credit == "ar-control" else credit
    # The rate of the VAT is not final on that day: the fee is gross.
    assert posted(one.world) == {
        "1195": Decimal("849.68"), "7900": Decimal("10.32"), x: Decimal("-860.00"),
    }  # fmt: skip
    after = balances(one)
    moved = {account: amount - before.get(account, 0) for account, amount in after.items()}
    assert moved["7100"] == Decimal("-10.00")
    assert moved["1120"] == Decimal("-850.00")
    assert credit == "ar-control" or moved["1190"] == 0
    # Some days later the rate is final, and the VAT leaves the fee: once.
    for _ in range(3):
        one.world.advance(1)
        one.sync()
    assert posted(one.world) == {
        "1195": Decimal("849.68"), "7900": Decimal("8.60"), x: Decimal("-860.00"),
        "2201": Decimal("1.72"),
    }  # fmt: skip
    with one.parts() as parts:
        assert parts.store.payouts.worklist() == []
    assert (one.posted_twice(), one.gaps()) == ([], {})


def test_euros_that_stay_euros_take_sages_rate_of_the_day_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = company(tmp_path, monkeypatch, "1190")
    payout = booked(one)
    assert payout["fx"]["fx_amount"] is None
    asked = [r for r in one.requests() if "CSCurrencyRates" in r["path"]]
    assert len(asked) == 1
    assert posted(one.world)["1195"] == Decimal("839.80")
    balances(one)
    assert one.gaps() == {}


def test_three_currencies_are_left_as_open_drafts_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = company(tmp_path, monkeypatch, "ar-control", into="USD")
    booked(one)
    said = [skip for outcome in one.sync() for skip in outcome.skips() if skip.kind == "draft"]
    assert "EUR, paid out in USD, booked in GBP" in said[0].reason
    ours = [
        batch
        for kind in ("gl_batches", "receipt_batches")
        for batch in one.state["sage300"][kind]
        if batch["Description"].startswith("GC PO")
    ]
    assert len(ours) == 2
    assert {batch.get("BatchStatus", batch.get("Status")) for batch in ours} == {"Open"}
    assert posted(one.world) == {}
