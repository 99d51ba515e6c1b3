"""A mandate that GoCardless replaced is never used, however well it seems to stand."""

from dataclasses import replace
from datetime import timedelta

from s300gc.rules import charging, inviting, mandates
from tests.rules import make

NEW = make.mandate("MD2")
OLD = replace(make.mandate("MD1"), replaced_by="MD2", created_at=NEW.created_at + timedelta(days=1))


def test_the_successor_is_used_although_the_old_one_was_made_later() -> None:
    assert mandates.best([OLD, NEW], "GBP") == NEW
    assert charging.usable([OLD, NEW], "GBP") == NEW


def test_a_replaced_one_alone_is_none() -> None:
    assert charging.usable([OLD], "GBP") == "no active mandate: MD1 was replaced by MD2"
    assert not inviting.collects(OLD, "GBP")


def test_a_successor_of_another_payer_is_for_whom_the_old_one_was() -> None:
    heir = replace(NEW, customer="CU2")
    found = mandates.signed_for([OLD, heir], "sage300_customer", {"CU1": ("C1", "C2")})
    assert found == {"CU2": "C1, C2"}


def test_the_mandate_says_for_whom_it_was_signed() -> None:
    one = replace(NEW, metadata=(("sage300_customer", "c7"),))
    assert mandates.signed_for([one], "sage300_customer", {}) == {"CU1": "C7"}


def test_a_country_is_told_from_its_name_or_code_and_never_guessed() -> None:
    said = {text: inviting.country(text, "GBP") for text in ("", "gb", "England", "Narnia")}
    assert said == {"": "GB", "gb": "GB", "England": "GB", "Narnia": ""}
    assert inviting.country("", "EUR") == ""
