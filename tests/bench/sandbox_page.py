"""sandbox_page: a page of 500 payments among thousands, in process and served."""

import base64
import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from s300gc.sandbox.serve import save
from s300gc.sandbox.world import World
from tests.bench.measure import Figure, figure, in_turn, median, timed, within
from tests.processes import served

BUDGET = 50.0
"""Milliseconds."""
SIZES = {False: 10_000, True: 35_000}
"""Payments in the World, quick and full."""
SAGE = "/Sage300WebApi/v1.0/-/SAMLTD/AR/"
OPEN = "ARPostedDocuments?$filter=FullyPaid%20eq%20'No'&$select=DocumentNumber,DueDate"
FLOOR = "plain server"
"""The same bytes from memory, by the same server."""


def measured(*, full: bool) -> list[Figure]:
    """Ask for pages again and again; the first asking of each is not counted."""
    world = _world(SIZES[full])
    turns, asked = 60 if full else 25, _questions(world)
    inside = in_turn({name: timed(_ask(world, *one)) for name, one in asked.items()}, turns)
    found = [
        within(f"in process: {name}", median(inside, name) * 1000, "ms", BUDGET) for name in asked
    ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        save(world, place)
        (place / "page").write_bytes(_ask(world, *asked["500 payments"])())
        with _floor(place / "page") as floor, served(place) as site:
            doors = {"gocardless": site.gocardless, "sage300": site.sage}
            contestants = {
                name: timed(_get(doors[system], path, _headers(world, system)))
                for name, (system, path) in asked.items()
            }
            contestants[FLOOR] = timed(_get(floor, "/", {}))
            outside = in_turn(contestants, turns)
    for name in asked:
        value = median(outside, name) * 1000
        found.append(within(f"served: {name}", value, "ms", BUDGET))
    against_floor = figure(outside, "500 payments", "ms", FLOOR, 1000)
    return [*found, against_floor, figure(outside, FLOOR, "ms", scale=1000)]


def _world(count: int) -> World:
    """Make a busy World with so many payments, as its clients would."""
    world = World.new("busy")
    headers = {**_headers(world, "gocardless"), "Content-Type": "application/json"}
    mandates = list(world.story["mandates"].values())
    for n in range(count):
        links = {"mandate": mandates[n % len(mandates)]}
        body = {"payments": {"amount": 1000 + n, "currency": "GBP", "links": links}}
        made = world.answer("gocardless", "POST", "/payments", headers, json.dumps(body).encode())
        assert made.status == 201, made.body
        if n % 1000 == 999:
            world.advance()
    return world


def _questions(world: World) -> dict[str, tuple[str, str]]:
    """Name what is asked: the system and the target."""
    rows = list(world.gocardless.data["rows"]["payments"].values())
    middle = rows[len(rows) // 2]
    mark = base64.urlsafe_b64encode(middle["id"].encode()).decode().rstrip("=")
    pages = {
        "500 payments": "",
        "500 payments, after a cursor": f"&after={mark}",
        "500 payments, created_at[gt]": f"&created_at[gt]={quote(middle['created_at'])}",
        "500 payments, status": "&status=paid_out",
        "payments of a mandate": f"&mandate={middle['links']['mandate']}",
    }
    found = {name: ("gocardless", f"/payments?limit=500{more}") for name, more in pages.items()}
    found["500 events"] = ("gocardless", "/events?limit=500")
    found["100 customers"] = ("sage300", f"{SAGE}ARCustomers")
    found["100 open documents, two columns"] = ("sage300", f"{SAGE}{OPEN}")
    return found


def _headers(world: World, system: str) -> dict[str, str]:
    if system == "gocardless":
        token = f"Bearer {world.gocardless.access_token}"
        return {"Authorization": token, "GoCardless-Version": "2015-07-06"}
    pair = f"{world.sage300.user}:{world.sage300.password}".encode()
    word = base64.b64encode(pair).decode()
    return {"Authorization": f"Basic {word}", "Content-Type": "application/json"}


def _ask(world: World, system: Any, target: str) -> Callable[[], bytes]:
    headers = _headers(world, system)

    def ask() -> bytes:
        answer = world.answer(system, "GET", target, headers, b"")
        assert answer.status == 200, answer.body
        return answer.body

    return ask


def _get(address: str, target: str, headers: dict[str, str]) -> Callable[[], bytes]:
    """Ask over one connection that stays open."""
    host = address.split("/")[2]
    connection = http.client.HTTPConnection(host)

    def get() -> bytes:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return body

    return get


@contextmanager
def _floor(page: Path) -> Iterator[str]:
    """Serve a page from memory in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.plain", str(page)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()
