"""Both systems on real ports."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import gocardless_pro
import pytest
import requests
from worlds import collect, gocardless_headers, sage_headers, tell

from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World


@pytest.fixture
def world() -> World:
    """A small World on its first morning."""
    return World.new("small")


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    """That World on two ports."""
    with Served(world) as served:
        yield served


def order(session: requests.Session, served: Served, *faults: dict[str, Any]) -> None:
    """Put faults into force."""
    answer = session.post(f"{served.gocardless_url}/_sandbox/faults", json=list(faults))
    assert answer.status_code == 200


# ---------------------------------------------------------------- both ports


def test_both_ports_answer_their_own_system(
    world: World, served: Served, session: requests.Session
) -> None:
    mandates = session.get(f"{served.gocardless_url}/mandates", headers=gocardless_headers(world))
    assert len(mandates.json()["mandates"]) == 10
    url = f"{served.sage_url}/v1.0/-/SAMLTD/AR/ARCustomers('C1001')"
    assert session.get(url, headers=sage_headers(world)).json()["CustomerNumber"] == "C1001"
    lines = session.get(f"{served.gocardless_url}/_sandbox/requests").json()
    assert [(line["system"], line["status"]) for line in lines] == [
        ("gocardless", 200), ("sage300", 200),
    ]  # fmt: skip
    assert lines[0]["at"] <= lines[1]["at"]


def test_the_official_client_works_with_it(world: World, served: Served) -> None:
    client = gocardless_pro.Client(
        access_token=world.gocardless.access_token, base_url=served.gocardless_url
    )
    mandates = list(client.mandates.all(params={"limit": 3}))
    assert [mandate.scheme for mandate in mandates] == ["bacs"] * 10
    params = {"amount": 500, "currency": "GBP", "links": {"mandate": mandates[0].id}}
    key = {"Idempotency-Key": "once"}
    first = client.payments.create(params=params, headers=key)
    again = client.payments.create(params=params, headers=key)
    assert first.id == again.id
    assert first.status == "pending_submission"


def test_the_control_answers_on_the_gocardless_port_only(
    world: World, served: Served, session: requests.Session
) -> None:
    clock = session.get(f"{served.gocardless_url}/_sandbox/clock").json()
    assert clock == {"now": world.timeline.dump()}
    root = served.sage_url.removesuffix("/Sage300WebApi")
    headers = sage_headers(world)
    assert session.get(f"{root}/_sandbox/clock", headers=headers).status_code == 404


def test_many_clients_at_once_make_each_payment_once(world: World, served: Served) -> None:
    def pay(n: int) -> int:
        body = {
            "amount": 1000 + n,
            "currency": "GBP",
            "links": {"mandate": world.story["mandates"]["C1001"]},
        }
        with requests.Session() as own:
            own.trust_env = False
            headers = {**gocardless_headers(world), "Idempotency-Key": f"key {n}"}
            url = f"{served.gocardless_url}/payments"
            return own.post(url, json={"payments": body}, headers=headers).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(pay, range(48))) == {201}
    amounts = sorted(p["amount"] for p in world.gocardless.state()["payments"])
    assert amounts == list(range(1000, 1048))


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", requests.ConnectionError),
        ("cut", requests.exceptions.ChunkedEncodingError),
        ("timeout", requests.ReadTimeout),
    ],
)
def test_a_broken_connection_breaks_and_the_next_one_works(
    world: World, served: Served, session: requests.Session, kind: str, error: type[Exception]
) -> None:
    order(session, served, {"system": "gocardless", "nth": 1, "when": "after", "what": kind})
    url, headers = f"{served.gocardless_url}/mandates", gocardless_headers(world)
    with pytest.raises(error):
        session.get(url, headers=headers, timeout=0.3)
    assert session.get(url, headers=headers).status_code == 200
    assert [line.status for line in world.requests.lines] == [200 if kind == "cut" else 0, 200]


def test_the_rate_limit_refuses_and_says_until_when(
    world: World, session: requests.Session
) -> None:
    headers = gocardless_headers(world)
    with Served(world, rate_limit=5) as served:
        answers = [session.get(f"{served.gocardless_url}/mandates", headers=headers)
                   for _ in range(11)]  # fmt: skip
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["error"]["type"] == "invalid_api_usage"
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"5"}
    assert all(answer.headers["ratelimit-reset"].endswith(":00 GMT") for answer in answers)
    assert [line.status for line in world.requests.lines].count(429) == len(refused)


def asking(world: World, served: Served) -> requests.Response:
    """Ask for the mandates in a session of its own."""
    with requests.Session() as own:
        own.trust_env = False
        url = f"{served.gocardless_url}/mandates"
        return own.get(url, headers=gocardless_headers(world), timeout=60)


def test_latency_holds_up_neither_the_others_nor_the_control(
    world: World, session: requests.Session
) -> None:
    """Eight requests that would take an hour wait; closing the ports ends their waiting."""
    with ThreadPoolExecutor(8) as pool:
        with Served(world, latency_ms=3_600_000) as served:
            answers = [pool.submit(asking, world, served) for _ in range(8)]
            for _ in range(20):
                clock = f"{served.gocardless_url}/_sandbox/clock"
                assert session.get(clock, timeout=60).status_code == 200
            assert world.requests.lines == ()
            while served.waiting < 8:
                session.get(clock, timeout=60)
        assert [answer.result().status_code for answer in answers] == [200] * 8


def test_a_slow_answer_was_applied_before_it_comes(world: World, session: requests.Session) -> None:
    """Closing the ports ends the waiting."""
    with ThreadPoolExecutor(1) as pool:
        with Served(world) as served:
            order(session, served, {"what": "slow"})
            answer = pool.submit(asking, world, served)
            log = f"{served.gocardless_url}/_sandbox/requests"
            while not session.get(log).json():
                assert not answer.done()
        assert answer.result().status_code == 200


# ---------------------------------------------------------------- webhooks


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, Any]], threading.Event]]:
    """A stub that takes webhooks; the event is set when one came."""
    came: list[dict[str, Any]] = []
    news = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append({"signature": self.headers["Webhook-Signature"], **json.loads(body)})
            self.send_response(204)
            self.end_headers()
            news.set()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/gocardless", came, news
        server.shutdown()
        thread.join()


def test_an_advance_answers_after_its_webhooks_were_tried(
    world: World, session: requests.Session
) -> None:
    collect(world, "C1001", 100)
    with receiver() as (url, came, _), Served(world, webhook_url=url) as served:
        session.post(f"{served.gocardless_url}/_sandbox/advance", json={"days": 5})
        ids = {event["id"] for one in came for event in one["events"]}
    assert ids == {event["id"] for event in world.gocardless.state()["events"]}
    assert all(len(one["signature"]) == 64 for one in came)


def test_a_change_by_request_sends_its_webhook_soon(
    world: World, session: requests.Session
) -> None:
    with receiver() as (url, came, news), Served(world, webhook_url=url) as served:
        mandate = world.story["mandates"]["C1001"]
        cancel = f"{served.gocardless_url}/mandates/{mandate}/actions/cancel"
        assert session.post(cancel, headers=gocardless_headers(world)).status_code == 200
        assert news.wait(10)
    actions = {(e["resource_type"], e["action"]) for one in came for e in one["events"]}
    assert ("mandates", "cancelled") in actions


def test_a_receiver_that_is_away_gets_it_later(world: World, session: requests.Session) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    collect(world, "C1001", 100)
    with Served(world, webhook_url=dead) as served:
        session.post(f"{served.gocardless_url}/_sandbox/advance", json={"days": 1})
    with receiver() as (url, came, _), Served(world, webhook_url=url) as served:
        session.post(f"{served.gocardless_url}/_sandbox/advance", json={"days": 1})
    assert "created" in {event["action"] for one in came for event in one["events"]}


def test_state_over_the_wire_is_the_worlds_own(
    world: World, served: Served, session: requests.Session
) -> None:
    state = session.get(f"{served.gocardless_url}/_sandbox/state").json()
    assert state == tell(world, "GET", "state")
