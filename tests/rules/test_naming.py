"""Whether a payment that others made names a document."""

from datetime import date
from typing import Any

import pytest

from s300gc.model import Payment
from s300gc.rules.naming import named
from tests.rules.make import AT, document, gbp

OWNERS = {"MD1": ("C1",)}


def payment(description: str = "", **changes: Any) -> Payment:
    values: dict[str, Any] = {"description": description, **changes}
    return Payment(
        "PM1", AT, gbp("1.00"), date(2026, 1, 9), "submitted",
        **{"mandate": "MD1", "creditor": "CR1", **values},
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["IN0001", "Invoice in0001.", "for (IN0001)", "IN0001/IN0002", "IN0001,IN0002", "ref:IN0001"],
)
def test_a_number_counts_as_a_word_of_its_own(text: str) -> None:
    assert list(named([document("IN0001")], [payment(text)], OWNERS)) == [("C1", "IN0001")]


@pytest.mark.parametrize("text", ["", "IN00011", "XIN0001", "IN-0001", "IN 0001"])
def test_a_part_of_another_word_is_none(text: str) -> None:
    assert named([document("IN0001")], [payment(text)], OWNERS) == {}


def test_metadata_names_a_document_too() -> None:
    found = payment(metadata=(("invoice", "INV-7/2026"),))
    assert list(named([document("INV-7/2026")], [found], OWNERS)) == [("C1", "INV-7/2026")]


def test_a_short_number_may_be_anything() -> None:
    assert named([document("12")], [payment("12 months")], OWNERS) == {}


def test_only_payments_under_a_mandate_of_the_customer_count() -> None:
    other = payment("IN0001", mandate="MD2")
    assert named([document("IN0001")], [other], {**OWNERS, "MD2": ("C2",)}) == {}
