"""The period-end pack and its sign-off, on a simulated company."""

import hashlib
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded, UsageError
from s300gc.flows import audit, period_end
from s300gc.flows.period_end import Pack
from s300gc.show import period_end as showing
from s300gc.show.audit import sentence
from tests import clerk
from tests.company import Company
from tests.flows.failing import collecting, payment, until


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, date, date]:
    """A company whose payment failed after it was paid out; the days of both."""
    one = collecting(tmp_path_factory.mktemp("late"), {"kind": "late_failure"})
    id = until(one, "failed")
    events = [e for e in one.state["gocardless"]["events"] if id in str(e["links"])]
    days = {e["action"]: date.fromisoformat(e["created_at"][:10]) for e in events}
    # Nothing has deducted it yet.
    assert [owed.subject for owed in made(one, one.world.timeline.today).owed] == [id]
    one.live(4)
    one.sync()
    return one, days["confirmed"], days["failed"]


def made(one: Company, as_at: date) -> Pack:
    with one.parts() as parts:
        return period_end.make(parts, as_at)


def test_a_payment_is_on_its_way_and_later_owed_and_in_the_end_neither(
    late: tuple[Company, date, date],
) -> None:
    one, confirmed, failed = late
    id = str(payment(one)["id"])
    stands = []
    for as_at in (confirmed - timedelta(1), confirmed, failed, one.world.timeline.today):
        pack = made(one, as_at)
        way = id in {found.payment for found in pack.on_its_way}
        stands.append((way, id in {found.subject for found in pack.owed}))
    assert stands == [(False, False), (True, False), (False, True), (False, False)]


def test_what_was_on_its_way_on_any_day_is_what_gocardless_held_then(
    late: tuple[Company, date, date],
) -> None:
    one, confirmed, failed = late
    state = one.state["gocardless"]
    arrived = {
        item["links"]["payment"]: date.fromisoformat(payout["arrival_date"])
        for payout in reversed(state["payouts"])
        for item in state["payout_items"][payout["id"]]
        if item["type"] == "payment_paid_out"
    }
    since = {
        event["links"]["payment"]: date.fromisoformat(event["created_at"][:10])
        for event in state["events"]
        if event["action"] == "confirmed"
    }
    for as_at in (confirmed, failed, one.world.timeline.today):
        held = {
            id for id, day in since.items() if day <= as_at and arrived.get(id, date.max) > as_at
        }
        assert {found.payment for found in made(one, as_at).on_its_way} == held
        assert held


def test_the_fees_are_those_of_the_journals_of_the_month(
    late: tuple[Company, date, date],
) -> None:
    one = late[0]
    today = one.world.timeline.today
    pack = made(one, today)
    taxes = sum((fee.tax for fee in pack.fees), Decimal(0))
    gross = sum((fee.gross for fee in pack.fees), Decimal(0))
    balances = one.state["sage300"]["gl_balances"]
    booked = Decimal(balances["7900"]) + Decimal(balances["2201"])
    assert pack.fees[0].arrived.month == pack.fees[-1].arrived.month == today.month
    assert gross == booked
    assert abs(taxes - Decimal(balances["2201"])) < Decimal("0.05")


def test_a_sign_off_is_kept_and_a_second_one_stands_beside_it(
    late: tuple[Company, date, date], tmp_path: Path
) -> None:
    one = Company(late[0].world.copy(), late[0].folder)
    one.keep_database("before.db")
    as_at = one.world.timeline.today
    try:
        clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
        with one.parts() as parts:
            pack = period_end.make(parts, as_at)
            text = showing.text(pack)
            said = "\n".join(showing.lines(pack, text, None))
            first = period_end.sign(parts, pack, text, " one journal by hand ", "Berta", "svc")
            again = period_end.sign(parts, pack, text, "looked at once more", "Carla", "svc")
            known = period_end.sign_offs(parts)
            assert audit.verify(parts).holds
            row = parts.store.audit.of_subject("sign-off 1")[-1]
            showing.to_file(tmp_path / "signed.zip", text, parts.clock.now(), first)
    finally:
        one.put_back("before.db")
    assert [(s.number, s.signed_by, s.note) for s in known] == [
        (1, "Berta", "one journal by hand"),
        (2, "Carla", "looked at once more"),
    ]
    assert first.hash == again.hash == hashlib.sha256(text.encode()).hexdigest()
    assert (first.differences, row.body["hash"]) == (len(pack.proofs.differences), first.hash)
    assert first.differences > 0
    assert "25.00" in said
    assert sentence(row, "").startswith(f"sign-off 1: {as_at} signed off by Berta (as svc) with ")
    with zipfile.ZipFile(tmp_path / "signed.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert hashlib.sha256(archive.read("books/pack.json")).hexdigest() == first.hash
    assert manifest["signed_off"]["signed_by"] == "Berta"


def test_the_same_books_give_the_same_hash_and_others_another(
    late: tuple[Company, date, date],
) -> None:
    one = Company(late[0].world.copy(), late[0].folder)
    today = one.world.timeline.today
    digest = showing.digest(showing.text(made(one, today)))
    assert showing.digest(showing.text(made(one, today))) == digest
    period_end.refuse_other(digest, f"sha256:{digest[:16]}")
    clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
    other = showing.digest(showing.text(made(one, today)))
    with pytest.raises(PersonNeeded, match="nothing was signed"):
        period_end.refuse_other(other, digest)


def test_a_cut_tail_is_betrayed_by_the_sign_off_that_it_held(
    late: tuple[Company, date, date],
) -> None:
    one = late[0]
    one.keep_database("before.db")
    try:
        with one.parts() as parts:
            pack = period_end.make(parts, late[2])
            period_end.sign(parts, pack, showing.text(pack), "well", "Berta", "svc")
            head = parts.store.audit.head()
            with parts.store.database.immediate("tamper"):
                for name in ("audit_is_never_deleted", "audit_keys_are_never_deleted"):
                    parts.store.database.write(f"DROP TRIGGER {name}")
                for statement in (
                    "DELETE FROM audit_keys WHERE seq = (SELECT max(seq) FROM audit)",
                    "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
                ):
                    parts.store.database.write(statement)
            found = audit.verify(parts)
            asked = audit.verify(parts, head)
    finally:
        one.put_back("before.db")
    assert found.verdict.broken is None
    assert (found.lost, found.holds) == (("sign-off 1",), False)
    assert asked.missing


def test_no_pack_is_made_of_a_day_that_is_not_over_or_before_go_live(
    late: tuple[Company, date, date],
) -> None:
    one = late[0]
    today = one.world.timeline.today
    with pytest.raises(UsageError, match="not over yet"):
        made(one, today + timedelta(1))
    with pytest.raises(UsageError, match="before go-live"):
        made(one, one.config.go_live - timedelta(1))
    with one.parts() as parts, pytest.raises(UsageError, match="needs a note"):
        pack = period_end.make(parts, today)
        period_end.sign(parts, pack, "{}", "  ", "Berta", "svc")
