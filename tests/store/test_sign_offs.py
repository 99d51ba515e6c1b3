import hashlib
from datetime import date

import pytest

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.store import Store

DAY = date(2026, 1, 31)


def signed(store: Store, body: str = '{"differences": 2}', note: str = "two to settle") -> int:
    return store.sign_offs.add(DAY, body, 2, note, "Berta", "svc").number


def test_a_sign_off_keeps_the_pack_its_hash_who_and_when(store: Store) -> None:
    store.audit.record("test", "before", {})
    head = store.audit.head()
    found = store.sign_offs.get(signed(store))
    assert found is not None
    assert found.hash == hashlib.sha256(found.body.encode()).hexdigest()
    assert (found.as_at, found.differences, found.note) == (DAY, 2, "two to settle")
    assert (found.signed_by, found.user, found.head) == ("Berta", "svc", head)
    (row,) = store.audit.of_subject("sign-off 1")
    assert row.body["hash"] == found.hash
    assert store.audit.of_subject("2026-01-31") == [row]


def test_a_second_sign_off_of_a_day_stands_beside_the_first(store: Store) -> None:
    signed(store)
    signed(store, note="after the late bill")
    assert [(one.number, one.note) for one in store.sign_offs.all()] == [
        (1, "two to settle"),
        (2, "after the late bill"),
    ]


@pytest.mark.parametrize(
    "statement", ["UPDATE sign_offs SET note = 'all well'", "DELETE FROM sign_offs"]
)
def test_a_sign_off_cannot_be_changed_or_deleted(store: Store, statement: str) -> None:
    signed(store)
    with pytest.raises(S300gcError, match="sign-off"), store.database.immediate("test"):
        store.database.write(statement)


def test_a_pack_that_was_changed_in_the_file_is_not_given_out(store: Store) -> None:
    number = signed(store)
    with store.database.immediate("tamper"):
        store.database.write("DROP TRIGGER sign_offs_are_never_changed")
        store.database.write("UPDATE sign_offs SET hash = 'h'")
    with pytest.raises(PersonNeeded, match="changed outside"):
        store.sign_offs.get(number)
