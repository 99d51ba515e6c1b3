"""A mandate that takes the place of another is followed; one that cannot collect says why."""

from dataclasses import replace
from pathlib import Path

from s300gc.flows import collecting, links, plans
from s300gc.rules import mandates
from tests.company import Company
from tests.flows.collectors import company_of, owe, said, sign
from tests.flows.inviters import link_of


def problem(one: Company) -> tuple[str, str]:
    with one.parts() as parts:
        (holder,) = links.listing(parts, problems=True).holders
    return holder.problem, holder.advice


def test_a_chain_of_replaced_mandates_is_kept_and_its_end_is_used(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    one.sync()
    first = one.state["gocardless"]["mandates"][0]["id"]
    second = one.world.gocardless.replace_mandate(first)
    third = one.world.gocardless.replace_mandate(second)
    one.sync()
    with one.parts() as parts:
        assert parts.store.mandates.chain(first) == [second, third]
        assert parts.store.mandates.successors([first, third]) == {first: third}
        payer = parts.store.mandates.all()[0].customer
        best = mandates.best(parts.store.mandates.by_customer(payer), "GBP")
        assert best is not None
        assert best.id == third
    # Read again as it stands, GoCardless says nothing of what took its place: the store still does.
    with one.parts() as parts:
        parts.store.mandates.put([replace(parts.gocardless.mandate(first), status="active")])
        assert parts.store.mandates.chain(first) == [second, third]
        held = parts.store.mandates.by_customer(payer)
        assert getattr(mandates.best(held, "GBP"), "id", "") == third


def test_a_successor_never_leads_back(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    one.sync()
    first = one.state["gocardless"]["mandates"][0]["id"]
    second = one.world.gocardless.replace_mandate(first)
    one.sync()
    with one.parts() as parts:
        assert not parts.store.mandates.succeeded(second, first)
        assert not parts.store.mandates.succeeded(first, first)
        assert not parts.store.mandates.succeeded("MDNONE", first)
        assert parts.store.mandates.chain(second) == []


def test_an_approved_plan_is_collected_under_the_end_of_the_chain(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='approval = "required"')
    owe(one, "IN1", "100.00", 10)
    one.sync()
    first = one.state["gocardless"]["mandates"][0]["id"]
    with one.parts() as parts:
        row = parts.store.plans.standing()
        assert row is not None
        plans.approve(parts, row.number, "Ann")
    third = one.world.gocardless.replace_mandate(one.world.gocardless.replace_mandate(first))
    with one.parts() as parts:
        outcome = collecting.collect(parts)
    assert outcome.failures() == []
    assert said(one)["IN1/1=100.00"]["links"]["mandate"] == third


def test_a_cancelled_mandate_says_what_to_do_and_then_that_he_was_asked(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    one.sync()
    mandate = one.state["gocardless"]["mandates"][0]["id"]
    one.world.gocardless.cancel_mandate(mandate)
    one.sync()
    what, advice = problem(one)
    assert what == f"no active mandate: {mandate} is cancelled"
    assert advice.endswith("s300gc mandates invite C1")
    link_of(one)
    assert "remind him" in problem(one)[1]


def test_a_customer_with_a_second_mandate_that_collects_is_no_problem(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    one.sync()
    one.world.gocardless.cancel_mandate(one.state["gocardless"]["mandates"][0]["id"])
    sign(one.world, "C1")
    one.sync()
    with one.parts() as parts:
        assert links.listing(parts, problems=True).holders == ()
