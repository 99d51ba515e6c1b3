"""The chain as an attacker meets it who can write to the file."""

import hashlib
import json
from itertools import pairwise

import pytest

from s300gc.store import Store, chain
from s300gc.store.chain import content
from tests.store.test_audit import fill, tamper

ROWS = "SELECT seq, at, kind, subject, keys, body, seal, prev FROM audit ORDER BY seq"


def sealed_anew(store: Store, first: int) -> None:
    """Seal the rows from one on again, as who knows the rule and can write the file would."""
    rows = store.database.rows(ROWS)
    prev = str(store.database.value("SELECT hash FROM audit WHERE seq = ?", (first - 1,)))
    for row in rows[first - 1 :]:
        digest = hashlib.sha256(content(tuple(row)).encode()).hexdigest()
        link = json.dumps([row["seq"], digest, "sha256", prev], separators=(",", ":"))
        found = hashlib.sha256(link.encode()).hexdigest()
        with store.database.immediate("forge"):
            store.database.write(
                "UPDATE audit SET prev = ?, hash = ? WHERE seq = ?", (prev, found, row["seq"])
            )
        prev = found


def why(store: Store) -> str:
    broken = store.audit.verify()
    return broken.why if broken else ""


def test_each_way_of_tampering_is_named(store: Store) -> None:
    fill(store)
    tamper(store, "UPDATE audit SET body = '{}' WHERE seq = 3")
    found = store.audit.check()
    assert found.broken is not None
    assert (found.rows, found.broken.seq) == (2, 3)
    assert found.broken.at.startswith("2026-01-05T09:00")
    assert found.broken.why == "its content is not what was sealed"
    assert found.head == store.audit.some([2])[0].hash


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM audit_keys WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"],
         "it is missing: row 4 follows row 2"),
        (["DELETE FROM audit_keys WHERE key = 'K2'"], "it is not found any more under K2"),
        (["UPDATE audit SET prev = 'p' WHERE seq = 1"], "names a row before it"),
        (["UPDATE audit SET hash = 'h' WHERE seq = 2",
          "UPDATE audit SET hash = 'x', seq = 0 WHERE seq = 1"], "slipped in before the first"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(store: Store, statements: list[str], said: str) -> None:
    fill(store)
    tamper(store, *statements)
    assert said in why(store)


def test_an_edited_row_that_was_sealed_again_breaks_the_next_one(store: Store) -> None:
    fill(store)
    row = store.database.rows(ROWS)[2]
    cells = (*tuple(row)[:5], '{"n":9}', *tuple(row)[6:])
    digest = hashlib.sha256(content(cells).encode()).hexdigest()
    link = json.dumps([3, digest, "sha256", row["prev"]], separators=(",", ":"))
    forged = hashlib.sha256(link.encode()).hexdigest()
    tamper(store, "UPDATE audit SET body = '{\"n\":9}' WHERE seq = 3")
    with store.database.immediate("forge"):
        store.database.write("UPDATE audit SET hash = ? WHERE seq = 3", (forged,))
    found = store.audit.check()
    assert found.broken is not None
    assert found.broken.seq == 4
    assert "row 3" in found.broken.why


def test_a_chain_written_anew_is_only_betrayed_by_a_head_kept_elsewhere(store: Store) -> None:
    fill(store)
    early, head = store.audit.some([2])[0].hash, store.audit.head()
    tamper(store, "UPDATE audit SET body = '{}' WHERE seq = 3")
    sealed_anew(store, 3)
    assert store.audit.verify() is None
    assert store.audit.check(head).found is None
    assert store.audit.check(early).found == 2
    assert store.audit.check(early[:16]).found == 2


def test_a_look_up_that_was_added_by_hand_shows_nothing(store: Store) -> None:
    fill(store)
    tamper(store, "INSERT INTO audit_keys (key, seq) VALUES ('PO1', 3)")
    assert store.audit.of_subject("PO1") == []


def test_a_row_is_proved_by_the_links_after_it_without_the_other_rows(store: Store) -> None:
    fill(store)
    ((number, text),) = store.audit.contents([3])
    links = list(store.audit.links(3))
    assert (number, [one.seq for one in links]) == (3, [3, 4, 5])
    assert json.loads(links[0].text)[1] == hashlib.sha256(text.encode()).hexdigest()
    for one, after in pairwise(links):
        assert json.loads(after.text)[3] == hashlib.sha256(one.text.encode()).hexdigest()
    assert hashlib.sha256(links[-1].text.encode()).hexdigest() == store.audit.head()
    assert "S4" not in "".join(one.text for one in links)


def test_pages_do_not_matter(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, 7)
    monkeypatch.setattr(chain, "PAGE", 3)
    assert store.audit.check().rows == 7
    assert [one.seq for one in store.audit.links(2)] == [2, 3, 4, 5, 6, 7]
    assert [number for number, _ in store.audit.contents([1, 3, 4, 6, 7])] == [1, 3, 4, 6, 7]
    tamper(store, "DELETE FROM audit_keys WHERE seq = 4", "DELETE FROM audit WHERE seq = 4")
    assert "row 5 follows row 3" in why(store)
