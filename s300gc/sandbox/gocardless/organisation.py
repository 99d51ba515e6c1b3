"""The state of one GoCardless organisation: its objects, what is due, and how objects are made."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from s300gc.sandbox.chance import code
from s300gc.sandbox.gocardless.errors import misuse, not_found
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.gocardless.table import Key, Row, Table
from s300gc.sandbox.timeline import Timeline

PREFIXES = {
    "creditors": "CR",
    "customers": "CU",
    "customer_bank_accounts": "BA",
    "mandates": "MD",
    "payments": "PM",
    "subscriptions": "SB",
    "refunds": "RF",
    "payouts": "PO",
    "events": "EV",
    "webhooks": "WB",
    "billing_requests": "BRQ",
    "billing_request_flows": "BRF",
    "mandate_requests": "MRQ",
    "payment_requests": "PRQ",
    "subscription_requests": "SBR",
    "customer_billing_details": "CBD",
    "bank_authorisations": "BAU",
}
LONGER = {"billing_request_flows": 18}
"""How many characters more than 12 follow the prefix: who knows a flow's id may fill it in."""

PAGES = "https://pay-sandbox.gocardless.com"
"""Where the hosted pages stand, unless they are served here."""


def _field(name: str, row: Row) -> Any:
    return row[name]


def _link(name: str, row: Row) -> Any:
    return row["links"].get(name)


def _fields(*names: str) -> dict[str, Key]:
    return {name: partial(_field, name) for name in names}


def _links(*names: str) -> dict[str, Key]:
    return {name: partial(_link, name) for name in names}


def _name(row: Row) -> str:
    return f"{row['family_name'] or ''} {row['given_name'] or ''}"


KEYS: dict[str, dict[str, Key]] = {
    "creditors": {},
    "customers": {"name": _name, "company_name": lambda row: row["company_name"] or ""},
    "customer_bank_accounts": {
        **_links("customer"),
        **_fields("currency"),
        "account": lambda row: row["_account"],
    },
    "mandates": {
        **_links("creditor", "customer", "customer_bank_account"),
        **_fields("reference", "scheme", "status", "mandate_type"),
    },
    "payments": {
        **_links("creditor", "mandate", "subscription"),
        **_fields("currency", "scheme", "status", "charge_date", "amount"),
        "customer": lambda row: row["_customer"],
    },
    "subscriptions": {
        **_links("mandate"),
        **_fields("status"),
        "customer": lambda row: row["_customer"],
    },
    "refunds": {
        **_links("mandate", "payment"),
        "refund_type": lambda row: "payment" if "payment" in row["links"] else "mandate",
    },
    "payouts": {
        **_links("creditor", "creditor_bank_account"),
        **_fields("currency", "payout_type", "reference", "status"),
    },
    "events": {
        **_fields("action", "resource_type"),
        **_links("creditor", "mandate", "payment", "payout", "refund", "subscription"),
        **_links("billing_request", "parent_event"),
    },
    "webhooks": {},
    "billing_requests": {**_links("customer"), **_fields("status")},
    "billing_request_flows": {**_links("billing_request")},
}


class Organisation:
    """Tables by resource, and the rest of the state; all of it lives in ``data``."""

    def __init__(
        self,
        timeline: Timeline,
        seed: int,
        data: dict[str, Any] | None = None,
        switches: GoCardlessSwitches | None = None,
    ) -> None:
        """Take up ``data``, which is used and not copied; without any the organisation is new."""
        self.timeline = timeline
        self.seed = seed
        self.switches = switches or GoCardlessSwitches()
        self.data: dict[str, Any] = _empty() if data is None else data
        self.pages_url = PAGES
        rows = self.data["rows"]
        self.tables = {name: Table(rows.setdefault(name, {}), keys) for name, keys in KEYS.items()}

    @property
    def today(self) -> date:
        """The World's day."""
        return self.timeline.today

    def get(self, resource: str, identity: str) -> Row:
        """Give an object by its id; a 404 where there is none."""
        row = self.tables[resource].rows.get(identity)
        if row is None:
            raise not_found()
        return row

    def linked(self, resource: str, identity: str | None) -> Row:
        """Give an object that a request links to; ``link_not_found`` where there is none."""
        row = self.tables[resource].rows.get(identity or "")
        if row is None or row.get("_removed") or row.get("_draft"):
            raise misuse(404, "link_not_found", f"Link not found: {identity}")
        return row

    def new_id(self, resource: str) -> str:
        """Give the next id of a resource."""
        made = self.data["made"]
        made[resource] = n = made.get(resource, 0) + 1
        whole = code(PREFIXES[resource], n, self.seed)
        if resource in LONGER:
            rest = letters(resource, n, self.seed) + letters(f"{resource} more", n, self.seed)
            whole += rest[: LONGER[resource]]
        bare = resource == "mandates" and not self.switches.mandate_prefix
        return whole.removeprefix(PREFIXES[resource]) if bare else whole

    @property
    def identity(self) -> str:
        """The organisation's own id."""
        return code("OR", 1, self.seed)

    def add(self, resource: str, made_by: str, fields: Mapping[str, Any]) -> Row:
        """Make an object; id, ``created_at`` and who made it are set here."""
        row = {
            "id": self.new_id(resource),
            "created_at": self.timeline.stamp(),
            **fields,
            "_made_by": made_by,
        }
        self.tables[resource].add(row)
        return row

    def change(self, resource: str, row: Row, **fields: Any) -> None:
        """Change an object."""
        self.tables[resource].change(row, **fields)

    # ------------------------------------------------------------ what is due

    def schedule(self, day: date, what: str, identity: str, n: int = 0) -> None:
        """Let the life cycle come back to an object on the morning of a later day."""
        day = max(day, self.today + timedelta(days=1))
        self.data["due"].setdefault(day.isoformat(), []).append([what, identity, n])

    def take_due(self, today: date) -> list[list[Any]]:
        """Take what is due up to a day, in the order it was scheduled."""
        due = self.data["due"]
        days = sorted(day for day in due if day <= today.isoformat())
        return [item for day in days for item in due.pop(day)]


def _empty() -> dict[str, Any]:
    return {
        "made": {},
        "rows": {name: {} for name in KEYS},
        "payout_items": {},
        "unsettled": {},
        "due": {},
        "keys": {},
        "plans": {},
        "submissions": {},
        "per_mille": {},
        "open_webhooks": {},
        "sent": 0,
        "webhook_url": "",
    }


def letters(kind: str, n: int, seed: int, length: int = 12) -> str:
    """Give up to 12 capitals and digits that stand for the ``n``-th thing of a kind.

    Also their first few are unique as long as there are that many of them.
    """
    return code(kind, n, seed)[len(kind) :][:length]


def public(row: Row) -> Row:
    """Give an object as the API shows it: without the private fields."""
    return {name: value for name, value in row.items() if name[0] != "_"}
