"""The official Python client works with the simulated GoCardless as it does with the real one."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from .desk import Desk

gocardless_pro = pytest.importorskip("gocardless_pro")
webhooks = pytest.importorskip("gocardless_pro.webhooks")

ADDRESS = "https://api-sandbox.gocardless.com"


class Wire(BaseAdapter):
    """Answers requests out of a simulated GoCardless, without a socket."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.seen: list[tuple[str, str]] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        url = urlsplit(str(request.url))
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        self.seen.append((str(request.method), url.path))
        answer = self.desk.gocardless.answer(
            str(request.method), unquote(url.path), url.query, dict(request.headers), body
        )
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(
            {
                "ratelimit-limit": "1000",
                "ratelimit-remaining": "999",
                "ratelimit-reset": "Mon, 05 Jan 2026 09:01:00 GMT",
                **answer.headers,
            }
        )
        response.raw = io.BytesIO(answer.body)
        response.request = request
        response.url = str(request.url)
        return response

    def close(self) -> None:
        pass


@pytest.fixture
def wire(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """The client makes a session of its own for each request: each gets the wire."""
    wire = Wire(desk)
    own = requests.Session.__init__

    def with_wire(session: requests.Session) -> None:
        own(session)
        session.trust_env = False
        session.mount(ADDRESS, wire)

    monkeypatch.setattr(requests.Session, "__init__", with_wire)
    return wire


@pytest.fixture
def client(desk: Desk, wire: Wire) -> Any:
    return gocardless_pro.Client(access_token=desk.gocardless.access_token, environment="sandbox")


def new_payment(mandate: str, amount: int = 1000) -> dict[str, Any]:
    return {"amount": amount, "currency": "GBP", "links": {"mandate": mandate}}


def test_it_lists_and_reads(desk: Desk, client: Any) -> None:
    mandate = desk.sign()
    (listed,) = client.mandates.list().records
    assert (listed.id, listed.next_possible_charge_date) == (mandate, "2026-01-08")
    assert client.creditors.list(params={"limit": 1}).records[0].name == "Sample Ltd"
    assert client.customers.get(listed.links.customer).company_name == "Ives Bakery Ltd"


def test_it_pages_through_everything(desk: Desk, client: Any, wire: Wire) -> None:
    mandate = desk.sign()
    made = [desk.pay(mandate, 1000 + n) for n in range(23)]
    wire.seen.clear()
    found = [one.id for one in client.payments.all(params={"limit": 10})]
    assert found == made[::-1]
    assert wire.seen == [("GET", "/payments")] * 3


def test_it_makes_a_payment_and_follows_a_conflict(desk: Desk, client: Any, wire: Wire) -> None:
    mandate = desk.sign()
    headers = {"Idempotency-Key": "s300gc-1"}
    made = client.payments.create(params=new_payment(mandate), headers=headers)
    assert made.api_response.status_code == 201
    again = client.payments.create(params=new_payment(mandate), headers=headers)
    assert again.id == made.id
    assert wire.seen[-2:] == [("POST", "/payments"), ("GET", f"/payments/{made.id}")]
    assert len(desk.rows("payments")) == 1


def test_it_raises_a_conflict_where_it_is_told_to(desk: Desk, wire: Wire) -> None:
    client = gocardless_pro.Client(
        access_token=desk.gocardless.access_token,
        environment="sandbox",
        raise_on_idempotency_conflict=True,
    )
    params, headers = new_payment(desk.sign()), {"Idempotency-Key": "s300gc-1"}
    made = client.payments.create(params=params, headers=headers)
    with pytest.raises(gocardless_pro.errors.IdempotentCreationConflictError) as caught:
        client.payments.create(params=params, headers=headers)
    assert caught.value.conflicting_resource_id == made.id


def test_it_raises_its_own_errors(desk: Desk, client: Any, wire: Wire) -> None:
    mandate = desk.sign()
    with pytest.raises(gocardless_pro.errors.ValidationFailedError, match="bacs mandate"):
        client.payments.create(params={**new_payment(mandate), "currency": "EUR"})
    with pytest.raises(gocardless_pro.errors.InvalidApiUsageError, match="not found"):
        client.payments.get("PM404")
    with pytest.raises(gocardless_pro.errors.InvalidStateError, match="already active"):
        client.mandates.reinstate(mandate)
    stranger = gocardless_pro.Client(access_token="sandbox_x", environment="sandbox")
    with pytest.raises(gocardless_pro.errors.AuthenticationError):
        stranger.payments.list()
    with pytest.raises(gocardless_pro.errors.PermissionsError):
        client.refunds.create(params={"amount": 1, "links": {"payment": "PM1"}})


def test_it_acts_with_and_without_parameters(desk: Desk, client: Any) -> None:
    mandate = desk.sign()
    payment = client.payments.create(params=new_payment(mandate))
    assert client.payments.cancel(payment.id).status == "cancelled"
    ran = client.scenario_simulators.run(
        "payment_failed",
        params={"links": {"resource": client.payments.create(params=new_payment(mandate)).id}},
    )
    assert ran.id == "payment_failed"
    metadata = {"metadata": {"why": "closed"}}
    assert client.mandates.cancel(mandate, params=metadata).status == "cancelled"


def test_it_removes_a_customer(desk: Desk, client: Any) -> None:
    customer = client.customers.create(params={"company_name": "Ives Ltd"})
    client.customers.remove(customer.id)
    assert client.customers.list().records == []


def test_it_reads_payouts_items_and_events(desk: Desk, client: Any) -> None:
    payment = desk.pay(desk.sign(), 2700)
    desk.days(14)
    (payout,) = client.payouts.list(params={"status": "paid"}).records
    assert (payout.amount, payout.deducted_fees) == (2644, 56)
    items = client.payout_items.list(params={"payout": payout.id}).records
    assert [(item.type, item.amount) for item in items] == [
        ("payment_paid_out", "2700.0"),
        ("gocardless_fee", "-56.4"),
    ]
    assert items[1].taxes[0]["tax_rate_id"] == "GB_VAT_1"
    since = {"created_at[gt]": "2026-01-06T09:00:00.000Z", "resource_type": "payments"}
    events = list(client.events.all(params=since))
    assert [event.action for event in events][::-1] == ["submitted", "confirmed", "paid_out"]
    assert events[0].links.payout == payout.id
    assert events[0].links.payment == payment


def test_it_reads_a_webhook_s_events(desk: Desk) -> None:
    desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    events = webhooks.parse(
        delivery.body.decode(), desk.gocardless.webhook_secret, delivery.signature
    )
    assert [event.action for event in events] == ["created", "submitted", "active"]
