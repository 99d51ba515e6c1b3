"""A session with the adapter sees what it would see over a socket."""

from collections.abc import Iterator

import pytest
import requests
from worlds import gocardless_headers, sage_headers, tell

from s300gc.sandbox.limits import RateLimit
from s300gc.sandbox.wire import SandboxAdapter
from s300gc.sandbox.world import World

GOCARDLESS = "http://gocardless.test"
SAGE = "http://sage.test/Sage300WebApi/v1.0/-/SAMLTD"


@pytest.fixture
def world() -> World:
    """A small World on its first morning."""
    return World.new("small")


@pytest.fixture
def session(world: World) -> Iterator[requests.Session]:
    """A session on which both systems are mounted."""
    with requests.Session() as session:
        session.trust_env = False
        session.mount(GOCARDLESS, SandboxAdapter(world, "gocardless"))
        session.mount("http://sage.test", SandboxAdapter(world, "sage300"))
        yield session


def test_both_systems_answer(world: World, session: requests.Session) -> None:
    answer = session.get(f"{GOCARDLESS}/mandates?limit=2", headers=gocardless_headers(world))
    assert answer.status_code == 200
    assert answer.reason == "OK"
    assert len(answer.json()["mandates"]) == 2
    customer = session.get(f"{SAGE}/AR/ARCustomers('C1001')", headers=sage_headers(world))
    assert customer.json()["CustomerNumber"] == "C1001"
    assert [line.status for line in world.requests.lines] == [200, 200]
    assert all(line.at > 0 for line in world.requests.lines)


def test_the_control_answers_on_the_gocardless_side(
    world: World, session: requests.Session
) -> None:
    assert session.get(f"{GOCARDLESS}/_sandbox/clock").json() == {"now": world.timeline.dump()}
    session.post(f"{GOCARDLESS}/_sandbox/advance", json={"days": 1})
    assert world.timeline.today.day == 6
    assert session.delete(f"{GOCARDLESS}/_sandbox/requests").status_code == 204


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", requests.ConnectionError),
        ("timeout", requests.ReadTimeout),
        ("cut", requests.exceptions.ChunkedEncodingError),
    ],
)
def test_a_broken_connection_is_the_error_requests_would_raise(
    world: World, session: requests.Session, kind: str, error: type[Exception]
) -> None:
    tell(world, "POST", "faults", [{"what": kind, "when": "after"}])
    with pytest.raises(error):
        session.get(f"{GOCARDLESS}/mandates", headers=gocardless_headers(world))


def test_a_page_of_html_arrives_as_one(world: World, session: requests.Session) -> None:
    tell(world, "POST", "faults", [{"what": "html"}])
    answer = session.get(f"{SAGE}/AR/ARCustomers", headers=sage_headers(world))
    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_gocardless_answers_carry_the_rate_limit_headers_and_sage_ones_do_not(
    world: World, session: requests.Session
) -> None:
    answer = session.get(f"{GOCARDLESS}/mandates", headers=gocardless_headers(world))
    assert answer.headers["ratelimit-limit"] == "1000"
    assert answer.headers["RateLimit-Reset"].endswith("GMT")
    customers = session.get(f"{SAGE}/AR/ARCustomers", headers=sage_headers(world))
    assert "ratelimit-limit" not in customers.headers


def test_over_the_limit_a_request_is_refused_and_changes_nothing(world: World) -> None:
    with requests.Session() as session:
        session.mount(GOCARDLESS, SandboxAdapter(world, "gocardless", RateLimit(1)))
        headers = gocardless_headers(world)
        codes = [session.get(f"{GOCARDLESS}/mandates", headers=headers) for _ in range(3)]
    refused = [answer for answer in codes if answer.status_code == 429]
    assert refused
    assert refused[0].json()["error"]["errors"][0]["reason"] == "rate_limit_exceeded"
    assert refused[0].headers["ratelimit-remaining"] == "0"
    assert len(world.requests.lines) == 3
