"""The payouts that bring creditors their money.

Each working day the entries that are due make one payout; where they come to nothing or less,
there is none and they wait for the next (GoCardless support, negative balances).
"""

from datetime import date

from s300gc.sandbox.gocardless import fx
from s300gc.sandbox.gocardless.bankdays import is_working, shift
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.fees import TAX_CURRENCY, rounded
from s300gc.sandbox.gocardless.organisation import Organisation, letters
from s300gc.sandbox.gocardless.owing import MERCHANT, Entry, name_of, worth
from s300gc.sandbox.gocardless.payoutitems import items_of
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY
from s300gc.sandbox.gocardless.settled import settle
from s300gc.sandbox.gocardless.table import Row

TAX_DELAY = 2
"""Working days from a payout to the final rates of its taxes."""

FX_DELAY = 1
"""Working days from a payout that is converted to its final rate."""

TAKEN_BACK = ("payment_failed", "payment_charged_back")
BOUNCED_FOR = 3
"""Working days until a bounced payout is sent again."""


def pay_all(org: Organisation, today: date) -> None:
    """Make the payouts of a day: one for each verified creditor and currency."""
    for name in sorted(org.data["unsettled"]):
        creditor, currency, *kind = name.split()
        if is_working(BY_CURRENCY[currency].calendar, today):
            wait = org.switches.payout_wait
            pay_out(org, creditor, currency, today, kind=kind[0] if kind else MERCHANT, wait=wait)


def pay_out(
    org: Organisation,
    creditor_id: str,
    currency: str,
    today: date,
    *,
    kind: str = MERCHANT,
    wait: int = 0,
) -> Row | None:
    """Pay what is due to a creditor in one currency, if that is anything; give the first payout.

    ``wait`` is for how many working days the payout is pending before it is paid.
    """
    creditor = org.get("creditors", creditor_id)
    entries = org.data["unsettled"].get(name_of(creditor_id, currency, kind), [])
    due, later = _due(entries, today)
    if _amount(org, due) <= 0 or creditor["verification_status"] != "successful":
        return None
    entries[:] = later
    payouts = [_make(org, creditor, currency, kind, part) for part in _parts(org, due)]
    for payout in payouts:
        if wait:
            calendar = BY_CURRENCY[currency].calendar
            org.schedule(shift(calendar, today, wait), "payout_pay", payout["id"])
        else:
            pay(org, payout)
    return payouts[0]


def _due(entries: list[Entry], today: date) -> tuple[list[Entry], list[Entry]]:
    """Part the entries that are due from those that wait.

    What came back of a payment is taken no later than the payment is paid out again.
    """
    due = [entry for entry in entries if entry["due"] <= today.isoformat()]
    paid = {e["links"].get("payment") for e in due if e["type"] == "payment_paid_out"}
    later = [entry for entry in entries if entry["due"] > today.isoformat()]
    tied = [e for e in later if e["type"] in TAKEN_BACK and e["links"]["payment"] in paid]
    return due + tied, [entry for entry in later if entry not in tied]


def _amount(org: Organisation, entries: list[Entry]) -> int:
    return rounded(sum(worth(entry) for entry in entries), org.switches.payout_half)


def _parts(org: Organisation, due: list[Entry]) -> list[list[Entry]]:
    """Give the entries of each payout: all in one, or parts of which each comes to something.

    What goes back stays with the first part, and with it what it takes back.
    """
    size = org.switches.payout_parts
    if size is None:
        return [due]
    back = [entry for entry in due if worth(entry) < 0]
    tied = {entry["links"].get("payment") for entry in back}
    first: list[Entry] = []
    rest: list[Entry] = []
    for entry in due:
        with_it = worth(entry) < 0 or entry["links"].get("payment") in tied
        (first if with_it else rest).append(entry)
    room = max(size - len(first), 1)
    parts = [first + rest[:room]]
    parts += [rest[n : n + size] for n in range(room, len(rest), size)]
    return parts if all(_amount(org, part) > 0 for part in parts) else [due]


def _make(org: Organisation, creditor: Row, currency: str, kind: str, due: list[Entry]) -> Row:
    """Make a payout of entries, pending, with its items."""
    country = creditor["country_code"]
    amount = _amount(org, due)
    gross = rounded(sum(e["amount"] * 10 + e["share"] for e in due), org.switches.payout_half)
    items = [item for entry in due for item in items_of(org, entry, country, currency)]
    account = fx.account_currency(creditor, currency).lower()
    reference = letters("payout", len(org.tables["payouts"]) + 1, org.seed, 5)
    taxed = any(item["taxes"] for item in items)
    payout = org.add(
        "payouts",
        "story",
        {
            "amount": amount,
            "arrival_date": None,
            "currency": currency,
            "deducted_fees": gross - amount,
            "fx": fx.pending(org, creditor, currency),
            "links": {
                "creditor": creditor["id"],
                "creditor_bank_account": creditor["links"][f"default_{account}_payout_account"],
            },
            "metadata": {},
            "payout_type": kind,
            "reference": f"{creditor['bank_reference_prefix']}-{reference}",
            "status": "pending",
            "tax_currency": TAX_CURRENCY[country] if taxed else None,
        },
    )
    org.data["payout_items"][payout["id"]] = items
    org.data.setdefault("being_paid", {})[payout["id"]] = due
    return payout


def pay(org: Organisation, payout: Row) -> None:
    """Send a payout to the bank and settle what it pays.

    Where it is converted, it stays pending until its rate is confirmed, although it is paid
    (GoCardless API reference, payouts). Tax that is due in another currency gets its rate later.
    """
    due = org.data["being_paid"].pop(payout["id"], None)
    if due is None:
        return
    converted = fx.is_converted(payout)
    if not converted:
        org.change("payouts", payout, status="paid", arrival_date=org.today.isoformat())
    parent = emit(org, "payouts", "paid", payout, by_gocardless("payout_paid"))
    calendar = BY_CURRENCY[payout["currency"]].calendar
    if converted:
        org.schedule(shift(calendar, org.today, FX_DELAY), "payout_fx", payout["id"])
    if payout["tax_currency"] not in (None, payout["currency"]):
        org.schedule(shift(calendar, org.today, TAX_DELAY), "payout_tax", payout["id"])
    links = {"payout": payout["id"]}
    if org.switches.payout_is_parent:
        links["parent_event"] = parent
    for entry in due:
        settle(org, entry, links)


def confirm_rate(org: Organisation, payout: Row) -> None:
    """Fix the rate of a converted payout and of all that it pays: now it has landed."""
    target = payout["fx"]["fx_currency"]
    rate = fx.drawn(org, payout["currency"], target, payout["id"])
    fx.confirm(org, "payouts", payout, target, rate)
    for item in org.data["payout_items"][payout["id"]]:
        for resource, name in (("refunds", "refund"), ("payments", "payment")):
            if name in item["links"]:
                fx.confirm(org, resource, org.get(resource, item["links"][name]), target, rate)
                break
    org.change("payouts", payout, status="paid", arrival_date=org.today.isoformat())
    why = by_gocardless("payout_fx_rate_confirmed")
    emit(org, "payouts", "fx_rate_confirmed", payout, why)


def bounce(org: Organisation, payout: Row) -> None:
    """Let the creditor's bank send a payout back; some days later it is sent again."""
    org.change("payouts", payout, status="bounced")
    creditor = org.get("creditors", payout["links"]["creditor"])
    links = {"payout": payout["id"]}
    emit(org, "creditors", "bounced_payout", creditor, by_gocardless("bounced_payout"), links)
    calendar = BY_CURRENCY[payout["currency"]].calendar
    org.schedule(shift(calendar, org.today, BOUNCED_FOR), "payout_again", payout["id"])


def pay_again(org: Organisation, payout: Row) -> None:
    """Send a bounced payout once more."""
    if payout["status"] == "bounced":
        org.change("payouts", payout, status="paid", arrival_date=org.today.isoformat())
        emit(org, "payouts", "paid", payout, by_gocardless("payout_paid"))
