"""Events: what happened to which object, who began it and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from s300gc.sandbox.gocardless.bankdays import months_later
from s300gc.sandbox.gocardless.errors import bad_filter, not_found
from s300gc.sandbox.gocardless.listing import Listing, Params, one, page_of
from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.timeline import iso

KEPT_MONTHS = 18
"""Older events are archived (GoCardless API reference, 2026)."""

SINGULAR = {
    "billing_requests": "billing_request",
    "creditors": "creditor",
    "mandates": "mandate",
    "organisations": "organisation",
    "payments": "payment",
    "payouts": "payout",
    "refunds": "refund",
    "subscriptions": "subscription",
}

SOURCES = {
    "tool": {"name": "s300gc", "type": "access_token"},
    "person": {"name": "Sandbox person", "type": "user"},
    "story": None,
}

DESCRIPTIONS = {
    "authorisation_disputed": "The payer disputes having given an authorisation.",
    "bank_account_closed": "The bank account has been closed.",
    "bank_account_transferred": "The bank account has moved to another bank.",
    "chargeback_settled": "The chargeback has been taken out of a payout.",
    "insufficient_funds": "There was not enough money in the account.",
    "invalid_bank_details": "The bank details are not valid.",
    "late_failure_settled": "The late failure has been taken out of a payout.",
    "mandate_activated": "The mandate can be charged from now on.",
    "mandate_cancelled": "The mandate was cancelled.",
    "mandate_created": "The mandate was created.",
    "mandate_expired": "The mandate has not been used for too long.",
    "mandate_submitted": "The mandate has been sent to the banks.",
    "payment_autoretried": "The payment will be tried again by itself.",
    "payment_cancelled": "The payment was cancelled before it was submitted.",
    "payment_confirmed": "The money has been collected.",
    "payment_created": "The payment was created.",
    "payment_paid_out": "The payment is part of a payout.",
    "payment_retried": "The payment will be tried again.",
    "payment_submitted": "The payment has been sent to the banks.",
    "payout_paid": "The payout has been sent to the bank.",
    "refer_to_payer": "The bank refused and refers to the payer.",
    "refund_requested": "The payer asked his bank for his money back.",
}
"""Sentences of the sandbox: their wording is no part of the API, causes are."""


@dataclass(frozen=True, slots=True)
class Why:
    """What an event says about its cause: origin, cause, and the bank's report if it was one."""

    origin: str
    cause: str
    scheme: str = ""
    reason: str = ""
    made_by: str = "story"
    metadata: Mapping[str, str] = field(default_factory=dict)


def by_gocardless(cause: str, made_by: str = "story") -> Why:
    """GoCardless did it by itself."""
    return Why("gocardless", cause, made_by=made_by)


def by_bank(scheme: str, cause: str, reason: str) -> Why:
    """A bank reported it."""
    return Why("bank", cause, scheme, reason)


def by_call(made_by: str, cause: str, metadata: Mapping[str, str] | None = None) -> Why:
    """Somebody asked for it, through the API or in the dashboard."""
    return Why("api", cause, made_by=made_by, metadata=metadata or {})


def emit(
    org: Organisation,
    resource: str,
    action: str,
    row: Row,
    why: Why,
    links: Mapping[str, str] | None = None,
    **details: Any,
) -> str:
    """Make an event about an object and give its id; ``links`` and ``details`` are extra ones."""
    told: dict[str, Any] = {
        "origin": why.origin,
        "cause": why.cause,
        "description": DESCRIPTIONS.get(why.cause, f"{why.cause.replace('_', ' ').capitalize()}."),
    }
    if why.scheme:
        told["scheme"] = why.scheme
    if why.reason:
        told["reason_code"] = why.reason
    event = org.add(
        "events",
        why.made_by,
        {
            "resource_type": resource,
            "action": action,
            "customer_notifications": [],
            "details": {**told, **details},
            "links": {SINGULAR[resource]: row["id"], **(links or {})},
            "metadata": dict(why.metadata) if why.origin == "api" else {},
            "resource_metadata": dict(row.get("metadata") or {}),
            "source": SOURCES[why.made_by] if why.origin == "api" else None,
        },
    )
    return str(event["id"])


IDS = (
    "billing_request", "creditor", "mandate", "payment", "payout", "refund", "subscription",
    "parent_event",
)  # fmt: skip
ABSENT = (
    "export", "instalment_schedule", "outbound_payment", "payer_authorisation",
    "payment_account_transaction", "scheme_identifier",
)  # fmt: skip
"""Filters on resources that the sandbox has none of: they find nothing."""
INCLUDES = frozenset(
    [
        "billing_request",
        "creditor",
        "customer",
        "instalment_schedule",
        "mandate",
        "outbound_payment",
        "payer_authorisation",
        "payment",
        "payout",
        "refund",
        "scheme_identifier",
        "subscription",
    ]
)

Shows = Mapping[str, Callable[[Organisation, Row], Row]]
"""Resource -> how one of its objects is shown."""

KNOWN_TYPES = frozenset(
    [
        "billing_requests",
        "creditors",
        "customers",
        "exports",
        "instalment_schedules",
        "mandates",
        "organisations",
        "outbound_payments",
        "payer_authorisations",
        "payment_account_transactions",
        "payments",
        "payouts",
        "refunds",
        "scheme_identifiers",
        "subscriptions",
    ]
)

LISTING = Listing(
    indexed=("action", "resource_type", *IDS),
    choices={"resource_type": KNOWN_TYPES, "include": INCLUDES},
    tests={"include": lambda row, value: True, **dict.fromkeys(ABSENT, lambda row, value: False)},
    apart=(frozenset((*IDS, *ABSENT, "resource_type")),),
)


def first_kept(org: Organisation) -> str:
    """Give the first day whose events can still be read; empty where that are all."""
    kept = org.switches.old_events == "kept"
    return "" if kept else months_later(org.today, -KEPT_MONTHS).isoformat()


def _visible(org: Organisation, params: Params) -> Params:
    """Leave out what happened so lately that the list does not have it yet."""
    lag = org.switches.events_lag
    if not lag:
        return params
    bound = "created_at[lt]" if "created_at[lte]" in params else "created_at[lte]"
    return {bound: [iso(org.timeline.now - timedelta(milliseconds=lag))], **params}


def listed(org: Organisation, params: Params, shows: Shows) -> dict[str, Any]:
    """Answer the list of events; ``include`` adds the objects they are about, once each."""
    included = one(params, "include")
    if included and params.get("resource_type") != [f"{included}s"]:
        raise bad_filter("include needs the resource_type it belongs to")
    page = page_of(org.tables["events"], LISTING, _visible(org, params), first_kept(org))
    answer: dict[str, Any] = {"events": [public(row) for row in page.rows], "meta": page.meta}
    if included:
        kind = f"{included}s"
        rows = org.tables[kind].rows if kind in org.tables else {}
        ids = dict.fromkeys(row["links"][included] for row in page.rows)
        answer["linked"] = {kind: [shows[kind](org, rows[i]) for i in ids if i in rows]}
    return answer


def find(org: Organisation, identity: str) -> Row:
    """Get an event that is not archived."""
    row = org.get("events", identity)
    if row["created_at"] < first_kept(org):
        raise not_found()
    return row
