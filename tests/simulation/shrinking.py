"""Finds the shortest fault plan with which a seed still fails (delta debugging)."""

from collections.abc import Callable, Sequence

from tests.simulation.strikes import Strike

Fails = Callable[[Sequence[Strike]], bool]


def shortest(plan: Sequence[Strike], fails: Fails, most: int = 80) -> tuple[Strike, ...]:
    """Give a part of a failing plan from which nothing can be left out.

    Tries to leave out ever smaller pieces, down to single faults; after ``most`` tries
    it gives the shortest plan found so far.
    """
    left, pieces = list(plan), 2
    if fails([]):
        return ()
    tries = 1
    while len(left) > 1 and tries < most:
        size = -(-len(left) // pieces)
        for start in range(0, len(left), size):
            rest = left[:start] + left[start + size :]
            tries += 1
            if fails(rest):
                left, pieces = rest, max(pieces - 1, 2)
                break
        else:
            if pieces >= len(left):
                break
            pieces = min(pieces * 2, len(left))
    return tuple(left)
