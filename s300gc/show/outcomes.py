"""What flows did, as lines or JSON."""

import sys
from collections import Counter
from typing import Any

from s300gc.model import Done, Outcome, Skip, total
from s300gc.show.output import console, write_json

MOST_LINES = 12
"""So many lines of each kind are shown; the JSON output has them all."""


def write(outcomes: list[Outcome], as_json: bool, quiet: bool) -> None:
    """Show what was done, left alone and failed; failures always go to stderr."""
    for line in complaints(outcomes):
        sys.stderr.write(f"s300gc: {line}\n")
    if as_json:
        write_json({"flows": [_json(outcome) for outcome in outcomes]})
    elif not quiet:
        target = console()
        for outcome in outcomes:
            for line in lines(outcome):
                target.print(line, markup=False, soft_wrap=True)


def complaints(outcomes: list[Outcome]) -> list[str]:
    """Give what failed, one line for each reason: what it befell, then the reason."""
    befell: dict[str, list[str]] = {}
    for outcome in outcomes:
        for failure in outcome.failures():
            befell.setdefault(failure.error, []).append(failure.subject)
    return [f"{', '.join(dict.fromkeys(subjects))}: {error}" for error, subjects in befell.items()]


def _json(outcome: Outcome) -> dict[str, Any]:
    return {
        "flow": outcome.flow,
        "dry_run": outcome.dry_run,
        "done": outcome.done(),
        "skipped": outcome.skips(),
        "failed": outcome.failures(),
    }


def lines(outcome: Outcome, most: int = MOST_LINES) -> list[str]:
    """Give an outcome as lines: a summary, what was done, left alone and failed.

    Of each kind at most so many; the rest of the skips is counted by reason.
    """
    done, skips, failures = outcome.done(), outcome.skips(), outcome.failures()
    head = f"{outcome.flow}: {summary(outcome)}"
    body = [f"  {_done(one)}" for one in done[:most]]
    if len(done) > most:
        body.append(f"  ... and {len(done) - most} more")
    body += [f"  skipped {_skip(one)}" for one in skips[:most]]
    if len(skips) > most:
        counted = Counter(one.kind or "other" for one in skips[most:])
        rest = ", ".join(f"{count} {kind}" for kind, count in counted.most_common())
        body.append(f"  skipped ... and {len(skips) - most} more: {rest}")
    body += [f"  failed {one.subject}: {one.error}" for one in failures[:most]]
    return [head, *body]


def summary(outcome: Outcome) -> str:
    """Give an outcome in a few words."""
    done = outcome.done()
    counted = Counter(one.kind for one in done)
    would = "would be " if outcome.dry_run else ""
    words = [f"{count} {would}{kind}" for kind, count in counted.items()] or ["nothing to do"]
    amounts = [one.amount for one in done if one.amount is not None]
    for currency in sorted({amount.currency for amount in amounts}):
        same = [amount for amount in amounts if amount.currency == currency]
        words.append(str(total(same, currency)))
    if outcome.skips():
        words.append(f"{len(outcome.skips())} skipped")
    if outcome.failures():
        words.append(f"{len(outcome.failures())} failed")
    return ", ".join(words)


def _done(one: Done) -> str:
    amount = f" {one.amount}" if one.amount is not None else ""
    remote = f" [{one.remote}]" if one.remote else ""
    return f"{one.subject}{amount}: {one.action}{remote}"


def _skip(one: Skip) -> str:
    return f"{one.subject}: {one.reason}"
