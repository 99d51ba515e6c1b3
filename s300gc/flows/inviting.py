"""Asks customers for a mandate: one billing request each, and a link that is renewed when stale."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, S300gcError, UsageError
from s300gc.flows import events, mirror, present, sending
from s300gc.flows.holdings import terms
from s300gc.flows.parts import Parts
from s300gc.model import ARCustomer, Done, Failed, Mandate, Outcome, Skip
from s300gc.model.invitations import BillingRequest, Invitation, Invite
from s300gc.rules import inviting as rules
from s300gc.rules import keys

INVITE = TypeAdapter(Invite)


@dataclass(frozen=True, slots=True)
class Invited:
    """A customer and the link at which he signs; without one where it was a dry run."""

    customer: ARCustomer
    how: str
    """``new``, ``renewed`` or ``still open``."""
    request: str = ""
    url: str = ""
    expires_at: datetime | None = None
    mailed: str = ""
    """The address to which the link was e-mailed in this run."""


# ---------------------------------------------------------------- who


def invite(parts: Parts, number: str, *, dry_run: bool = False) -> tuple[list[Invited], Outcome]:
    """Ask one customer for a mandate, and give the link he signs at.

    Asked before and not answered: the same request, its link renewed where it ends
    within a day. Who has a mandate that collects, or will, is a Skip. Raises
    UsageError where Sage 300 has no such customer.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
    number = number.strip().upper()
    _prepare(parts, outcome)
    if parts.store.customers.get(number) is None:
        raise UsageError(f"Sage 300 has no customer {number}")
    return _each(parts, [number], outcome), outcome


def missing(
    parts: Parts, *, only: Collection[str] | None = None, dry_run: bool = False
) -> tuple[list[Invited], Outcome]:
    """Ask every customer who owes what would be collected had he a mandate, and has none.

    ``only`` are the customers that a person has agreed to. What fails holds up no other.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
    _prepare(parts, outcome)
    mirror.documents(parts)
    numbers = [one for one in candidates(parts) if only is None or one in only]
    return _each(parts, numbers, outcome), outcome


def candidates(parts: Parts) -> list[str]:
    """Give the customers whom ``missing`` would ask, as far as the store knows."""
    store = parts.store
    documents = store.documents.collectable(parts.today, parts.config.invoices.horizon_days)
    numbers = sorted({one.customer for one in documents})
    known = {one.number: one for one in store.customers.some(numbers)}
    return rules.missing(documents, known, store.mandates.of_customers(numbers), terms(parts))


def _prepare(parts: Parts, outcome: Outcome) -> None:
    """Learn what happened: who has signed since must not be asked again."""
    events.first(parts, outcome)
    mirror.customers(parts)


# ---------------------------------------------------------------- one after the other


def _each(parts: Parts, numbers: list[str], outcome: Outcome) -> list[Invited]:
    store, found = parts.store, []
    asking = _Asking(parts)
    held = store.mandates.of_customers(numbers)
    for n, customer in enumerate(store.customers.some(numbers)):
        parts.progress("mandates", n, len(numbers))
        result = asking.one(customer, held.get(customer.number, ()), dry_run=outcome.dry_run)
        if not isinstance(result, Invited):
            outcome.results.append(result)
            continue
        found.append(result)
        until = f" until {result.expires_at:%Y-%m-%d}" if result.expires_at else ""
        action = f"invited ({result.how}){until} {result.url}".rstrip()
        outcome.results.append(Done(customer.number, action, result.request, kind="invited"))
    return found


class _Asking:
    """One run's asking; what waits at GoCardless is listed once, when it is first needed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pending: dict[str, BillingRequest] | None = None

    def one(
        self, customer: ARCustomer, held: Collection[Mandate], *, dry_run: bool
    ) -> Invited | Skip | Failed:
        """Ask one customer. Raises CredentialError and Forbidden, which are true of all."""
        parts, owner = self._parts, self._owner()
        last = parts.store.invitations.last([customer.number]).get(customer.number)
        key = parts.config.mandates.customer_key
        decided = rules.decide(customer, held, last, owner, key)
        if isinstance(decided, Skip):
            return decided
        if dry_run:
            renewed = isinstance(decided, Invite) or rules.stale(decided, parts.clock.now())
            new = isinstance(decided, Invite)
            return Invited(customer, "new" if new else "renewed" if renewed else "still open")
        try:
            how = "new"
            if isinstance(decided, Invite):
                asked = self._created(decided, customer, held)
                if isinstance(asked, Skip):
                    return asked
                decided = asked
            else:
                how = "renewed" if rules.stale(decided, parts.clock.now()) else "still open"
            return self._link(decided, customer, how)
        except (CredentialError, Forbidden):
            raise
        except S300gcError as error:
            return Failed(customer.number, str(error), error.exit_code)

    def _owner(self) -> tuple[str, str]:
        config = self._parts.config
        return config.company, config.installation

    # ------------------------------------------------------------ the request

    def _created(
        self, step: Invite, customer: ARCustomer, held: Collection[Mandate]
    ) -> Invitation | Skip:
        """Ask for a mandate; a request that an earlier run or a lost database made is taken on.

        One that has ended since belongs to an earlier invitation: that is recorded, and
        the next number asked; unless the mandate that came of it collects.
        """
        parts = self._parts
        for _ in range(keys.MOST_ATTEMPTS):
            found = self._sent(step)
            stored = parts.store.invitations.last([customer.number])[customer.number]
            if found.status not in rules.ENDED:
                return stored
            signed = self._signed(found, customer)
            if signed is not None:
                return signed
            key = parts.config.mandates.customer_key
            step = rules.step(customer, held, stored, self._owner(), key)
        raise PersonNeeded(f"{step.reference}: too many of his invitations have ended")

    def _signed(self, found: BillingRequest, customer: ARCustomer) -> Skip | None:
        """Read the mandate that came of a request; a Skip where it collects."""
        if not found.mandate:
            return None
        present.mandates(self._parts, [found.mandate])
        mandate = self._parts.store.mandates.get(found.mandate)
        if mandate is None or not rules.collects(mandate, customer.currency):
            return None
        reason = f"has signed mandate {mandate.id} already, it is {mandate.status}"
        return Skip(customer.number, reason, "has-one")

    def _sent(self, step: Invite) -> BillingRequest:
        """Commit the intent and ask; one that is known is sent as it is stored.

        Before a first request the ones that wait at GoCardless are looked through:
        nobody is asked twice, also where the database was lost and the key forgotten.
        """
        parts = self._parts
        meant = sending.intent_of(parts, step)
        intent = parts.store.invitations.begin(meant, step)
        if intent.state != "begun":
            note = f"{intent.reference} is {intent.state} already {intent.note}".rstrip()
            raise PersonNeeded(note)
        step = INVITE.validate_json(intent.request)
        try:
            found = self._waiting().get(step.customer)
            found = found or parts.gocardless.create_billing_request(step)
        except Refused as error:
            parts.store.invitations.refused(step.reference, str(error))
            raise
        except PersonNeeded as error:
            parts.store.intents.stop(step.reference, str(error))
            raise
        parts.store.invitations.created(step, found)
        return found

    def _waiting(self) -> dict[str, BillingRequest]:
        """Give the requests of ours that wait for an answer at GoCardless, by customer."""
        if self._pending is None:
            config = self._parts.config
            company, key = config.company, config.mandates.customer_key
            self._pending = {
                customer: one
                for one in self._parts.gocardless.billing_requests(status="pending")
                if one.creditor in ("", config.gocardless.creditor)
                and (customer := rules.whose(one, company, key))
            }
        return self._pending

    # ------------------------------------------------------------ the link

    def _link(self, invitation: Invitation, customer: ARCustomer, how: str) -> Invited | Skip:
        """Give the link, a new one where the last is stale."""
        parts = self._parts
        if not rules.stale(invitation, parts.clock.now()):
            return _invited(invitation, customer, how)
        details = rules.prefilled(customer, parts.sage.address(customer.number))
        try:
            flow = parts.gocardless.create_flow(invitation.request, details)
        except Refused:
            # It may have been answered, or cancelled, since the last event told of it.
            found = parts.gocardless.billing_request(invitation.request)
            if found.status not in rules.ENDED:
                raise
            parts.store.invitations.stands(found)
            reason = f"billing request {found.id} is {found.status} by now; run again"
            return self._signed(found, customer) or Skip(customer.number, reason, "ended")
        parts.store.invitations.linked(invitation, flow)
        return _invited(
            replace(invitation, url=flow.url, expires_at=flow.expires_at), customer, how
        )


def _invited(one: Invitation, customer: ARCustomer, how: str) -> Invited:
    return Invited(customer, how, one.request, one.url, one.expires_at)
