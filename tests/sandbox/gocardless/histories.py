"""Histories: random calls and days, and what they come to, told from answers and events alone."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from s300gc.sandbox.gocardless.errors import Refused

from .desk import Desk

CURRENCIES = ("GBP", "EUR", "USD")
"""Paid in pounds: pounds as they are, euros on an account of their own, dollars converted."""
SIGNED = ("GBP", "GBP", "EUR", "USD")
SURCHARGE = 333
KINDS = ("failed", "failed_after_confirmation", "late_failure", "charged_back")
SCENARIOS = (
    "payment_paid_out", "payment_failed", "payment_charged_back", "payment_late_failure",
    "payment_chargeback_settled", "payment_late_failure_settled", "payment_confirmed",
)  # fmt: skip

DEEDS = {
    "cancel_chargeback": ("charged_back",),
    "take_back": ("confirmed", "paid_out"),
    "charge_back": ("paid_out",),
    "retry_payment": ("failed",),
    "cancel_payment": ("pending_submission",),
    "refund": ("confirmed", "paid_out"),
    "app_fee": ("pending_submission",),
}
"""What is done to a payment, and in which statuses it can be."""
ENDINGS = (
    "cancel_mandate", "replace_mandate", "expire_mandate", "block_mandate", "transfer_mandate",
    "reinstate_mandate", "reinstate_mandate",
)  # fmt: skip
"""What is done to a mandate."""
SUBSCRIPTIONS = {"pause": ("active",), "resume": ("paused",), "cancel": ("active", "paused")}
"""What is done to a subscription, and in which statuses it can be."""

PICK = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("pay"), PICK, st.integers(100, 60000)),
    st.tuples(st.just("pay"), PICK, st.integers(100, 60000)),
    st.tuples(st.just("plan"), PICK, st.sampled_from(KINDS)),
    st.tuples(st.just("simulate"), PICK, st.sampled_from(SCENARIOS)),
    st.tuples(st.just("act"), PICK, st.sampled_from(("retry", "cancel"))),
    *(st.tuples(st.just(deed), PICK, st.integers(1, 99)) for deed in DEEDS),
    st.tuples(st.just("ending"), PICK, st.sampled_from(ENDINGS)),
    st.tuples(st.just("mandate_refund"), PICK, st.integers(1, 500)),
    st.tuples(st.just("bounce_refund"), PICK, st.none()),
    st.tuples(st.just("bounce_payout"), PICK, st.none()),
    st.tuples(st.just("subscribe"), PICK, st.sampled_from(("weekly", "monthly"))),
    st.tuples(st.just("subscription"), PICK, st.sampled_from(("pause", "resume", "cancel"))),
    st.tuples(st.just("subscription"), PICK, st.sampled_from(("pause", "resume"))),
    st.tuples(st.just("again"), PICK, st.none()),
    st.tuples(st.just("days"), st.integers(1, 6), st.none()),
    st.tuples(st.just("days"), st.integers(1, 6), st.none()),
)
SWITCHES = st.fixed_dictionaries(
    {},
    optional={
        "payout_half": st.sampled_from(("up", "even", "down")),
        "payout_parts": st.sampled_from((1, 3)),
        "payout_wait": st.sampled_from((1, 2)),
        "cancelled_chargeback": st.just("payment_charged_back"),
        "after_chargeback": st.just("paid_out"),
        "replaced_payments": st.just("cancel"),
        "refunded_when": st.sampled_from(("paid", "settled")),
        "key_checked": st.just("last"),
        "subscription_lead": st.sampled_from((1, 10)),
    },
)
HISTORIES = st.tuples(st.lists(STEPS, min_size=20, max_size=50), SWITCHES)
History = tuple[list[tuple[str, int, Any]], dict[str, Any]]

QUICK = settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def live(history: History) -> Desk:
    """Do everything that is possible, one after the other, and then let a month pass.

    Some money comes in at the beginning, so that there is something to take back, and at the
    end, so that what was taken back can be settled.
    """
    steps, switches = history
    desk = Desk(currencies=CURRENCIES, **switches)
    desk.gocardless.allow_refunds(desk.creditor, mandates=True)
    desk.gocardless.set_surcharge(desk.creditor, SURCHARGE)
    desk.gocardless.convert(desk.creditor, "USD", "GBP")
    for currency in SIGNED:
        desk.simulate("payment_paid_out", desk.pay(desk.sign(currency), 30000))
    for n, (what, place, value) in enumerate(steps):
        if what == "days":
            desk.days(place)
        else:
            _do(desk, n, what, place, value)
    for currency in CURRENCIES:
        desk.pay(desk.sign(currency), 900000)
    desk.days(30)
    return desk


def _do(desk: Desk, n: int, what: str, place: int, value: Any) -> None:
    """Do one thing to one of what is there; what cannot be done is refused and changes nothing."""
    before = desk.gocardless.data["made"].copy()
    try:
        _try(desk, n, what, place, value)
    except ValueError as error:
        if not isinstance(error, Refused):
            assert desk.gocardless.data["made"] == before, error


def _try(desk: Desk, n: int, what: str, place: int, value: Any) -> None:
    gocardless, state = desk.gocardless, desk.gocardless.data["rows"]

    def one(resource: str, statuses: tuple[str, ...] = ()) -> dict[str, Any]:
        """Pick one of a kind, if possible in one of some statuses."""
        rows = list(state[resource].values())
        if not rows:
            raise ValueError(f"no {resource} yet")
        fit = [row for row in rows if row["status"] in statuses] or rows
        return dict(fit[place % len(fit)])

    ended = value == "reinstate_mandate"
    mandate = one("mandates", ("cancelled", "expired") if ended else ("active",))
    currency = {"bacs": "GBP", "sepa_core": "EUR"}.get(mandate["scheme"], "USD")
    links = {"mandate": mandate["id"]}
    if what == "pay":
        given = {"amount": value, "currency": currency, "links": links}
        given["retry_if_possible"] = value % 2 == 0
        desk.call("POST", "/payments", {"payments": given}, Idempotency_Key=f"k{n}")
    elif what == "again":
        given = {"amount": 700, "currency": currency, "links": links}
        desk.call("POST", "/payments", {"payments": given}, Idempotency_Key=f"k{place}")
    elif what == "plan":
        gocardless.plan_failure(mandate["links"]["customer"], kind=value)
    elif what == "ending":
        getattr(gocardless, value)(mandate["id"])
    elif what == "subscribe":
        given = {"amount": 1500, "currency": currency, "interval_unit": value, "links": links}
        desk.call("POST", "/subscriptions", {"subscriptions": given})
    elif what == "subscription":
        subscription = one("subscriptions", SUBSCRIPTIONS[value])
        desk.call("POST", f"/subscriptions/{subscription['id']}/actions/{value}")
    elif what == "mandate_refund":
        gocardless.refund_mandate(mandate["id"], value)
    elif what == "bounce_refund":
        gocardless.bounce_refund(one("refunds")["id"])
    elif what == "bounce_payout":
        gocardless.bounce_payout(one("payouts")["id"])
    else:
        _to_payment(desk, what, one("payments", DEEDS.get(what, ())), value)


def _to_payment(desk: Desk, what: str, payment: dict[str, Any], value: Any) -> None:
    if what == "simulate":
        given: Any = {"data": {"links": {"resource": payment["id"]}}}
        desk.call("POST", f"/scenario_simulators/{value}/actions/run", given)
    elif what == "act":
        desk.call("POST", f"/payments/{payment['id']}/actions/{value}")
    elif what == "app_fee":
        desk.gocardless.take_app_fee(payment["id"], value)
    elif what != "refund":
        getattr(desk.gocardless, what)(payment["id"])
    else:
        refunds = desk.rows("refunds", payment=payment["id"])
        gone = ("bounced", "funds_returned")
        already = sum(row["amount"] for row in refunds if row["status"] not in gone)
        given = {"amount": value, "total_amount_confirmation": already + value}
        given["links"] = {"payment": payment["id"]}
        desk.call("POST", "/refunds", {"refunds": given})


# ---------------------------------------------------------------- what it came to


def payouts(desk: Desk) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give the payouts with their items, oldest first."""
    state = desk.gocardless.state()
    return [(row, state["payout_items"][row["id"]]) for row in state["payouts"]]


def told(desk: Desk, resource: str, *aside: str) -> dict[str, list[str]]:
    """Give the actions of each object of a kind in their order, but for some."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in desk.gocardless.state()["events"]:
        if event["resource_type"] == resource and event["action"] not in aside:
            found[event["links"][resource.removesuffix("s")]].append(event["action"])
    return dict(found)


def returns(actions: list[str]) -> tuple[bool, int, int]:
    """Tell whether a payment's money is there, how often it was taken back, and given again."""
    there, back, again = False, 0, 0
    for action in actions:
        if action in ("confirmed", "chargeback_cancelled"):
            again += action == "chargeback_cancelled"
            there = True
        elif action in ("failed", "charged_back"):
            back += there
            there = False
    return there, back, again


def expected(desk: Desk) -> dict[str, Decimal]:
    """Give what GoCardless owes for all that has happened, by currency, in minor units."""
    state = desk.gocardless.state()
    owed: dict[str, Decimal] = defaultdict(Decimal)
    actions = told(desk, "payments")
    for payment in state["payments"]:
        there, back, again = returns(actions[payment["id"]])
        tenths = (again - back) * SURCHARGE
        if there:
            net = min((payment["amount"] + 5) // 10 + 200, 4000)
            fee = net + (net * 2 + 5) // 10
            tenths += (payment["amount"] - (payment["app_fee"] or 0)) * 10 - fee
        owed[payment["currency"]] += Decimal(tenths) / 10
    for refund in state["refunds"]:
        if refund["status"] not in ("bounced", "funds_returned"):
            owed[refund["currency"]] -= refund["amount"]
    return owed


def steps_of(actions: list[str]) -> Iterator[tuple[str, str]]:
    """Give each step from one action to the next, the first from nothing."""
    yield from zip(["", *actions], actions, strict=False)
