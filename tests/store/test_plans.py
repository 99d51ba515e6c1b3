"""Plans as they are kept: never changed, one standing, ended once."""

from collections.abc import Callable

import pytest

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import AT, DAY


def test_a_plan_is_read_as_it_was_kept(store: Store) -> None:
    made = store.plans.add('{"steps":[]}', "basis", DAY, "anna")
    assert (made.number, made.made_at, made.made_by, made.day) == (1, AT, "anna", DAY)
    assert (made.body, made.basis, made.state, made.name) == (
        '{"steps":[]}', "basis", "open", "plan 1",
    )  # fmt: skip
    assert len(made.hash) == 64
    assert store.plans.get(1) == store.plans.standing() == made
    assert store.plans.get(2) is None


def test_a_new_plan_supersedes_the_one_that_stood(store: Store) -> None:
    store.plans.add("{}", "", DAY, "anna")
    store.plans.approve(1, "berta")
    store.plans.add("[]", "", DAY, "anna", "IN1 was paid")
    old, new = store.plans.get(1), store.plans.standing()
    assert old is not None
    assert new is not None
    assert (old.state, old.note) == ("superseded", "plan 2 took its place: IN1 was paid")
    assert (new.number, new.state) == (2, "open")
    kinds = [row.kind for row in store.audit.of_subject("plan 1")]
    assert kinds == ["plan.made", "plan.approved", "plan.superseded"]


def test_approving_twice_keeps_the_first_approval(store: Store, clock: FixedClock) -> None:
    store.plans.add("{}", "", DAY, "anna")
    first = store.plans.approve(1, "berta")
    clock.move(hours=1)
    assert store.plans.approve(1, "carla") == first
    assert (first.state, first.approved_by, first.approved_at) == ("approved", "berta", AT)


def test_a_plan_that_ended_is_neither_approved_nor_ended_again(store: Store) -> None:
    store.plans.add("{}", "", DAY, "anna")
    store.plans.collected(1, "2 of 2 payments")
    assert store.plans.standing() is None
    for action in (
        lambda: store.plans.approve(1, "berta"),
        lambda: store.plans.collected(1, "again"),
        lambda: store.plans.supersede(1, "too late"),
    ):
        with pytest.raises(PersonNeeded, match="plan 1 is collected: 2 of 2 payments"):
            action()
    with pytest.raises(PersonNeeded, match="there is no plan 7"):
        store.plans.approve(7, "berta")
    store.plans.add("{}", "", DAY, "anna")
    store.plans.supersede(2, "nothing is due any more")
    assert store.plans.standing() is None


def test_what_a_plan_says_is_never_changed_or_deleted(store: Store) -> None:
    store.plans.add("{}", "", DAY, "anna")
    for sql in (
        "UPDATE plans SET body = x'00'", "UPDATE plans SET hash = ''", "DELETE FROM plans",
        "UPDATE plans SET made_by = 'x'", "UPDATE plans SET day = '2020-01-01'",
    ):  # fmt: skip
        with pytest.raises(S300gcError, match="never"), store.database.immediate("test"):
            store.database.write(sql)
    store.plans.collected(1, "done")
    with pytest.raises(S300gcError, match="ended"), store.database.immediate("test"):
        store.database.write("UPDATE plans SET state = 'approved'")


def test_only_one_plan_stands_also_in_the_file(store: Store) -> None:
    store.plans.add("{}", "", DAY, "anna")
    with pytest.raises(S300gcError, match="one_standing_plan"), store.database.immediate("test"):
        store.database.write(
            "INSERT INTO plans (number, made_at, made_by, day, hash, body, basis, state)"
            " SELECT 9, made_at, made_by, day, hash, body, basis, 'approved' FROM plans"
        )


def test_a_plan_that_was_changed_outside_is_not_read(opened: Callable[..., Store]) -> None:
    store = opened()
    store.plans.add('{"a":1}', "", DAY, "anna")
    with store.database.immediate("test"):
        store.database.write("DROP TRIGGER plans_keep_what_was_decided")
        store.database.write("UPDATE plans SET hash = replace(hex(zeroblob(32)), '00', 'ab')")
    with pytest.raises(PersonNeeded, match="plan 1 was changed outside this program"):
        store.plans.get(1)


def test_how_long_a_plan_was_seen_to_hold_may_change(store: Store) -> None:
    made = store.plans.add("{}", "before", DAY, "anna")
    head = store.audit.head()
    store.plans.rest_on(1, "after")
    found = store.plans.standing()
    assert found is not None
    assert (found.basis, found.hash) == ("after", made.hash)
    assert store.audit.head() == head
