"""What GoCardless refuses of one payment: it fails with its reason, its neighbours go on."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import worst
from s300gc.model import Failed
from tests.company import Company
from tests.flows.collectors import company_of, owe, said, sign, skips
from tests.flows.meddling import failures, run


def refusal(code: int, kind: str, reason: str, message: str, field: str = "") -> str:
    told = {"field": field, "message": message} if field else {"reason": reason, "message": message}
    return json.dumps({"error": {"type": kind, "code": code, "message": message, "errors": [told]}})


REFUSALS = {
    "charge date": (
        422,
        refusal(
            422, "validation_failed", "",
            "must be on or after mandate's next_possible_charge_date", "charge_date",
        ),
    ),
    "currency": (
        422,
        refusal(422, "validation_failed", "", "must be GBP for a bacs mandate", "currency"),
    ),
    "too small": (
        422, refusal(422, "validation_failed", "", "must be at least 100", "amount")
    ),
    "mandate gone": (
        422,
        refusal(
            422, "invalid_state", "mandate_is_inactive",
            "Mandate is failed, cancelled or expired",
        ),
    ),
    "feature off": (403, refusal(403, "invalid_api_usage", "feature_disabled", "Not enabled")),
    "forbidden": (403, refusal(403, "invalid_api_usage", "forbidden", "Forbidden request")),
}  # fmt: skip


def two_owing(folder: Path) -> Company:
    one = company_of(folder, "C1", "C2")
    for customer in ("C1", "C2"):
        owe(one, f"{customer}IN1", "10.00", customer=customer)
    return one


@pytest.mark.parametrize("what", REFUSALS)
def test_one_refusal_fails_one_payment_and_the_next_run_makes_it(tmp_path: Path, what: str) -> None:
    one = two_owing(tmp_path)
    asked: list[str] = []

    def words(method: str, path: str) -> tuple[int, str] | None:
        if method == "POST" and path.endswith("/payments") and not asked:
            asked.append(path)
            return REFUSALS[what]
        return None

    (failure,) = failures(run(one, words))
    assert isinstance(failure, Failed)
    assert (failure.subject, failure.exit_code) == ("C1IN1/1", 3)
    assert json.loads(REFUSALS[what][1])["error"]["message"] in failure.error
    assert worst([failure.exit_code]) == 3
    assert list(said(one)) == ["C2IN1/1=10.00"]
    assert failures(one.sync()) == []
    assert sorted(said(one)) == ["C1IN1/1=10.00", "C2IN1/1=10.00"]
    one.sync()
    assert len(one.state["gocardless"]["payments"]) == 2


def test_a_mandate_in_another_currency_is_no_mandate_for_the_invoice(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    world = one.world
    world.sage300.set_rate("EUR", world.timeline.today, Decimal("0.85"))
    world.sage300.add_customer("C2", "Euro", "e@example.com", account_set="EUR", currency="EUR")
    sign(world, "C2")
    owe(one, "IN1", "10.00")
    owe(one, "IN2", "10.00", customer="C2")
    found = skips(one)["IN2"]
    assert found.reason == "no mandate collects EUR (there is bacs)"
    assert list(said(one)) == ["IN1/1=10.00"]


def test_what_is_below_the_smallest_payment_is_not_even_asked_for(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    owe(one, "IN1", "0.99")
    owe(one, "IN2", "1.00")
    found = skips(one)["IN1"]
    assert found.reason == "0.99 GBP is less than the smallest payment of 1.00 GBP"
    assert list(said(one)) == ["IN2/1=1.00"]
    assert failures(one.sync()) == []


def test_a_mandate_that_ends_after_the_decision_fails_one_payment_only(tmp_path: Path) -> None:
    one = two_owing(tmp_path)
    one.sync(dry_run=True)
    mandate = one.state["gocardless"]["mandates"][0]["id"]
    asked: list[str] = []

    def words(method: str, path: str) -> tuple[int, str] | None:
        if method == "POST" and path.endswith("/payments") and not asked:
            asked.append(path)
            # A person is quicker than the request that is on its way.
            one.world.gocardless.cancel_mandate(mandate)
        return None

    found = failures(run(one, words))
    assert [(f.subject, f.exit_code) for f in found] == [("C1IN1/1", 3)]
    assert "Mandate is failed, cancelled or expired" in found[0].error
    assert list(said(one)) == ["C2IN1/1=10.00"]
    assert skips(one)["C1IN1"].kind == "no-mandate"
