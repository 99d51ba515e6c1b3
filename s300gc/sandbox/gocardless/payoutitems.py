"""What a payout is made of: the items of the entries that it settles."""

from s300gc.sandbox.gocardless.fees import TAX_RATES, tax_entry, written
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.owing import Entry
from s300gc.sandbox.gocardless.table import Row


def items_of(org: Organisation, entry: Entry, country: str, currency: str) -> list[Row]:
    """Give the payout items of an entry: itself, its fee, a surcharge, an app's fee."""
    payment = {k: v for k, v in entry["links"].items() if k == "payment"}
    named = payment if org.switches.fees_name_payment else {}
    tenths = entry["amount"] * 10 + entry["share"]
    items = [_item(entry["type"], tenths, entry["links"])]
    for kind, name, tax in (
        ("gocardless_fee", "fee", entry["tax"]),
        ("surcharge_fee", "surcharge", entry["surcharge_tax"]),
        ("app_fee", "app_fee", 0),
    ):
        if entry[name]:
            item = _item(kind, entry[name], named)
            if tax and country in TAX_RATES:
                item["taxes"] = [tax_entry(tax, country, currency)]
            items.append(item)
    return items


def _item(kind: str, tenths: int, links: dict[str, str]) -> Row:
    return {"amount": written(tenths), "links": dict(links), "taxes": [], "type": kind}
