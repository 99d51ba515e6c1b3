"""A lost database is restored from both systems; from then on all goes on as if it never was."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from s300gc import wiring
from s300gc.errors import PersonNeeded
from s300gc.flows import rebuild
from s300gc.model import Outcome
from tests.company import Company, company
from tests.flows.overlapping import Crash, Points

DAYS = 16
SAME = {
    "doors": "SELECT customer, document, instalment, reference, payment, amount, attempt"
    " FROM allocations AS a WHERE live = 1",
    "claims": "SELECT reference, payment, customer, document, instalment, amount, x, account_set,"
    " attempt FROM allocations",
    "lines": "SELECT payout, position, payment, kind, customer, claim_document, account_set, x,"
    " amount, functional, receipt, batch, settled FROM booked_lines",
    "journals": "SELECT payout, reference, functional, debits, credits FROM journals",
    "states": "SELECT id, state, reason FROM payouts",
    "intents": "SELECT reference, kind, key, state, remote FROM intents WHERE kind <> 'cancel'",
    "bookings": "SELECT payout, dated, fiscal_year, fiscal_period, rate FROM bookings",
    "links": "SELECT gc_customer, customer, how FROM links",
    "mandates": "SELECT id, status, replaced_by FROM mandates",
}
"""What must be in a rebuilt database as it was in the one that was lost."""


def rows(path: Path, query: str) -> set[Any]:
    """Give the rows of a query."""
    with sqlite3.connect(path) as found:
        return set(found.execute(query).fetchall())


def lose(one: Company) -> Path:
    """Move a company's database out of the way."""
    kept = one.folder / "lost.db"
    one.keep_database("lost.db")
    for path in one.folder.glob(f"{one.config.database.name}*"):
        path.unlink()
    return kept


def rebuilt(one: Company, gate: Points | None = None) -> Outcome:
    """Rebuild the database of a company."""
    outside = one.outside
    if gate is not None:
        outside.gate = gate
    with wiring.parts(one.config, outside) as parts:
        return rebuild.run(parts)


def copied(one: Company, folder: Path) -> Company:
    """A twin of a company: its World and its database, which is a file at rest."""
    twin = Company(one.world.copy(), folder, credit=one.credit, changes=one.changes)
    one_file = one.config.database
    twin.config.database.write_bytes(one_file.read_bytes())
    return twin


@pytest.fixture(scope="module", params=["ar-control", "1190"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Some weeks of the scenario in which much goes wrong."""
    one = company(tmp_path_factory.mktemp("lived"), "trouble", credit=request.param)
    one.live(DAYS)
    one.sync()
    return one


def released(kept: Path) -> set[str]:
    """Give the payments that this tool cancelled: a rebuilt database holds their documents.

    Whether documents of a cancelled payment were released nothing tells but the database.
    """
    return {row[0] for row in rows(kept, "SELECT remote FROM intents WHERE kind = 'cancel'")}


def compare(one: Company, kept: Path) -> None:
    """Hold a rebuilt database against the one that was lost."""
    for name, query in SAME.items():
        before, after = rows(kept, query), rows(one.config.database, query)
        if name == "doors":
            after = {row for row in after if row[4] not in released(kept)}
        assert after == before, name


def test_a_rebuilt_database_has_the_claims_doors_lines_and_states_of_the_lost_one(
    lived: Company, tmp_path: Path
) -> None:
    one = copied(lived, tmp_path)
    kept = lose(one)
    one.requests()
    found = rebuilt(one)
    assert {r["method"] for r in one.requests()} == {"GET"}
    compare(one, kept)
    assert found.failures() == []
    assert any(skip.kind == "lost" for skip in found.skips())
    assert rows(kept, "SELECT count(*) FROM booked_lines") != {(0,)}


def test_life_after_a_rebuild_is_that_of_a_twin_that_lost_nothing(
    lived: Company, tmp_path: Path
) -> None:
    one, twin = copied(lived, tmp_path / "one"), copied(lived, tmp_path / "twin")
    lose(one)
    rebuilt(one)
    one.requests()
    one.sync()
    writes = [r for r in one.requests() if r["method"] != "GET"]
    twin.requests()
    twin.sync()
    assert writes == [r for r in twin.requests() if r["method"] != "GET"] == []
    for each in (one, twin):
        each.world.advance(1)
        each.live(4)
    assert one.collections() == twin.collections()
    assert one.posted_twice() == twin.posted_twice() == []
    assert one.gaps() == twin.gaps()
    mine, theirs = one.reconcile(), twin.reconcile()
    assert mine == theirs


@pytest.mark.parametrize("at", [17, 90, 190])
def test_a_rebuild_that_was_killed_goes_on_and_ends_as_one_that_was_not(
    lived: Company, tmp_path: Path, at: int
) -> None:
    one = copied(lived, tmp_path)
    kept = lose(one)
    one.requests()
    with pytest.raises(Crash):
        rebuilt(one, Points(at))
    with pytest.raises(PersonNeeded, match="backfill --rebuild"):
        one.sync()
    rebuilt(one)
    assert {r["method"] for r in one.requests()} == {"GET"}
    compare(one, kept)


def test_a_database_that_is_not_empty_is_not_rebuilt(lived: Company, tmp_path: Path) -> None:
    one = copied(lived, tmp_path)
    before = one.config.database.read_bytes()
    with pytest.raises(PersonNeeded, match="not empty"):
        rebuilt(one)
    assert rows(one.config.database, SAME["claims"]) and before


def test_a_rebuild_leaves_its_mark_and_is_not_repeated(lived: Company, tmp_path: Path) -> None:
    one = copied(lived, tmp_path)
    lose(one)
    rebuilt(one)
    marks = rows(one.config.database, "SELECT subject FROM audit WHERE kind = 'database.rebuilt'")
    assert len(marks) == 1
    with pytest.raises(PersonNeeded, match="not empty"):
        rebuilt(one)


def test_x_is_what_the_journals_say_whatever_the_setting_is_by_now(
    lived: Company, tmp_path: Path
) -> None:
    one = copied(lived, tmp_path)
    kept = lose(one)
    now = "1190" if one.credit == "ar-control" else "ar-control"
    other = Company(one.world, one.folder, credit=now)
    rebuilt(other)
    for name in ("lines", "claims"):
        assert rows(other.config.database, SAME[name]) == rows(kept, SAME[name])
