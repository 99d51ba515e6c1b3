"""Every operation of the official client, on every resource, against a served sandbox."""

import inspect
from collections.abc import Callable
from typing import Any

import gocardless_pro
import pytest

from .billing import ACCOUNT, PAYER
from .official import Site

Perform = Callable[[Site, Any], None]
META = {"metadata": {"order": "1"}}


def listed(make: Callable[[Site], Any] | None = None, **params: Any) -> Perform:
    """Find a fresh object at the head of the list."""

    def perform(site: Site, service: Any) -> None:
        made = make(site) if make else None
        page = service.list(params={"limit": 2, **params})
        assert 1 <= len(page.records) <= 2
        if made is not None:
            assert page.records[0].id == made.id

    return perform


def paged(make: Callable[[Site], Any] | None = None, **params: Any) -> Perform:
    """Go through the whole list by pages of one or two."""

    def perform(site: Site, service: Any) -> None:
        made = {make(site).id for _ in range(3)} if make else set()
        found = [one.id for one in service.all(params={"limit": 2, **params})]
        assert made <= set(found)
        assert len(found) == len(set(found))

    return perform


def read(make: Callable[[Site], Any]) -> Perform:
    def perform(site: Site, service: Any) -> None:
        made = make(site)
        assert service.get(made.id).id == made.id

    return perform


def changed(make: Callable[[Site], Any], params: Any = META) -> Perform:
    def perform(site: Site, service: Any) -> None:
        changed = service.update(make(site).id, params=params)
        for name, value in params.items():
            assert getattr(changed, name) == value

    return perform


def acted(action: str, make: Callable[[Site], Any], status: str, params: Any = None) -> Perform:
    def perform(site: Site, service: Any) -> None:
        done = getattr(service, action)(make(site).id, params=params)
        assert done.status == status

    return perform


def made(make: Callable[[Site], Any], prefix: str) -> Perform:
    def perform(site: Site, _: Any) -> None:
        answer = make(site)
        assert answer.id.startswith(prefix)
        assert answer.api_response.status_code == 201

    return perform


# ---------------------------------------------------------------- what the operations begin with


def mandate(site: Site) -> Any:
    links = {"customer_bank_account": site.account().id}
    return site.client.mandates.create(params={"scheme": "bacs", "links": links, **META})


def cancelled(site: Site) -> Any:
    return site.client.mandates.cancel(mandate(site).id)


def failed(site: Site) -> Any:
    payment = site.payment()
    site.simulate("payment_failed", payment.id)
    return payment


def paused(site: Site) -> Any:
    return site.client.subscriptions.pause(site.plan().id)


def payout(site: Site) -> Any:
    return site.client.payouts.get(site.paid().links.payout)


def event(site: Site) -> Any:
    found = site.client.events.list(params={"payment": site.payment().id})
    return found.records[0]


def webhook(site: Site) -> Any:
    """A webhook that was received by nobody."""
    site.payment()
    with site.served.lock:
        delivery = site.served.world.gocardless.pending_webhooks()[-1]
        site.served.world.gocardless.delivered(delivery.webhook_id, True)
    return site.client.webhooks.get(delivery.webhook_id)


def with_account(site: Site) -> Any:
    return site.client.billing_requests.collect_bank_account(site.answered().id, params=ACCOUNT)


# ---------------------------------------------------------------- what answers in its own way


def remove_customer(site: Site, service: Any) -> None:
    customer = site.customer()
    service.remove(customer.id)
    with pytest.raises(gocardless_pro.errors.InvalidApiUsageError):
        service.get(customer.id)


def disable_account(site: Site, service: Any) -> None:
    assert service.disable(site.account().id).enabled is False


def retry_webhook(site: Site, service: Any) -> None:
    again = service.retry(webhook(site).id)
    with site.served.lock:
        waiting = site.served.world.gocardless.pending_webhooks()
    assert again.id in {delivery.webhook_id for delivery in waiting}


def items(site: Site, service: Any) -> None:
    page = service.list(params={"payout": payout(site).id})
    assert {"payment_paid_out", "gocardless_fee"} <= {item.type for item in page.records}


def all_items(site: Site, service: Any) -> None:
    found = list(service.all(params={"payout": payout(site).id, "limit": 1}))
    assert len(found) >= 2


def balances(site: Site, service: Any) -> None:
    site.payment()
    page = service.list(params={"creditor": site.creditor})
    kinds = {"confirmed_funds", "pending_payouts", "pending_payments_submitted"}
    assert {balance.balance_type for balance in page.records} == kinds


def all_balances(site: Site, service: Any) -> None:
    found = list(service.all(params={"creditor": site.creditor, "limit": 1}))
    assert len(found) == 3


def forbidden(method: str, *arguments: str) -> Perform:
    def perform(site: Site, service: Any) -> None:
        own = [site.creditor for _ in arguments]
        with pytest.raises(gocardless_pro.errors.PermissionsError):
            getattr(service, method)(*own, params={"name": "New"})

    return perform


def chosen(site: Site, service: Any) -> None:
    request = site.asked()
    made = service.choose_currency(request.id, params={"currency": "GBP"})
    assert made.mandate_request.currency == "GBP"


def at_a_bank(site: Site, service: Any) -> None:
    params = {"country_code": "GB", "institution": "monzo"}
    made = service.select_institution(site.paying().id, params=params)
    done = {a["type"] for a in made.actions if a["status"] == "completed"}
    assert "select_institution" in done


def fallen_back(site: Site, service: Any) -> None:
    assert service.fallback(site.paying().id).fallback_occurred is True


def initialised(site: Site, service: Any) -> None:
    assert service.initialise(site.flow().id).session_token.startswith("sesh_")


def simulated(site: Site, service: Any) -> None:
    params = {"links": {"resource": site.payment().id}}
    assert service.run("payment_confirmed", params=params).id == "payment_confirmed"


customer, account = Site.customer, Site.account
OPERATIONS: dict[str, dict[str, Perform]] = {
    "customers": {
        "create": made(customer, "CU"), "list": listed(customer), "all": paged(customer),
        "get": read(customer), "update": changed(customer, {"city": "York", **META}),
        "remove": remove_customer,
    },
    "customer_bank_accounts": {
        "create": made(account, "BA"), "list": listed(account), "all": paged(account),
        "get": read(account), "update": changed(account), "disable": disable_account,
    },
    "mandates": {
        "create": made(mandate, "MD"), "list": listed(mandate), "all": paged(mandate),
        "get": read(mandate), "update": changed(mandate),
        "cancel": acted("cancel", mandate, "cancelled", META),
        "reinstate": acted("reinstate", cancelled, "pending_submission"),
    },
    "payments": {
        "create": made(Site.payment, "PM"), "list": listed(Site.payment),
        "all": paged(Site.payment, status="pending_submission"), "get": read(Site.payment),
        "update": changed(Site.payment, {"retry_if_possible": True, **META}),
        "cancel": acted("cancel", Site.payment, "cancelled", META),
        "retry": acted("retry", failed, "pending_submission"),
    },
    "subscriptions": {
        "create": made(Site.plan, "SB"), "list": listed(Site.plan), "all": paged(Site.plan),
        "get": read(Site.plan), "update": changed(Site.plan, {"amount": 901, **META}),
        "pause": acted("pause", Site.plan, "paused", {"pause_cycles": 1}),
        "resume": acted("resume", paused, "active"),
        "cancel": acted("cancel", Site.plan, "cancelled", META),
    },
    "refunds": {
        "create": made(Site.refund, "RF"), "list": listed(Site.refund), "all": paged(Site.refund),
        "get": read(Site.refund), "update": changed(Site.refund),
    },
    "payouts": {
        "list": listed(payout), "all": paged(payout, status="paid"), "get": read(payout),
        "update": changed(payout),
    },
    "payout_items": {"list": items, "all": all_items},
    "events": {
        "list": listed(event, resource_type="payments"),
        "all": paged(event, action="created"), "get": read(event),
    },
    "creditors": {
        "list": listed(), "all": paged(),
        "get": lambda site, service: read(lambda s: service.list().records[0])(site, service),
        "create": forbidden("create"), "update": forbidden("update", "creditor"),
    },
    "balances": {"list": balances, "all": all_balances},
    "tax_rates": {
        "list": listed(jurisdiction="GB"), "all": paged(),
        "get": lambda site, service: read(lambda s: service.list().records[0])(site, service),
    },
    "webhooks": {
        "list": listed(webhook, successful="true"), "all": paged(webhook), "get": read(webhook),
        "retry": retry_webhook,
    },
    "scenario_simulators": {"run": simulated},
    "billing_requests": {
        "create": made(Site.asked, "BRQ"), "list": listed(Site.asked, status="pending"),
        "all": paged(Site.asked), "get": read(Site.asked),
        "collect_customer_details": acted(
            "collect_customer_details", Site.asked, "pending", PAYER
        ),
        "collect_bank_account": acted("collect_bank_account", Site.asked, "pending", ACCOUNT),
        "confirm_payer_details": acted("confirm_payer_details", with_account, "ready_to_fulfil"),
        "fulfil": acted("fulfil", Site.confirmed, "fulfilled"),
        "cancel": acted("cancel", Site.asked, "cancelled", META),
        "notify": acted("notify", Site.paying, "pending", {"notification_type": "email"}),
        "fallback": fallen_back,
        "choose_currency": chosen,
        "select_institution": at_a_bank,
    },
    "billing_request_flows": {"create": made(Site.flow, "BRF"), "initialise": initialised},
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_operation_of_the_official_client_is_left_out(name: str, site: Site) -> None:
    service = getattr(site.client, name)
    known = {
        method for method, _ in inspect.getmembers(type(service), inspect.isfunction)
        if not method.startswith("_")
    }  # fmt: skip
    assert known == set(OPERATIONS[name])


@pytest.mark.parametrize(
    ("name", "operation"), [(name, one) for name, done in OPERATIONS.items() for one in done]
)
def test_the_official_client_can(site: Site, name: str, operation: str) -> None:
    OPERATIONS[name][operation](site, getattr(site.client, name))
