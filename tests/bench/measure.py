"""What all benches share: rounds in turn, medians, ratios of one run, processes as they end."""

import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a report: a value, and its ratio to what it is held ``against``."""

    what: str
    value: float
    unit: str
    against: str = ""
    """A peer, a floor or a budget; empty where the value stands alone."""
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds of the clock and of processors, and its peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


Rounds = Mapping[str, Sequence[float]]
"""What each contestant took in each round; equal places belong to the same round."""


def in_turn(
    contestants: Mapping[str, Callable[[], float]], rounds: int, warm: int = 1
) -> dict[str, list[float]]:
    """Let contestants measure themselves once a round, so that a drift meets all alike.

    Who begins changes from round to round; ``warm`` rounds before are not counted.
    """
    names = list(contestants)
    found: dict[str, list[float]] = {name: [] for name in names}
    for n in range(warm + rounds):
        shift = n % len(names)
        for name in names[shift:] + names[:shift]:
            value = contestants[name]()
            if n >= warm:
                found[name].append(value)
    return found


def median(rounds: Rounds, name: str) -> float:
    """Give the median of a contestant."""
    return statistics.median(rounds[name])


def ratio(rounds: Rounds, name: str, against: str) -> float:
    """Give the median of the ratios round by round, which a drift of the machine leaves alone."""
    pairs = zip(rounds[name], rounds[against], strict=True)
    return statistics.median(one / other for one, other in pairs)


def figure(rounds: Rounds, name: str, unit: str, against: str = "", scale: float = 1) -> Figure:
    """Make the line of a contestant, with its ratio to another where one is named."""
    value = median(rounds, name) * scale
    return Figure(name, value, unit, against, ratio(rounds, name, against) if against else None)


def within(what: str, value: float, unit: str, budget: float) -> Figure:
    """Make a line that is held against a budget: a ratio below 1 keeps it."""
    return Figure(what, value, unit, f"budget {budget:g} {unit}", value / budget)


def timed(work: Callable[[], Any]) -> Callable[[], float]:
    """Make a contestant of a piece of work: the seconds it took."""

    def contestant() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return contestant


# ---------------------------------------------------------------- processes


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    given: Path | None = None,
) -> Spent:
    """Run a command to its end and give what the operating system says it took.

    ``given`` is a file that it reads as its standard input; what it writes there is not kept.
    ``RuntimeError`` where it fails: what did not work was not measured.
    """
    begin = time.perf_counter()
    with (given or Path(os.devnull)).open("rb") as source:
        process = subprocess.Popen(
            command,
            env=None if environment is None else dict(environment),
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert process.stderr is not None
    with process.stderr as errors:
        said = errors.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}: {said}")
    unit = 1024 if sys.platform == "darwin" else 1
    peak = used.ru_maxrss / 1024 / unit
    return Spent(wall, used.ru_utime + used.ru_stime, peak)


def processor_seconds(pid: int) -> float | None:
    """Give what a running process has used of processors; None where nothing tells that."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return None
    fields = path.read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def apart(name: str, *, full: bool) -> tuple[str, list[Figure]]:
    """Run a bench in a process of its own; give its title and its figures.

    A process that is started counts the memory of its parent as its peak, and what one bench
    left behind must not stand in the figures of the next.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (name, full))


def _measured(name: str, full: bool) -> tuple[str, list[Figure]]:
    bench = import_module(f"tests.bench.{name}")
    figures: list[Figure] = bench.measured(full=full)
    return (bench.__doc__ or name).splitlines()[0], figures


# ---------------------------------------------------------------- reports


def lines(title: str, figures: Sequence[Figure]) -> list[str]:
    """Write a report in lines of at most 80 columns; what is too long for its column is cut."""
    written = [title[:WIDTH], "-" * WIDTH]
    for one in figures:
        line = f"{one.what[:41]:<41} {one.value:>8,.4g} {one.unit[:4]:<4}"
        if one.ratio is not None:
            line += f" {f'x{one.ratio:.3g}':>6} {one.against[:17]}"
        written.append(line.rstrip())
    return [*written, ""]


def machine() -> dict[str, Any]:
    """Say what was measured on, as far as it matters for comparing."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "free_disk_gib": round(shutil.disk_usage(".").free / 2**30),
    }


def document(reports: Mapping[str, Sequence[Figure]], *, full: bool) -> dict[str, Any]:
    """Give all reports as one JSON value."""
    return {
        "schema_version": 1,
        "size": "full" if full else "quick",
        "machine": machine(),
        "benches": {name: [asdict(one) for one in found] for name, found in reports.items()},
    }
