"""What ``[payments]`` may say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from s300gc.config import check
from s300gc.errors import ConfigError
from s300gc.payment_settings import PaymentSettings

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def read(**changes: Any) -> PaymentSettings:
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    values["payments"] |= changes
    return check(values, EXAMPLE).payments


def test_the_example_shows_the_defaults_and_retries_nothing() -> None:
    assert read() == PaymentSettings()
    assert not read().retry


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("retry_days", [31], "retry_days: 31 is neither 1 to 28 nor -1, the last day"),
        ("retry_days", [0], "retry_days: 0 is neither"),
        ("retry_most", 4, "payments.retry_most"),
        ("retry_most", 0, "payments.retry_most"),
        ("retry_after_days", -1, "payments.retry_after_days"),
        ("retry_causes", ["No Funds"], "payments.retry_causes"),
        ("retries", True, "payments.retries: unknown setting; did you mean retry?"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, value: object, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(**{name: value})
    assert said in str(caught.value)


def test_days_of_every_month_are_taken() -> None:
    assert read(retry_days=[1, 28, -1]).retry_days == (1, 28, -1)
