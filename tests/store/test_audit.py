from collections.abc import Callable

import pytest

from s300gc.errors import CredentialError, S300gcError
from s300gc.store import Store

Opened = Callable[..., Store]


def fill(store: Store, number: int = 5) -> None:
    for n in range(1, number + 1):
        store.audit.record("test", f"S{n}", {"n": n}, [f"K{n}", "", "all"])


def tamper(store: Store, *statements: str) -> None:
    """Change the file as someone would who takes the triggers away first."""
    with store.database.immediate("tamper"):
        for row in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            store.database.write(f"DROP TRIGGER {row['name']}")
        for statement in statements:
            store.database.write(statement)


def number(store: Store) -> int | None:
    broken = store.audit.verify()
    return broken.seq if broken else None


def test_rows_are_found_by_every_key(store: Store) -> None:
    fill(store)
    (row,) = store.audit.of_subject("K3")
    assert (row.seq, row.kind, row.subject, row.body) == (3, "test", "S3", {"n": 3})
    assert row.keys == ("K3", "S3", "all")
    assert store.audit.of_subject("S3") == [row]
    assert [found.seq for found in store.audit.of_subject("all")] == [1, 2, 3, 4, 5]
    assert store.audit.of_subject("K9") == []
    assert [found.seq for found in store.audit.page(after=2, limit=2)] == [3, 4]


def test_the_chain_holds_and_its_head_moves(store: Store) -> None:
    assert store.audit.head() == ""
    assert store.audit.holds("")
    fill(store, 2)
    early = store.audit.head()
    fill(store, 3)
    assert store.audit.head() != early
    assert store.audit.holds(early)
    assert not store.audit.holds("0" * 64)
    assert store.audit.verify() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET body = '{}' WHERE seq = 2",
        "UPDATE OR REPLACE audit SET seq = 9 WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 5",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 2, at, kind, subject, keys, '{}', seal, 'p', 'h'"
        " FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 7, at, kind, subject, keys, body, seal, hash, 'h'"
        " FROM audit WHERE seq = 5",
        "INSERT INTO audit SELECT 6, at, kind, subject, keys, body, seal, 'p', 'h'"
        " FROM audit WHERE seq = 5",
        "UPDATE audit_keys SET key = 'x'",
        "DELETE FROM audit_keys",
        "INSERT INTO audit_keys VALUES ('x', 2)",
        "INSERT OR REPLACE INTO audit_keys VALUES ('K2', 2)",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_row_cannot_be_changed_deleted_replaced_or_slipped_in(
    store: Store, statement: str, recursive: str
) -> None:
    fill(store)
    store.database.rows(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(S300gcError, match="audit"), store.database.immediate("test"):
        store.database.write(statement)
    assert store.audit.verify() is None
    assert len(store.audit.page()) == 5


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET body = '{\"n\":9}' WHERE seq = 3", 3),
        ("UPDATE audit SET keys = '[]' WHERE seq = 3", 3),
        ("UPDATE audit SET at = '' WHERE seq = 1", 1),
        ("UPDATE audit SET hash = 'h' WHERE seq = 3", 3),
        ("DELETE FROM audit_keys WHERE seq = 3; DELETE FROM audit WHERE seq = 3", 3),
        ("DELETE FROM audit_keys WHERE key = 'K3'", 3),
        ("DELETE FROM audit_keys WHERE seq = 1; DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit_keys WHERE key = 'K1'", 1),
        ("UPDATE audit SET seal = 'hmac-sha256' WHERE seq = 5", 5),
        (
            "INSERT INTO audit SELECT -1, at, kind, subject, keys, body, seal, 'p', 'h' FROM audit"
            " WHERE seq = 1",
            -1,
        ),
        (
            "INSERT INTO audit SELECT 6, at, kind, subject, keys, body, seal, 'p', 'h' FROM audit"
            " WHERE seq = 5",
            6,
        ),
    ],
)
def test_verify_finds_the_first_row_that_was_tampered_with(
    opened: Opened, statement: str, broken: int
) -> None:
    store = opened(chain_key=None)
    fill(store)
    tamper(store, *statement.split("; "))
    assert number(opened(chain_key=b"any")) == broken


def test_a_tail_that_was_cut_off_is_found_by_an_earlier_head(store: Store) -> None:
    fill(store)
    head = store.audit.head()
    tamper(store, "DELETE FROM audit_keys WHERE seq = 5", "DELETE FROM audit WHERE seq = 5")
    assert store.audit.verify() is None
    assert not store.audit.holds(head)


def test_a_keyed_chain_is_proved_only_with_its_key(opened: Opened) -> None:
    fill(opened(), 2)
    keyed = opened(chain_key=b"secret")
    fill(keyed, 3)
    assert keyed.audit.verify() is None
    assert number(opened(chain_key=b"wrong")) == 3
    without = opened()
    with pytest.raises(CredentialError, match="sealed with a key"):
        without.audit.verify()
    with pytest.raises(CredentialError, match="sealed with a key"):
        without.audit.record("test", "S", {})


def test_a_keyed_chain_does_not_become_bare_again(opened: Opened) -> None:
    keyed = opened(chain_key=b"secret")
    fill(keyed, 2)
    tamper(keyed)
    bare = opened()
    bare.audit._needed_key = lambda: b""  # type: ignore[method-assign]
    bare.audit.record("test", "forged", {})
    assert number(keyed) == 3


def test_many_pages_are_verified(store: Store) -> None:
    with store.database.immediate("many"):
        for n in range(4500):
            store.audit.append("test", f"S{n}", {"n": n})
    assert store.audit.verify() is None
