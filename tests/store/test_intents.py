from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import allocation, claim, intent
from tests.store.processes import finish, start

REFERENCE = "SAM payment 1200 IN1/1 #1"


def kinds(store: Store, key: str = REFERENCE) -> list[str]:
    return [row.kind for row in store.audit.of_subject(key)]


def test_an_intent_is_committed_with_its_door_and_its_audit_row(
    store: Store, opened: Callable[..., Store]
) -> None:
    begun = intent()
    assert store.intents.begin(begun, [allocation()]) is begun
    other = opened()
    assert other.intents.get(REFERENCE) == begun
    assert other.intents.in_doubt() == [begun]
    assert other.claims.live([claim()])[claim()].reference == REFERENCE
    assert kinds(other) == kinds(other, "IN1") == kinds(other, "1200") == ["intent.begun"]


def test_a_known_reference_is_given_as_stored_and_nothing_is_written(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    head = store.audit.head()
    again = replace(intent(), key="other", request='{"amount":2000}')
    stored = store.intents.begin(again, [allocation(minor=2000)])
    assert stored == intent()
    assert stored is not again
    assert store.audit.head() == head
    assert store.claims.live([claim()])[claim()].amount.minor == 1000


def test_a_second_door_for_a_claim_is_refused_by_name(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.done(REFERENCE, "PM1")
    second = intent("SAM payment 1200 IN1/1 #2")
    with pytest.raises(
        PersonNeeded, match=r"IN1/1 of customer 1200 .* by PM1; .*#2 would"
    ) as caught:
        store.intents.begin(second, [allocation("IN2"), allocation("IN1")], 2)
    assert caught.value.exit_code == 6
    assert store.intents.get(second.reference) is None
    assert store.claims.live([claim("IN2")]) == {}


def test_the_index_itself_holds_one_live_door(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.begin(intent("other"))
    with pytest.raises(S300gcError, match="UNIQUE"), store.database.immediate("test"):
        store.database.write(
            "INSERT INTO allocations (reference, customer, document, instalment, amount,"
            " currency, attempt, live) VALUES ('other', '1200', 'IN1', 1, 1, 'GBP', 1, 1)"
        )


def test_two_processes_open_one_door_for_each_claim(path: Path, mode: str) -> None:
    racing = [start("collect", path, mode, name, "100") for name in ("a", "b", "c")]
    taken = [int(finish(process)) for process in racing]
    assert sum(taken) == 100
    with Store.open(path, clock=FixedClock(), journal_mode=mode) as store:
        assert len(store.claims.all_live()) == 100
        assert len(store.intents.in_doubt("payment")) == 100


def test_done_names_the_payment_everywhere_in_one_transaction(store: Store) -> None:
    store.intents.begin(intent(), [allocation()], keys=["PO7"])
    store.intents.done(REFERENCE, "PM1", "read back", body={"status": "submitted"}, keys=["MD1"])
    stored = store.intents.get(REFERENCE)
    assert stored is not None
    assert (stored.state, stored.remote, stored.note) == ("done", "PM1", "read back")
    assert store.claims.of_payment("PM1") == [allocation()]
    assert store.intents.by_remote("PM1") == [stored]
    assert store.intents.in_doubt() == []
    assert store.payments.ours("PM1")
    assert not store.payments.ours("PM2")
    for key in ("PM1", "MD1"):
        assert kinds(store, key) == ["intent.done"]
    for key in ("IN1", "PO7"):
        assert kinds(store, key) == ["intent.begun", "intent.done"]
    assert store.audit.of_subject("PM1")[0].body["status"] == "submitted"


def test_done_twice_with_the_same_id_writes_once(store: Store) -> None:
    store.intents.begin(intent())
    store.intents.done(REFERENCE, "PM1")
    head = store.audit.head()
    store.intents.done(REFERENCE, "PM1")
    assert store.audit.head() == head


def test_another_id_for_what_is_done_stops_everything(store: Store) -> None:
    store.intents.begin(intent())
    store.intents.done(REFERENCE, "PM1")
    with pytest.raises(PersonNeeded, match="is PM1 and was now found as PM2"):
        store.intents.done(REFERENCE, "PM2")
    assert store.intents.by_remote("PM2") == []


def test_a_committed_batch_number_is_never_changed(store: Store) -> None:
    store.intents.begin(intent("GC PO1", kind="journal"))
    store.intents.number("GC PO1", "000123")
    store.intents.number("GC PO1", "000123")
    with pytest.raises(PersonNeeded, match="000123 and was now found as 000124"):
        store.intents.number("GC PO1", "000124")
    with pytest.raises(PersonNeeded, match="000124"):
        store.intents.done("GC PO1", "000124")
    with pytest.raises(S300gcError, match="keeps its"), store.database.immediate("test"):
        store.database.write("UPDATE intents SET remote = '000124'")
    stored = store.intents.get("GC PO1")
    assert stored is not None
    assert (stored.state, stored.remote) == ("begun", "000123")
    assert kinds(store, "000123") == ["intent.numbered"]
    assert store.intents.numbers("journal") == {"000123"}
    store.intents.done("GC PO1", "000123")
    assert store.intents.numbers("journal") == set()


def test_what_was_refused_frees_its_claims_and_may_be_begun_anew(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.fail(REFERENCE, "mandate is cancelled")
    assert store.claims.live([claim()]) == {}
    assert store.claims.attempts([claim()]) == {}
    anew = intent(key="key2", request='{"amount":900}')
    assert store.intents.begin(anew, [allocation(minor=900)]) is anew
    assert store.intents.get(REFERENCE) == anew
    assert store.claims.live([claim()])[claim()].amount.minor == 900
    assert kinds(store) == ["intent.begun", "intent.failed", "intent.begun"]
    assert store.audit.of_subject(REFERENCE)[2].body["refused_before"] is True


def test_a_number_committed_before_a_refusal_is_given_up_only_by_beginning_anew(
    store: Store,
) -> None:
    store.intents.begin(intent("GC PO1", kind="journal"))
    store.intents.number("GC PO1", "000123")
    store.intents.fail("GC PO1", "a person deleted the batch")
    store.intents.begin(intent("GC PO1", kind="journal"))
    store.intents.number("GC PO1", "000130")
    rows = store.audit.of_subject("GC PO1")
    assert [row.body["number_before"] for row in rows if row.kind == "intent.begun"] == [
        "",
        "000123",
    ]


def test_a_refusal_that_was_none_is_healed_by_what_the_remote_has(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.fail(REFERENCE, "422")
    store.intents.done(REFERENCE, "PM1")
    assert store.claims.live([claim()])[claim()].payment == "PM1"
    store.intents.begin(intent("GC PO1", kind="journal"))
    store.intents.fail("GC PO1", "400")
    store.intents.number("GC PO1", "000123")
    stored = store.intents.get("GC PO1")
    assert stored is not None
    assert (stored.state, stored.remote) == ("begun", "000123")


def test_a_healed_refusal_does_not_open_a_second_door(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.fail(REFERENCE, "422")
    store.intents.begin(intent("second"), [allocation()])
    with pytest.raises(PersonNeeded, match="already being collected by second"):
        store.intents.done(REFERENCE, "PM1")
    stored = store.intents.get(REFERENCE)
    assert stored is not None
    assert stored.state == "failed"


def test_a_stopped_intent_keeps_its_claims_from_being_collected_otherwise(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.stop(REFERENCE, "amount differs")
    store.intents.stop(REFERENCE, "amount differs")
    assert [one.note for one in store.intents.stopped()] == ["amount differs"]
    assert store.intents.in_doubt() == []
    assert claim() in store.claims.live([claim()])
    stored = store.intents.begin(intent(), [allocation()])
    assert stored.state == "stopped"
    assert kinds(store) == ["intent.begun", "intent.stopped"]


def test_what_is_done_cannot_fail_or_stop(store: Store) -> None:
    store.intents.begin(intent())
    store.intents.done(REFERENCE, "PM1")
    for end in (store.intents.fail, store.intents.stop):
        with pytest.raises(S300gcError, match="is done as PM1"):
            end(REFERENCE, "late")


def test_an_intent_that_was_never_begun_is_an_error(store: Store) -> None:
    with pytest.raises(S300gcError, match="was never begun"):
        store.intents.done("nothing", "PM1")
    with pytest.raises(ValueError, match="yet to be sent"):
        store.intents.begin(intent(state="done"))


def test_an_intent_is_never_deleted(store: Store) -> None:
    store.intents.begin(intent())
    with pytest.raises(S300gcError, match="never deleted"), store.database.immediate("test"):
        store.database.write("DELETE FROM intents")


def test_a_request_that_was_changed_in_the_file_is_not_sent(store: Store) -> None:
    store.intents.begin(intent())
    with store.database.immediate("test"):
        store.database.write("UPDATE intents SET request = '{\"amount\":9000}'")
    with pytest.raises(PersonNeeded, match="changed outside this program"):
        store.intents.in_doubt()


def test_intents_are_found_by_kind_state_and_the_start_of_their_reference(store: Store) -> None:
    for reference, kind in [
        ("GC PO1", "journal"), ("GC PO1 1/2", "receipts"), ("GC PO1 2/2", "receipts"),
        ("GC PO12", "journal"), ("GC PO1X", "journal"),
    ]:  # fmt: skip
        store.intents.begin(intent(reference, kind=kind))
    store.intents.done("GC PO1 1/2", "000007")
    found = [one.reference for one in store.intents.starting_with("GC PO1")]
    assert found == ["GC PO1", "GC PO1 1/2", "GC PO1 2/2"]
    assert [one.reference for one in store.intents.of_kind("receipts")] == found[1:]
    assert [one.reference for one in store.intents.of_kind("receipts", "done")] == found[1:2]
    assert [one.reference for one in store.intents.in_doubt("receipts")] == found[2:]
    assert len(store.intents.in_doubt()) == 4
