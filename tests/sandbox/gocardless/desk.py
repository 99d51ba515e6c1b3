"""A desk from which tests work with the simulated GoCardless: requests, days and mandates."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from s300gc.sandbox.gocardless.service import GoCardless
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.timeline import Timeline

MONDAY = date(2026, 1, 5)
SCHEMES = {
    "GBP": "bacs", "EUR": "sepa_core", "USD": "ach", "SEK": "autogiro", "AUD": "becs",
    "NZD": "becs_nz", "DKK": "betalingsservice", "CAD": "pad",
}  # fmt: skip
COUNTRIES = {
    "GBP": "GB", "EUR": "DE", "USD": "US", "SEK": "SE", "AUD": "AU", "NZD": "NZ", "DKK": "DK",
    "CAD": "CA",
}  # fmt: skip


class Desk:
    """One organisation with a creditor, and a token of the tool."""

    def __init__(
        self,
        first_day: date = MONDAY,
        seed: int = 1,
        currencies: tuple[str, ...] = ("GBP",),
        **switches: Any,
    ) -> None:
        self.timeline = Timeline(first_day)
        chosen = GoCardlessSwitches.from_plain(switches)
        self.gocardless = GoCardless(self.timeline, seed, switches=chosen)
        self.creditor = self.gocardless.creditor("Sample Ltd", currencies)

    # ------------------------------------------------------------ requests

    def headers(self, **extra: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.gocardless.access_token}",
            "GoCardless-Version": "2015-07-06",
            "Accept": "application/json",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in extra.items()},
        }

    def call(
        self, method: str, path: str, document: Any = None, query: str = "", **extra: str
    ) -> tuple[int, Any]:
        body = b"" if document is None else json.dumps(document).encode()
        answer = self.gocardless.answer(method, path, query, self.headers(**extra), body)
        return answer.status, json.loads(answer.body) if answer.body else None

    def make(self, resource: str, key: str = "", **fields: Any) -> dict[str, Any]:
        extra = {"Idempotency_Key": key} if key else {}
        status, answer = self.call("POST", f"/{resource}", {resource: fields}, **extra)
        assert status == 201, answer
        return dict(answer[resource])

    def get(self, resource: str, identity: str) -> dict[str, Any]:
        status, answer = self.call("GET", f"/{resource}/{identity}")
        assert status == 200, answer
        return dict(answer[resource])

    def put(self, resource: str, identity: str, **fields: Any) -> dict[str, Any]:
        status, answer = self.call("PUT", f"/{resource}/{identity}", {resource: fields})
        assert status == 200, answer
        return dict(answer[resource])

    def act(self, resource: str, identity: str, action: str, **fields: Any) -> dict[str, Any]:
        path = f"/{resource}/{identity}/actions/{action}"
        status, answer = self.call("POST", path, {"data": fields} if fields else None)
        assert status == 200, answer
        return dict(answer[resource])

    def simulate(self, scenario: str, resource: str) -> None:
        self.act("scenario_simulators", scenario, "run", links={"resource": resource})

    def rows(self, resource: str, **params: Any) -> list[dict[str, Any]]:
        return list(self.page(resource, **params)[resource])

    def page(self, resource: str, **params: Any) -> dict[str, Any]:
        status, answer = self.call("GET", f"/{resource}", query=urlencode(params))
        assert status == 200, answer
        return dict(answer)

    def refused(
        self, method: str, path: str, document: Any = None, query: str = "", **extra: str
    ) -> dict[str, Any]:
        status, answer = self.call(method, path, document, query, **extra)
        assert status >= 400, answer
        assert answer["error"]["code"] == status
        return dict(answer["error"])

    def reason(self, *args: Any, **extra: Any) -> tuple[int, str]:
        error = self.refused(*args, **extra)
        return error["code"], error["errors"][0]["reason"]

    def fault(self, resource: str, **fields: Any) -> tuple[str, str]:
        error = self.refused("POST", f"/{resource}", {resource: fields})
        assert (error["code"], error["type"]) == (422, "validation_failed"), error
        return error["errors"][0]["field"], error["errors"][0]["message"]

    # ------------------------------------------------------------ time

    def days(self, count: int) -> None:
        for _ in range(count):
            self.gocardless.new_day(self.timeline.next_day())

    def until(self, day: date) -> None:
        while self.timeline.today < day:
            self.days(1)

    # ------------------------------------------------------------ people

    def sign(self, currency: str = "GBP", **changes: Any) -> str:
        person = {
            "given_name": "Ada",
            "family_name": "Ives",
            "company_name": "Ives Bakery Ltd",
            "email": "ada@example.com",
            "metadata": {},
            "scheme": SCHEMES[currency],
            "currency": currency,
            "country_code": COUNTRIES[currency],
        }
        return self.gocardless.sign_mandate(**{**person, **changes})

    def pay(self, mandate: str, amount: int = 10000, **fields: Any) -> str:
        scheme = self.get("mandates", mandate)["scheme"]
        currency = next(c for c, name in SCHEMES.items() if name == scheme)
        made = self.make(
            "payments", amount=amount, currency=currency, links={"mandate": mandate}, **fields
        )
        return str(made["id"])

    def fail(self, mandate: str, kind: str, **plan: Any) -> None:
        customer = self.get("mandates", mandate)["links"]["customer"]
        self.gocardless.plan_failure(customer, kind=kind, **plan)

    # ------------------------------------------------------------ what happened

    def events(self, **params: Any) -> list[dict[str, Any]]:
        return self.rows("events", limit=500, **params)[::-1]

    def actions(self, **params: Any) -> list[str]:
        return [event["action"] for event in self.events(**params)]

    def items(self, payout: str) -> list[tuple[str, str]]:
        found = self.rows("payout_items", payout=payout, limit=500)
        return [(item["type"], item["amount"]) for item in found]


def shared(*parts: str) -> Path:
    """Give a file of reference data beside the checkout, or skip where there is none."""
    path = Path(__file__).parents[4].joinpath("shared", "gocardless", *parts)
    if not path.exists():
        pytest.skip("the reference data beside the checkout is not there")
    return path
