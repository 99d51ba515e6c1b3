"""References, keys and metadata lead from a payment back to its documents."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Allocation, Claim, Money, Payment
from s300gc.rules import keys
from tests.rules.make import AT, gbp

DOCUMENT = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/", min_size=1, max_size=22)


def paid(amount: Money, metadata: tuple[tuple[str, str], ...]) -> Payment:
    return Payment(
        "PM1", AT, amount, date(2026, 1, 9), "confirmed", "MD1", "CR1", metadata=metadata
    )


@given(DOCUMENT, st.integers(1, 99), st.integers(1, 10**9), st.integers(1, 20))
def test_metadata_leads_back_to_claim_amount_and_attempt(
    document: str, instalment: int, minor: int, attempt: int
) -> None:
    amount = Money(minor, "GBP")
    parts = (Allocation(Claim("C1", document, instalment), amount),)
    reference = keys.payment_reference("SAMLTD", [parts[0].claim], attempt)
    key = keys.key("SAMLTD CR1", reference, amount)
    found = keys.origin(paid(amount, keys.metadata("SAMLTD", key, "C1", parts)))
    assert found is not None
    assert found.allocations == parts
    assert keys.attempt_of("SAMLTD CR1", found, amount) == attempt


def test_the_metadata_contract_reads_as_documented() -> None:
    parts = (
        Allocation(Claim("C1", "IN001"), gbp("12.34")),
        Allocation(Claim("C1", "IN002"), gbp("50.00")),
    )
    assert dict(keys.metadata("SAMLTD", "k", "C1", parts)) == {
        "s300gc": "1 SAMLTD k",
        "customer": "C1",
        "documents": "IN001/1=12.34 IN002/1=50.00",
    }


def test_a_payment_of_somebody_else_has_no_origin() -> None:
    assert keys.origin(paid(gbp("1.00"), ())) is None
    assert keys.origin(paid(gbp("1.00"), (("s300gc", "2 SAMLTD k"),))) is None
    assert keys.origin(paid(gbp("1.00"), (("s300gc", "1 SAMLTD k"), ("customer", "C1")))) is None


def test_the_key_depends_on_amount_and_installation_but_not_on_dates() -> None:
    reference = keys.payment_reference("SAMLTD", [Claim("C1", "IN1")], 1)
    one = keys.key("SAMLTD CR1", reference, gbp("1.00"))
    assert one == keys.key("SAMLTD CR1", reference, gbp("1.00"))
    assert one != keys.key("SAMLTD CR1", reference, gbp("1.01"))
    assert one != keys.key("SAMLTD CR2", reference, gbp("1.00"))
