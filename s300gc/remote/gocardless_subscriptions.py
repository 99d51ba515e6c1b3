"""GoCardless subscriptions: read, listed, made and changed.

Names, limits and what can be changed: GoCardless API reference, subscriptions.
"""

from collections.abc import Iterator
from datetime import date
from typing import cast

from pydantic import Field, StrictInt

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.model import Money
from s300gc.model.subscriptions import (
    MONTHS,
    Action,
    Cadence,
    CreateSubscription,
    Subscription,
    Unit,
)
from s300gc.remote.gocardless_link import GoCardlessLink, segment
from s300gc.remote.gocardless_wire import Pairs, pairs
from s300gc.remote.wire import Json, Moment, Text, Wire

CONFLICT = "idempotent_creation_conflict"
"""The reason with which a key is refused that was used before (API reference, errors)."""


class SubscriptionLinks(Wire):
    """What a subscription hangs on."""

    mandate: str


class UpcomingWire(Wire):
    """A payment that is still to come."""

    charge_date: date


class SubscriptionWire(Wire):
    """A subscription."""

    id: str
    created_at: Moment
    amount: StrictInt
    currency: str
    status: str
    name: Text = ""
    interval: StrictInt = 1
    interval_unit: str
    day_of_month: StrictInt | None = None
    month: Text = ""
    start_date: date | None = None
    end_date: date | None = None
    count: StrictInt | None = None
    metadata: Pairs = Field(default_factory=dict)
    upcoming_payments: list[UpcomingWire] = Field(default_factory=list)
    links: SubscriptionLinks

    def value(self) -> Subscription:
        """Give the subscription."""
        month = MONTHS.index(self.month) + 1 if self.month in MONTHS else None
        unit = cast(Unit, self.interval_unit)
        return Subscription(
            id=self.id,
            created_at=self.created_at,
            amount=Money(self.amount, self.currency),
            status=self.status,
            mandate=self.links.mandate,
            name=self.name,
            cadence=Cadence(unit, self.interval, self.day_of_month, month),
            start=self.start_date,
            end=self.end_date,
            count=self.count,
            metadata=pairs(self.metadata),
            next_charge=min((one.charge_date for one in self.upcoming_payments), default=None),
        )


class Subscriptions:
    """What is asked and sent about subscriptions with one access token."""

    _link: GoCardlessLink

    def subscriptions(self, *, mandate: str = "") -> Iterator[Subscription]:
        """List subscriptions, of all creditors: GoCardless has no filter for one."""
        for found in self._link.all("subscriptions", SubscriptionWire, [("mandate", mandate)]):
            yield found.value()

    def subscription(self, id: str) -> Subscription:
        """Read a subscription."""
        return self._link.one("subscriptions", id, SubscriptionWire).value()

    def create_subscription(self, step: CreateSubscription) -> Subscription:
        """Create a subscription under its idempotency key, or find what the key has made.

        What a used key has made is read and compared: amount, mandate, days and number
        of payments equal is success; anything else is ``PersonNeeded``.
        """
        what = f"create a subscription of {step.amount} under mandate {step.mandate}"
        try:
            made = self._write("/subscriptions", {"subscriptions": _body(step)}, what, step.key)
        except Refused as conflict:
            if conflict.code != CONFLICT:
                raise
            made = self._subscription_of_key(
                conflict.links.get("conflicting_resource_id", ""), what
            )
        compare(made, step)
        return made

    def _subscription_of_key(self, id: str, what: str) -> Subscription:
        """Read what a used key has made: it exists, so being refused it is no refusal."""
        try:
            return self.subscription(id)
        except Refused as refused:
            raise OutcomeUnknown(
                f"could not {what}: its key was used before, and {id or 'what it made'}"
                " cannot be read; run again"
            ) from refused

    def change_subscription(self, id: str, action: Action, amount: Money) -> Subscription:
        """Amend, pause, resume or cancel a subscription; only ``amend`` looks at the amount.

        Not in its state: ``Refused`` with GoCardless's reason, e.g.
        ``number_of_subscription_amendments_exceeded``.
        """
        what = f"{action} subscription {id}"
        path = f"/subscriptions/{segment(id)}"
        if action == "amend":
            body = {"subscriptions": {"amount": amount.minor}}
            return self._write(path, body, what, method="PUT")
        return self._write(f"{path}/actions/{action}", {"data": {}}, what)

    def _write(
        self, path: str, body: Json, what: str, key: str = "", method: str = "POST"
    ) -> Subscription:
        member, model = "subscriptions", SubscriptionWire
        return self._link.write(path, body, what, member, model, key=key, method=method).value()


def _body(step: CreateSubscription) -> dict[str, Json]:
    rhythm = step.cadence
    body: dict[str, Json] = {
        "amount": step.amount.minor,
        "currency": step.amount.currency,
        "name": step.name,
        "interval_unit": rhythm.unit,
        "interval": rhythm.interval,
        "start_date": step.start.isoformat(),
        "metadata": dict(step.metadata),
        "links": {"mandate": step.mandate},
    }
    if rhythm.day is not None:
        body["day_of_month"] = rhythm.day
    if rhythm.month is not None:
        body["month"] = MONTHS[rhythm.month - 1]
    if step.count is not None:
        body["count"] = step.count
    return body


def compare(found: Subscription, step: CreateSubscription) -> None:
    """Raise PersonNeeded where a subscription is not what a step asked for.

    Its amount may have been amended since, so that one that is older is not compared by it.
    """
    wrong = []
    if found.amount.currency != step.amount.currency:
        wrong.append(f"its currency is {found.amount.currency}, not {step.amount.currency}")
    if found.mandate != step.mandate:
        wrong.append(f"its mandate is {found.mandate}, not {step.mandate}")
    if found.cadence != step.cadence:
        wrong.append("it charges on other days")
    if wrong:
        raise PersonNeeded(
            f"subscription {found.id} stands for {step.reference}, but {' and '.join(wrong)}:"
            " compare the two and cancel the subscription or correct the recurring charge"
        )
