"""Ways to drive a World in tests: a request as either system's client would send it."""

import base64
import json
from typing import Any

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.world import World

SAGE_ROOT = "/Sage300WebApi/v1.0/-/SAMLTD"


def gocardless_headers(world: World) -> dict[str, str]:
    """Give what every GoCardless request carries."""
    return {
        "Authorization": f"Bearer {world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }


def sage_headers(world: World) -> dict[str, str]:
    """Give what every Sage request carries."""
    word = base64.b64encode(f"{world.sage300.user}:{world.sage300.password}".encode()).decode()
    return {"Authorization": f"Basic {word}", "Content-Type": "application/json"}


def gocardless(world: World, method: str, target: str, value: Any = None, **extra: str) -> Answer:
    """Send one request to GoCardless."""
    body = b"" if value is None else json.dumps(value).encode()
    headers = {**gocardless_headers(world), **extra}
    return world.answer("gocardless", method, target, headers, body)


def sage(world: World, method: str, target: str, value: Any = None) -> Answer:
    """Send one request to Sage; ``target`` begins below the company."""
    body = b"" if value is None else json.dumps(value).encode()
    return world.answer("sage300", method, SAGE_ROOT + target, sage_headers(world), body)


def tell(world: World, method: str, what: str, value: Any = None) -> Any:
    """Ask or tell the World itself, and give the JSON that came back."""
    body = b"" if value is None else json.dumps(value).encode()
    answer = world.control(method, f"/_sandbox/{what}", body)
    return json.loads(answer.body) if answer.body else None


def collect(world: World, customer: str, amount: int, day: str | None = None) -> str:
    """Collect from a customer as the tool does and give the payment's id."""
    mandate = world.story["mandates"][customer]
    payment: dict[str, Any] = {
        "amount": amount,
        "currency": "GBP",
        "links": {"mandate": mandate},
    }
    if day is not None:
        payment["charge_date"] = day
    answer = gocardless(world, "POST", "/payments", {"payments": payment})
    assert answer.status == 201, answer.body
    return str(json.loads(answer.body)["payments"]["id"])
