"""Webhooks on their way: at the World's instants, to an endpoint that answers badly or never."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import pytest
import requests
from worlds import collect, gocardless_headers

from s300gc.sandbox.gocardless.service import Delivery
from s300gc.sandbox.gocardless.webhooks import GAPS
from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World

Behave = Callable[[BaseHTTPRequestHandler, int], None]


@pytest.fixture
def world() -> World:
    """A small World that has told all its news so far."""
    world = World.new("small")
    world.gocardless.skip_webhooks()
    return world


class Endpoint:
    """An endpoint that behaves as it is told; ``came`` are the webhooks in the order they came."""

    def __init__(self) -> None:
        self.came: list[dict[str, Any]] = []
        self.news = threading.Semaphore(0)
        self.url = ""

    def wait(self) -> None:
        """Wait until one more came and was answered."""
        assert self.news.acquire(timeout=30)


@contextmanager
def endpoint(behave: Behave) -> Iterator[Endpoint]:
    """Serve an endpoint; ``behave`` is given the request and how many came before it."""
    found = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(json.loads(body))
            try:
                behave(self, len(found.came) - 1)
            except OSError:
                self.close_connection = True
            found.news.release()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        found.url = f"http://127.0.0.1:{server.server_port}/gocardless"
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def says(code: int, text: str = "", **headers: str) -> Behave:
    def behave(request: BaseHTTPRequestHandler, _: int) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text.encode())

    return behave


def webhooks(world: World, served: Served, session: requests.Session) -> list[dict[str, Any]]:
    url = f"{served.gocardless_url}/webhooks"
    return list(session.get(url, headers=gocardless_headers(world)).json()["webhooks"])


def advance(served: Served, session: requests.Session, days: int = 1) -> None:
    url = f"{served.gocardless_url}/_sandbox/advance"
    assert session.post(url, json={"days": days}).status_code == 200


# ---------------------------------------------------------------- the World's instants


def test_the_eight_further_tries_come_at_growing_gaps_and_the_morning_at_nine(
    world: World,
) -> None:
    tried: dict[str, list[datetime]] = {}

    def refuse(delivery: Delivery) -> bool:
        tried.setdefault(delivery.webhook_id, []).append(world.timeline.now)
        return False

    collect(world, "C1001", 100)
    world.deliver = refuse
    for day in range(6, 16):
        world.advance()
        now = world.timeline.now
        assert (now.day, now.hour, now.minute) == (day, 9, 0)
    first = next(iter(tried.values()))
    assert [after - before for before, after in pairwise(first)] == list(GAPS)
    assert all(now == sorted(now) for now in tried.values())


def test_a_world_that_nobody_listens_to_makes_no_stops(world: World) -> None:
    collect(world, "C1001", 100)
    assert len(list(world.walk(5))) == 1
    assert world.timeline.today.isoformat() == "2026-01-10"


# ---------------------------------------------------------------- the endpoint


def test_an_answer_that_does_not_come_in_time_is_none(
    world: World, session: requests.Session
) -> None:
    release = threading.Event()

    def behave(request: BaseHTTPRequestHandler, n: int) -> None:
        if n == 0:
            release.wait(30)
        says(204)(request, n)

    collect(world, "C1001", 100)
    with endpoint(behave) as to, Served(world, webhook_url=to.url, patience=0.2) as served:
        advance(served, session)
        (failed,) = webhooks(world, served, session)
        assert (failed["successful"], failed["response_code"]) == (False, None)
        release.set()
        advance(served, session)
        assert to.came[1] == to.came[0]
        again = next(w for w in webhooks(world, served, session) if w["id"] == failed["id"])
        assert (again["successful"], again["response_code"]) == (True, 204)


def test_an_answer_that_drips_is_none_either(world: World, session: requests.Session) -> None:
    """Each piece comes soon enough; only the whole of it does not."""
    stop = threading.Event()

    def behave(request: BaseHTTPRequestHandler, n: int) -> None:
        if n:
            says(200, "ok")(request, n)
            return
        request.send_response(200)
        request.send_header("Content-Length", "50")
        request.end_headers()
        for _ in range(50):
            if not stop.wait(0.02):
                request.wfile.write(b"x")

    collect(world, "C1001", 100)
    with endpoint(behave) as to, Served(world, webhook_url=to.url, patience=0.2) as served:
        advance(served, session)
        stop.set()
        assert [w["response_code"] for w in webhooks(world, served, session)] == [None]


@pytest.mark.parametrize("code", [302, 400, 498, 500])
def test_what_the_endpoint_answers_is_shown_and_tried_again(
    world: World, session: requests.Session, code: int
) -> None:
    collect(world, "C1001", 100)
    answer = says(code, "not today", Location="http://127.0.0.1:9/", **{"X-Own": "1"})
    with endpoint(answer) as to, Served(world, webhook_url=to.url) as served:
        advance(served, session)
        (shown,) = webhooks(world, served, session)
        assert (shown["response_code"], shown["successful"]) == (code, False)
        assert (shown["response_body"], shown["response_headers"]["X-Own"]) == ("not today", "1")
        assert shown["url"] == to.url
        advance(served, session)
        assert len(to.came) > 2


def test_a_retry_by_hand_is_brought_at_once(world: World, session: requests.Session) -> None:
    def behave(request: BaseHTTPRequestHandler, n: int) -> None:
        says(500 if n == 0 else 204)(request, n)

    headers = gocardless_headers(world)
    with endpoint(behave) as to, Served(world, webhook_url=to.url) as served:
        mandate = world.story["mandates"]["C1001"]
        cancel = f"{served.gocardless_url}/mandates/{mandate}/actions/cancel"
        assert session.post(cancel, headers=headers).status_code == 200
        to.wait()
        webhook = to.came[0]["meta"]["webhook_id"]
        retry = f"{served.gocardless_url}/webhooks/{webhook}/actions/retry"
        assert session.post(retry, headers=headers).status_code == 200
        to.wait()
        assert to.came[1] == to.came[0]
        clock = session.get(f"{served.gocardless_url}/_sandbox/clock").json()["now"]
        assert clock.startswith("2026-01-05T09:00:00.")


def test_the_endpoint_may_call_the_api_in_the_middle_of_an_advance(
    world: World, session: requests.Session
) -> None:
    """Whoever applies events while he takes them must not be locked out."""
    statuses: list[int] = []
    served: Served

    def behave(request: BaseHTTPRequestHandler, n: int) -> None:
        with requests.Session() as own:
            own.trust_env = False
            url = f"{served.gocardless_url}/mandates"
            statuses.append(own.get(url, headers=gocardless_headers(world)).status_code)
        says(500 if n == 0 else 204)(request, n)

    collect(world, "C1001", 100)
    with endpoint(behave) as to, Served(world, webhook_url=to.url) as served:
        advance(served, session)
        advance(served, session, 3)
    assert len(statuses) > 2 and set(statuses) == {200}
