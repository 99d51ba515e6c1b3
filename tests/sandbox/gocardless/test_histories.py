"""Whatever people and banks do: payouts are their items, and no money is paid out twice."""

import json
from collections import Counter
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from hypothesis import given

from .histories import (
    CURRENCIES,
    HISTORIES,
    QUICK,
    History,
    expected,
    live,
    payouts,
    steps_of,
    told,
)

ROUNDING = {"up": ROUND_HALF_UP, "even": ROUND_HALF_EVEN, "down": ROUND_HALF_DOWN}
BACK = ("payment_failed", "payment_charged_back")
FEES = ("gocardless_fee", "surcharge_fee", "app_fee")

PAYMENTS = {
    "": {"created"},
    "created": {"submitted", "cancelled"},
    "submitted": {"confirmed", "failed"},
    "confirmed": {"paid_out", "failed"},
    "paid_out": {"failed", "charged_back"},
    "failed": {"resubmission_requested"},
    "resubmission_requested": {"submitted", "cancelled"},
    "charged_back": {"chargeback_cancelled"},
    "chargeback_cancelled": {"paid_out", "failed", "charged_back"},
    "cancelled": set(),
}
"""What may happen to a payment after what, but for what a payout settles."""

ENDED = {"cancelled", "expired", "failed", "blocked", "replaced"}
MANDATES = {
    "": {"created"},
    "created": {"submitted", *ENDED},
    "submitted": {"active", "reinstated", *ENDED},
    "active": ENDED,
    "reinstated": ENDED,
    "cancelled": {"resubmission_requested"},
    "expired": {"resubmission_requested"},
    "resubmission_requested": {"submitted", *ENDED},
    "failed": set(),
    "blocked": set(),
    "replaced": set(),
}
REFUNDS = {
    "": {"created"},
    "created": {"paid", "failed"},
    "paid": {"failed"},
    "failed": {"funds_returned"},
    "funds_returned": set(),
}


@given(HISTORIES)
@QUICK
def test_a_payout_is_the_rounded_sum_of_its_items(history: History) -> None:
    desk = live(history)
    half = ROUNDING[history[1].get("payout_half", "up")]
    for payout, items in payouts(desk):
        total = sum((Decimal(item["amount"]) for item in items), Decimal())
        assert payout["amount"] == int(total.quantize(Decimal(1), half)) > 0
        fees = [item for item in items if item["type"] in FEES]
        gross = total - sum((Decimal(item["amount"]) for item in fees), Decimal())
        assert payout["amount"] + payout["deducted_fees"] == gross
        for item in fees:
            inside = sum((Decimal(tax["amount"]) for tax in item["taxes"]), Decimal())
            assert abs(inside) < abs(Decimal(item["amount"]))


@given(HISTORIES)
@QUICK
def test_a_payment_is_never_paid_out_more_than_once_net_of_what_came_back(
    history: History,
) -> None:
    desk = live(history)
    net: Counter[str] = Counter()
    refunded: Counter[str] = Counter()
    reached: dict[tuple[str, str], int] = {}
    amounts = {row["id"]: row["amount"] for row in desk.gocardless.state()["payments"]}
    for payout, items in payouts(desk):
        for item in items:
            payment, amount = item["links"].get("payment", ""), int(Decimal(item["amount"]))
            if item["type"] == "payment_paid_out" or item["type"] in BACK:
                net[payment] += amount
            elif item["type"] in ("payment_refunded", "refund_funds_returned") and payment:
                refunded[payment] -= amount
        reached |= {(payout["id"], payment): sum_ for payment, sum_ in net.items()}
        assert all(0 <= sum_ <= amounts[payment] for payment, sum_ in net.items())
        assert all(net[payment] in (0, amounts[payment]) for payment in net)
        assert all(0 <= sum_ <= amounts[payment] for payment, sum_ in refunded.items())
    for event in desk.gocardless.state()["events"]:
        if (event["resource_type"], event["action"]) == ("payments", "paid_out"):
            links = event["links"]
            assert reached[links["payout"], links["payment"]] == amounts[links["payment"]]


@given(HISTORIES)
@QUICK
def test_the_balance_is_what_happened_less_what_was_paid_out(history: History) -> None:
    desk = live(history)
    owed = expected(desk)
    for payout, items in payouts(desk):
        owed[payout["currency"]] -= sum((Decimal(item["amount"]) for item in items), Decimal())
    shown = {
        row["currency"]: row["amount"]
        for row in desk.rows("balances", creditor=desk.creditor)
        if row["balance_type"] == "confirmed_funds"
    }
    for currency in CURRENCIES:
        assert abs(shown[currency] - owed[currency]) <= Decimal("0.5")


@given(HISTORIES)
@QUICK
def test_nothing_goes_back_to_where_it_cannot_come_from(history: History) -> None:
    desk = live(history)
    settled = ("late_failure_settled", "chargeback_settled", "surcharge_fee_debited")
    for resource, allowed, aside in (
        ("payments", PAYMENTS, settled),
        ("mandates", MANDATES, ("transferred",)),
        ("refunds", REFUNDS, ("refund_settled",)),
    ):
        for identity, actions in told(desk, resource, *aside).items():
            for before, after in steps_of(actions):
                assert after in allowed[before], (identity, actions)
    for actions in told(desk, "subscriptions").values():
        assert not {"cancelled", "finished"} & set(actions[:-1])
    for payout, _ in payouts(desk):
        bounced = desk.events(payout=payout["id"], action="bounced_payout")
        paid = desk.events(payout=payout["id"], action="paid")
        assert len(paid) - len(bounced) <= 1


@given(HISTORIES)
@QUICK
def test_a_converted_payout_lands_once_its_rate_is_there(history: History) -> None:
    desk = live(history)
    for payout, _ in payouts(desk):
        fx, converted = payout["fx"], payout["currency"] == "USD"
        assert (fx["fx_currency"] == "GBP") == converted
        if payout["status"] == "paid" and converted:
            worth = Decimal(payout["amount"]) * Decimal(fx["exchange_rate"])
            assert abs(fx["fx_amount"] - worth) <= Decimal("0.5")
        else:
            assert fx["fx_amount"] is None or payout["status"] == "bounced"


@given(HISTORIES)
@QUICK
def test_the_same_calls_give_the_same_history_byte_for_byte(history: History) -> None:
    first, second = live(history), live(history)
    assert json.dumps(first.gocardless.data) == json.dumps(second.gocardless.data)
    assert first.timeline.dump() == second.timeline.dump()
