"""What people do behind the tool's back, and what a reconciliation says of it."""

import shutil
from pathlib import Path
from typing import Any

from tests.company import Company

Found = tuple[str, str, str]
"""Code, subject and amount of a line."""


def settled_copy(one: Company, folder: Path) -> Company:
    """Give a company that shares nothing with the one it was copied from."""
    folder.mkdir(parents=True, exist_ok=True)
    twin = Company(one.world.copy(), folder, one.credit, one.changes)
    shutil.copy(one.config.database, twin.config.database)
    return twin


def found(one: Company, before: set[Found] | None = None) -> set[Found]:
    """Give the lines of a reconciliation that were not there before."""
    lines = one.reconcile().lines
    return {(o.code, o.subject, str(o.amount.decimal)) for o in lines} - (before or set())


def person(one: Company, do: str, **order: Any) -> Any:
    """Let a person do something by hand in either system."""
    import json

    answer = one.world.control("POST", "/_sandbox/person", json.dumps({"do": do, **order}).encode())
    assert answer.status == 200, answer.body
    return json.loads(answer.body)["result"]


def journal_of(one: Company, place: int = 0) -> tuple[str, str]:
    """Give payout and GL batch number of one of our journals, oldest first."""
    mine = [
        batch for batch in one.state["sage300"]["gl_batches"] if batch["made_by"] == "tool"
        and batch["Description"].startswith("GC PO")
    ]  # fmt: skip
    batch = mine[place]
    return batch["Description"].split()[1], batch["BatchNumber"]


def receipts_of(one: Company, payout: str) -> int:
    """Give the number of a payout's receipt batch."""
    return next(
        int(batch["BatchNumber"])
        for batch in one.state["sage300"]["receipt_batches"]
        if batch["made_by"] == "tool" and payout in batch["Description"]
    )


def row_of(one: Company, path: str, *key: Any) -> Any:
    """Give a row of the simulated Sage 300 to be changed in place."""
    row = one.world.sage300.books.find(path, *key)
    assert row is not None
    return row


def payout_of(one: Company, payout: str) -> dict[str, Any]:
    """Give a payout as GoCardless has it."""
    return next(p for p in one.state["gocardless"]["payouts"] if p["id"] == payout)


def amount_of(one: Company, payout: str) -> str:
    """Give what a payout came to, in major units."""
    return f"{payout_of(one, payout)['amount'] / 100:.2f}"


def restored(one: Company, older: Company) -> None:
    """Put an older copy of Sage 300 in its place: somebody has restored a backup."""
    from s300gc.sandbox.world import World

    state = one.world._state() | {"sage300": older.world.copy().sage300.data}
    one.world = World(state)


def without_events(one: Company, thing: str) -> None:
    """Let GoCardless have no event of a payment."""
    from s300gc.sandbox.world import World

    state = one.world.copy()._state()
    rows = state["gocardless"]["rows"]["events"]
    gone = [key for key, row in rows.items() if thing in row["links"].values()]
    assert gone
    for key in gone:
        del rows[key]
    one.world = World(state)


def live(one: Company, days: int) -> None:
    """Let days pass with a run on each, and a last one at the end."""
    one.live(days)
    one.sync()
