"""Payments created several at a time: any order of answers, any moment of death, never twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from s300gc.flows import creating, mandates, sending
from s300gc.gate import Door
from s300gc.model import Done, Failed
from s300gc.overlap import Halt
from tests.company import Company
from tests.flows.collectors import company_of, owe, said, steps, today
from tests.flows.overlapping import Crash, Points, Shuffled, collect, twin

MANY = 12
FEW = 6
POST = ("request", "POST /payments")


def ready(folder: Path, many: int = MANY) -> Company:
    """A company with some invoices due, that has read its customers and mandates."""
    one = company_of(folder)
    for n in range(1, many + 1):
        owe(one, f"IN{n:02}", f"{n}.00", days=9 + n)
    with one.parts() as parts:
        mandates.sync(parts)
    return one


def amounts(one: Company) -> dict[str, list[int]]:
    return dict(sorted(one.collections().items()))


EACH = {f"IN{n:02}/1": [n * 100] for n in range(1, MANY + 1)}


@pytest.mark.parametrize("seed", range(5))
def test_answers_in_any_order_make_the_same_payments_and_the_same_report(
    tmp_path: Path, seed: int
) -> None:
    one = ready(tmp_path)
    overlap = Shuffled(seed)
    found = collect(one, overlap)
    assert [done.subject for done in found.done()] == list(EACH)
    assert {done.subject: done.remote for done in found.done()} == {
        documents.partition("=")[0]: payment["id"] for documents, payment in said(one).items()
    }
    assert amounts(one) == EACH
    assert overlap.most == 4
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []


def test_nothing_is_sent_before_its_intent_is_committed(tmp_path: Path) -> None:
    one = ready(tmp_path)
    gate = Points()
    collect(one, gate=gate)
    begun = sent = 0
    for door, what in gate.passed:
        if (door, what) == ("committed", "intents begun"):
            begun += 8
        if (door, what) == POST:
            sent += 1
            assert sent <= begun
    assert sent == MANY


def test_a_run_killed_at_any_point_collects_each_document_once(tmp_path: Path) -> None:
    one = ready(tmp_path / "first", FEW)
    gate = Points()
    collect(twin(one, tmp_path / "calm"), gate=gate)
    points = len(gate.passed)
    sending = [n for n, point in enumerate(gate.passed, start=1) if point == POST]
    assert len(sending) == FEW
    for at in range(sending[0] - 1, points + 1):
        again = twin(one, tmp_path / f"at{at}")
        with pytest.raises(Crash):
            collect(again, Shuffled(), Points(at))
        once = amounts(again)
        collect(again, Shuffled(at + 1))
        assert amounts(again) == dict(list(EACH.items())[:FEW]), at
        assert all(amounts(again)[document] == made for document, made in once.items())
        with again.parts() as parts:
            assert parts.store.intents.in_doubt() == []


@pytest.mark.parametrize("when", ["before", "after", "late"])
def test_lost_answers_of_several_at_once_are_found_again(tmp_path: Path, when: str) -> None:
    one = ready(tmp_path)
    late = {"late_calls": 5} if when == "late" else {}
    one.fault(
        {"system": "gocardless", "method": "POST", "path": "/payments", "when": when,
         "what": "timeout", "probability": 0.5, **late},
    )  # fmt: skip
    for seed in range(4):
        collect(one, Shuffled(seed))
    one.fault()
    collect(one)
    assert amounts(one) == EACH


def test_a_side_that_does_not_answer_is_given_up_after_three(tmp_path: Path) -> None:
    one = ready(tmp_path)
    one.fault({"system": "gocardless", "method": "POST", "path": "/payments", "what": "reset"})
    found = collect(one)
    assert 3 <= len(found.failures()) <= 6
    waiting = [skip for skip in found.skips() if skip.kind == "waits"]
    assert len(found.failures()) + len(waiting) == MANY
    with one.parts() as parts:
        # What was begun and not sent is not in doubt: nothing has to be looked for.
        assert len(parts.store.intents.in_doubt()) == len(found.failures())
    one.fault()
    collect(one)
    assert amounts(one) == EACH


# ---------------------------------------------------------------- asked to end


def test_a_signal_lets_what_is_on_the_wire_be_recorded_and_then_ends_the_run(
    tmp_path: Path,
) -> None:
    one = ready(tmp_path)
    halt = Halt()
    overlap = Shuffled(after=lambda n: halt.strike() if n == 3 else None)
    with pytest.raises(KeyboardInterrupt):
        collect(one, overlap, halt=halt)
    made = amounts(one)
    assert 3 <= len(made) <= 8
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
        assert len(parts.store.intents.of_kind("payment", "done")) == len(made)
    collect(one)
    assert amounts(one) == EACH


def test_a_second_signal_ends_it_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    one = ready(tmp_path)
    halt = Halt()
    overlap = Shuffled(after=lambda n: halt.strike() if n in (3, 4) else None)
    with pytest.raises(KeyboardInterrupt):
        collect(one, overlap, halt=halt)
    collect(one)
    assert amounts(one) == EACH


# ---------------------------------------------------------------- what goes wrong with one


def test_one_whose_claim_has_another_door_holds_up_none_of_its_neighbours(tmp_path: Path) -> None:
    one = ready(tmp_path)
    wanted = steps(one)
    other = replace(wanted[2], reference="SAMLTD payment by hand")
    with one.parts() as parts:
        parts.store.intents.begin(sending.intent_of(parts, other), other.allocations)
        results = creating.create(parts, wanted)
    failed = [result for result in results if isinstance(result, Failed)]
    assert [(f.subject, f.exit_code) for f in failed] == [("IN03/1", 6)]
    assert len(amounts(one)) == MANY - 1


def test_a_replaced_mandate_is_followed_by_all_that_were_on_their_way(tmp_path: Path) -> None:
    one = ready(tmp_path)
    (mandate,) = one.state["gocardless"]["mandates"]
    new: list[str] = []

    class Late(Points):
        """GoCardless replaces the mandate when the first payment is about to be sent."""

        def point(self, door: Door, what: str) -> None:
            if (door, what) == POST and not new:
                new.append(one.world.gocardless.replace_mandate(mandate["id"]))

    found = collect(one, gate=Late())
    assert found.failures() == []
    assert amounts(one) == EACH
    assert {payment["links"]["mandate"] for payment in said(one).values()} == {new[0]}
    assert f"{new[0]} took the place of {mandate['id']}" in found.done()[0].action


def test_a_payment_that_seemed_refused_and_was_made_is_found_and_not_made_again(
    tmp_path: Path,
) -> None:
    one = ready(tmp_path, FEW)
    wanted = steps(one)
    with one.parts() as parts:
        # The payment is there, the store has it as refused, and the key is forgotten.
        intent = parts.store.intents.begin(
            sending.intent_of(parts, wanted[0]), wanted[0].allocations
        )
        made = parts.gocardless.create_payment(wanted[0]).payment
        parts.store.intents.fail(intent.reference, "refused, or so it seemed")
    one.world.advance(31)
    moved = [replace(step, charge_date=today(one) + timedelta(days=9)) for step in wanted]
    with one.parts() as parts:
        first, *_ = creating.create(parts, moved)
    assert isinstance(first, Done)
    assert first.remote == made.id
    assert all(len(found) == 1 for found in amounts(one).values())
