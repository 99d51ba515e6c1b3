"""What a person does with our own commands to payments that ended, and in the dashboard."""

from collections.abc import Callable
from contextlib import suppress

from s300gc.flows import collecting, plans, releasing, retrying
from s300gc.model import Done
from s300gc.sandbox.gocardless.errors import Refused
from s300gc.sandbox.sage300.errors import SageError
from tests.company import Company
from tests.flows.checking import Checker
from tests.flows.witness import Seen

CUSTOMERS = ("C1", "C2", "C3")
IMPOSSIBLE = (ValueError, LookupError, Refused, SageError)


class OwnDeeds:
    """Deeds about payments of ours; ``pick`` chooses one, ``size`` (1 to 99) how."""

    def __init__(self, one: Company, checker: Checker, seen: Callable[[], Seen]) -> None:
        self._one = one
        self._checker = checker
        self._seen = seen

    def _payment(self, pick: int, *statuses: str) -> str | None:
        found = [
            one.id
            for one in self._seen().taken
            if one.status in statuses and one.customer in CUSTOMERS
        ]
        return found[-1 - pick // 3 % len(found)] if found else None

    def retry(self, pick: int, size: int) -> None:
        """A person retries a failed payment, often one whose documents he let go, or all."""
        regretted = [
            one.id
            for one in self._seen().taken
            if one.status == "failed" and one.id in self._checker.let_go
        ]
        id = regretted[-1] if regretted and pick % 3 else self._payment(pick, "failed")
        if id is None:
            return
        with self._one.parts() as parts:
            found = retrying.retry_all(parts) if size % 4 == 0 else retrying.retry(parts, id)
        self._checker.heard(found.results)

    def release(self, pick: int, size: int) -> None:
        """A person lets the documents of a payment that ended be collected anew."""
        if id := self._payment(pick, "failed", "charged_back", "cancelled"):
            self._release(id)

    def _release(self, id: str) -> None:
        with self._one.parts() as parts:
            found = releasing.release(parts, id, "anna")
        self._checker.heard(found.results)
        if any(isinstance(r, Done) and r.kind == "released" for r in found.results):
            self._checker.let_go.add(id)

    def start_over(self, pick: int, size: int) -> None:
        """A person lets documents go, collects at once what is open, and retries all the same."""
        seen = self._seen()
        failed = [
            one.id
            for one in seen.taken
            if one.status == "failed" and seen.mandates[one.mandate][2] == "active"
        ]
        if not failed:
            return
        id = failed[-1 - pick % len(failed)]
        self._release(id)
        self._collect()
        self.approve(pick, size)
        self._collect()
        with self._one.parts() as parts:
            self._checker.heard(retrying.retry(parts, id).results)

    def _collect(self) -> None:
        with self._one.parts() as parts:
            self._checker.heard(collecting.run(parts).results)

    def by_itself(self, pick: int, size: int) -> None:
        """GoCardless, or somebody in its dashboard, retries a payment without asking us.

        Only what nothing else collects: of the rest we can but tell.
        """
        id, seen = self._payment(pick, "failed"), self._seen()
        with self._one.parts() as parts:
            if id is None or id in seen.effective or parts.store.intents.in_doubt():
                return
        parts_of = {one.id: {claim for claim, _ in one.parts} for one in seen.taken}
        if not any(parts_of[id] & parts_of[other] for other in seen.effective):
            with suppress(*IMPOSSIBLE):
                self._one.world.gocardless.retry_payment(id)

    def take_over(self, pick: int, size: int) -> None:
        """A person cancels a payment with the tool; it keeps its documents."""
        if id := self._payment(pick, "pending_submission"):
            with self._one.parts() as parts:
                found = releasing.cancel(parts, id, "anna")
            self._checker.heard(found.results)

    def approve(self, pick: int, size: int) -> None:
        """A person approves the plan that waits."""
        with self._one.parts() as parts:
            waiting = parts.store.plans.standing()
            if waiting is not None and waiting.state == "open":
                plans.approve(parts, waiting.number, "berta")
