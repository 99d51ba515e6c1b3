"""What the person endpoint lets payers and merchants do on the GoCardless side."""

import json
from urllib.parse import urlencode

import pytest
from worlds import gocardless, gocardless_headers, tell

from s300gc.sandbox.world import World

HOME = {
    "email": "ada@example.com", "address_line1": "1 Mill Lane", "city": "Leeds",
    "postal_code": "LS1 1AA", "country_code": "GB",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    """A small World on its first morning."""
    return World.new("small")


def make(world: World, resource: str, **fields: object) -> str:
    answer = gocardless(world, "POST", f"/{resource}", {resource: fields})
    assert answer.status == 201, answer.body
    return str(json.loads(answer.body)[resource]["id"])


def test_a_person_completes_a_flow(world: World) -> None:
    asked = {"currency": "GBP"}
    request = make(world, "billing_requests", mandate_request=asked, metadata={"c": "C1001"})
    flow = make(world, "billing_request_flows", links={"billing_request": request})
    order = {"do": "complete_flow", "flow_id": flow, "company_name": "Ives Ltd", **HOME}
    mandate = tell(world, "POST", "person", order)["result"]
    state = world.gocardless.state()
    (made,) = [one for one in state["mandates"] if one["id"] == mandate]
    assert made["made_by"] == "person"
    assert [c["company_name"] for c in state["customers"] if c["made_by"] == "tool"] == ["Ives Ltd"]
    again = tell(world, "POST", "person", order)
    assert again == {"error": f"{flow} is fulfilled"}
    wrong = {"do": "complete_flow", "flow_id": flow, "shoe": {"size": 9}}
    assert "error" in tell(world, "POST", "person", wrong)


def test_the_page_answers_in_process_without_credentials_and_is_in_the_log(world: World) -> None:
    request = make(world, "billing_requests", mandate_request={"currency": "GBP"})
    flow = make(world, "billing_request_flows", links={"billing_request": request})
    target = f"/billing/static/flow?{urlencode({'id': flow})}"
    answer = world.answer("gocardless", "GET", target, {}, b"")
    assert (answer.status, answer.headers["Content-Type"][:9]) == (200, "text/html")
    assert world.requests.lines[-1].path == "/billing/static/flow"
    twin = World.load(world.save())
    assert twin.answer("gocardless", "GET", target, {}, b"").body == answer.body


def test_a_person_registers_an_app_and_disconnects_it(world: World) -> None:
    order = {"do": "register_app", "name": "Books", "redirect_uris": ["https://b.example/"]}
    app = tell(world, "POST", "person", order)["result"]
    assert app.keys() == {"client_id", "client_secret"}
    order = {"do": "disconnect_app", "client_id": app["client_id"]}
    assert tell(world, "POST", "person", order) == {"result": None}
    target = "/events?resource_type=organisations"
    answer = world.answer("gocardless", "GET", target, gocardless_headers(world), b"")
    assert len(json.loads(answer.body)["events"]) == 1
