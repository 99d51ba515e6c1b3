"""``python -m tests.simulation --seeds A..B [--hours N]``: seeds of whole worlds with faults."""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from statistics import fmean

from tests.simulation.life import Lived, live, plan_text
from tests.simulation.shrinking import shortest
from tests.simulation.site import Start, start
from tests.simulation.strikes import Drawn, Strike, Told

LOT = 25
"""So many seeds a process is given at a time."""
SHOWN = 5
"""So many failing seeds are shrunk and told in full; of the others the first line."""

_start: Start | None = None


def _own_start() -> Start:
    """Companies of this process, made ready once."""
    global _start
    if _start is None:
        _start = start()
    return _start


def lot(seeds: range) -> list[Lived]:
    """Live some seeds one after the other."""
    return [live(_own_start(), seed, Drawn(seed)) for seed in seeds]


def _lots(first: int, last: int | None) -> Iterator[range]:
    for at in count(first, LOT):
        if last is not None and at > last:
            return
        yield range(at, at + LOT if last is None else min(at + LOT, last + 1))


def lived(first: int, last: int | None, processes: int, until: float) -> Iterator[Lived]:
    """Live the seeds on so many processes until a moment of ``time.monotonic``."""
    lots = _lots(first, last)
    if processes == 1:
        for seeds in lots:
            yield from lot(seeds)
            if time.monotonic() > until:
                return
        return
    with ProcessPoolExecutor(processes) as pool:
        waiting = [pool.submit(lot, seeds) for seeds in islice(lots, 2 * processes)]
        while waiting:
            yield from waiting.pop(0).result()
            if time.monotonic() < until:
                waiting += [pool.submit(lot, seeds) for seeds in islice(lots, 1)]


def told(found: Lived) -> str:
    """Say what a failing seed has shown, its shortest fault plan, and how to see it again."""

    def fails(plan: "list[Strike] | tuple[Strike, ...]") -> bool:
        return bool(live(_own_start(), found.seed, Told(plan)).violations)

    plan = shortest(found.struck, fails)  # type: ignore[arg-type]
    again = live(_own_start(), found.seed, Told(plan), signed=True)
    lines = [f"seed {found.seed}:", *(f"  {one.strip()}" for one in again.violations)]
    lines.append(f"  with {len(plan)} of {len(found.struck)} faults, digest {again.digest}")
    lines.append(f'  python -m tests.simulation --seeds {found.seed} --plan "{plan_text(plan)}"')
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run seeds; exit 0 where no invariant was violated, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="1..200", help="A..B, or one; default 1..200")
    parser.add_argument("--hours", type=float, help="go on from A for so many hours")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--plan", help="faults of one seed, as a failing seed tells them")
    given = parser.parse_args(arguments)
    low, _, high = given.seeds.partition("..")
    first, last = int(low), int(high or low)
    if given.plan is not None:
        plan = [Strike.parse(text) for text in given.plan.split(",") if text]
        return _replayed(live(_own_start(), first, Told(plan), signed=True))
    if given.hours is not None:
        until, end = time.monotonic() + given.hours * 3600, None
    else:
        until, end = float("inf"), last
    return _summed(lived(first, end, given.processes, until))


def _replayed(found: Lived) -> int:
    print(*(found.violations or ["no violation"]), sep="\n")
    print(f"digest {found.digest}, faults {plan_text(found.struck)}")
    return 1 if found.violations else 0


def _summed(lives: Iterator[Lived]) -> int:
    begun, all_of_them = time.monotonic(), []
    failing: list[Lived] = []
    for one in lives:
        all_of_them.append(one)
        if one.violations:
            failing.append(one)
            if len(failing) <= SHOWN:
                print(told(one), flush=True)
            else:
                print(f"seed {one.seed}: {one.violations[0].strip()[:300]}", flush=True)
    seconds, many = time.monotonic() - begun, len(all_of_them)
    means = {
        "customers": fmean(one.customers for one in all_of_them),
        "documents": fmean(one.documents for one in all_of_them),
        "days": fmean(one.days for one in all_of_them),
        "runs": fmean(one.runs for one in all_of_them),
        "runs with 3 faults": fmean(one.faulty_turns for one in all_of_them),
        "faults": fmean(len(one.struck) for one in all_of_them),
    }
    print("a seed has " + ", ".join(f"{mean:.1f} {name}" for name, mean in means.items()))
    violations = sum(len(one.violations) for one in all_of_them)
    print(f"{many} seeds, {violations} violations, {many / seconds:.1f}/s")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
