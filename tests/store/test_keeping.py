"""Raw copies, cursors, settings, links and runs."""

from datetime import timedelta

import pytest

from s300gc.errors import S300gcError
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import AT


def test_a_raw_copy_is_kept_once_and_a_later_one_beside_it(store: Store, clock: FixedClock) -> None:
    assert store.raw.get("payout", "PO1") is None
    store.raw.keep("payout", "PO1", '{"status":"pending"}')
    later = clock.move(days=1)
    store.raw.keep("payout", "PO1", '{"status":"pending"}')
    store.raw.keep("payout", "PO1", '{"status":"paid","name":"Zoë"}')
    assert store.raw.copies("payout", "PO1") == [
        (AT, '{"status":"pending"}'),
        (later, '{"status":"paid","name":"Zoë"}'),
    ]
    assert store.raw.get("payout", "PO1") == '{"status":"paid","name":"Zoë"}'
    with pytest.raises(S300gcError, match="never changed"), store.database.immediate("test"):
        store.database.write("UPDATE raw SET body = x'00'")
    assert store.raw.prune(later) == 1
    assert len(store.raw.copies("payout", "PO1")) == 1


def test_a_cursor_is_read_as_it_was_set(store: Store) -> None:
    assert store.cursors.get("events") is None
    store.cursors.set("events", "a")
    store.cursors.set("events", "b")
    assert store.cursors.get("events") == "b"


def test_a_changed_setting_leaves_an_audit_row(store: Store) -> None:
    assert store.settings.get("books.credit") is None
    store.settings.set("books.credit", "ar-control")
    store.settings.set("books.credit", "ar-control")
    store.settings.set("books.credit", "1190")
    assert store.settings.get("books.credit") == "1190"
    assert [row.body for row in store.audit.of_subject("books.credit")] == [
        {"was": "", "is": "ar-control"},
        {"was": "ar-control", "is": "1190"},
    ]


def test_links_are_set_changed_and_taken_away_with_audit_rows(store: Store) -> None:
    links = store.links
    links.set("CU1", "1200", "email")
    links.set("CU1", "1200", "email")
    links.set("CU2", "1200", "metadata")
    links.set("CU1", "1300", "hand")
    assert links.all() == {"CU1": ("1300",), "CU2": ("1200",)}
    assert (links.of_gc("CU1"), links.of_gc("CU9")) == ({"1300": "hand"}, {})
    assert links.of_customer("1200") == ["CU2"]
    links.unset("CU1")
    links.unset("CU1")
    assert links.of_gc("CU1") == {}
    kinds = [row.kind for row in store.audit.of_subject("CU1")]
    assert kinds == ["link.set", "link.set", "link.unset"]
    assert len(store.audit.of_subject("1300")) == 2
    with pytest.raises(S300gcError, match="CHECK"):
        links.set("CU1", "1200", "guess")


def test_runs_are_listed_newest_first_and_a_killed_one_has_no_end(
    store: Store, clock: FixedClock
) -> None:
    first = store.runs.start("sync")
    ended = clock.move(minutes=1)
    store.runs.finish(first, 3, {"failed": 1})
    second = store.runs.start("payouts post")
    killed, done = store.runs.last(5)
    assert (killed.id, killed.command, killed.finished_at, killed.exit_code) == (
        second, "payouts post", None, None,
    )  # fmt: skip
    assert (done.started_at, done.finished_at, done.exit_code) == (AT, ended, 3)
    assert done.summary == '{"failed":1}'
    assert store.runs.last(1) == [killed]
    assert store.runs.prune(AT + timedelta(seconds=1)) == 1
    assert store.runs.last(5) == [killed]
