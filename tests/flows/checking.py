"""What must hold of collecting after every run, whatever happened before it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from s300gc.model import Done, Failed, Outcome, Result, Skip
from tests.flows.witness import OWED, Claim, Paper, Place, Seen, Taken

HORIZON = timedelta(days=30)
HAND = "asked for by"
"""Stands in what is told of a payment that a person cancelled."""
LEAST = 100
"""Below this GoCardless takes nothing, in minor units."""


@dataclass
class Checker:
    """Looks at both systems before and after each run.

    ``let_go`` are dead payments whose documents may be collected anew: those that a
    run took back, and those that a person released.
    """

    kinds: tuple[str, ...] = ("Invoice",)
    approval: bool = False
    netted: bool = False
    """Credits are taken off what is collected."""
    let_go: set[str] = field(default_factory=set)
    _missed: set[Claim] = field(default_factory=set)
    """What the last run without trouble should have collected."""

    def after(
        self, before: Seen, now: Seen, outcomes: Iterable[Outcome], *, trouble: bool = False
    ) -> None:
        """Check all that must hold after a run; what it missed only where it had no trouble."""
        results = [result for outcome in outcomes for result in outcome.results]
        for skip in results:
            if isinstance(skip, Skip):
                assert skip.subject.strip() and skip.reason.strip(), skip
        self.heard(results)
        self.let_go -= {one.id for one in now.taken if one.alive}
        for one in now.taken:
            self._leads_back(one, now)
        self._once(now)
        self._open(before, now)
        self._owed(before, now)
        if trouble:
            return
        told = {r.subject for r in results if isinstance(r, Skip | Failed)}
        reasons = [r for r in results if isinstance(r, Skip)]
        self._reasons(before, reasons)
        if not self.approval:
            self._accounted(before, now, told)
            self._collected(before, now)

    def heard(self, results: Iterable[Result]) -> None:
        """Note what a run took back; what a person cancels keeps its documents."""
        for one in results:
            if isinstance(one, Done) and one.kind == "cancelled" and HAND not in one.action:
                self.let_go.add(one.remote)

    # ------------------------------------------------------------ never

    def _leads_back(self, one: Taken, now: Seen) -> None:
        """A payment's metadata names posted documents that it may collect, and adds up."""
        assert sum(amount for _, amount in one.parts) == one.amount, one
        assert now.mandates[one.mandate][:2] == (one.customer, one.currency), one
        assert len({claim for claim, _ in one.parts}) == len(one.parts), one
        for (customer, document, number), amount in one.parts:
            paper = now.papers.get((customer, document))
            assert paper is not None, (one, "names a document that is not posted")
            assert paper.kind in self.kinds, (one, paper)
            assert paper.currency == one.currency, (one, paper)
            assert number in paper.schedule, (one, paper)
            assert 0 < amount <= paper.schedule[number][1], (one, paper)

    def _once(self, now: Seen) -> None:
        """No claim has two living payments on their way, none is taken for more than it is.

        What was refunded is not due again: it meets a credit (``books.md`` 4), never a new
        payment. So refunds are not taken off; they only tell what went wrong.
        """
        ways, sums, back = Counter[Claim](), Counter[Claim](), Counter[Claim]()
        by_id = {one.id: one for one in now.taken}
        for id, through in now.effective.items():
            for claim, amount in by_id[id].parts:
                sums[claim] += amount
                ways[claim] += by_id[through].on_its_way
                back[claim] += min(amount, by_id[id].refunded)
        for claim, count in ways.items():
            assert count <= 1, (claim, "is open through two doors", now.taken)
        for claim, amount in sums.items():
            whole = now.papers[claim[:2]].schedule[claim[2]][1]
            again = back[claim] and amount - back[claim] <= whole
            why = "is collected again after a refund" if again else "is collected beyond its amount"
            assert amount <= whole, (claim, why, amount, whole)

    def _open(self, before: Seen, now: Seen) -> None:
        """What was begun in this run takes no more than was open, less what others will pay."""
        old = {one.id for one in before.taken if one.alive}
        begun = [one for one in now.taken if one.alive and one.id not in old]
        for place in {place for one in begun for place in now.takes(one)}:
            left = now.papers[place].balance - now.pending[place]
            took = now.outstanding[place]
            assert took <= left, (place, "is collected beyond what is open", took, left)

    def _owed(self, before: Seen, now: Seen) -> None:
        """Nothing is begun for who is on hold or is owed something, unless that is taken off.

        Then at least as much stays open as the customer is owed.
        """
        old = {one.id for one in before.taken}
        for one in now.taken:
            if one.id in old:
                continue
            whose = (one.customer, one.currency)
            owed = before.credited[whose]
            assert one.customer not in before.on_hold, one
            assert not owed or self.netted, (one, "was begun in spite of a credit of", owed)
            assert owed <= now.left[whose] or not owed, (one, "takes more than the net", owed)

    # ------------------------------------------------------------ always

    def _reasons(self, before: Seen, skips: Iterable[Skip]) -> None:
        """What a skip says is so."""
        owners: dict[str, set[str]] = {}
        for customer, number in before.papers:
            owners.setdefault(number, set()).add(customer)
        credited = {customer for customer, _ in before.credited}
        for skip in skips:
            (customer,) = owners.get(skip.subject.partition("/")[0], {""})
            if skip.kind == "on-hold":
                assert customer in before.on_hold, skip
            if skip.kind == "unapplied-credit":
                assert customer in credited, skip

    def _accounted(self, before: Seen, now: Seen, told: set[str]) -> None:
        """Whatever is open and due is being collected, kept by a payment that ended, or told of."""
        covered = self._covered(before, now)
        for place, paper in before.papers.items():
            for claim in due(place, paper, before):
                named = {place[1], f"{place[1]}/{claim[2]}"}
                assert claim in covered or named & told, (claim, "was left out silently", told)

    def _collected(self, before: Seen, now: Seen) -> None:
        """What was due and nothing stood against is not missed twice."""
        covered = self._covered(before, now)
        missed = {
            claim
            for place, paper in before.papers.items()
            if self._eligible(place, paper, before)
            for claim in due(place, paper, before)
            if claim not in covered
        }
        again = missed & self._missed
        assert not again, (again, "should have been collected by now")
        self._missed = missed

    def _covered(self, before: Seen, now: Seen) -> set[Claim]:
        """Claims that a living payment takes, or that one keeps which ended."""
        booked = {o.id for o in before.taken if o.status == "paid_out" and not before.takes(o)}
        found: set[Claim] = set()
        for one in now.taken:
            if one.id not in booked and (one.alive or one.id not in self.let_go):
                found |= {claim for claim, _ in one.parts}
                found |= {(*place, 1) for place in now.notes.get(one.id, [])}
        return found

    def _eligible(self, place: Place, paper: Paper, before: Seen) -> bool:
        customer = place[0]
        left = paper.balance - before.pending[place] - before.outstanding[place]
        ours = sum(before.received[(*place, number)] for number in paper.schedule)
        untouched = paper.original - ours == paper.balance
        return (
            paper.kind == "Invoice"
            and customer not in before.on_hold
            and (customer, paper.currency) not in before.credited
            and (customer, paper.currency) in before.able
            and left >= LEAST
            and (len(paper.schedule) == 1 or (untouched and not before.pending[place]))
        )


def due(place: Place, paper: Paper, seen: Seen) -> list[Claim]:
    """The claims of an open document that fall due within the horizon."""
    if paper.kind not in OWED or paper.balance <= 0:
        return []
    return [
        (*place, number)
        for number, (day, amount) in paper.schedule.items()
        if day <= seen.today + HORIZON and seen.received[(*place, number)] < amount
    ]
