"""What a check of the audit trail has shown."""

from typing import Any

from s300gc.flows.audit import Verified
from s300gc.show.output import console, write_json


def write(found: Verified, as_json: bool, quiet: bool) -> None:
    """Show whether the trail holds, its head, and the first broken row."""
    if as_json:
        write_json(body(found))
    elif not (quiet and found.holds):
        for line in lines(found):
            console().print(line, markup=False, soft_wrap=True)


def body(found: Verified) -> dict[str, Any]:
    """Give the result in its JSON form."""
    verdict = found.verdict
    return {
        "holds": found.holds,
        "rows": verdict.rows,
        "head": verdict.head,
        "head_at": verdict.at,
        "sealed_with_a_key": verdict.keyed,
        "first_broken": None
        if verdict.broken is None
        else {"row": verdict.broken.seq, "at": verdict.broken.at, "why": verdict.broken.why},
        "asked": found.asked or None,
        "asked_is_row": verdict.found,
        "sign_offs_lost": list(found.lost),
    }


def lines(found: Verified) -> list[str]:
    """Give the result as lines."""
    verdict = found.verdict
    result = []
    if verdict.broken is not None:
        broken = verdict.broken
        at = f" ({broken.at})" if broken.at else ""
        result.append(f"BROKEN at row {broken.seq}{at}: {broken.why}")
        result.append(f"the {verdict.rows} rows before it hold")
    if found.missing:
        result.append(
            f"NOT FOUND: no sound row has the head {found.asked}: the trail was cut off before it,"
            " or written anew; restore a backup that has it and compare"
        )
    result += [f"LOST: {name} is signed, but its audit row is not there" for name in found.lost]
    if verdict.broken is None:
        at = f" of {verdict.at:%Y-%m-%d %H:%M:%S}" if verdict.at else ""
        result.append(f"{verdict.rows} rows hold; head {verdict.head}{at}")
    if verdict.found is not None:
        result.append(f"the head asked for is row {verdict.found}: all up to it is as it was then")
    return result
