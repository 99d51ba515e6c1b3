"""Whatever people and banks do: payouts are their items, and no money is paid out twice."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .desk import Desk

KINDS = ("failed", "failed_after_confirmation", "late_failure", "charged_back")
SCENARIOS = (
    "payment_paid_out", "payment_failed", "payment_charged_back", "payment_late_failure",
    "payment_chargeback_settled", "payment_late_failure_settled", "payment_confirmed",
)  # fmt: skip

STEPS = st.one_of(
    st.tuples(st.just("pay"), st.integers(0, 2), st.integers(100, 60000)),
    st.tuples(st.just("plan"), st.integers(0, 2), st.sampled_from(KINDS)),
    st.tuples(st.just("simulate"), st.integers(0, 9), st.sampled_from(SCENARIOS)),
    st.tuples(st.just("retry"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("cancel"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("uncharge"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("refund"), st.integers(0, 9), st.integers(1, 500)),
    st.tuples(st.just("days"), st.integers(1, 6), st.just(0)),
)
HISTORIES = st.lists(STEPS, min_size=4, max_size=30)
QUICK = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def live(history: list[tuple[str, int, Any]]) -> Desk:
    """Do everything that is possible, one after the other, and then let a month pass."""
    desk = Desk(currencies=("GBP", "EUR"))
    desk.gocardless.allow_refunds(desk.creditor)
    desk.gocardless.set_surcharge(desk.creditor, 333)
    mandates = [desk.sign(), desk.sign(), desk.sign("EUR")]
    payments: list[str] = []
    for what, n, value in history:
        if what == "pay":
            payments.append(desk.pay(mandates[n], value, retry_if_possible=value % 2 == 0))
        elif what == "plan":
            desk.fail(mandates[n], value)
        elif what == "days":
            desk.days(n)
        elif payments:
            act(desk, what, payments[n % len(payments)], value)
    desk.days(30)
    return desk


def act(desk: Desk, what: str, payment: str, value: Any) -> None:
    row = desk.get("payments", payment)
    if what == "simulate":
        given = {"data": {"links": {"resource": payment}}}
        desk.call("POST", f"/scenario_simulators/{value}/actions/run", given)
    elif what == "uncharge":
        if row["status"] == "charged_back":
            desk.gocardless.cancel_chargeback(payment)
    elif what == "refund":
        given = {
            "amount": value,
            "total_amount_confirmation": row["amount_refunded"] + value,
            "links": {"payment": payment},
        }
        desk.call("POST", "/refunds", {"refunds": given})
    else:
        desk.call("POST", f"/payments/{payment}/actions/{what}")


def payouts(desk: Desk) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give the payouts with their items, oldest first."""
    state = desk.gocardless.state()
    return [(row, state["payout_items"][row["id"]]) for row in state["payouts"]]


@given(HISTORIES)
@QUICK
def test_a_payout_is_the_rounded_sum_of_its_items(history: list[tuple[str, int, Any]]) -> None:
    for payout, items in payouts(live(history)):
        total = sum((Decimal(item["amount"]) for item in items), Decimal())
        assert payout["amount"] == int(total.quantize(Decimal(1), ROUND_HALF_UP)) > 0
        fees = [i for i in items if i["type"] in ("gocardless_fee", "surcharge_fee")]
        gross = total - sum((Decimal(item["amount"]) for item in fees), Decimal())
        assert payout["amount"] + payout["deducted_fees"] == gross
        for item in fees:
            inside = sum((Decimal(tax["amount"]) for tax in item["taxes"]), Decimal())
            assert abs(inside) < abs(Decimal(item["amount"]))


@given(HISTORIES)
@QUICK
def test_a_payment_is_never_paid_out_more_than_once(history: list[tuple[str, int, Any]]) -> None:
    desk = live(history)
    net: Counter[str] = Counter()
    fees: Counter[str] = Counter()
    for _, items in payouts(desk):
        for item in items:
            payment = item["links"].get("payment", "")
            if item["type"] == "payment_paid_out":
                net[payment] += 1
            elif item["type"] in ("payment_failed", "payment_charged_back"):
                net[payment] -= 1
            elif item["type"] == "gocardless_fee":
                fees[payment] += int(item["amount"].replace(".", ""))
        assert set(net.values()) <= {0, 1}
    waiting = [e for entries in desk.gocardless.data["unsettled"].values() for e in entries]
    pending = {entry["links"].get("payment") for entry in waiting}
    for row in desk.gocardless.state()["payments"]:
        if row["id"] not in pending:
            assert net[row["id"]] == (row["status"] == "paid_out")
            assert (fees[row["id"]] < 0) == (row["status"] == "paid_out")
