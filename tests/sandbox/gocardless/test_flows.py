"""Billing request flows: links that a payer can open, for seven days."""

from typing import Any

import pytest

from .billing import act, ask, flow, ready
from .desk import Desk

BACK = "https://merchant.example/done?shop=1"


def test_a_flow_is_a_link_for_seven_days(desk: Desk) -> None:
    request = ask(desk)
    made = desk.make("billing_request_flows", links={"billing_request": request},
                     redirect_uri=BACK)  # fmt: skip
    assert len(made["id"]) == 33
    assert made["authorisation_url"] == (
        f"https://pay-sandbox.gocardless.com/billing/static/flow?id={made['id']}"
    )
    assert made["created_at"].replace("01-05", "01-12") == made["expires_at"]
    assert (made["auto_fulfil"], made["session_token"]) == (True, None)
    assert desk.actions(billing_request=request) == ["created", "flow_created"]
    assert desk.reason("GET", "/billing_request_flows") == (405, "method_not_allowed")
    path = f"/billing_request_flows/{made['id']}"
    assert desk.reason("GET", path) == (404, "path_not_found")


def test_the_same_key_twice_makes_two_flows(desk: Desk) -> None:
    links = {"billing_request": ask(desk)}
    first = desk.make("billing_request_flows", key="k1", links=links)
    second = desk.make("billing_request_flows", key="k1", links=links)
    assert first["id"] != second["id"]


def test_initialising_gives_a_new_session_each_time(desk: Desk) -> None:
    made = flow(desk, ask(desk))
    tokens = {desk.act("billing_request_flows", made, "initialise")["session_token"]
              for _ in range(2)}  # fmt: skip
    assert len(tokens) == 2
    assert all(token.startswith("sesh_sandbox_") for token in tokens)
    desk.days(8)
    path = f"/billing_request_flows/{made}/actions/initialise"
    assert desk.reason("POST", path) == (422, "already_actioned")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri"),
        ({"exit_uri": "https://x.example/\r\nX: y"}, "exit_uri"),
        ({"lock_customer_details": True}, "lock_customer_details"),
        ({"lock_bank_account": True}, "lock_bank_account"),
        ({"prefilled_customer": {"shoe_size": "9"}}, "shoe_size"),
        ({"prefilled_bank_account": {"account_type": "sock"}}, "account_type"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_flow_that_makes_no_sense_is_refused(desk: Desk, fields: Any, fault: str) -> None:
    links = {"billing_request": ask(desk)}
    assert desk.fault("billing_request_flows", links=links, **fields)[0] == fault


def test_there_is_no_flow_without_a_request_that_is_open(desk: Desk) -> None:
    assert desk.fault("billing_request_flows")[0] == "billing_request"
    body = {"billing_request_flows": {"links": {"billing_request": "BRQ404"}}}
    assert desk.reason("POST", "/billing_request_flows", body) == (404, "link_not_found")
    request = ready(desk)
    act(desk, request, "fulfil")
    body["billing_request_flows"]["links"]["billing_request"] = request
    assert desk.reason("POST", "/billing_request_flows", body) == (422, "already_actioned")
