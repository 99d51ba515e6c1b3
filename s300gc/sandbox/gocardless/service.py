"""The simulated GoCardless: a plain function from request to answer, and the life behind it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.gocardless import (
    api,
    lifecycle,
    moves,
    oauth,
    pages,
    payers,
    readings,
    story,
    webhooks,
)
from s300gc.sandbox.gocardless.bankdays import make_ready
from s300gc.sandbox.gocardless.errors import Refused, misuse
from s300gc.sandbox.gocardless.hands import Hands
from s300gc.sandbox.gocardless.organisation import Organisation, letters, public
from s300gc.sandbox.gocardless.request import bearer_of, check_headers
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.gocardless.webhooks import Delivery, Receipt
from s300gc.sandbox.timeline import Timeline

__all__ = ["Delivery", "GoCardless"]

STATE = (
    "customers", "customer_bank_accounts", "mandates", "payments", "subscriptions", "refunds",
    "payouts", "events",
)  # fmt: skip


def _secret(kind: str, seed: int) -> str:
    """Give 36 capitals and digits that nothing else is made of."""
    return "".join(letters(kind, n, seed) for n in range(3))


class GoCardless(Hands):
    """One organisation with its creditors; all its state is plain JSON in ``data``."""

    def __init__(
        self,
        timeline: Timeline,
        seed: int,
        data: dict[str, Any] | None = None,
        switches: GoCardlessSwitches | None = None,
    ) -> None:
        """Take up ``data``, which is used and not copied; without any it is a new organisation."""
        self._org = Organisation(timeline, seed, data, switches)
        self.access_token = readings.token("tool", seed, self._org.switches)
        self.person_token = readings.token("person", seed, self._org.switches)
        self.webhook_secret = _secret("webhook", seed)
        self._tokens = {self.access_token: "tool", self.person_token: "person"}
        self._resources = api.resources(self.webhook_secret)

    @property
    def data(self) -> dict[str, Any]:
        """The whole state, by reference."""
        return self._org.data

    def index_all(self) -> None:
        """Build all indexes and calendars now, so that no request waits for one."""
        for table in self._org.tables.values():
            table.index_all()
        for creditor in self._org.tables["creditors"].rows.values():
            for currency in creditor["_currencies"]:
                make_ready(BY_CURRENCY[currency].calendar, self._org.today.year)

    # ------------------------------------------------------------ requests

    def answer(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer a request to the API, or a browser; ``path`` has no query, no percent signs."""
        known = {name.lower(): value for name, value in headers.items()}
        if pages.is_page(path):
            return pages.answer(self._org, method.upper(), path, query, known, body)
        text = f"{method} {path} {query} {self._org.timeline.dump()}".encode()
        request_id = str(uuid.UUID(bytes=blake2b(text + body, digest_size=16).digest()))
        marks = {"X-Request-Id": request_id}
        try:
            made_by = self._holder(bearer_of(known), method.upper())
            check_headers(known)
            call = api.read(self._resources, method.upper(), path, query, known, body, made_by)
            status, value = api.perform(self._org, self._resources[call.resource], call)
            status, value = readings.of_answer(self._org.switches, call, status, value)
        except Refused as refused:
            refused = readings.of_refusal(self._org.switches, refused)
            return json_answer(refused.status, refused.body(request_id), marks)
        if value is None:
            return Answer(status, marks, b"")
        if status == 201:
            marks["Location"] = f"/{call.resource}/{value[call.resource]['id']}"
        return json_answer(status, value, marks)

    def _holder(self, token: str, method: str) -> str:
        """Tell whose token it is; one of an app has the tool's rights within its scope."""
        own = self._tokens.get(token)
        if own is None and oauth.scope_of(self._org, token) == "read_only" and method != "GET":
            raise misuse(403, "insufficient_permissions", "Insufficient permissions")
        return own or "tool"

    # ------------------------------------------------------------ time

    def new_day(self, today: date) -> None:
        """Live through the morning of a day; the time line must be there already."""
        lifecycle.new_day(self._org, today)

    # ------------------------------------------------------------ pages

    def serve_pages(self, url: str) -> None:
        """Let the links to hosted pages lead to where these are served."""
        self._org.pages_url = url

    @property
    def oauth_app(self) -> tuple[str, str]:
        """Client id and secret of the app that may send people back to any loopback address."""
        return oauth.own_app(self._org)

    def register_app(self, name: str, redirect_uris: Sequence[str]) -> dict[str, str]:
        """Register an OAuth app, which may send people back to these addresses only."""
        client, secret = oauth.register(self._org, name, redirect_uris)
        return {"client_id": client, "client_secret": secret}

    def disconnect_app(self, client_id: str) -> None:
        """Let the merchant end an app's access in the dashboard."""
        oauth.disconnect(self._org, client_id)

    def complete_flow(self, flow_id: str, made_by: str = "story", **details: str) -> str:
        """Let the payer fill in a billing request flow to its end, and give the mandate's id.

        ``details`` are names, address and bank details by their names in the API, ``currency``
        and ``dual_signature="yes"``; what is not given is taken from the customer, from what the
        flow prefills, and from accounts for tests. The id is empty where no mandate was asked
        for. ``ValueError`` where the flow is closed or a detail is missing or wrong.
        """
        request = payers.complete(self._org, flow_id, details, made_by)
        return str(request["links"].get("mandate_request_mandate", ""))

    # ------------------------------------------------------------ webhooks

    @property
    def webhook_url(self) -> str:
        """The address of the webhook endpoint, for show."""
        return str(self.data["webhook_url"])

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.data["webhook_url"] = url

    def pending_webhooks(self) -> list[Delivery]:
        """Give the webhooks to try now; the clock does not move."""
        return webhooks.pending(self._org, self.webhook_secret)

    def next_webhook(self, before: datetime) -> datetime | None:
        """Give the next instant, after now and before another, to try a webhook again."""
        return webhooks.next_try(self._org, before)

    def delivered(self, webhook_id: str, receipt: Receipt | bool) -> None:
        """Note what came of a try; if it was not received it is tried again, up to 8 times.

        True stands for a bare 204, False for a connection that broke.
        """
        if isinstance(receipt, bool):
            receipt = webhooks.RECEIVED if receipt else webhooks.NO_ANSWER
        webhooks.delivered(self._org, webhook_id, receipt)

    def skip_webhooks(self) -> None:
        """Forget all events so far: the endpoint was made only now."""
        webhooks.skip(self._org)

    # ------------------------------------------------------------ state

    def state(self) -> dict[str, Any]:
        """Give all objects in the API's form, oldest first, each with ``made_by``.

        Payout items stand under the id of their payout, as lists.
        """
        state: dict[str, Any] = {name: self._shown(name) for name in STATE}
        state["payout_items"] = {
            payout: [{**item, "made_by": "story"} for item in items]
            for payout, items in self.data["payout_items"].items()
        }
        return state

    def _shown(self, name: str) -> list[Row]:
        show = self._resources[name].show
        rows = [row for row in self._org.tables[name].rows.values() if not row.get("_draft")]
        if name == "events":
            return [{**public(row), "made_by": row["_made_by"]} for row in rows]
        return [{**show(self._org, row), "made_by": row["_made_by"]} for row in rows]

    # ------------------------------------------------------------ story

    def creditor(
        self, name: str, currencies: Sequence[str] = ("GBP",), country_code: str = "GB"
    ) -> str:
        """Make a creditor and give his id; the first one is the default."""
        return story.creditor(self._org, name, currencies, country_code)

    def allow_refunds(self, creditor_id: str, *, mandates: bool = False) -> None:
        """Let a creditor create refunds of payments, and of mandates too if asked."""
        row = self._org.get("creditors", creditor_id)
        self._org.change("creditors", row, can_create_refunds=True, _refunds_mandates=mandates)

    def set_surcharge(self, creditor_id: str, tenths: int) -> None:
        """Charge so many tenths of a minor unit for each late failure and chargeback."""
        row = self._org.get("creditors", creditor_id)
        self._org.change("creditors", row, _surcharge=tenths)

    def sign_mandate(
        self,
        *,
        given_name: str,
        family_name: str,
        company_name: str | None,
        email: str,
        metadata: Mapping[str, str],
        scheme: str = "bacs",
        currency: str = "GBP",
        bank_name: str = "BARCLAYS BANK PLC",
        ending: str = "11",
        creditor: str | None = None,
        active: bool = True,
        awaiting_approval: bool = False,
        made_by: str = "story",
        country_code: str = "GB",
    ) -> str:
        """Make customer, bank account and mandate and give the mandate's id.

        The mandate is active at once, or pending submission and active some days later, or
        waits for a second signature. ``ValueError`` where scheme and currency do not fit.
        """
        person = {
            "given_name": given_name,
            "family_name": family_name,
            "company_name": company_name or None,
            "email": email,
            "metadata": dict(metadata),
        }
        status = "active" if active else "pending_submission"
        return story.sign_mandate(
            self._org,
            person,
            scheme=scheme,
            currency=currency,
            bank_name=bank_name,
            ending=ending,
            creditor_id=creditor,
            status="pending_customer_approval" if awaiting_approval else status,
            made_by=made_by,
            country_code=country_code,
        )

    def plan_failure(
        self, customer_id: str, *, kind: str, cause: str = "refer_to_payer", nth: int = 1
    ) -> None:
        """Let the ``nth`` payment submitted for a customer from now on end badly.

        ``kind``: failed, failed_after_confirmation, late_failure or charged_back; ``cause`` as
        in event details. A cause the scheme does not report becomes its commonest one.
        """
        story.plan_failure(self._org, customer_id, kind, cause, nth)

    def set_chances(self, **per_mille: int) -> None:
        """Let so many of a thousand collections end badly, by kind, drawn from the seed."""
        story.set_chances(self._org, per_mille)

    def cancel_mandate(self, mandate_id: str, made_by: str = "person") -> None:
        """Cancel a mandate; ``story`` means the payer did so at his bank."""
        story.cancel_mandate(self._org, mandate_id, made_by)

    def replace_mandate(self, mandate_id: str) -> str:
        """Let GoCardless replace a mandate and give the new one's id."""
        row = self._org.get("mandates", mandate_id)
        return str(moves.replace(self._org, row)["id"])

    def dashboard_payment(
        self,
        mandate: str,
        amount: int,
        description: str,
        charge_date: date | None = None,
        made_by: str = "person",
    ) -> str:
        """Make a payment in the dashboard, ``amount`` in minor units, and give its id."""
        return story.dashboard_payment(
            self._org, mandate, amount, description, charge_date, made_by
        )

    def cancel_chargeback(self, payment_id: str) -> None:
        """Let the bank take a chargeback back; the payment is paid out again."""
        story.cancel_chargeback(self._org, payment_id)
