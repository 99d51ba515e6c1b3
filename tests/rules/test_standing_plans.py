"""Whether a plan still holds: what is different, and what only looks different."""

from dataclasses import replace
from datetime import date

from s300gc.model import Allocation, Claim, CreatePayment, Skip
from s300gc.rules.plans import balances, basis, differences, left_alone
from tests.rules.make import document, gbp
from tests.rules.test_sheets import step

ONE, TWO = step(), step("IN2", "70.00")


def why(now: list[CreatePayment | Skip], *planned: CreatePayment, **successors: str) -> list[str]:
    return [one.reason for one in differences(planned or (ONE,), now, successors)]


def test_the_same_payments_are_no_difference_whatever_else_is_due() -> None:
    assert why([TWO, ONE, step("IN3")], ONE, TWO) == []


def test_a_later_charge_date_is_none_and_an_earlier_one_is() -> None:
    assert why([replace(ONE, charge_date=date(2026, 1, 9))]) == []
    assert why([replace(ONE, charge_date=date(2026, 1, 6))]) == [
        "was planned for 2026-01-07, would be charged on 2026-01-06 now"
    ]


def test_each_way_to_differ_has_its_words() -> None:
    assert why([replace(ONE, amount=gbp("40"))]) == [
        "was planned for 50.00 GBP, would be 40.00 GBP now"
    ]
    assert why([replace(ONE, mandate="MD2")]) == [
        "was planned under mandate MD1, would be under MD2 now"
    ]
    assert why([replace(ONE, due=date(2026, 1, 4))]) == [
        "was due 2026-01-05, is due 2026-01-04 now"
    ]
    assert why([replace(ONE, customer="C2")]) == ["was planned for customer C1, is of C2 now"]
    assert why([Skip("IN1", "customer C1 is on hold", "on-hold")]) == ["customer C1 is on hold"]
    assert why([Skip("IN1/1", "is a credit", "credit")]) == ["is a credit"]
    assert why([]) == ["is not open or not due any more"]


def test_a_mandate_that_was_replaced_by_another_is_the_same() -> None:
    assert why([replace(ONE, mandate="MD2")], MD1="MD2") == []
    assert len(why([replace(ONE, mandate="MD3")], MD1="MD2")) == 1


def test_of_a_payment_for_several_the_document_is_named() -> None:
    both = replace(
        ONE,
        reference="SAM payment C1 IN1/1 IN2/1 #1",
        allocations=(*ONE.allocations, *TWO.allocations),
        amount=gbp("120"),
    )
    (found,) = differences([both], [Skip("IN2", "is a credit", "credit"), ONE], {})
    assert (found.subject, found.reason) == ("IN1/1 IN2/1", "IN2 is a credit")
    assert why([ONE], both) == ["was planned for 120.00 GBP, would be 50.00 GBP now"]


def test_the_same_sum_of_other_parts_is_a_difference() -> None:
    parts = (Allocation(Claim("C1", "IN1"), gbp("20")), Allocation(Claim("C1", "IN5"), gbp("30")))
    assert len(why([replace(ONE, allocations=parts)])) == 1


def test_the_basis_moves_with_what_matters_and_not_with_the_day() -> None:
    first = basis([ONE, TWO])
    assert basis([TWO, replace(ONE, charge_date=date(2026, 2, 1)), Skip("IN9", "x", "y")]) == first
    for other in (
        [ONE], [replace(ONE, amount=gbp("49")), TWO], [replace(ONE, mandate="MD2"), TWO],
        [replace(ONE, due=date(2026, 1, 4)), TWO],
    ):  # fmt: skip
        assert basis(list(other)) != first


def test_skips_are_told_with_what_is_known_of_their_document() -> None:
    documents = [document("IN1"), document("IN2"), document("IN2", customer="C2")]
    skips = [
        Skip("IN1", "no", "a"), Skip("IN1/2", "no", "b"), Skip("IN2", "no", "c"), Skip("X", "no")
    ]  # fmt: skip
    found = left_alone(skips, documents)
    assert [(one.customer, one.due) for one in found] == [
        ("C1", date(2026, 1, 10)), ("C1", date(2026, 1, 10)), ("", None), ("", None),
    ]  # fmt: skip


def test_balances_are_those_of_the_documents_that_are_collected() -> None:
    documents = [document("IN9"), document("IN2"), document("IN1")]
    assert [one.document for one in balances([ONE, TWO], documents)] == ["IN1", "IN2"]
