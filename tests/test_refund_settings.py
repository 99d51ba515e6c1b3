"""What ``[refunds]`` may say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from s300gc.config import check
from s300gc.errors import ConfigError
from s300gc.model import Money
from s300gc.refund_settings import RefundSettings

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def read(**changes: Any) -> RefundSettings:
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    values["refunds"] |= changes
    return check(values, EXAMPLE).refunds


def test_the_example_shows_the_defaults_and_refunds_nothing() -> None:
    assert read() == RefundSettings()
    assert not read().allowed


def test_without_a_limit_nobody_refunds_alone() -> None:
    assert not read(allowed=True).alone(Money(1, "GBP"))


def test_a_limit_is_of_its_currency() -> None:
    found = read(allowed=True, limit={"GBP": "100.00"})
    assert found.alone(Money(10000, "GBP"))
    assert not found.alone(Money(10001, "GBP"))
    assert not found.alone(Money(1, "EUR"))
    assert read(limit="5").alone(Money(500, "EUR"))


def test_somebody_has_to_be_able_to_refund() -> None:
    with pytest.raises(ConfigError, match="without it and a second person nobody may refund"):
        read(allowed=True, second_person=False)
