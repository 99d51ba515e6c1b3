"""What happens at GoCardless, or in the set-up, behind the tool's back is found and named once."""

from pathlib import Path

import pytest

from s300gc.remote.values import Balance
from tests import sabotage
from tests.company import Company, company
from tests.sabotage import amount_of, found, journal_of, live, payout_of, person

FEES = "fees-to-come"
"""What GoCardless has not deducted yet changes with every payment; it accuses nobody."""


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company after four weeks: five payouts booked, two payments under way."""
    one = company(tmp_path_factory.mktemp("settled"))
    live(one, 26)
    return one


@pytest.fixture
def one(settled: Company, tmp_path: Path) -> Company:
    """A copy to be sabotaged."""
    return sabotage.settled_copy(settled, tmp_path)


def new(one: Company) -> set[tuple[str, str, str]]:
    return {line for line in found(one) if line[0] != FEES}


def changed(one: Company, old: str, text: str) -> None:
    """Write another setting; no run has been since."""
    path = one.folder / "s300gc.toml"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, text), encoding="utf-8")


def until_one_waits(one: Company) -> str:
    """Live until a payout waits to be booked, and give it."""
    for _ in range(10):
        one.world.advance(1)
        one.sync()
        with one.parts() as parts:
            waiting = [p.id for p in parts.store.payouts.unbooked() if p.status == "paid"]
        if waiting:
            return waiting[0]
    raise AssertionError("every payout was booked")


# ---------------------------------------------------------------- payouts


def test_a_payout_that_was_never_booked(one: Company) -> None:
    booked = {p["id"] for p in one.state["gocardless"]["payouts"]}
    one.world.advance(9)
    payouts = [p for p in one.state["gocardless"]["payouts"] if p["id"] not in booked]
    old = [p["id"] for p in payouts if p["status"] == "paid" and p["arrival_date"] < "2026-02-06"]
    assert old
    lines = {line for line in new(one) if line[0] == "payout-missing"}
    assert lines == {("payout-missing", id, amount_of(one, id)) for id in old}
    assert {o.code for o in one.reconcile().differences} == {"payout-missing"}
    one.sync()
    assert one.reconcile().differences == ()


def test_a_payout_came_back_after_it_was_booked(one: Company) -> None:
    payout, _ = journal_of(one)
    person(one, "bounce_payout", payout_id=payout)
    assert new(one) == {("payout-bounced", payout, amount_of(one, payout))}


@pytest.mark.parametrize(
    ("code", "account"), [("account-inactive", "7900"), ("control-refuses-source", "1100")]
)
def test_an_account_that_takes_nothing(one: Company, code: str, account: str) -> None:
    if code == "control-refuses-source":
        row = sabotage.row_of(one, "GL/GLAccounts", account)
        row["ControlAccountSubledgers"] = [
            each for each in row["ControlAccountSubledgers"] if "GL" not in each.values()
        ]
        one.world.sage300.edit_master("GL/GLAccounts", account)
    else:
        one.world.sage300.edit_master("GL/GLAccounts", account, Status="Inactive")
    payout = until_one_waits(one)
    assert new(one) == {(code, payout, amount_of(one, payout))}


def test_vat_on_fees_without_an_account_for_it(one: Company) -> None:
    changed(one, 'fees_tax_account = "2201"', 'fees_tax_account = ""')
    payout = until_one_waits(one)
    assert new(one) == {("fee-vat-without-account", payout, amount_of(one, payout))}


def test_a_payout_that_waits_for_the_bank_is_told_with_the_bank(one: Company) -> None:
    one.world.sage300.edit_master("BK/BKBanks", "GC1100", BankAccount="1000")
    payout = until_one_waits(one)
    assert new(one) == {
        ("bank-account-changed", "GC1100", "0.00"),
        ("bank-account-changed", payout, amount_of(one, payout)),
    }


# ---------------------------------------------------------------- payments


def test_a_payment_that_somebody_took_in_the_dashboard(one: Company) -> None:
    mandate = one.state["gocardless"]["payments"][0]["links"]["mandate"]
    before = {p["id"] for p in one.state["gocardless"]["payments"]}
    person(one, "dashboard_payment", mandate=mandate, amount=4250, description="by telephone")
    one.sync()
    (payment,) = {p["id"] for p in one.state["gocardless"]["payments"]} - before
    assert new(one) == {("paid-outside", payment, "42.50")}


def test_events_that_never_came(one: Company) -> None:
    payment = next(p for p in one.state["gocardless"]["payments"] if p["status"] == "submitted")
    one.world.advance(3)
    state = next(p for p in one.state["gocardless"]["payments"] if p["id"] == payment["id"])
    assert state["status"] != "submitted"
    sabotage.without_events(one, payment["id"])
    one.sync()
    amount = f"{payment['amount'] / 100:.2f}"
    assert ("events-missed", payment["id"], amount) in new(one)
    assert {o.code for o in one.reconcile().differences} == {"events-missed"}


def test_what_happened_since_the_last_run_is_not_missed(one: Company) -> None:
    one.world.advance(3)
    codes = {line[0] for line in new(one)}
    assert "not-read-yet" in codes
    assert one.reconcile().differences == ()


def test_a_refund_in_the_dashboard_without_a_credit_note(one: Company) -> None:
    payment = next(p for p in one.state["gocardless"]["payments"] if p["status"] == "paid_out")
    person(one, "allow_refunds", creditor_id=payment["links"]["creditor"])
    person(one, "refund_payment", payment_id=payment["id"], amount=2000)
    live(one, 8)
    assert {line for line in new(one) if line[0] != "half-booked"} == {
        ("refund-without-credit-note", payment["id"], "20.00")
    }


def test_a_chargeback_that_nobody_returned_in_ar(one: Company) -> None:
    changed(one, 'returns = "debit-note"', 'returns = "worklist"')
    payment = next(p for p in one.state["gocardless"]["payments"] if p["status"] == "paid_out")
    person(one, "charge_back", payment_id=payment["id"])
    live(one, 6)
    person(one, "post_ar_gl_batches")
    amount = f"{payment['amount'] / 100:.2f}"
    assert new(one) == {("return-not-in-ar", payment["id"], amount)}
    customer = payment["metadata"]["customer"]
    person(one, "return_receipt", customer=customer, check=f"{payment['id']}-1",
           dated=one.world.timeline.today.isoformat())  # fmt: skip
    person(one, "post_ar_gl_batches")
    assert new(one) == set()


def test_a_payout_is_paid_into_the_books_and_gocardless_agrees(one: Company) -> None:
    live(one, 4)
    proof = one.reconcile()
    assert proof.differences == ()
    held = [c for c in proof.checks if c.name.startswith("GoCardless ")]
    assert held
    assert all(check.holds for check in held)
    assert payout_of(one, journal_of(one, -1)[0])["status"] == "paid"


def test_what_was_owed_to_gocardless_is_paid_back_to_it(one: Company) -> None:
    creditor = one.config.gocardless.creditor
    for payment in one.state["gocardless"]["payments"]:
        if payment["status"] == "paid_out":
            person(one, "charge_back", payment_id=payment["id"])
    one.sync()
    owed = -sum(
        balance.amount.minor for balance in balances(one) if balance.kind == "confirmed_funds"
    )
    assert owed > 0
    assert one.reconcile().differences == ()
    paid = person(one, "repay", creditor_id=creditor, currency="GBP")
    assert paid == pytest.approx(owed, abs=1)
    (line,) = one.reconcile().differences
    assert line.code == "repaid-to-gocardless"
    assert line.amount.minor > 0.9 * owed


def balances(one: Company) -> list[Balance]:
    with one.parts() as parts:
        return parts.gocardless.balances()


def test_money_of_somebody_nobody_knows_is_listed_until_it_is_assigned(one: Company) -> None:
    mandate = person(one, "sign_mandate", given_name="", family_name="", company_name="Nobody Ltd",
                     email="n@example.com", metadata={})  # fmt: skip
    one.world.advance(8)
    payment = person(one, "dashboard_payment", mandate=mandate, amount=4250, description="?")
    live(one, 14)
    said = {line for line in new(one) if line[0] == "unmatched-not-cleared"}
    assert said == {("unmatched-not-cleared", payment, "-42.50")}
    assert one.reconcile().differences == ()
