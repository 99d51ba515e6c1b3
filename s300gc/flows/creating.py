"""Creates payments at GoCardless, several requests at a time.

Requests go out through the overlap that wiring gives; whatever is written to the
store is written here, on the run's own thread. Intents are committed a few at a
time before the first of them is sent.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from s300gc.errors import (
    Forbidden,
    PersonNeeded,
    Refused,
    S300gcError,
    Temporary,
)
from s300gc.flows import sending, signed
from s300gc.flows.parts import Parts
from s300gc.model import (
    CreatePayment,
    Done,
    Failed,
    Intent,
    Money,
    Payment,
    Result,
    Skip,
    subject_of,
)
from s300gc.overlap import Halted
from s300gc.remote.gocardless import GoCardless
from s300gc.rules.charging import usable

AHEAD = 2
"""So many times what is sent at once is begun ahead of it, in one transaction."""
CHUNK = 500
"""After so many requests the webhook worker is let in: about half a minute at the rate limit."""
REPLACED = "mandate_replaced"
"""What GoCardless says of a mandate that another has taken the place of (API reference, errors)."""


Hold = Callable[[Sequence[CreatePayment]], Sequence[CreatePayment]]
"""Gives those of some steps that hold no more."""


def create(parts: Parts, steps: Sequence[CreatePayment], void: Hold | None = None) -> list[Result]:
    """Create the payments of these steps; give what became of each, in their order.

    The webhook worker is let in between two chunks; where the database is another one
    after that, ``void`` says which steps are to be left to the next run. A signal ends it
    once what is on the wire is recorded. Raises CredentialError, Forbidden, ConfigError
    and AlreadyRunning, which are true of every step, in the same way.
    """
    run = _Run(parts, steps, void)
    with parts.halt.deferred():
        run.go()
    return [run.results[step.reference] for step in steps]


def done(step: CreatePayment, remote: str) -> Done:
    """Say that a step was carried out, or would be."""
    action = f"collect on {step.charge_date} ({step.why})"
    if step.warnings:
        action += f"; warning: {'; '.join(step.warnings)}"
    return Done(subject_of(step.allocations), action, remote, step.amount, "collected")


@dataclass(frozen=True, slots=True)
class _Item:
    """A step and its intent; ``since`` where its payment may be there already, from then on."""

    intent: Intent
    step: CreatePayment
    since: datetime | None = None


class _Run:
    """One overlapped creation: what waits, what is begun, what is on the wire, what came of it."""

    def __init__(self, parts: Parts, steps: Sequence[CreatePayment], void: Hold | None) -> None:
        self._parts = parts
        self._void = void
        self._sent = 0
        # Made here: clients are not to be made by several threads.
        self._gocardless = parts.gocardless
        self._todo = deque(steps)
        self._begun: deque[_Item] = deque()
        self._under_way: dict[Future[Payment | sending.Seen], _Item] = {}
        self._of = len(steps)
        self._sums: dict[str, Money] = {}
        self._followed: set[str] = set()
        self._troubles = 0
        self._fatal: S300gcError | None = None
        self.results: dict[str, Result] = {}

    def go(self) -> None:
        """Send everything; where it ends early, what is on the wire is still recorded."""
        self._chunk()
        while self._todo and not self._ended() and self._pause():
            self._chunk()
        self._give_back()
        if self._fatal is not None:
            raise self._fatal
        for step in self._todo:
            self.results[step.reference] = Skip(
                subject_of(step.allocations), "GoCardless does not answer", "waits"
            )

    def _chunk(self) -> None:
        self._sent = 0
        while self._fill():
            self._take(self._parts.overlap.some(self._under_way))

    def _pause(self) -> bool:
        """Let the worker in while nothing is on the wire; tell whether the run goes on."""
        try:
            changed = self._parts.pause()
            void = self._void(self._todo) if changed and self._void else ()
        except S300gcError as error:
            self._fatal = error
            return False
        for step in void:
            self._todo.remove(step)
            reason = "changed while others were collected; the next run plans it anew"
            self.results[step.reference] = Skip(subject_of(step.allocations), reason, "changed")
        return True

    def _ended(self) -> bool:
        halted = self._parts.halt.asked
        return halted or self._fatal is not None or self._troubles >= sending.TRANSIENT

    # ------------------------------------------------------------ out

    def _fill(self) -> bool:
        """Send as many as may be on the wire at once; tell whether any is."""
        width = self._parts.overlap.width
        while not self._ended() and len(self._under_way) < width:
            if not self._begun and not self._begin(min(width * AHEAD, CHUNK - self._sent)):
                break
            self._start(self._begun.popleft())
            self._sent += 1
        return bool(self._under_way)

    def _begin(self, most: int) -> bool:
        """Commit the next intents before any of them is sent; tell whether there are any."""
        now = self._parts.clock.now()
        while most > 0 and self._todo and not self._begun:
            steps = [self._todo.popleft() for _ in range(min(most, len(self._todo)))]
            tried = [self._parts.store.intents.get(step.reference) for step in steps]
            meant = [sending.intent_of(self._parts, step, now) for step in steps]
            stored = self._parts.store.sendings.begin(
                [(m, s.allocations, s.attempt) for m, s in zip(meant, steps, strict=True)]
            )
            for step, intent, before in zip(steps, stored, tried, strict=True):
                self._begin_one(step, intent, before.begun_at if before else None)
        return bool(self._begun)

    def _begin_one(
        self, step: CreatePayment, intent: Intent | S300gcError, since: datetime | None
    ) -> None:
        if isinstance(intent, S300gcError):
            self._fail(step, str(intent), intent.exit_code)
        elif intent.state != "begun":
            note = f"{intent.reference} is {intent.state} already {intent.note}".rstrip()
            self._fail(step, note, PersonNeeded.exit_code)
        else:
            # Sent as it is stored, never as it would be planned now.
            stored = sending.PAYMENT.validate_json(intent.request)
            self._begun.append(_Item(intent, stored, since))

    def _start(self, item: _Item) -> None:
        call: Callable[[], Payment | sending.Seen] = partial(_create, self._gocardless, item.step)
        if item.since is not None:
            call = partial(sending.look, self._gocardless, item.step, item.since)
        self._under_way[self._parts.overlap.start(call)] = item

    def _give_back(self) -> None:
        """Withdraw what was begun and never sent: it is planned anew, not looked for."""
        references = [item.intent.reference for item in self._begun]
        self._parts.store.sendings.withdraw(references, "was not sent")
        self._todo.extendleft(item.step for item in reversed(self._begun))

    # ------------------------------------------------------------ back

    def _take(self, futures: "list[Future[Payment | sending.Seen]]") -> None:
        created: list[tuple[_Item, Payment]] = []
        for future in futures:
            item = self._under_way.pop(future)
            error = future.exception()
            if error is not None:
                self._went_wrong(item, error)
                continue
            self._troubles = 0
            found = future.result()
            if isinstance(found, Payment):
                created.append((item, found))
            elif found.payment is not None:
                created.append((item, found.payment))
            elif self._alone(item, found):
                self._begun.appendleft(replace(item, since=None))
        self._record(created)
        self._tell()

    def _alone(self, item: _Item, seen: sending.Seen) -> bool:
        try:
            sending.refuse_rival(self._parts, item.intent, item.step, seen)
        except PersonNeeded as error:
            self._fail(item.step, str(error), error.exit_code)
            return False
        return True

    def _record(self, created: list[tuple[_Item, Payment]]) -> None:
        if not created:
            return
        errors = self._parts.store.sendings.created(
            [(item.intent.reference, payment) for item, payment in created]
        )
        for (item, payment), error in zip(created, errors, strict=True):
            if error is not None:
                self._fail(item.step, str(error), error.exit_code)
                continue
            amount = item.step.amount
            before = self._sums.get(amount.currency, Money(0, amount.currency))
            self._sums[amount.currency] = before + amount
            self.results[item.intent.reference] = done(item.step, payment.id)

    def _tell(self) -> None:
        said = ", ".join(str(amount) for _, amount in sorted(self._sums.items()))
        self._parts.progress("invoices", len(self.results), self._of, said)

    # ------------------------------------------------------------ what goes wrong

    def _went_wrong(self, item: _Item, error: BaseException) -> None:
        if not isinstance(error, S300gcError):
            raise error
        if isinstance(error, Halted):
            return
        if isinstance(error, Refused):
            self._refused(item, error)
        elif isinstance(error, PersonNeeded):
            self._parts.store.intents.stop(item.intent.reference, str(error))
            self._fail(item.step, str(error), error.exit_code)
        elif isinstance(error, Temporary):
            self._troubles += 1
            self._fail(item.step, str(error), error.exit_code)
        else:
            # The token or the address: it is the same for all others.
            self._fatal = self._fatal or error
        if not isinstance(error, Temporary):
            self._troubles = 0

    def _refused(self, item: _Item, error: Refused) -> None:
        self._parts.store.intents.fail(item.intent.reference, str(error))
        if isinstance(error, Forbidden):
            self._fatal = self._fatal or error
            return
        why = str(error)
        if error.code == REPLACED and item.step.reference not in self._followed:
            why = self._follow(item.step, error)
        if why:
            self._fail(item.step, why, error.exit_code)

    def _follow(self, step: CreatePayment, error: Refused) -> str:
        """Plan a step once more under the mandate that took its mandate's place; else say why not.

        Its reference and its key stay the same: neither holds the mandate.
        """
        try:
            new = self._gocardless.mandate(error.links.get("new_mandate", ""))
        except (Refused, Temporary) as unread:
            return f"{error}; {unread}"
        self._parts.store.mandates.put([new])
        signed.succeeds(self._parts, step.mandate, new.id)
        found = usable([new], step.amount.currency)
        if isinstance(found, str):
            return f"{error}; {found}"
        self._followed.add(step.reference)
        day = max(step.charge_date, new.next_charge_date or step.charge_date)
        why = f"{step.why}; {new.id} took the place of {step.mandate}"
        self._todo.appendleft(replace(step, mandate=new.id, charge_date=day, why=why))
        return ""

    def _fail(self, step: CreatePayment, why: str, code: int) -> None:
        self.results[step.reference] = Failed(subject_of(step.allocations), why, code)


def _create(gocardless: GoCardless, step: CreatePayment) -> Payment:
    return gocardless.create_payment(step).payment
