"""Recurring charges as subscriptions, over months of two simulated systems."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows import subscriptions as flows
from s300gc.model import Skip
from tests.flows.collectors import company_of, owe, settled
from tests.flows.subscribers import (
    balances,
    cancelled_by_hand,
    landlord,
    month,
    of_subscriptions,
    one_off,
    paid,
    subscriptions,
)


def test_three_months_are_collected_once_each_and_the_books_agree(tmp_path: Path) -> None:
    one = landlord(tmp_path, "C1", "C2")
    month(one, 100)
    one.sync()
    assert len(subscriptions(one)) == 2
    assert len(paid(one)) >= 6
    assert one_off(one) == []
    late = {d["DocumentNumber"] for d in one.state["sage300"]["documents"]
            if str(d["DocumentDate"])[:10] >= "2026-04-01"}  # fmt: skip
    found = balances(one)
    assert len(found) >= 6
    assert {number: due for number, due in found.items() if due and number not in late} == {}
    settled(one)


def test_nothing_is_asked_without_a_charge_in_the_configuration(tmp_path: Path) -> None:
    one = landlord(tmp_path, settings="")
    one.sync()
    asked = {request["path"].rpartition("/")[2] for request in one.requests()}
    assert asked & {"ARRecurringCharges", "CSSchedules", "subscriptions"} == set()
    assert subscriptions(one) == []


def test_a_dry_run_says_what_it_would_do_and_makes_nothing(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()
    other = landlord(tmp_path / "other")
    found = of_subscriptions(other.sync(dry_run=True)).done()
    # Nobody is linked yet in a database that has seen nothing.
    assert found == []
    assert subscriptions(other) == []
    one.world.sage300.change_recurring_charge("RENT", "C1", Decimal(110))
    (would,) = of_subscriptions(one.sync(dry_run=True)).done()
    assert would.action == "amend: 120.00 GBP becomes 132.00 GBP"
    assert subscriptions(one)[0]["amount"] == 12000


def test_an_invoice_under_a_live_subscription_is_never_collected_one_by_one(
    tmp_path: Path,
) -> None:
    one = landlord(tmp_path)
    one.sync()
    owe(one, "IN1", "50.00")
    month(one, 64)
    state = {p["metadata"].get("documents") for p in one_off(one)}
    assert state == {"IN1/1=50.00"}
    assert len(paid(one)) == 2


def test_an_invoice_of_a_paused_subscription_is_left_alone_with_the_reason(tmp_path: Path) -> None:
    one = landlord(tmp_path, Terms="NET14")
    one.sync()
    with one.parts() as parts:
        flows.pause(parts, "RENT", "C1")
    month(one, 30)
    found = [s.reason for outcome in one.sync() for s in outcome.skips()]
    (made,) = subscriptions(one)
    assert f"is paid by subscription {made['id']}" in found
    assert one_off(one) == paid(one) == []
    with one.parts() as parts:
        flows.cancel(parts, "RENT", "C1")
    one.sync()
    assert len(one_off(one)) == 1


def test_a_new_amount_is_amended_and_the_next_invoice_closed_exactly(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    month(one, 35)
    one.world.sage300.change_recurring_charge("RENT", "C1", Decimal(125))
    month(one, 40)
    (made,) = subscriptions(one)
    assert made["amount"] == 15000
    assert {p["amount"] for p in paid(one)} == {12000, 15000}
    assert sum(balances(one).values()) <= 150
    settled(one)


def test_the_eleventh_amount_makes_it_anew(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()
    for pounds in range(101, 112):
        one.world.sage300.change_recurring_charge("RENT", "C1", Decimal(pounds))
        one.sync()
    first, second = subscriptions(one)
    assert (first["status"], first["amount"]) == ("cancelled", 13200)
    assert (second["status"], second["amount"]) == ("active", 13320)
    assert second["metadata"]["charge"] == "RENT #2"


def test_it_ends_with_its_charge_and_later_invoices_are_free(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    month(one, 35)
    one.world.sage300.change_recurring_charge("RENT", "C1", Status="Inactive")
    (done,) = of_subscriptions(one.sync()).done()
    assert done.action == "cancel: the recurring charge is inactive"
    assert subscriptions(one)[0]["status"] == "cancelled"
    owe(one, "IN1", "50.00")
    month(one, 20)
    assert len(paid(one)) == 1
    assert [p["metadata"]["documents"] for p in one_off(one)] == ["IN1/1=50.00"]
    settled(one)


def test_a_customer_on_hold_pauses_it_and_goes_on(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()
    one.world.sage300.set_on_hold("C1")
    one.sync()
    assert subscriptions(one)[0]["status"] == "paused"
    one.world.sage300.set_on_hold("C1", False)
    one.sync()
    assert subscriptions(one)[0]["status"] == "active"


# ---------------------------------------------------------------- by hand


def test_pausing_cancelling_and_resuming_by_hand(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()

    def states() -> list[str]:
        one.sync()
        return [row["status"] for row in subscriptions(one)]

    for act, wanted in (
        (flows.pause, ["paused"]),
        (flows.resume, ["active"]),
        (flows.cancel, ["cancelled"]),
        (flows.resume, ["cancelled", "active"]),
    ):
        with one.parts() as parts:
            act(parts, "rent", "c1")
        assert states() == wanted
    with one.parts() as parts, pytest.raises(UsageError, match="does not name"):
        flows.pause(parts, "OTHER", "C1")


def test_what_the_dashboard_cancelled_stays_cancelled(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()
    cancelled_by_hand(one, subscriptions(one)[0]["id"])
    one.world.advance(1)
    (skip,) = of_subscriptions(one.sync()).skips()
    assert skip.kind == "elsewhere"
    assert len(subscriptions(one)) == 1


def test_the_list_says_what_is_there(tmp_path: Path) -> None:
    from s300gc.show import subscriptions as show

    one = landlord(tmp_path, "C1", "C2")
    one.sync()
    with one.parts() as parts:
        rows = flows.listing(parts, customer="c2")
        assert [row.customer for row in rows] == ["C2"]
        flows.cancel(parts, "RENT", "C2")
        assert len(flows.listing(parts)) == 1
        assert len(flows.listing(parts, everything=True)) == 2
        assert flows.listing(parts, charge="OTHER") == []
    head, line = show.lines(rows)
    assert head == "subscriptions: 1 active"
    assert "120.00 GBP monthly RENT C2, next on 2026-02-0" in line


# ---------------------------------------------------------------- crashes and lost databases


def test_a_lost_answer_makes_no_second_subscription(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.fault(
        {
            "system": "gocardless", "method": "POST", "path": "/subscriptions",
            "when": "after", "what": "reset",
        }
    )  # fmt: skip
    (failed,) = of_subscriptions(one.sync()).failures()
    assert failed.exit_code == 5
    one.fault()
    one.sync()
    (made,) = subscriptions(one)
    with one.parts() as parts:
        (held,) = parts.store.charges.all()
        assert held.id == made["id"]
        assert parts.store.intents.in_doubt() == []
    assert of_subscriptions(one.sync()).results == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_to_a_change_is_read_back(tmp_path: Path, when: str) -> None:
    one = landlord(tmp_path)
    one.sync()
    one.world.sage300.change_recurring_charge("RENT", "C1", Decimal(110))
    one.fault(
        {
            "system": "gocardless", "method": "PUT", "path": "/subscriptions",
            "when": when, "what": "reset",
        }
    )  # fmt: skip
    one.sync()
    one.fault()
    one.sync()
    assert subscriptions(one)[0]["amount"] == 13200
    with one.parts() as parts:
        (held,) = parts.store.charges.all()
        assert (held.amendments, held.changes) == (1, 1)
        assert parts.store.intents.in_doubt() == []


def test_an_older_copy_of_the_database_makes_nothing_twice(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    with one.parts() as parts:
        from s300gc.flows import events

        events.poll(parts)
    one.keep_database("before.db")
    month(one, 45)
    before = len(paid(one))
    one.put_back("before.db")
    month(one, 30)
    assert len(subscriptions(one)) == 1
    assert len(paid(one)) > before
    assert one_off(one) == []
    assert one.posted_twice() == []
    assert set(list(balances(one).values())[:-1]) == {0}


def test_no_charge_at_all_is_no_reason_to_cancel(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    one.sync()
    shelf = one.world.sage300.books.shelf("AR/ARRecurringCharges")
    shelf.remove(shelf.keys[0])
    (failed,) = of_subscriptions(one.sync()).failures()
    assert failed.exit_code == 6
    assert subscriptions(one)[0]["status"] == "active"


def test_a_schedule_that_gocardless_has_not_is_skipped_with_the_reason(tmp_path: Path) -> None:
    one = landlord(tmp_path, schedule="SEMI-MONTHLY")
    (skip,) = of_subscriptions(one.sync()).skips()
    assert isinstance(skip, Skip)
    assert "twice a month" in skip.reason
    assert subscriptions(one) == []


def test_a_company_without_recurring_charges_is_left_in_peace(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='\n[subscriptions]\ncharges = ["RENT"]\n')
    assert of_subscriptions(one.sync()).results == []


def test_a_subscription_follows_its_mandate_to_the_one_that_replaced_it(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    month(one, 40)
    (before,) = subscriptions(one)
    new = one.world.gocardless.replace_mandate(before["links"]["mandate"])
    made = len(paid(one))
    month(one, 40)
    (after,) = subscriptions(one)
    assert (after["id"], after["status"]) == (before["id"], "active")
    assert after["links"]["mandate"] == new
    assert len(paid(one)) > made
    assert one_off(one) == []
    with one.parts() as parts:
        (held,) = parts.store.charges.all()
        assert held.subscription is not None
        assert held.subscription.mandate == new
    assert of_subscriptions(one.sync()).failures() == []
