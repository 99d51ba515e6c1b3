"""Billing request flows: the link at which a payer fills in a billing request on a hosted page.

Source: GoCardless API reference, billing request flows: a flow lasts for 7 days.
"""

from datetime import timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from s300gc.sandbox.gocardless.billing_fields import WEB
from s300gc.sandbox.gocardless.billing_steps import OPEN, Hand, check_open, tell
from s300gc.sandbox.gocardless.customers import LANGUAGES, PATTERNS
from s300gc.sandbox.gocardless.errors import bad_state
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation, letters, public
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.timeline import iso

NAME = "billing_request_flows"
PATH = "/billing/static/flow"
LASTS = timedelta(days=7)
PREFILLED = (
    "address_line1", "address_line2", "address_line3", "city", "company_name", "country_code",
    "danish_identity_number", "email", "family_name", "given_name", "postal_code", "region",
    "swedish_identity_number",
)  # fmt: skip
FLAGS = {
    "auto_fulfil": True,
    "customer_details_captured": False,
    "lock_bank_account": False,
    "lock_currency": False,
    "lock_customer_details": False,
    "show_redirect_buttons": False,
    "show_success_redirect_button": False,
    "skip_success_screen": False,
}
LOCKS = {
    "lock_bank_account": "collect_bank_account",
    "lock_customer_details": "collect_customer_details",
}
"""What can be locked only when the action has been completed (API reference)."""

Standing = Literal["open", "expired", "fulfilled", "cancelled"]


def create(org: Organisation, call: Call) -> Row:
    """Make a link for a billing request that is still to be answered."""
    known = ("exit_uri", "language", "links", "prefilled_bank_account", "prefilled_customer",
             "redirect_uri", *FLAGS)  # fmt: skip
    fields = Fields(call.given, NAME, known)
    values: Row = {name: fields.flag(name, default) for name, default in FLAGS.items()}
    values["exit_uri"] = fields.text("exit_uri", longest=2000, pattern=WEB)
    values["redirect_uri"] = fields.text("redirect_uri", longest=2000, pattern=WEB)
    values["language"] = fields.text("language", choices=LANGUAGES)
    customer = fields.inner("prefilled_customer", PREFILLED)
    account = fields.inner("prefilled_bank_account", ("account_type",))
    values["prefilled_customer"] = customer and {
        name: customer.text(name, longest=255, pattern=PATTERNS.get(name, "")) for name in PREFILLED
    }
    kinds = ("checking", "savings")
    values["prefilled_bank_account"] = account and {
        "account_type": account.text("account_type", choices=kinds)
    }
    links = fields.links("billing_request")
    if "billing_request" not in links:
        fields.fault("links.billing_request", BLANK)
    fields.check()
    request = org.linked("billing_requests", links["billing_request"])
    check_open(request)
    for lock, action in LOCKS.items():
        if values[lock] and action not in request["_done"]:
            fields.fault(lock, f"can only be set once {action} has been completed")
    fields.check()
    return new(org, call.made_by, request, values)


def new(org: Organisation, made_by: str, request: Row, values: Row) -> Row:
    """Make a flow out of checked values."""
    row = org.add(
        NAME,
        made_by,
        {
            **values,
            "links": {"billing_request": request["id"]},
            "session_token": None,
            "_visited": False,
            "_sessions": 0,
        },
    )
    row["expires_at"] = iso(org.timeline.now + LASTS)
    tell(org, request, "flow_created", Hand(made_by, flow=row["id"]), "api")
    return row


def standing(org: Organisation, row: Row) -> Standing:
    """Tell whether a flow can still be filled in, and if not why."""
    request = org.get("billing_requests", row["links"]["billing_request"])
    if request["status"] in ("fulfilled", "cancelled"):
        return "fulfilled" if request["status"] == "fulfilled" else "cancelled"
    return "expired" if row["expires_at"] <= iso(org.timeline.now) else "open"


def show(org: Organisation, row: Row) -> Row:
    """Show a flow with the address at which a person can open it."""
    return {**public(row), "authorisation_url": f"{org.pages_url}{PATH}?id={row['id']}"}


def initialise(org: Organisation, row: Row, call: Call) -> None:
    """Give a fresh session token, as an integration with its own page asks for."""
    Fields(call.given, "data", ()).check()
    if standing(org, row) != "open":
        raise bad_state("already_actioned", f"Billing request flow is {standing(org, row)}")
    n = row["_sessions"] + 1
    parts = (letters(f"{row['id']} {part}", n, org.seed) for part in ("session", "token", "rest"))
    org.change(NAME, row, _sessions=n, session_token=f"sesh_sandbox_{''.join(parts)}")


def visit(org: Organisation, row: Row, hand: Hand) -> None:
    """Note the first time that the payer opens the link."""
    if not row["_visited"]:
        org.change(NAME, row, _visited=True)
        request = org.get("billing_requests", row["links"]["billing_request"])
        tell(org, request, "flow_visited", hand)


def leave(org: Organisation, row: Row, hand: Hand) -> None:
    """Note that the payer went away without an answer."""
    request = org.get("billing_requests", row["links"]["billing_request"])
    if request["status"] in OPEN:
        tell(org, request, "flow_exited", hand)


def way_back(row: Row) -> str | None:
    """Give where the payer goes on when he is done, with the flow's id, if there is such a place.

    The parameters are those documented for the return from a bank authorisation.
    """
    uri = row["redirect_uri"]
    if not uri:
        return None
    parts = urlsplit(uri)
    told = [*parse_qsl(parts.query, keep_blank_values=True), ("outcome", "success")]
    return parts._replace(query=urlencode([*told, ("id", row["id"])])).geturl()


RESOURCE = Resource(
    name=NAME, show=show, create=create, actions={"initialise": initialise}, bare=True, once=False
)
