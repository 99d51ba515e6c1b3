"""The endpoints: which resources there are, and what a call does to them."""

from collections.abc import Mapping
from typing import Any

from s300gc.sandbox.gocardless import (
    bank_accounts,
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
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call, fields_of, key_of, params_of, structure
from s300gc.sandbox.gocardless.resource import Resource

Done = tuple[int, dict[str, Any] | None]


def resources(webhook_secret: str) -> dict[str, Resource]:
    """Give all resources by name."""
    every = (
        bank_accounts.RESOURCE,
        creditors.RESOURCE,
        creditors.BALANCES,
        creditors.TAX_RATES,
        customers.RESOURCE,
        Resource(name="events", index=events.listed, find=events.find),
        mandates.RESOURCE,
        payments.RESOURCE,
        payouts.RESOURCE,
        payouts.ITEMS,
        refunds.RESOURCE,
        simulators.RESOURCE,
        subscriptions.RESOURCE,
        webhooks.resource(webhook_secret),
    )
    return {resource.name: resource for resource in every}


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
        if resource.bare and resource.index is None:
            raise _no_path()
        offered = {"GET": True, "POST": resource.create is not None}
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
    if call.method == "POST" and not call.identity:
        return _create(org, resource, call)
    if not call.identity:
        return 200, resource.page(org, call.query)
    row = resource.get(org, call.identity)
    if call.method == "DELETE" and resource.remove:
        resource.remove(org, row, call)
        return 204, None
    if call.method == "PUT" and resource.update:
        resource.update(org, row, call)
    elif call.action:
        resource.actions[call.action](org, row, call)
    return 200, {resource.name: resource.show(org, row)}


def _create(org: Organisation, resource: Resource, call: Call) -> Done:
    """Make an object, unless the key has made one already; a refusal leaves the key unused."""
    if resource.create is None:
        raise misuse(405, "method_not_allowed", "POST is not allowed here")
    org.check_key(resource.name, call.made_by, call.key)
    row = resource.create(org, call)
    org.remember_key(resource.name, call.made_by, call.key, row["id"])
    return 201, {resource.name: resource.show(org, row)}
