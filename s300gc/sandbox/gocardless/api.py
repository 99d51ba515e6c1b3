"""The endpoints: which resources there are, and what a call does to them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from s300gc.sandbox.gocardless import (
    bank_accounts,
    billing_request_flows,
    billing_requests,
    creditors,
    customers,
    events,
    mandates,
    payments,
    payouts,
    refunds,
    simulators,
    subscriptions,
    webhooks,
)
from s300gc.sandbox.gocardless.errors import Refused, misuse
from s300gc.sandbox.gocardless.idempotency import check_length, create_once
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.readings import with_metadata
from s300gc.sandbox.gocardless.request import Call, fields_of, key_of, params_of, structure
from s300gc.sandbox.gocardless.resource import Resource

Done = tuple[int, dict[str, Any] | None]


def resources(webhook_secret: str) -> dict[str, Resource]:
    """Give all resources by name."""
    every = (
        bank_accounts.RESOURCE,
        billing_request_flows.RESOURCE,
        billing_requests.RESOURCE,
        creditors.RESOURCE,
        creditors.BALANCES,
        creditors.TAX_RATES,
        customers.RESOURCE,
        mandates.RESOURCE,
        payments.RESOURCE,
        payouts.RESOURCE,
        payouts.ITEMS,
        refunds.RESOURCE,
        simulators.RESOURCE,
        subscriptions.RESOURCE,
        webhooks.resource(webhook_secret),
    )
    known = {resource.name: resource for resource in every}
    shows = {name: resource.show for name, resource in known.items()}
    listed = partial(events.listed, shows=shows)
    return {**known, "events": Resource(name="events", index=listed, find=events.find)}


def read(
    known: Mapping[str, Resource],
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    made_by: str,
) -> Call:
    """Read a request with good credentials into a call; refuse what the API does not offer."""
    parts = path.strip("/").split("/")
    resource = known.get(parts[0])
    if resource is None or "" in parts:
        raise _no_path()
    identity = parts[1] if len(parts) > 1 else ""
    action = parts[3] if len(parts) == 4 and parts[2] == "actions" else ""
    _check_offer(resource, method, len(parts), action)
    fields = None
    if method == "GET":
        if body.strip():
            raise misuse(400, "request_body_not_allowed", "A GET request has no body")
    else:
        envelope = "data" if action or method == "DELETE" else resource.name
        fields = fields_of(headers, body, envelope)
        if fields is None and envelope != "data":
            raise structure("Root element must be an object.")
    key = key_of(headers) if method == "POST" else ""
    return Call(method, resource.name, identity, action, params_of(query), fields, key, made_by)


def _no_path() -> Refused:
    return misuse(404, "path_not_found", "Path not found")


def _check_offer(resource: Resource, method: str, parts: int, action: str) -> None:
    """Refuse a path that is not there (404) and a verb that it does not know (405)."""
    if parts == 1:
        listed = resource.index is not None or resource.listing is not None
        offered = {"GET": listed, "POST": resource.create is not None}
        if not any(offered.values()):
            raise _no_path()
    elif parts == 2 and not resource.bare:
        offered = {
            "GET": True,
            "PUT": resource.update is not None,
            "DELETE": resource.remove is not None,
        }
    elif action in resource.actions:
        offered = {"POST": True}
    else:
        raise _no_path()
    if not offered.get(method):
        raise misuse(405, "method_not_allowed", f"{method} is not allowed here")


def perform(org: Organisation, resource: Resource, call: Call) -> Done:
    """Do what a call asks for and give status and body; None is no body."""
    check_length(org, call.key)
    if call.method == "POST" and not call.identity:
        return _create(org, resource, call)
    if not call.identity:
        return 200, resource.page(org, call.query)
    row = resource.get(org, call.identity)
    if call.method == "DELETE" and resource.remove:
        resource.remove(org, row, call)
        return 204, None
    if call.method == "PUT" and resource.update:
        resource.update(org, row, with_metadata(org.switches, row, call))
    elif call.action:
        resource.actions[call.action](org, row, call)
    return 200, {resource.name: resource.show(org, row)}


def _create(org: Organisation, resource: Resource, call: Call) -> Done:
    """Make an object, unless the key has made one already; a refusal leaves the key unused."""
    if resource.create is None:
        raise misuse(405, "method_not_allowed", "POST is not allowed here")
    row = create_once(org, call, resource.create, call.key if resource.once else "")
    return 201, {resource.name: resource.show(org, row)}
