"""What is owed to creditors, or by them, until a payout settles it.

It waits as entries of its creditor and currency, those of a partner's share apart from the rest.
"""

from datetime import date
from typing import Any

from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.fees import STANDARD, Prices, fee_of, tax_in
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

Entry = dict[str, Any]
"""``due`` day, item ``type``, ``links`` and ``amount`` in minor units; in tenths of them ``fee``
with its ``tax``, ``surcharge`` with its ``surcharge_tax``, ``app_fee`` and a partner's ``share``.
All are signed as the items will be. ``attempt`` is that of the payment."""

MERCHANT, PARTNER = "merchant", "partner"
CHARGES = ("fee", "surcharge", "app_fee", "share")


def name_of(creditor: str, currency: str, kind: str = MERCHANT) -> str:
    """Give the name under which entries wait: ``CR... GBP``, and ``partner`` behind it."""
    return f"{creditor} {currency}" if kind == MERCHANT else f"{creditor} {currency} {kind}"


def owe(
    org: Organisation, creditor: str, currency: str, entry: Entry, kind: str = MERCHANT
) -> None:
    """Let an entry wait for a payout."""
    none = {"fee": 0, "tax": 0, "surcharge": 0, "surcharge_tax": 0, "app_fee": 0, "share": 0}
    waiting = org.data["unsettled"].setdefault(name_of(creditor, currency, kind), [])
    waiting.append({**none, **entry})


def worth(entry: Entry) -> int:
    """Give what an entry adds to a payout, in tenths of a minor unit."""
    return int(entry["amount"]) * 10 + sum(int(entry[name]) for name in CHARGES)


def waiting(org: Organisation, creditor: str, currency: str) -> int:
    """Give what waits for a creditor's payouts in one currency, in tenths of a minor unit."""
    return sum(worth(entry) for entry in org.data["unsettled"].get(f"{creditor} {currency}", ()))


def _fee(creditor: Row, amount: int) -> tuple[int, int]:
    prices = Prices(*creditor["_prices"]) if "_prices" in creditor else STANDARD
    return fee_of(amount, creditor["country_code"], prices)


def owe_payment(org: Organisation, payment: Row, due: date, kind: str = "") -> None:
    """Let a collected payment wait for its payout, less the fees.

    ``kind`` is the item of a payment that was taken back before; a surcharge is given back then.
    """
    creditor = org.get("creditors", payment["links"]["creditor"])
    fee, tax = _fee(creditor, payment["amount"])
    payment["_fee"], payment["_due"] = [fee, tax], due.isoformat()
    surcharge = payment.get("_surcharge", 0) if kind else 0
    app_fee = (payment["app_fee"] or 0) * 10
    entry = {
        "due": due.isoformat(),
        "type": kind or "payment_paid_out",
        "links": {"payment": payment["id"]},
        "amount": payment["amount"],
        "fee": -fee,
        "tax": -tax,
        "surcharge": surcharge,
        "surcharge_tax": tax_in(surcharge, creditor["country_code"]),
        "app_fee": -app_fee,
        "attempt": payment["_attempt"],
    }
    owe(org, creditor["id"], payment["currency"], entry)
    _share(org, payment, due.isoformat(), app_fee, fee - tax)


def owe_back(org: Organisation, payment: Row, kind: str) -> None:
    """Let a payment that came back be taken from a payout, its fees given back.

    It is taken the next working day, but not before the payment itself is due.
    """
    creditor = org.get("creditors", payment["links"]["creditor"])
    fee, tax = payment["_fee"]
    due = shift(SCHEMES[payment["scheme"]].calendar, org.today, 1).isoformat()
    if payment["_due"] >= org.today.isoformat():
        due = payment["_due"]
    surcharge = payment["_surcharge"] = creditor["_surcharge"]
    app_fee = (payment["app_fee"] or 0) * 10
    entry = {
        "due": due,
        "type": kind,
        "links": {"payment": payment["id"]},
        "amount": -payment["amount"],
        "fee": fee,
        "tax": tax,
        "surcharge": -surcharge,
        "surcharge_tax": -tax_in(surcharge, creditor["country_code"]),
        "app_fee": app_fee,
    }
    owe(org, creditor["id"], payment["currency"], entry)
    _share(org, payment, due, -app_fee, tax - fee)


def _share(org: Organisation, payment: Row, due: str, app_fee: int, fee: int) -> None:
    """Let the partner's payout have the app fee and a share of the fee, or lose them again."""
    partner = org.data.get("partner")
    if partner is None:
        return
    shares = {"app_fee": app_fee, "revenue_share": fee * partner["per_mille"] // 1000}
    for kind, share in shares.items():
        if share:
            links = {"payment": payment["id"]}
            entry = {"due": due, "type": kind, "links": links, "amount": 0, "share": share}
            owe(org, partner["creditor"], payment["currency"], entry, PARTNER)
