"""The official client, a browser and an endpoint together, against a served sandbox."""

from typing import Any

import gocardless_pro
import pytest
import requests
from gocardless_pro import webhooks as official_webhooks

from s300gc.sandbox.answer import Answer

from .billing import ACCOUNT, ADA, HOME
from .browser import Browser
from .official import Site


def test_a_person_fills_in_the_link_that_the_official_client_made(site: Site) -> None:
    asked = {"mandate_request": {"currency": "GBP"}, "metadata": {"sage300_customer": "C1001"}}
    request = site.client.billing_requests.create(params=asked)
    flow = site.client.billing_request_flows.create(
        params={
            "links": {"billing_request": request.id},
            "redirect_uri": "https://merchant.example/done",
            "prefilled_customer": {**ADA, **HOME},
        }
    )
    assert flow.authorisation_url.startswith(f"{site.served.gocardless_url}/billing/")
    with requests.Session() as session:
        session.trust_env = False
        browser = Browser(lambda *sent: _over_http(session, site, *sent))
        browser.open(flow.authorisation_url.removeprefix(site.served.gocardless_url))
        browser.press("Continue", **ACCOUNT).press("Confirm")
    assert browser.left_to.startswith("https://merchant.example/done?")
    done = site.client.billing_requests.get(request.id)
    assert done.status == "fulfilled"
    mandate = site.client.mandates.get(done.links.mandate_request_mandate)
    assert mandate.links.customer == done.links.customer
    (told,) = site.client.events.list(
        params={"billing_request": request.id, "action": "fulfilled"}
    ).records
    assert told.links.mandate_request_mandate == mandate.id
    assert told.resource_metadata == {"sage300_customer": "C1001"}


def _over_http(
    session: requests.Session, site: Site, method: str, target: str, headers: Any, body: bytes
) -> Answer:
    url = f"{site.served.gocardless_url}{target}"
    answer = session.request(method, url, headers=headers, data=body, allow_redirects=False)
    return Answer(answer.status_code, dict(answer.headers), answer.content)


def test_the_official_parser_reads_what_the_sandbox_delivers(site: Site) -> None:
    payment = site.payment()
    with site.served.lock:
        deliveries = site.served.world.gocardless.pending_webhooks()
        secret = site.served.world.gocardless.webhook_secret
    found = {}
    for delivery in deliveries:
        body = delivery.body.decode()
        parsed = official_webhooks.parse_with_meta(body, secret, delivery.signature)
        assert parsed.webhook_id == delivery.webhook_id
        found |= {event.links.payment: event.action for event in parsed.events}
        with pytest.raises(gocardless_pro.errors.InvalidSignatureError):
            official_webhooks.parse(body + " ", secret, delivery.signature)
    assert found[payment.id] == "created"


def test_a_token_by_oauth_works_in_the_official_client(site: Site) -> None:
    back = "http://127.0.0.1:8400/connected"
    client, secret = site.served.world.gocardless.oauth_app
    with requests.Session() as session:
        session.trust_env = False
        query = f"response_type=code&scope=read_only&client_id={client}&redirect_uri={back}"
        browser = Browser(lambda *sent: _over_http(session, site, *sent))
        browser.open(f"/oauth/authorize?{query}").press("Allow")
        given = {
            "grant_type": "authorization_code", "redirect_uri": back, "client_id": client,
            "client_secret": secret, "code": browser.left_to.partition("code=")[2],
        }  # fmt: skip
        answer = session.post(f"{site.served.gocardless_url}/oauth/access_token", data=given)
    reader = gocardless_pro.Client(
        access_token=answer.json()["access_token"], base_url=site.served.gocardless_url
    )
    assert reader.creditors.list().records[0].id == site.creditor
    with pytest.raises(gocardless_pro.errors.PermissionsError):
        reader.customers.create(params=ADA)
