"""The GoCardless API, version 2015-07-06, as far as this tool uses it."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.model import BankAccount, CreatePayment, GCCustomer, Mandate, Payment
from s300gc.remote.gocardless_events import event_page
from s300gc.remote.gocardless_history import History
from s300gc.remote.gocardless_invitations import Invitations
from s300gc.remote.gocardless_link import GoCardlessLink, segment
from s300gc.remote.gocardless_payouts import PayoutItemWire, PayoutWire
from s300gc.remote.gocardless_refunds import Refunds
from s300gc.remote.gocardless_subscriptions import Subscriptions
from s300gc.remote.gocardless_webhooks import Webhooks
from s300gc.remote.gocardless_wire import (
    BalanceWire,
    BankAccountWire,
    CreditorWire,
    CustomerWire,
    MandateWire,
    PaymentWire,
    raw,
)
from s300gc.remote.http import Http
from s300gc.remote.values import (
    Balance,
    Created,
    Creditor,
    EventPage,
    PayoutCopy,
    PayoutItems,
)
from s300gc.remote.wire import Json, read

logger = logging.getLogger("s300gc.http")

CONFLICT = "idempotent_creation_conflict"
"""The reason with which a key is refused that was used before (API reference, errors)."""

METADATA_KEYS, METADATA_NAME, METADATA_VALUE = 3, 50, 500
"""At most three pairs, their lengths in characters (GoCardless API reference, payments)."""


class GoCardless(History, Invitations, Refunds, Subscriptions, Webhooks):
    """Reads and writes with one access token, for one creditor.

    Lists come newest first, in pages of 500 read when they are wanted; those that
    GoCardless can filter by creditor are. Errors beyond those of ``Http``:
    ``CredentialError`` for a refused token, ``Refused`` with GoCardless's own
    reason as its code, ``UnexpectedAnswer``.
    """

    def __init__(self, http: Http, *, token: str, creditor: str) -> None:
        self._link = GoCardlessLink(http, token)
        self.creditor_id = creditor
        self._no_references = False
        """GoCardless has refused a bank reference; from then on none is sent."""

    # ------------------------------------------------------------ who

    def creditor(self) -> Creditor:
        """Read the creditor of the configuration."""
        return self._link.one("creditors", self.creditor_id, CreditorWire).value()

    def creditors(self) -> list[Creditor]:
        """Read all creditors that the token may act for."""
        return [found.value() for found in self._link.all("creditors", CreditorWire)]

    def server_time(self) -> datetime | None:
        """Give the clock of GoCardless as its last answer had it; None where it told none."""
        return self._link.dated()

    def balances(self) -> list[Balance]:
        """Read what GoCardless holds for the creditor; at most 60 times a minute."""
        options = [("creditor", self.creditor_id)]
        return [found.value() for found in self._link.all("balances", BalanceWire, options)]

    # ------------------------------------------------------------ payers

    def customers(self, created_from: datetime | None = None) -> Iterator[GCCustomer]:
        """List customers, of all creditors: GoCardless has no filter for one."""
        for found in self._link.all("customers", CustomerWire, created(created_from)):
            yield found.value()

    def customer(self, id: str) -> GCCustomer:
        """Read a customer."""
        return self._link.one("customers", id, CustomerWire).value()

    def bank_accounts(
        self, created_from: datetime | None = None, customer: str = ""
    ) -> Iterator[BankAccount]:
        """List customer bank accounts, of all creditors."""
        options = [*created(created_from), ("customer", customer)]
        for found in self._link.all("customer_bank_accounts", BankAccountWire, options):
            yield found.value()

    def bank_account(self, id: str) -> BankAccount:
        """Read a customer bank account."""
        return self._link.one("customer_bank_accounts", id, BankAccountWire).value()

    def mandates(
        self,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        *,
        customer: str = "",
    ) -> Iterator[Mandate]:
        """List the creditor's mandates created in ``[created_from, created_to)``.

        With ``customer`` those of that customer, with all creditors: GoCardless
        takes one of the two filters.
        """
        owner = ("customer", customer) if customer else ("creditor", self.creditor_id)
        options = [owner, *created(created_from, created_to)]
        for found in self._link.all("mandates", MandateWire, options):
            yield found.value()

    def mandate(self, id: str) -> Mandate:
        """Read a mandate."""
        return self._link.one("mandates", id, MandateWire).value()

    # ------------------------------------------------------------ payments

    def payments(
        self,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        *,
        mandate: str = "",
        status: str = "",
    ) -> Iterator[Payment]:
        """List the creditor's payments created in ``[created_from, created_to)``.

        With ``mandate`` those of that mandate, which has only one creditor.
        """
        owner = ("mandate", mandate) if mandate else ("creditor", self.creditor_id)
        options = [owner, ("status", status), *created(created_from, created_to)]
        for found in self._link.all("payments", PaymentWire, options):
            yield found.value()

    def payment(self, id: str) -> Payment:
        """Read a payment."""
        return self._link.one("payments", id, PaymentWire).value()

    def create_payment(self, step: CreatePayment) -> Created:
        """Create a payment under its idempotency key, or find the one that the key has made.

        GoCardless answers a key that was used with a conflict and the id of what it
        made, without comparing. So that is read and compared here: amount, currency
        and mandate equal and charge date not earlier than asked (GoCardless moves it
        to a working day) is success; anything else is ``PersonNeeded``.
        """
        what = f"create a payment of {step.amount} under mandate {step.mandate}"
        _check_metadata(step, what)
        existed = False
        try:
            payment = self._created(step, what)
        except Refused as conflict:
            if conflict.code != CONFLICT:
                raise
            payment = self._conflicting(conflict.links.get("conflicting_resource_id", ""), what)
            existed = True
        _compare(payment, step)
        return Created(payment, existed)

    def _created(self, step: CreatePayment, what: str) -> Payment:
        """Send a payment; without its bank reference where the account may not set one.

        Custom references are switched on for each account by GoCardless; that one is
        refused is no reason to leave an invoice uncollected. The key stays the same:
        a request that was refused does not use it up.
        """
        body = _payment_body(step)
        if not step.bank_reference or self._no_references:
            return self._write_payment(body, step.key, what)
        try:
            return self._write_payment({**body, "reference": step.bank_reference}, step.key, what)
        except Refused as refused:
            about_it = "reference" in str(refused).casefold()
            if not about_it or refused.code == CONFLICT:
                raise
            logger.warning("%s; sent without a bank reference", refused)
            self._no_references = True
            return self._write_payment(body, step.key, what)

    def _write_payment(self, values: dict[str, Json], key: str, what: str) -> Payment:
        body = {"payments": values}
        return self._link.write("/payments", body, what, "payments", PaymentWire, key=key).value()

    def _conflicting(self, id: str, what: str) -> Payment:
        """Read what a used key has made: it exists, so being refused it is no refusal."""
        try:
            return self.payment(id)
        except Refused as refused:
            raise OutcomeUnknown(
                f"could not {what}: its key was used before, and payment {id or '(not named)'} "
                "that was made under it cannot be read; run again"
            ) from refused

    def cancel_payment(self, id: str) -> Payment:
        """Cancel a payment; only before it is submitted, else ``Refused`` (cancellation_failed)."""
        return self._act(id, "cancel", {})

    def retry_payment(self, id: str, charge_date: date | None = None) -> Payment:
        """Collect a failed payment again under its id; at most three times, else ``Refused``."""
        data = {"charge_date": charge_date.isoformat()} if charge_date else {}
        return self._act(id, "retry", data)

    # ------------------------------------------------------------ payouts

    def payouts(self, created_from: datetime | None = None) -> Iterator[PayoutCopy]:
        """List the creditor's payouts."""
        options = [("creditor", self.creditor_id), *created(created_from)]
        for rows, _ in self._link.pages("payouts", options):
            for row in rows:
                yield PayoutCopy(read(PayoutWire, row, "GoCardless payout").value(), raw(row))

    def payout(self, id: str) -> PayoutCopy:
        """Read a payout."""
        row = self._link.object("payouts", id)
        return PayoutCopy(read(PayoutWire, row, f"GoCardless payout {id}").value(), raw(row))

    def payout_items(self, payout_id: str) -> PayoutItems:
        """Read all items of a payout of the last six months; older ones are ``Refused`` (410)."""
        items, raws = [], []
        for rows, text in self._link.pages("payout_items", [("payout", payout_id)]):
            named = f"GoCardless item of payout {payout_id}"
            items += [read(PayoutItemWire, row, named).value() for row in rows]
            raws.append(text)
        return PayoutItems(tuple(items), tuple(raws))

    # ------------------------------------------------------------ events

    def events(
        self,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        *,
        payment: str = "",
    ) -> Iterator[EventPage]:
        """List events of ``[created_from, created_to)``, newest first, a page at a time.

        They are those of all creditors of the token, with ``payment`` those of that
        payment; GoCardless keeps 18 months.
        """
        options = [("payment", payment), *created(created_from, created_to)]
        for rows, _ in self._link.pages("events", options):
            yield event_page(rows)

    def _act(self, id: str, action: str, data: Json) -> Payment:
        path = f"/payments/{segment(id)}/actions/{action}"
        found = self._link.write(
            path, {"data": data}, f"{action} payment {id}", "payments", PaymentWire
        )
        return found.value()


def created(start: datetime | None, end: datetime | None = None) -> list[tuple[str, str]]:
    """Give the options for what was created in ``[start, end)``; instants carry a time zone."""
    return [("created_at[gte]", _stamp(start)), ("created_at[lt]", _stamp(end))]


def _stamp(moment: datetime | None) -> str:
    if moment is None:
        return ""
    if moment.tzinfo is None:
        raise ValueError("an instant without a time zone says nothing")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _payment_body(step: CreatePayment) -> dict[str, Json]:
    return {
        "amount": step.amount.minor,
        "currency": step.amount.currency,
        "charge_date": step.charge_date.isoformat(),
        "description": step.description,
        "metadata": dict(step.metadata),
        "links": {"mandate": step.mandate},
    }


def _check_metadata(step: CreatePayment, what: str) -> None:
    too_many = len(step.metadata) > METADATA_KEYS
    for name, value in step.metadata:
        if too_many or len(name) > METADATA_NAME or len(value) > METADATA_VALUE:
            raise Refused(
                f"did not {what}: GoCardless takes {METADATA_KEYS} pairs of metadata with "
                f"{METADATA_VALUE} characters each, and {name} does not fit",
                status=0,
                code="metadata_too_long",
            )


def _compare(payment: Payment, step: CreatePayment) -> None:
    wrong = []
    if payment.amount != step.amount:
        wrong.append(f"its amount is {payment.amount}, not {step.amount}")
    if payment.mandate != step.mandate:
        wrong.append(f"its mandate is {payment.mandate}, not {step.mandate}")
    if payment.charge_date is not None and payment.charge_date < step.charge_date:
        wrong.append(f"it is charged on {payment.charge_date}, before {step.charge_date}")
    if wrong:
        raise PersonNeeded(
            f"payment {payment.id} stands for {step.reference}, but {' and '.join(wrong)}: "
            "compare the two and cancel the payment or correct the document"
        )
