"""The status as one screen or JSON."""

from typing import Any

from s300gc.flows.status import Status, WaitingPayout
from s300gc.show.output import console, write_json


def write(found: Status, as_json: bool, quiet: bool) -> None:
    """Show the status."""
    if as_json:
        write_json(body(found))
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def body(found: Status) -> dict[str, Any]:
    """Give the status in its JSON form."""
    return {
        "today": found.today,
        "runs": list(found.runs),
        "payments": [
            {"status": status, "count": count, "sum": amount}
            for status, count, amount in found.on_its_way
        ],
        "failed": list(found.failed),
        "payouts_waiting": [
            {"payout": one.payout.id, "state": one.state, "reason": one.reason}
            for one in found.waiting
        ],
        "in_doubt": [
            {"reference": one.reference, "state": one.state, "note": one.note}
            for one in found.in_doubt
        ],
        "worklist": list(found.worklist),
        "audit_head": found.audit_head,
    }


def lines(found: Status) -> list[str]:
    """Give the status as lines."""
    result = [f"as of {found.today}"]
    result += [
        f"  run {one.started_at:%Y-%m-%d %H:%M} {one.command}: exit {one.exit_code}"
        for one in found.runs
    ]
    result += [
        f"  payments {status}: {count}, {amount}" for status, count, amount in found.on_its_way
    ]
    result += [
        f"  {one.status} {one.id} {one.amount}: keeps its documents; see"
        f" 's300gc payments show {one.id}'"
        for one in found.failed
    ]
    result += [f"  payout {one.payout.id} {_waits(one)}" for one in found.waiting]
    result += [
        f"  in doubt: {one.reference} ({one.state}) {one.note}".rstrip() for one in found.in_doubt
    ]
    result += [f"  by hand: {one.subject}: {one.reason}" for one in found.worklist]
    result.append(f"  audit head {found.audit_head[:16]}")
    return result


def _waits(one: WaitingPayout) -> str:
    if one.state == "seen":
        return f"of {one.payout.amount} is {one.payout.status} at GoCardless"
    return f"of {one.payout.amount} is {one.state}: {one.reason}"
