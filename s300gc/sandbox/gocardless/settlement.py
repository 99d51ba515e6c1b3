"""Money on its way to the creditors, and the payouts that bring it.

What is to be paid out, or taken back, waits as an entry of its creditor and currency. Each
working day the entries that are due make one payout; where they come to nothing or less, there
is none and they wait for the next (GoCardless support, negative balances).
"""

from datetime import date
from typing import Any

from s300gc.sandbox.gocardless.bankdays import is_working, shift
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.fees import (
    TAX_CURRENCY,
    TAX_RATES,
    fee_of,
    half_up,
    tax_entry,
    written,
)
from s300gc.sandbox.gocardless.organisation import Organisation, letters
from s300gc.sandbox.gocardless.payments import NO_FX
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, SCHEMES
from s300gc.sandbox.gocardless.table import Row

Entry = dict[str, Any]
"""``due`` day, item ``type``, ``links``, ``amount`` in minor units, ``fee`` and its ``tax`` and
``surcharge`` in tenths of them, all signed as the items will be; ``attempt`` of the payment."""

COMEBACK = 2
"""Working days from a payout to a late failure or a chargeback."""

TAX_DELAY = 2
"""Working days from a payout to the final rates of its taxes."""


def owe(org: Organisation, creditor: str, currency: str, entry: Entry) -> None:
    """Let an entry wait for a payout."""
    org.data["unsettled"].setdefault(f"{creditor} {currency}", []).append(
        {"fee": 0, "tax": 0, "surcharge": 0, **entry}
    )


def owe_payment(org: Organisation, payment: Row, due: date) -> None:
    """Let a collected payment wait for its payout, less the fee."""
    creditor = org.get("creditors", payment["links"]["creditor"])
    fee, tax = fee_of(payment["amount"], creditor["country_code"])
    payment["_fee"], payment["_due"] = [fee, tax], due.isoformat()
    owe(
        org,
        creditor["id"],
        payment["currency"],
        {
            "due": due.isoformat(),
            "type": "payment_paid_out",
            "links": {"payment": payment["id"]},
            "amount": payment["amount"],
            "fee": -fee,
            "tax": -tax,
            "attempt": payment["_attempt"],
        },
    )


def owe_back(org: Organisation, payment: Row, kind: str) -> None:
    """Let a payment that came back be taken from a payout, its fee given back.

    It is taken the next working day, but not before the payment itself is due.
    """
    creditor = org.get("creditors", payment["links"]["creditor"])
    fee, tax = payment["_fee"]
    due = shift(SCHEMES[payment["scheme"]].calendar, org.today, 1).isoformat()
    if payment["_due"] >= org.today.isoformat():
        due = payment["_due"]
    owe(
        org,
        creditor["id"],
        payment["currency"],
        {
            "due": due,
            "type": kind,
            "links": {"payment": payment["id"]},
            "amount": -payment["amount"],
            "fee": fee,
            "tax": tax,
            "surcharge": -creditor["_surcharge"],
        },
    )


def pay_all(org: Organisation, today: date) -> None:
    """Make the payouts of a day: one for each verified creditor and currency."""
    for key in sorted(org.data["unsettled"]):
        creditor, currency = key.split()
        if is_working(BY_CURRENCY[currency].calendar, today):
            pay_out(org, creditor, currency, today)


def pay_out(org: Organisation, creditor_id: str, currency: str, today: date) -> Row | None:
    """Pay what is due to a creditor in one currency, if that is anything."""
    creditor = org.get("creditors", creditor_id)
    waiting = org.data["unsettled"].get(f"{creditor_id} {currency}", [])
    due = [entry for entry in waiting if entry["due"] <= today.isoformat()]
    tenths = sum(entry["amount"] * 10 + _charges(entry) for entry in due)
    amount = half_up(tenths)
    if amount <= 0 or creditor["verification_status"] != "successful":
        return None
    waiting[:] = [entry for entry in waiting if entry["due"] > today.isoformat()]
    gross = sum(entry["amount"] for entry in due)
    payout = _payout(org, creditor, currency, amount, gross - amount)
    items = [item for e in due for item in _items(e, creditor["country_code"], currency)]
    org.data["payout_items"][payout["id"]] = items
    payout["tax_currency"] = _tax_currency(items, creditor["country_code"])
    _pay(org, payout)
    for entry in due:
        _settle(org, entry, payout)
    return payout


def _charges(entry: Entry) -> int:
    return int(entry["fee"]) + int(entry["surcharge"])


def _payout(org: Organisation, creditor: Row, currency: str, amount: int, fees: int) -> Row:
    reference = letters("payout", len(org.tables["payouts"]) + 1, org.seed, 5)
    return org.add(
        "payouts",
        "story",
        {
            "amount": amount,
            "arrival_date": None,
            "currency": currency,
            "deducted_fees": fees,
            "fx": dict(NO_FX),
            "links": {
                "creditor": creditor["id"],
                "creditor_bank_account": creditor["links"][
                    f"default_{currency.lower()}_payout_account"
                ],
            },
            "metadata": {},
            "payout_type": "merchant",
            "reference": f"{creditor['bank_reference_prefix']}-{reference}",
            "status": "pending",
            "tax_currency": None,
        },
    )


def _pay(org: Organisation, payout: Row) -> None:
    """Send a payout to the bank; where tax is due in another currency its rate comes later."""
    org.change("payouts", payout, status="paid", arrival_date=org.today.isoformat())
    emit(org, "payouts", "paid", payout, by_gocardless("payout_paid"))
    if payout["tax_currency"] not in (None, payout["currency"]):
        calendar = BY_CURRENCY[payout["currency"]].calendar
        org.schedule(shift(calendar, org.today, TAX_DELAY), "payout_tax", payout["id"])


def pay_again(org: Organisation, payout: Row) -> None:
    """Send a bounced payout once more."""
    if payout["status"] == "bounced":
        org.change("payouts", payout, status="paid", arrival_date=org.today.isoformat())
        emit(org, "payouts", "paid", payout, by_gocardless("payout_paid"))


def _tax_currency(items: list[Row], country: str) -> str | None:
    return TAX_CURRENCY[country] if any(item["taxes"] for item in items) else None


def _items(entry: Entry, country: str, currency: str) -> list[Row]:
    """Give the payout items of an entry: itself, its fee, a surcharge."""
    payment = {k: v for k, v in entry["links"].items() if k == "payment"}
    items = [_item(entry["type"], entry["amount"] * 10, entry["links"])]
    if entry["fee"]:
        fee = _item("gocardless_fee", entry["fee"], payment)
        if entry["tax"] and country in TAX_RATES:
            fee["taxes"] = [tax_entry(entry["tax"], country, currency)]
        items.append(fee)
    if entry["surcharge"]:
        items.append(_item("surcharge_fee", entry["surcharge"], payment))
    return items


def _item(kind: str, tenths: int, links: dict[str, str]) -> Row:
    return {"amount": written(tenths), "links": dict(links), "taxes": [], "type": kind}


def _settle(org: Organisation, entry: Entry, payout: Row) -> None:
    """Tell what a payout settled."""
    links = {"payout": payout["id"]}
    kind = entry["type"]
    if kind == "payment_paid_out":
        _paid_out(org, org.get("payments", entry["links"]["payment"]), entry["attempt"], links)
    elif kind in ("payment_failed", "payment_charged_back"):
        action = "late_failure_settled" if kind == "payment_failed" else "chargeback_settled"
        payment = org.get("payments", entry["links"]["payment"])
        emit(org, "payments", action, payment, by_gocardless(action), links)
        if entry["surcharge"]:
            action = "surcharge_fee_debited"
            emit(org, "payments", action, payment, by_gocardless(action), links)
    else:
        refund = org.get("refunds", entry["links"]["refund"])
        if kind == "refund_funds_returned":
            org.change("refunds", refund, status="funds_returned")
            why = by_gocardless("refund_funds_returned")
            emit(org, "refunds", "funds_returned", refund, why, links)
        else:
            emit(org, "refunds", "refund_settled", refund, by_gocardless("refund_settled"), links)


def _paid_out(org: Organisation, payment: Row, attempt: int, links: dict[str, str]) -> None:
    """Mark a payment as paid out, unless it came back before; some come back later."""
    if payment["status"] != "confirmed" or payment["_attempt"] != attempt:
        return
    org.change("payments", payment, status="paid_out", links={**payment["links"], **links})
    emit(org, "payments", "paid_out", payment, by_gocardless("payment_paid_out"), links)
    kind = (payment.get("_fate") or {}).get("kind")
    if kind in ("late_failure", "charged_back"):
        day = shift(SCHEMES[payment["scheme"]].calendar, org.today, COMEBACK)
        org.schedule(day, f"payment_{kind}", payment["id"], attempt)
