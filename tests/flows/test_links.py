"""Mandates by hand: listed, linked, taken apart; and one who is several."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import UsageError
from s300gc.flows import links, mandates
from s300gc.flows.links import Listing
from s300gc.model import Outcome
from tests.company import Company, company


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Company]:
    """A company without a story: two customers in Sage, nobody at GoCardless."""
    made = company(tmp_path, "empty")
    made.world.sage300.add_customer("C1", "Acme Bakery Limited", "office@acme.com")
    made.world.sage300.add_customer("C2", "Zebra Optics", "zebra@optics.net")
    yield made


def sign(one: Company, name: str, email: str = "", **more: Any) -> tuple[str, str]:
    """Let somebody sign a mandate; gives his id and the mandate's."""
    numbers = more.pop("numbers", "")
    mandate = one.world.gocardless.sign_mandate(
        given_name="", family_name="", company_name=name, email=email,
        metadata={"sage300_customer": numbers} if numbers else {}, **more,
    )  # fmt: skip
    row = next(m for m in one.state["gocardless"]["mandates"] if m["id"] == mandate)
    return row["links"]["customer"], mandate


def act(one: Company, what: str, *arguments: str, **options: bool) -> Outcome:
    with one.parts() as parts:
        return getattr(links, what)(parts, *arguments, **options)  # type: ignore[no-any-return]


def listed(one: Company, **options: bool) -> Listing:
    with one.parts() as parts:
        return links.listing(parts, **options)


def owners(one: Company) -> dict[str, tuple[str, ...]]:
    with one.parts() as parts:
        return parts.store.links.all()


def fields(one: Company, number: str) -> dict[str, str]:
    """The optional fields that Sage keeps of a customer, without empty ones."""
    rows = one.state["sage300"]["customers"]
    row = next(row for row in rows if row["CustomerNumber"] == number)
    values = row.get("CustomerOptionalFieldValues", [])
    return {v["OptionalField"]: v["Value"] for v in values if v["Value"]}


def said(outcome: Outcome) -> list[str]:
    return [f"{found.subject}: {found.action}" for found in outcome.done()]


# ---------------------------------------------------------------- listing


def test_the_list_shows_mandates_with_their_bank_and_how_they_were_linked(one: Company) -> None:
    payer, mandate = sign(one, "Acme", numbers="C1", bank_name="HSBC UK", ending="42")
    one.sync()
    (holder,) = listed(one).holders
    assert (holder.number, holder.name, holder.problem) == ("C1", "Acme Bakery Limited", "")
    (held,) = holder.held
    assert (held.mandate.id, held.mandate.customer, held.bank) == (mandate, payer, "HSBC UK **42")
    assert (held.how, held.used) == ("metadata", True)


def test_the_unlinked_are_suggested_with_reasons_and_never_linked(one: Company) -> None:
    payer, _ = sign(one, "ACME Bakery Ltd", "bills@acme.org")
    one.live(3)
    found = listed(one)
    assert found.holders == ()
    (unlinked,) = found.unlinked
    assert unlinked.payer.id == payer
    assert unlinked.reason == "no customer in Sage 300 has the e-mail bills@acme.org"
    assert [(s.customer, s.score, s.reason) for s in unlinked.suggested] == [
        ("C1", 100, "the same name")
    ]
    assert owners(one) == {}


def test_problems_are_customers_whose_best_mandate_cannot_collect(one: Company) -> None:
    _, dead = sign(one, "Acme", numbers="C1")
    sign(one, "Zebra", numbers="C2")
    stranger, _ = sign(one, "Nobody Knows", "n@example.com")
    one.world.gocardless.cancel_mandate(dead)
    one.sync()
    (holder,) = listed(one, problems=True).holders
    assert (holder.number, holder.problem) == ("C1", f"no active mandate: {dead} is cancelled")
    assert listed(one, problems=True).unlinked == ()
    assert [u.payer.id for u in listed(one, unlinked=True).unlinked] == [stranger]
    assert listed(one, unlinked=True).holders == ()
    assert len(listed(one).holders) == 2


def test_the_list_asks_neither_system(one: Company) -> None:
    sign(one, "Acme", numbers="C1")
    one.sync()
    one.requests()
    listed(one)
    assert one.requests() == []


# ---------------------------------------------------------------- linking


def test_a_link_by_hand_is_told_to_sage_by_the_next_sync(one: Company) -> None:
    payer, mandate = sign(one, "Nobody", "n@example.com")
    one.sync()
    outcome = act(one, "link", payer.lower(), "c1")
    assert said(outcome) == [f"{payer} Nobody: linked to C1 Acme Bakery Limited by hand"]
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == mandate
    with one.parts() as parts:
        (row,) = parts.store.audit.of_subject(payer)
    assert row.kind == "link.set"
    assert (row.body["how"], row.body["was"]) == ("hand", {})
    assert row.body["by"]


def test_a_link_by_hand_names_the_old_one_and_no_rule_changes_it_back(one: Company) -> None:
    payer, mandate = sign(one, "Acme", "office@acme.com", numbers="C1")
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == mandate
    outcome = act(one, "link", payer, "C2")
    assert said(outcome) == [
        f"{payer} Acme: linked to C2 Zebra Optics by hand; was linked to C1 (by metadata)"
    ]
    one.live(3)
    assert owners(one) == {payer: ("C2",)}
    assert fields(one, "C2")["GCMANDATE"] == mandate
    assert fields(one, "C1") == {}
    (again,) = act(one, "link", payer, "C2").skips()
    assert again.reason == "is linked to C2 by hand already"


def test_who_signed_after_the_last_run_is_read_once(one: Company) -> None:
    one.sync()
    payer, _ = sign(one, "Late Comer")
    one.requests()
    act(one, "link", payer, "C1")
    asked = [request["path"] for request in one.requests()]
    assert sorted(asked) == ["/customer_bank_accounts/" + asked[-1].split("/")[-1],
                             f"/customers/{payer}", "/mandates"]  # fmt: skip
    assert owners(one) == {payer: ("C1",)}


def test_what_does_not_exist_is_a_wrong_command_line(one: Company) -> None:
    payer, _ = sign(one, "Acme")
    other = one.world.gocardless.creditor("Somebody Else Ltd")
    theirs, _ = sign(one, "Theirs", creditor=other)
    one.sync()
    with pytest.raises(UsageError, match="Sage 300 has no customer C9"):
        act(one, "link", payer, "C9")
    with pytest.raises(UsageError, match="CU00000000"):
        act(one, "link", "CU00000000", "C1")
    with pytest.raises(UsageError, match="has no mandate with creditor"):
        act(one, "link", theirs, "C1")
    with pytest.raises(UsageError, match=f"{payer} is not linked to any customer"):
        act(one, "unlink", payer)
    assert owners(one) == {}


def test_a_dry_run_of_linking_changes_nothing(one: Company) -> None:
    payer, _ = sign(one, "Acme", numbers="C1")
    one.sync()
    assert act(one, "link", payer, "C2", dry_run=True).done()
    assert act(one, "unlink", payer, dry_run=True).done()
    assert owners(one) == {payer: ("C1",)}


# ---------------------------------------------------------------- taking apart


def test_who_was_unlinked_is_not_linked_again_by_itself(one: Company) -> None:
    payer, mandate = sign(one, "Acme", "office@acme.com", numbers="C1")
    one.sync()
    assert said(act(one, "unlink", payer)) == [f"{payer} Acme: unlinked from C1 (by metadata)"]
    one.live(8)
    assert owners(one) == {}
    assert fields(one, "C1") == {}
    (unlinked,) = listed(one).unlinked
    assert unlinked.reason == "was unlinked from C1 by hand"
    assert unlinked.suggested == ()
    act(one, "link", payer, "C1")
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == mandate


def test_what_somebody_else_wrote_into_sage_stays(one: Company) -> None:
    payer, _ = sign(one, "Acme", numbers="C1")
    one.sync()
    one.world.sage300.set_optional_fields("C1", {"GCMANDATE": "paper mandate 7"})
    act(one, "unlink", payer)
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == "paper mandate 7"


def test_payments_in_flight_go_on_and_are_named(one: Company) -> None:
    payer, _ = sign(one, "Acme", numbers="C1")
    bill(one, "C1", "IN1")
    one.sync()
    outcome = act(one, "unlink", payer)
    (payment,) = one.state["gocardless"]["payments"]
    (told,) = outcome.skips()
    assert (told.subject, told.kind) == (payment["id"], "in-flight")
    assert told.reason == "50.00 GBP IN1/1 of C1 is pending_submission and goes on"
    bill(one, "C1", "IN2")
    one.live(12)
    one.sync()
    assert one.collections() == {"IN1/1": [5000]}
    assert [check for check in one.reconcile().checks if not check.holds] == []
    assert one.world.sage300.balance("C1", "IN1") == 0


# ---------------------------------------------------------------- one who is several


def bill(one: Company, number: str, document: str, amount: int = 50) -> None:
    today = one.world.timeline.today
    one.world.sage300.post_invoice(number, document, Decimal(amount), today, today)


def test_a_customer_with_two_payers_is_collected_under_the_best_mandate(one: Company) -> None:
    first, old = sign(one, "Acme", numbers="C1")
    one.world.advance(1)
    second, new = sign(one, "Acme Holding", numbers="C1")
    bill(one, "C1", "IN1")
    one.sync()
    assert owners(one) == {first: ("C1",), second: ("C1",)}
    assert [p["links"]["mandate"] for p in one.state["gocardless"]["payments"]] == [new]
    assert fields(one, "C1")["GCMANDATE"] == new
    (holder,) = listed(one).holders
    assert [(h.mandate.id, h.used) for h in holder.held] == [(new, True), (old, False)]
    one.world.gocardless.cancel_mandate(new)
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == old


def test_a_payer_who_is_two_customers_pays_for_both(one: Company) -> None:
    payer, mandate = sign(one, "Acme and Zebra", numbers="C1,C2")
    bill(one, "C1", "IN1")
    bill(one, "C2", "IN2", 70)
    one.sync()
    assert owners(one) == {payer: ("C1", "C2")}
    assert fields(one, "C1")["GCMANDATE"] == fields(one, "C2")["GCMANDATE"] == mandate
    assert one.collections() == {"IN1/1": [5000], "IN2/1": [7000]}
    one.live(12)
    one.sync()
    assert one.world.sage300.balance("C1", "IN1") == one.world.sage300.balance("C2", "IN2") == 0
    assert [check for check in one.reconcile().checks if not check.holds] == []


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
def test_money_that_may_be_of_either_goes_to_the_unmatched_account_and_is_told(
    tmp_path: Path, credit: str
) -> None:
    one = company(tmp_path, "empty", credit=credit)
    one.world.sage300.add_customer("C1", "Acme", "a@example.com")
    one.world.sage300.add_customer("C2", "Zebra", "z@example.com")
    payer, mandate = sign(one, "Acme", numbers="C1")
    one.sync()
    act(one, "link", payer, "C2", also=True)
    assert owners(one) == {payer: ("C1", "C2")}
    payment = one.world.gocardless.dashboard_payment(mandate, 1200, "by hand")
    one.live(10)
    found = one.reconcile()
    assert one.state["sage300"]["gl_balances"]["2190"] == "-12.00"
    assert found.worklist == (
        f"{payment}: 12.00 GBP may be of C1 or C2, who share its mandate: it stands in 2190"
        " until a person says whose it is",
    )
    assert [check for check in found.checks if not check.holds] == []


def test_a_failed_write_to_one_of_two_customers_is_tried_again(one: Company) -> None:
    sign(one, "Acme and Zebra", numbers="C1,C2")
    path = "/Sage300WebApi/v1.0/-/SAMLTD/AR/ARCustomers('C2')"
    one.fault({"system": "sage300", "method": "PATCH", "path": path, "nth": 1, "when": "before",
               "what": "500"})  # fmt: skip
    with one.parts() as parts:
        from s300gc.errors import S300gcError
        from s300gc.flows import events

        events.poll(parts)
        with pytest.raises(S300gcError):
            mandates.sync(parts)
    one.fault()
    one.sync()
    assert fields(one, "C1")["GCMANDATE"] == fields(one, "C2")["GCMANDATE"]
