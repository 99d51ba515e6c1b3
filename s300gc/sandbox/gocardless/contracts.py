"""What a creditor has agreed with GoCardless: prices, currencies, apps, retries."""

from collections.abc import Sequence

from s300gc.sandbox.gocardless.fees import FREE
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payments import RETRIES


def set_prices(
    org: Organisation, creditor_id: str, per_mille: int, fixed: int, highest: int
) -> None:
    """Charge a creditor so many of a thousand and a sum, up to a limit."""
    if not 0 <= per_mille < 1000 or fixed < 0 or highest < 0:
        raise ValueError("prices must not be negative, and per_mille below 1000")
    row = org.get("creditors", creditor_id)
    org.change("creditors", row, _prices=[per_mille, fixed, highest])


def invoice_fees(org: Organisation, creditor_id: str) -> None:
    """Deduct no more fees from a creditor's payouts (GoCardless API reference, payouts)."""
    set_prices(org, creditor_id, FREE.per_mille, FREE.fixed, FREE.highest)
    org.change("creditors", org.get("creditors", creditor_id), _surcharge=0)


def convert(org: Organisation, creditor_id: str, currency: str, into: str) -> None:
    """Close a creditor's account in one currency and pay him in another one instead."""
    row = org.get("creditors", creditor_id)
    account, target = (f"default_{name.lower()}_payout_account" for name in (currency, into))
    if currency == into or target not in row["links"]:
        raise ValueError(f"{creditor_id} has no account in {into} beside that in {currency}")
    links = {name: identity for name, identity in row["links"].items() if name != account}
    org.change("creditors", row, links=links, fx_payout_currency=into)


def make_partner(org: Organisation, creditor_id: str, per_mille: int) -> None:
    """Give app fees and a share of all fees to a creditor who is a partner of GoCardless."""
    if not 0 <= per_mille < 1000:
        raise ValueError("per_mille must lie between 0 and 999")
    identity = org.get("creditors", creditor_id)["id"]
    org.data["partner"] = {"creditor": identity, "per_mille": per_mille}


def set_retries(org: Organisation, creditor_id: str, gaps: Sequence[int]) -> None:
    """Try failed payments of a creditor again after these gaps, in working days."""
    if len(gaps) > RETRIES or any(gap < 1 for gap in gaps):
        raise ValueError(f"at most {RETRIES} gaps, of 1 day or more")
    row = org.get("creditors", creditor_id)
    org.change("creditors", row, _retry_gaps=list(gaps))


def take_app_fee(org: Organisation, payment_id: str, amount: int) -> None:
    """Let an app take a fee of a payment that has not been collected yet."""
    row = org.get("payments", payment_id)
    if not row["status"].startswith("pending") or not 0 < amount < row["amount"]:
        raise ValueError("a fee is less than its payment, and taken before that is submitted")
    org.change("payments", row, app_fee=amount)
