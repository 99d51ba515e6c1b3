"""Customers are asked for a mandate once, at a link that holds, and are linked when they sign."""

from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows import inviting
from tests.flows.collectors import owe
from tests.flows.collectors import sign as signed_before
from tests.flows.inviters import add, flow_of, invite, link_of, requests_of, sign, unsigned


def test_the_link_opens_a_page_that_is_filled_in_from_the_card(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    found = link_of(one)
    assert found.how == "new"
    assert found.url.startswith("http")
    row = one.world.gocardless._org.tables["billing_request_flows"].rows[flow_of(found)]
    assert row["prefilled_customer"] == {
        **dict.fromkeys(row["prefilled_customer"]),
        "company_name": "Customer C1", "email": "c1@example.com", "country_code": "GB",
        "address_line1": "1 High Street", "city": "Leeds", "postal_code": "LS1 1AA",
    }  # fmt: skip
    (request,) = requests_of(one)
    assert request["mandate_request"]["scheme"] == "bacs"
    assert request["metadata"]["sage300_customer"] == "C1"


def test_who_signs_is_linked_by_himself_and_his_invoice_collected(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    owe(one, "IN1", "100.00", 5)
    one.sync()
    mandate = sign(one, link_of(one), email="somebody.else@example.org")
    one.live(8)
    with one.parts() as parts:
        payer = next(m.customer for m in parts.store.mandates.all() if m.id == mandate)
        assert parts.store.links.of_gc(payer) == {"C1": "metadata"}
        assert parts.store.invitations.last(["C1"])["C1"].status == "fulfilled"
        assert parts.store.invitations.last(["C1"])["C1"].mandate == mandate
    payments = one.state["gocardless"]["payments"]
    assert [p["links"]["mandate"] for p in payments] == [mandate]


def test_asking_again_gives_the_same_link_until_it_is_stale(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    first = link_of(one)
    again = link_of(one)
    assert (again.url, again.how) == (first.url, "still open")
    one.world.advance(7)
    renewed = link_of(one)
    assert renewed.how == "renewed"
    assert renewed.url != first.url
    assert renewed.request == first.request
    assert len(requests_of(one)) == 1


def test_a_request_whose_answer_was_lost_is_not_made_twice(tmp_path: Path) -> None:
    for when in ("before", "after", "late"):
        one = unsigned(tmp_path / when)
        one.fault({"system": "gocardless", "method": "POST", "path": "/billing_requests",
                   "nth": 1, "when": when, "what": "reset", "late_calls": 3})  # fmt: skip
        found, outcome = invite(one)
        one.fault()
        link_of(one)
        assert len(requests_of(one)) == 1, when
        assert found or outcome.failures()


def test_a_lost_database_finds_the_request_that_waits(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    first = link_of(one)
    for path in one.folder.glob("*.db*"):
        path.unlink()
    # By now GoCardless has forgotten the key.
    one.world.advance(40)
    again = link_of(one)
    assert again.request == first.request
    assert len(requests_of(one)) == 1


def test_a_lost_database_does_not_ask_who_has_signed_since(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    mandate = sign(one, link_of(one))
    for path in one.folder.glob("*.db*"):
        path.unlink()
    found, outcome = invite(one)
    assert found == []
    (skip,) = outcome.skips()
    assert mandate in skip.reason
    assert len(requests_of(one)) == 1


def test_who_has_a_mandate_is_not_asked(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    mandate = signed_before(one.world, "C1")
    one.sync()
    found, outcome = invite(one)
    assert found == []
    assert [s.reason for s in outcome.skips()] == [f"has mandate {mandate} already, it is active"]
    assert requests_of(one) == []


def test_who_cancelled_is_asked_as_the_gocardless_customer_he_is(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    old = signed_before(one.world, "C1")
    one.sync()
    one.world.gocardless.cancel_mandate(old)
    new = sign(one, link_of(one))
    one.sync()
    rows = {m["id"]: m["links"]["customer"] for m in one.state["gocardless"]["mandates"]}
    assert rows[new] == rows[old]


def test_after_one_was_fulfilled_and_cancelled_a_second_is_made(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    old = sign(one, link_of(one))
    one.sync()
    one.world.gocardless.cancel_mandate(old)
    assert link_of(one).how == "new"
    assert len(requests_of(one)) == 2


def test_a_dry_run_asks_nobody(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    (would,), _ = invite(one, dry_run=True)
    assert (would.how, would.url) == ("new", "")
    assert requests_of(one) == []


def test_nobody_is_asked_in_a_currency_without_a_scheme_or_unknown(tmp_path: Path) -> None:
    one = unsigned(tmp_path)
    add(one, "C2", CurrencyCode="JPY")
    _, outcome = invite(one, "C2")
    assert "GoCardless collects no JPY" in outcome.skips()[0].reason
    with pytest.raises(UsageError, match="Sage 300 has no customer C9"):
        invite(one, "C9")


def test_missing_asks_who_owes_and_has_no_mandate(tmp_path: Path) -> None:
    one = unsigned(tmp_path, "C1", "C2", "C3")
    signed_before(one.world, "C2")
    for number, customer in (("IN1", "C1"), ("IN2", "C2")):
        owe(one, number, "50.00", 3, customer=customer)
    one.sync()
    with one.parts() as parts:
        assert inviting.candidates(parts) == ["C1"]
        found, _ = inviting.missing(parts)
    assert [asked.customer.number for asked in found] == ["C1"]
    with one.parts() as parts:
        (again,), _ = inviting.missing(parts)
    assert again.how == "still open"
    assert len(requests_of(one)) == 1
