"""GoCardless's history page by page, so that reading it can be broken off and taken up again.

Lists, filters and cursors: GoCardless API reference, version 2015-07-06.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from s300gc.model import BankAccount, GCCustomer, Mandate, Payment
from s300gc.model.invitations import BillingRequest
from s300gc.model.refunds import Refund
from s300gc.model.subscriptions import Subscription
from s300gc.remote.gocardless_events import event_page
from s300gc.remote.gocardless_invitations import RequestWire
from s300gc.remote.gocardless_link import GoCardlessLink
from s300gc.remote.gocardless_payouts import PayoutWire
from s300gc.remote.gocardless_refunds import RefundWire
from s300gc.remote.gocardless_subscriptions import SubscriptionWire
from s300gc.remote.gocardless_wire import (
    BankAccountWire,
    CustomerWire,
    MandateWire,
    PaymentWire,
    named,
    raw,
)
from s300gc.remote.values import EventPage, PayoutCopy
from s300gc.remote.wire import Json, Wire, read

T = TypeVar("T")
M = TypeVar("M", bound=Wire)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, newest first; ``after`` leads to the next one, empty at the end."""

    values: tuple[T, ...]
    after: str


class History:
    """Reads lists a page of 500 at a time, from a cursor that the caller keeps.

    ``since`` leaves out what was created before an instant. Lists that GoCardless cannot
    filter by creditor hold what all creditors of the token have.
    """

    _link: GoCardlessLink
    creditor_id: str

    def customer_page(self, after: str, since: datetime | None = None) -> Page[GCCustomer]:
        """Read a page of customers, of all creditors."""
        return self._page("customers", CustomerWire, lambda w: w.value(), after, since)

    def bank_account_page(self, after: str, since: datetime | None = None) -> Page[BankAccount]:
        """Read a page of customer bank accounts, of all creditors."""
        return self._page(
            "customer_bank_accounts", BankAccountWire, lambda w: w.value(), after, since
        )

    def mandate_page(self, after: str, since: datetime | None = None) -> Page[Mandate]:
        """Read a page of the creditor's mandates."""
        return self._page("mandates", MandateWire, lambda w: w.value(), after, since, own=True)

    def payment_page(self, after: str, since: datetime | None = None) -> Page[Payment]:
        """Read a page of the creditor's payments."""
        return self._page("payments", PaymentWire, lambda w: w.value(), after, since, own=True)

    def subscription_page(self, after: str, since: datetime | None = None) -> Page[Subscription]:
        """Read a page of subscriptions, of all creditors."""
        return self._page("subscriptions", SubscriptionWire, lambda w: w.value(), after, since)

    def refund_page(self, after: str, since: datetime | None = None) -> Page[Refund]:
        """Read a page of refunds, of all creditors."""
        return self._page("refunds", RefundWire, lambda w: w.value(), after, since)

    def request_page(self, after: str, since: datetime | None = None) -> Page[BillingRequest]:
        """Read a page of billing requests, of all creditors."""
        return self._page("billing_requests", RequestWire, lambda w: w.value(), after, since)

    def payout_page(self, after: str, since: datetime | None = None) -> Page[PayoutCopy]:
        """Read a page of the creditor's payouts, each with the JSON object it was read from."""
        rows, following = self._rows("payouts", after, since, own=True)
        copies = [
            PayoutCopy(read(PayoutWire, row, "GoCardless payout").value(), raw(row)) for row in rows
        ]
        return Page(tuple(copies), following)

    def event_history(self, after: str) -> Page[EventPage]:
        """Read a page of events of the last 18 months, of all creditors, as one value."""
        rows, following = self._rows("events", after, None)
        return Page((event_page(rows),), following)

    def _page(
        self,
        resource: str,
        wire: type[M],
        value: Callable[[M], T],
        after: str,
        since: datetime | None,
        *,
        own: bool = False,
    ) -> Page[T]:
        rows, following = self._rows(resource, after, since, own=own)
        found = [value(read(wire, row, f"GoCardless {named(row, resource)}")) for row in rows]
        return Page(tuple(found), following)

    def _rows(
        self, resource: str, after: str, since: datetime | None, *, own: bool = False
    ) -> tuple[list[Json], str]:
        options = [("creditor", self.creditor_id)] if own else []
        if since is not None:
            stamp = since.astimezone(UTC).isoformat(timespec="milliseconds")
            options.append(("created_at[gte]", stamp.replace("+00:00", "Z")))
        return self._link.page(resource, options, after)
