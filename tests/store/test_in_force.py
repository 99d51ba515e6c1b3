import hashlib
import json

import pytest

from s300gc.errors import S300gcError
from s300gc.store import Store

FIRST = {"books.lines": "payment", "program.user": "svc", "program.version": "0.1.0"}


def test_the_hash_is_of_the_settings_alone_and_not_of_who_ran_them(store: Store) -> None:
    store.in_force.record(FIRST)
    store.in_force.record({**FIRST, "program.user": "anna"})
    first, second = store.in_force.at(1), store.in_force.latest()
    assert first is not None
    assert second is not None
    assert first.hash == second.hash == hashlib.sha256(second.text.encode()).hexdigest()
    assert json.loads(second.text) == {"books.lines": "payment"}
    assert (first.seq, second.seq) == (1, 2)


def test_what_was_in_force_goes_by_the_audit_row(store: Store) -> None:
    assert store.in_force.latest() is None
    store.audit.record("test", "before", {})
    store.in_force.record(FIRST)
    store.audit.record("test", "between", {})
    store.in_force.record({**FIRST, "books.lines": "total", "books.new": "1"})
    assert store.in_force.at(1) is None
    for seq, lines in ((2, "payment"), (3, "payment"), (4, "payment"), (5, "total")):
        found = store.in_force.at(seq)
        assert found is not None
        assert dict(found.values)["books.lines"] == lines
    first, change = store.audit.of_subject("books.lines")
    assert first.body["settings"] == FIRST
    assert (change.body["was"], change.body["is"]) == ("payment", "total")
    (new,) = store.audit.of_subject("books.new")
    assert (new.body["was"], new.body["is"]) == ("", "1")


@pytest.mark.parametrize(
    "statement", ["UPDATE settings_in_force SET body = '{}'", "DELETE FROM settings_in_force"]
)
def test_what_was_in_force_cannot_be_changed(store: Store, statement: str) -> None:
    store.in_force.record(FIRST)
    with pytest.raises(S300gcError, match="in force"), store.database.immediate("test"):
        store.database.write(statement)
