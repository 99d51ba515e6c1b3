"""Payouts and what they are made of."""

from datetime import date
from typing import Any

from s300gc.sandbox.gocardless import fx
from s300gc.sandbox.gocardless.bankdays import months_later
from s300gc.sandbox.gocardless.errors import bad_filter, misuse
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.fees import written
from s300gc.sandbox.gocardless.fields import Fields
from s300gc.sandbox.gocardless.listing import (
    Listing,
    Params,
    check_names,
    cut,
    limit_of,
    mark_of,
    one,
)
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import KNOWN_CURRENCIES
from s300gc.sandbox.gocardless.table import Row

TAX_DECIMALS = 5
"""Decimals of the rates of taxes, as in the examples of the API reference."""

ITEMS_KEPT_MONTHS = 6
"""Items of older payouts are gone (GoCardless API reference, payout items)."""


def update(org: Organisation, row: Row, call: Call) -> None:
    """Change the metadata; nothing else can be changed."""
    fields = Fields(call.given, "payouts", ("metadata",))
    metadata = fields.metadata()
    fields.check()
    if "metadata" in call.given:
        org.change("payouts", row, metadata=metadata)


def items_page(org: Organisation, params: Params) -> dict[str, Any]:
    """Answer the list of a payout's items; 410 where the payout is older than six months."""
    check_names(params, ("payout", "include_2020_tax_cutover", "limit", "after", "before"))
    if not one(params, "payout"):
        raise bad_filter("payout is required")
    payout = org.get("payouts", one(params, "payout"))
    made = date.fromisoformat(payout["created_at"][:10])
    if months_later(made, ITEMS_KEPT_MONTHS) < org.today:
        raise misuse(410, "payout_items_archived", "The payout is older than six months")
    items = org.data["payout_items"][payout["id"]]
    limit = limit_of(params)
    place = _place(params, payout["id"], len(items))
    if "before" in params:
        steps = range(place - 1, -1, -1)[: limit + 1]
    else:
        steps = range(place + 1, len(items))[: limit + 1]
    marks = [f"{payout['id']} {step}" for step in steps]
    page = cut([items[step] for step in steps], limit, marks, params)
    return {"payout_items": page.rows, "meta": page.meta}


def _place(params: Params, payout: str, count: int) -> int:
    text = one(params, "after") or one(params, "before")
    if not text:
        return -1
    name, _, place = mark_of(text).partition(" ")
    if name != payout or not place.isdigit() or int(place) >= count:
        raise bad_filter("Invalid cursor")
    return int(place)


def fix_tax_rates(org: Organisation, row: Row) -> None:
    """Make the rates of a payout's taxes final, and tell so."""
    rate = fx.drawn(org, row["currency"], row["tax_currency"], "tax", row["id"])
    for item in org.data["payout_items"][row["id"]]:
        for tax in item["taxes"]:
            tax["exchange_rate"] = fx.written(rate, TAX_DECIMALS)
            tenths = int(tax["amount"].replace(".", ""))
            tax["destination_amount"] = written(fx.converted(tenths, rate))
    why = by_gocardless("payout_tax_exchange_rates_confirmed")
    emit(org, "payouts", "tax_exchange_rates_confirmed", row, why)


RESOURCE = Resource(
    name="payouts",
    listing=Listing(
        indexed=(
            "creditor", "creditor_bank_account", "currency", "payout_type", "reference", "status",
        ),
        choices={
            "currency": KNOWN_CURRENCIES,
            "payout_type": frozenset({"merchant", "partner"}),
            "status": frozenset({"pending", "paid", "bounced"}),
        },
    ),
    update=update,
)  # fmt: skip

ITEMS = Resource(name="payout_items", index=items_page, bare=True)
