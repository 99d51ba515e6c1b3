"""Plans: made, held against live data, collected exactly, and never twice."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import ItemsFailed, PersonNeeded, UsageError
from s300gc.flows import collecting, mandates, plans
from s300gc.rules import sheets
from tests.flows import overlapping
from tests.flows.collectors import owe, said, sign, today
from tests.flows.meddling import meddled
from tests.flows.overlapping import Crash, Points, Shuffled, twin
from tests.flows.planning import approve, collect, failures, make, state, two_invoices

REFUSAL = (
    '{"error": {"type": "validation_failed", "code": 422, "message": "Validation failed",'
    ' "errors": [{"field": "amount", "message": "is above the limit"}]}}'
)


# ---------------------------------------------------------------- making


def test_a_plan_says_what_is_collected_when_and_why_and_what_is_not(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    owe(one, "IN3", "0.50", days=3)
    plan = make(one)
    assert (plan.number, plan.state, plan.made_by) == (1, "open", "anna")
    assert said(one) == {}
    step = plan.decided.steps[0]
    assert (str(step.amount), step.charge_date) == ("100.00 GBP", step.due)
    assert step.why == f"due {step.due}"
    (alone,) = plan.decided.left_alone
    assert (alone.customer, alone.subject, str(alone.balance)) == ("C1", "IN3", "0.50 GBP")
    assert "less than the smallest payment" in alone.reason
    assert [(b.document, str(b.amount)) for b in plan.decided.balances] == [
        ("IN1", "100.00 GBP"), ("IN2", "50.00 GBP"),
    ]  # fmt: skip


def test_a_plan_that_says_the_same_keeps_its_number_and_its_approval(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    first = make(one)
    approve(one, 1)
    again = make(one)
    assert (again.number, again.hash, again.state) == (1, first.hash, "approved")


def test_a_new_plan_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    owe(one, "IN3", "70.00", days=11)
    assert make(one).number == 2
    assert state(one, 1) == "superseded"
    with pytest.raises(PersonNeeded, match="plan 1 is superseded: plan 2 took its place"):
        approve(one, 1)
    with pytest.raises(PersonNeeded, match="plan 2 took its place"):
        collect(one, 1)


def test_a_dry_run_keeps_no_plan(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    with one.parts() as parts:
        plan, _ = plans.make(parts, "anna", dry_run=True)
        assert (plan.number, len(plan.decided.steps)) == (0, 2)
        assert parts.store.plans.standing() is None


def test_who_approved_and_when_is_in_the_audit_trail_once(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    first = approve(one, 1)
    assert approve(one, 1, by="carla") == first
    assert first.approved_by == "berta"
    with one.parts() as parts:
        told = parts.store.audit.of_subject("plan 1")
    assert [(row.kind, row.body["by"]) for row in told] == [
        ("plan.made", "anna"), ("plan.approved", "berta"),
    ]  # fmt: skip
    assert told[1].body["hash"] == first.hash


def test_a_plan_that_is_not_there_is_a_wrong_command_line(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    for action in (approve, collect):
        with pytest.raises(UsageError, match="there is no plan 9"):
            action(one, 9)  # type: ignore[operator]


# ---------------------------------------------------------------- collecting


def test_a_plan_is_collected_exactly_and_once(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    owe(one, "IN3", "70.00", days=11)
    found = collect(one, 1)
    assert [done.subject for done in found.done()] == ["IN1/1", "IN2/1"]
    assert set(said(one)) == {"IN1/1=100.00", "IN2/1=50.00"}
    assert state(one, 1) == "collected"
    again = collect(one, 1)
    assert [(s.subject, s.kind) for s in again.skips()] == [("plan 1", "collected")]
    assert again.done() == []
    with pytest.raises(PersonNeeded, match="plan 1 is collected: 2 of 2 payments"):
        approve(one, 1)


def test_a_plan_whose_amount_is_no_longer_open_is_refused_as_a_whole(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    one.world.sage300.post_receipt("C1", Decimal(30), today(one), "BANK", {"IN2": Decimal(30)})
    found = collect(one, 1)
    assert failures(found) == [
        ("IN2/1", "was planned for 50.00 GBP, would be 20.00 GBP now"),
        (
            "plan 1",
            "does not hold any more, so nothing of it was collected:"
            " plan anew with 's300gc invoices plan'",
        ),
    ]
    assert said(one) == {}
    assert make(one).number == 2
    assert len(collect(one, 2).done()) == 2


@pytest.mark.parametrize(
    ("change", "said_of_it"),
    [
        ("paid", "is not open or not due any more"),
        ("held", "customer C1 is on hold"),
        ("sooner", "was due 2026-01-15, is due 2026-01-12 now"),
        ("mandate", "no active mandate"),
    ],
)
def test_each_difference_is_said_of_its_document(
    tmp_path: Path, change: str, said_of_it: str
) -> None:
    one = two_invoices(tmp_path)
    make(one)
    sage = one.world.sage300
    if change == "paid":
        sage.post_receipt("C1", Decimal(100), today(one), "BANK", {"IN1": Decimal(100)})
    elif change == "held":
        sage.set_on_hold("C1")
    elif change == "sooner":
        sage.mark_document("C1", "IN1", DueDate="2026-01-12T00:00:00Z")
    else:
        (mandate,) = one.state["gocardless"]["mandates"]
        one.world.gocardless.cancel_mandate(mandate["id"])
    found = dict(failures(collect(one, 1)))
    assert said_of_it in found["IN1/1"]
    assert said(one) == {}


def test_a_mandate_that_gocardless_replaced_is_followed(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    (mandate,) = one.state["gocardless"]["mandates"]
    new = one.world.gocardless.replace_mandate(mandate["id"])
    assert len(collect(one, 1).done()) == 2
    assert {p["links"]["mandate"] for p in said(one).values()} == {new}


def test_another_mandate_that_the_customer_signed_is_a_difference(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    (mandate,) = one.state["gocardless"]["mandates"]
    one.world.gocardless.cancel_mandate(mandate["id"])
    sign(one.world, "C1")
    one.world.advance(6)
    with one.parts() as parts:
        mandates.sync(parts)
    found = dict(failures(collect(one, 1)))
    assert f"was planned under mandate {mandate['id']}" in found["IN1/1"]


def test_a_charge_date_that_moved_on_is_no_difference(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    one.world.advance(9)
    found = collect(one, 1)
    assert len(found.done()) == 2
    assert "earliest for the mandate" in found.done()[0].action


def test_a_new_document_of_the_same_day_does_not_join_a_planned_payment(tmp_path: Path) -> None:
    one = two_invoices(tmp_path, 'per_payment = "customer-and-date"')
    make(one)
    owe(one, "IN3", "70.00", days=10)
    assert len(collect(one, 1).done()) == 2
    assert set(said(one)) == {"IN1/1=100.00", "IN2/1=50.00"}


def test_what_a_killed_run_has_collected_is_no_difference(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    first = {"system": "gocardless", "method": "POST", "path": "/payments", "when": "before",
             "what": "timeout"}  # fmt: skip
    one.fault(*({**first, "nth": nth} for nth in range(2, 9)))
    found = collect(one, 1)
    assert len(found.done()) == 1
    assert state(one, 1) == "open"
    one.fault()
    assert [done.subject for done in collect(one, 1).done()] == ["IN2/1"]
    assert state(one, 1) == "collected"
    assert all(len(amounts) == 1 for amounts in one.collections().values())


def test_an_item_that_gocardless_refuses_ends_with_the_plan_and_comes_into_the_next(
    tmp_path: Path,
) -> None:
    one = two_invoices(tmp_path)
    make(one)
    posts: list[str] = []

    def no_to_the_first(method: str, path: str) -> tuple[int, str] | None:
        if method != "POST" or not path.endswith("/payments"):
            return None
        posts.append(path)
        return (422, REFUSAL) if len(posts) == 1 else None

    with meddled(one, no_to_the_first) as parts:
        found = collecting.collect(parts, plan=1)
    assert [(f.subject, f.exit_code) for f in found.failures()] == [("IN1/1", 3)]
    assert [done.subject for done in found.done()] == ["IN2/1"]
    assert state(one, 1) == "collected"
    assert [str(s.allocations[0].claim) for s in make(one).decided.steps] == ["IN1/1"]


def test_a_plan_whose_run_is_killed_at_any_point_is_resumed_and_never_refused(
    tmp_path: Path,
) -> None:
    one = two_invoices(tmp_path / "first")
    make(one)
    gate = Points()
    overlapping.collect(twin(one, tmp_path / "calm"), gate=gate, plan=1)
    sent = gate.passed.index(("request", "POST /payments"))
    for at in range(sent, len(gate.passed) + 1):
        other = twin(one, tmp_path / f"at{at}")
        with pytest.raises(Crash):
            overlapping.collect(other, Shuffled(), Points(at), plan=1)
        assert failures(collect(other, 1)) == []
        assert state(other, 1) == "collected"
        assert other.collections() == {"IN1/1": [10000], "IN2/1": [5000]}


# ---------------------------------------------------------------- sheets


@pytest.mark.parametrize("form", [sheets.as_csv, sheets.as_json])
def test_a_sheet_that_says_what_the_plan_says_is_approved(tmp_path: Path, form: object) -> None:
    one = two_invoices(tmp_path)
    sheet = form(make(one))  # type: ignore[operator]
    assert plans.number_in(sheet) == 1
    assert approve(one, 1, sheet=sheet).state == "approved"
    assert len(collect(one, 1, sheet=sheet).done()) == 2


def test_a_sheet_edited_by_hand_is_refused_and_the_row_is_named(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    sheet = sheets.as_csv(make(one)).replace("50.00,GBP", "60.00,GBP")
    for action in (approve, collect):
        with pytest.raises(ItemsFailed, match=r"row 2 \(IN2/1=50.00\) has amount '60.00'"):
            action(one, 1, sheet=sheet)  # type: ignore[operator]
    assert said(one) == {}
    assert state(one, 1) == "open"


def test_a_plan_changed_in_the_database_is_not_collected(tmp_path: Path) -> None:
    one = two_invoices(tmp_path)
    make(one)
    with one.parts() as parts:
        database = parts.store.database
        with database.immediate("a hand in the database"):
            database.write("DROP TRIGGER plans_keep_what_was_decided")
            database.write("UPDATE plans SET hash = replace(hash, substr(hash, 1, 1), 'x')")
    with pytest.raises(PersonNeeded, match="plan 1 was changed outside this program"):
        collect(one, 1)
