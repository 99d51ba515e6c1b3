"""What doctor found, as lines or JSON."""

import sys
from collections import Counter
from typing import Any

from s300gc.rules.findings import Finding
from s300gc.show.output import console, write_json


def body(found: list[Finding]) -> dict[str, Any]:
    """Give the findings in their JSON form."""
    counted = Counter(one.level for one in found)
    return {
        "ok": not counted["fail"],
        "failed": counted["fail"],
        "warned": counted["warn"],
        "findings": [
            {"level": one.level, "subject": one.subject, "what": one.what, "fix": one.fix or None}
            for one in found
        ],
    }


def write(found: list[Finding], as_json: bool, quiet: bool) -> None:
    """Show every finding; with ``quiet`` only what fails, on standard error."""
    if as_json:
        write_json(body(found))
    elif quiet:
        for one in found:
            if one.level == "fail":
                sys.stderr.write(f"s300gc: {one.subject}: {one.what}{_then(one)}\n")
    else:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def lines(found: list[Finding]) -> list[str]:
    """Give the findings as lines, each fix under its finding, and a count at the end."""
    result = []
    for one in found:
        result.append(f"{one.level:<4}  {one.subject}: {one.what}")
        if one.fix:
            result.append(f"      -> {one.fix}")
    counted = Counter(one.level for one in found)
    words = [f"{counted[level]} {level}" for level in ("ok", "warn", "fail")]
    return [*result, ", ".join(words)]


def _then(one: Finding) -> str:
    return f" -> {one.fix}" if one.fix else ""
