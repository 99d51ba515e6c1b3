"""Receipts and debit notes of payouts where life got in between."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.rules import receipts as rules
from tests.company import Company
from tests.flows.collectors import applied, balance, company_of, owe, settled
from tests.flows.givers import account, carry, payment, post, received, twin, worklist, writes

BOTH = pytest.mark.parametrize("noted", ["ar-control", "1190"], indirect=True)
DRAFTS = ('status = "posted"', 'status = "open"')
BY_HAND = ('returns = "debit-note"', 'returns = "worklist"')


def change(one: Company, old: str, new: str) -> None:
    """Change a line of the settings."""
    path = one.folder / "s300gc.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def clerk_enters(one: Company, document: str, amount: int, bank: str = "BANK") -> int:
    """A clerk enters a receipt for a document and does not post it; gives its batch."""
    today = one.world.timeline.today
    batch = one.world.sage300.enter_receipt(
        "C1", Decimal(amount), today, bank, {document: Decimal(amount)}
    )
    return int(batch if isinstance(batch, int) else batch["BatchNumber"])


# ---------------------------------------------------------------- somebody's own receipt


@pytest.fixture(scope="module")
def charged(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Two invoices are collected, and the payout with both is about to be booked."""
    one = company_of(tmp_path_factory.mktemp("charged"), "C1", "C2")
    owe(one, "IN1", "100.00")
    owe(one, "IN2", "40.00", customer="C2")
    for _ in range(20):
        one.sync()
        one.world.advance(1)
        if any(p["status"] == "paid" for p in one.state["gocardless"]["payouts"]):
            break
    return one


@pytest.mark.parametrize(("amount", "left"), [(100, []), (30, [("IN1", 1, Decimal(70))])])
def test_a_clerks_own_receipt_holds_up_one_entry_and_no_other(
    charged: Company, tmp_path: Path, amount: int, left: list[tuple[str, int, Decimal]]
) -> None:
    one = twin(charged, tmp_path)
    batch = clerk_enters(one, "IN1", amount)
    outcome = post(one)
    assert outcome.failures() == []
    assert sorted(applied(one)) == [*left, ("IN2", 1, Decimal(40))]
    (reason,) = worklist(one, "pending-receipt")
    assert f"(batch {batch} for IN1)" in reason
    assert f"{amount}.00 GBP of it is unapplied cash" in reason
    assert balance(one, "IN2", "C2") == 0
    with one.parts() as parts:
        assert len(parts.store.payouts.booked()) == 1
    assert writes(one) == []
    assert len(worklist(one, "pending-receipt")) == 1
    settled(one)


def test_chunks_are_booked_once_each_although_the_second_was_lost(
    charged: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "CHUNK", 1)
    for when in ("before", "after", "late"):
        one = twin(charged, tmp_path / when)
        one.fault(
            {
                "system": "sage300", "method": "POST", "path": "/AR/ARReceiptAndAdjustmentBatches",
                "nth": 2, "when": when, "late_calls": 1, "what": "reset",
            }
        )  # fmt: skip
        for _ in range(3):
            post(one)
        made = [b for b in one.state["sage300"]["receipt_batches"] if b["made_by"] == "tool"]
        posted = sorted(b["Description"] for b in made if b["BatchStatus"] == "Posted")
        assert [text.rpartition(" ")[2] for text in posted] == ["1/2", "2/2"]
        assert sorted(applied(one))[-1] == ("IN2", 1, Decimal(40))
        settled(one)


# ---------------------------------------------------------------- what came back before


def returned(folder: Path, credit: str, *settings: tuple[str, str]) -> Company:
    """A payment whose receipt is posted is charged back, and that payout is booked."""
    one = received(folder, credit)
    for old, new in settings:
        change(one, old, new)
    one.world.gocardless.charge_back(payment(one))
    carry(one)
    one.live(9)
    one.sync()
    return one


def again(one: Company) -> None:
    """The bank takes the chargeback back, and the money is paid out once more."""
    one.world.gocardless.cancel_chargeback(payment(one))
    carry(one, "IN901")
    one.live(9)
    one.sync()


@pytest.fixture(scope="module")
def noted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """What was charged back stands as a debit note."""
    return returned(tmp_path_factory.mktemp("noted"), request.param)


@BOTH
def test_a_cancelled_chargeback_pays_its_debit_note(noted: Company, tmp_path: Path) -> None:
    one = twin(noted, tmp_path)
    note = f"{payment(one)}-R1"
    assert balance(one, note) == 100
    again(one)
    assert balance(one, note) == 0
    assert (note, 1, Decimal(100)) in applied(one)
    assert worklist(one, "paid-twice") == []
    assert account(one, "1190") == 0
    settled(one)


@BOTH
def test_a_note_that_was_paid_otherwise_makes_the_customer_one_who_paid_twice(
    noted: Company, tmp_path: Path
) -> None:
    one = twin(noted, tmp_path)
    note = f"{payment(one)}-R1"
    today = one.world.timeline.today
    one.world.sage300.post_receipt("C1", Decimal(100), today, "BANK", {note: Decimal(100)})
    again(one)
    (reason,) = worklist(one, "paid-twice")
    assert reason.startswith(f"customer C1 paid twice: {note} was settled otherwise meanwhile")
    assert "100.00 GBP of" in reason
    settled(one)


def test_while_its_note_is_a_draft_nothing_of_the_new_payout_is_booked(tmp_path: Path) -> None:
    one = returned(tmp_path, "ar-control", DRAFTS)
    note = f"{payment(one)}-R1"
    (draft,) = [b for b in one.state["sage300"]["invoice_batches"] if b["made_by"] == "tool"]
    assert draft["BatchStatus"] == "Open"
    one.world.gocardless.cancel_chargeback(payment(one))
    carry(one, "IN901")
    one.live(9)
    failures = post(one).failures()
    assert [failure.exit_code for failure in failures] == [6]
    assert f"its debit note {note} is not posted yet: post batch" in failures[0].error
    payout = failures[0].subject
    assert payout not in str(one.state["sage300"]["gl_batches"])
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    assert post(one).failures() == []
    assert (note, 1, Decimal(100)) in applied(one)


def test_a_receipt_that_a_person_reverses_closes_its_line_of_work(tmp_path: Path) -> None:
    one = returned(tmp_path, "1190", BY_HAND)
    id = payment(one)
    (reason,) = worklist(one, "reverse")
    assert "reverse its receipt in Bank Services" in reason
    assert writes(one) == []
    one.world.sage300.return_receipt("C1", f"{id}-1", one.world.timeline.today)
    one.live(3)
    one.sync()
    assert worklist(one, "reverse") == []
    assert balance(one, "IN1") == 100
    # The claim stays with the payment that failed: nothing else collects it by itself.
    assert len(one.collections()["IN1/1"]) == 1
    assert account(one, "1190") == 0
    settled(one)
    again(one)
    assert balance(one, "IN1") == 0
    settled(one)


# ---------------------------------------------------------------- bad input


def test_tax_on_a_debit_note_leaves_it_open_and_names_it(tmp_path: Path) -> None:
    one = received(tmp_path)
    change(one, 'returns_tax_group = "NOTAX"', 'returns_tax_group = "VAT20"')
    one.world.gocardless.charge_back(payment(one))
    carry(one)
    one.live(9)
    failures = post(one).failures()
    assert [failure.exit_code for failure in failures] == [6]
    assert f"debit note {payment(one)}-R1" in failures[0].error
    assert "of tax" in failures[0].error
    with one.parts() as parts:
        assert parts.store.payouts.state(failures[0].subject)[0] == "half-posted"
    (draft,) = [b for b in one.state["sage300"]["invoice_batches"] if b["made_by"] == "tool"]
    assert draft["BatchStatus"] == "Open"


# ---------------------------------------------------------------- documents of their own kind


def test_money_for_a_project_is_booked_and_left_to_a_person_to_apply(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='[invoices.safety]\njob_related = "off"')
    owe(one, "IN1", "100.00", job_related=True)
    one.live(9)
    one.sync()
    assert applied(one) == []
    (reason,) = worklist(one, "apply-by-hand")
    assert reason.startswith("IN1 is job-related: a receipt must name contract and project")
    assert balance(one, "IN1") == 100
    settled(one)
