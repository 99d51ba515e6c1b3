"""What may be said about collecting, and what is refused before anything is sent."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.config import load
from s300gc.errors import ConfigError
from s300gc.invoice_settings import InvoiceSettings, LimitSettings
from s300gc.model import Money

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def problem(**settings: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        InvoiceSettings(**settings)
    return str(caught.value)


def test_a_limit_is_one_amount_for_every_currency_or_one_for_each() -> None:
    limits = LimitSettings(payment="99.50", run={"GBP": 100, "": 7})  # type: ignore[arg-type]
    assert limits.of("payment", "EUR") == Money(9950, "EUR")
    assert limits.of("run", "GBP") == Money(10000, "GBP")
    assert limits.of("run", "SEK") == Money(700, "SEK")
    assert limits.of("customer_and_day", "GBP") is None


@pytest.mark.parametrize("amount", [0, -1, "0.001", True, 5.5])
def test_no_limit_is_nothing_a_fraction_of_a_penny_or_a_binary_fraction(amount: object) -> None:
    assert problem(limits={"payment": amount})


def test_a_rule_about_an_amount_needs_that_amount() -> None:
    text = problem(safety={"amount_per_payment": "warn"})
    assert 'safety.amount_per_payment = "warn" needs an amount in limits.payment' in text
    InvoiceSettings(safety={"amount_per_payment": "warn"}, limits={"payment": 1})  # type: ignore[arg-type]


def test_settings_that_contradict_each_other_are_named() -> None:
    assert "name the same optional field" in problem(opt_in="GC", opt_out="GC")
    assert "both name WHL" in problem(groups=("WHL",), exclude_groups=("WHL",))
    assert problem(kinds=("CreditNote",))


def test_amounts_and_seconds_are_read_from_a_file_without_binary_fractions(
    tmp_path: Path,
) -> None:
    text = EXAMPLE.read_text().replace("payment = {}", "payment = 1234.10")
    (tmp_path / "s300gc.toml").write_text(text.replace("\nwait = 30", "\nwait = 2.5"))
    config = load(tmp_path / "s300gc.toml")
    assert config.invoices.limits.payment == {"": Decimal("1234.10")}
    assert config.file.lock.wait == 2.5


def test_a_rule_that_cannot_be_switched_off_says_so(tmp_path: Path) -> None:
    text = EXAMPLE.read_text().replace('live_payment = "block"', 'live_payment = "off"')
    (tmp_path / "s300gc.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"invoices.safety.live_payment: Input should be 'block'"):
        load(tmp_path / "s300gc.toml")
