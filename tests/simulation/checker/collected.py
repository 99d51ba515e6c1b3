"""Every instalment is collected at most once; and exactly once where nothing stands against it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tests.flows.witness import Claim
from tests.simulation.checker.evidence import Evidence

HORIZON = timedelta(days=30)
LEAST = 100
"""Below this GoCardless takes nothing, in minor units."""


def collected_once(evidence: Evidence) -> Iterator[str]:
    """No claim has two payments on their way; none is taken for more than it comes to."""
    seen = evidence.seen
    yield from _led_back(evidence)
    by_id = {one.id: one for one in seen.taken}
    try:
        effective = seen.effective
    except AssertionError as error:
        yield f"collected twice: {error}"
        return
    ways, sums = Counter[Claim](), Counter[Claim]()
    for id, through in effective.items():
        for claim, amount in by_id[id].parts:
            sums[claim] += amount
            ways[claim] += by_id[through].on_its_way
    for claim, count in ways.items():
        if count > 1:
            yield f"collected twice: {claim} has {count} live doors"
    for claim, amount in sums.items():
        paper = seen.papers.get(claim[:2])
        if paper and amount > paper.schedule[claim[2]][1]:
            yield f"collected twice: {claim} of {paper.schedule[claim[2]][1]} is taken for {amount}"


def _led_back(evidence: Evidence) -> Iterator[str]:
    for one in evidence.seen.taken:
        if sum(amount for _, amount in one.parts) != one.amount:
            yield f"payment {one.id} does not add up to what it is said to stand for"
        if evidence.seen.mandates[one.mandate][0] != one.customer:
            yield f"payment {one.id} for {one.customer} is taken from another payer"
        for claim, _ in one.parts:
            if claim[:2] not in evidence.seen.papers:
                yield f"payment {one.id} names {claim}, which is not posted"


def collected_when_due(evidence: Evidence) -> Iterator[str]:
    """What is due, of a customer to whom nothing happened, is collected exactly once."""
    seen = evidence.seen
    taken = Counter(claim for one in seen.taken if one.alive for claim, _ in one.parts)
    for (customer, document), paper in seen.papers.items():
        if paper.kind != "Invoice" or customer in evidence.touched:
            continue
        if (customer, paper.currency) not in seen.able:
            continue
        for number, (day, amount) in paper.schedule.items():
            claim = (customer, document, number)
            if day <= evidence.today + HORIZON and amount >= LEAST and taken[claim] != 1:
                times = taken[claim]
                yield f"not collected: {claim} is due on {day} and was collected {times} times"
