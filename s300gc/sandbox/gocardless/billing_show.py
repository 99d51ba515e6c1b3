"""How a billing request is shown: what is still to be done, and what it has led to so far."""

from typing import Any

from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.table import Row

CUSTOMER = ("company_name", "email", "family_name", "given_name", "language", "phone_number")
DETAIL = (
    "address_line1", "address_line2", "address_line3", "city", "country_code",
    "danish_identity_number", "postal_code", "region", "swedish_identity_number",
)  # fmt: skip
ADDRESS = ("address_line1", "city", "postal_code", "country_code")
NEEDED = {
    "SEK": ("swedish_identity_number",),
    "DKK": ("danish_identity_number",),
    "USD": ("region", "ip_address"),
}
"""Currency -> what else the payer has to tell (GoCardless API reference, customers)."""

COUNTRIES = {
    "AUD": "AU", "CAD": "CA", "DKK": "DK", "GBP": "GB", "NZD": "NZ", "SEK": "SE", "USD": "US",
}  # fmt: skip
REQUESTS = ("mandate_request", "payment_request", "subscription_request")
BRIEF = ("id", "created_at", "status", "metadata")


def currency_of(row: Row) -> str:
    """Give the currency of a billing request, or nothing while it is the payer's choice."""
    return str((row["mandate_request"] or row["payment_request"] or {}).get("currency") or "")


def is_instant(row: Row) -> bool:
    """Tell whether the payer is to authorise a payment at his bank."""
    return row["payment_request"] is not None and not row["fallback_occurred"]


def by_debit(row: Row) -> bool:
    """Tell whether a mandate comes of it."""
    return row["mandate_request"] is not None or row["fallback_occurred"]


def incomplete(row: Row, customer: Row) -> tuple[list[str], list[str]]:
    """Give what is missing of the customer and of his address."""
    named = customer["company_name"] or (customer["given_name"] and customer["family_name"])
    names = [] if named else [n for n in ("given_name", "family_name") if not customer[n]]
    asked = [*ADDRESS, *NEEDED.get(currency_of(row), ())]
    known = {**customer, "ip_address": row["_ip"] or _no_browser(row)}
    email = [] if customer["email"] else ["email"]
    return email + names, [name for name in asked if not known.get(name)]


def _no_browser(row: Row) -> str:
    """An address is not asked for where the payer agreed by telephone or on paper."""
    source = (row["mandate_request"] or {}).get("authorisation_source")
    return source if source in ("telephone", "paper") else ""


def actions(row: Row, customer: Row) -> list[Row]:
    """Give the actions in the order a payer meets them, with what they need and complete.

    The order and the dependencies are those of a published answer of the real API.
    """
    people, places = incomplete(row, customer)
    choice = ["choose_currency"] if row["mandate_request"] and not row["payment_request"] else []
    found = [_action(kind, available_currencies=list(row["_currencies"])) for kind in choice]
    found.append(
        _action(
            "collect_customer_details",
            needs=choice,
            collect_customer_details={
                "incomplete_fields": {"customer": people, "customer_billing_detail": places},
                "default_country_code": COUNTRIES.get(currency_of(row)),
            },
        )
    )
    found.append(_action("collect_bank_account", completes=choice))
    if by_debit(row):
        both = ["collect_customer_details", "collect_bank_account"]
        found.append(_action("confirm_payer_details", needs=both))
    if is_instant(row):
        found.append(_action("select_institution", institution_guess_status="not_needed"))
        told: Row = {"authorisation_type": "payment", "adapter": "open_banking_gateway_pis"}
        found.append(
            _action("bank_authorisation", needs=["select_institution"],
                    completes=["collect_bank_account"], bank_authorisation=told)
        )  # fmt: skip
    for action in found:
        action["status"] = "completed" if action["type"] in row["_done"] else "pending"
    return found


def _action(
    kind: str, needs: list[str] | None = None, completes: list[str] | None = None, **more: Any
) -> Row:
    return {
        "type": kind,
        "required": True,
        "completes_actions": completes or [],
        "requires_actions": needs or [],
        **more,
    }


def brief(org: Organisation, row: Row) -> Row:
    """Show a billing request as it stands in a list."""
    shown = {name: row[name] for name in BRIEF}
    for name in REQUESTS:
        shown[name] = public(row[name]) if row[name] else None
    return {**shown, "instalment_schedule_request": None, "links": dict(row["links"])}


def show(org: Organisation, row: Row) -> Row:
    """Show a billing request with its actions and the objects it has led to so far."""
    customer = org.get("customers", row["links"]["customer"])
    account = row["links"].get("customer_bank_account")
    shown = org.tables["customer_bank_accounts"].rows.get(account or "")
    return {
        **public(row),
        **brief(org, row),
        "actions": actions(row, customer),
        "resources": {
            "customer": _part(customer, (*CUSTOMER, "created_at", "id", "metadata")),
            "customer_bank_account": _account(shown) if shown else None,
            "customer_billing_detail": {
                **_part(customer, (*DETAIL, "created_at")),
                "id": row["links"]["customer_billing_detail"],
                "ip_address": row["_ip"],
                "schemes": [scheme] if (scheme := _scheme(row)) else [],
            },
        },
    }


def _scheme(row: Row) -> str | None:
    return (row["mandate_request"] or row["payment_request"] or {}).get("scheme")


def _part(row: Row, names: tuple[str, ...]) -> Row:
    return {name: row[name] for name in names}


def _account(row: Row) -> Row:
    return {name: value for name, value in public(row).items() if name != "trusted_recipient"}
