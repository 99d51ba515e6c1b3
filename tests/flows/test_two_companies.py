"""Two Sage companies and two creditors on one GoCardless organisation, one token: two files."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.flows import links
from s300gc.model import Outcome
from s300gc.sandbox.answer import Answer
from s300gc.sandbox.call import Call
from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.world import World
from tests.company import Company

DAYS = 28


class TwoCompanies(World):
    """A World whose Sage 300 server has a second company."""

    second: SageCompany

    def _apply(self, call: Call) -> Answer:
        if call.system == "sage300" and f"/-/{self.second.company}/" in call.plain_path:
            return self.second.answer(
                call.method, call.plain_path, call.query, call.headers, call.body
            )
        return super()._apply(call)

    def advance(self, days: int = 1) -> None:
        """Let days pass in both companies."""
        for _ in range(days):
            self.second.post_ar_gl_batches()
            super().advance(1)


@dataclass
class Lives:
    """Two installations side by side and what each was told and has asked."""

    world: TwoCompanies
    files: tuple[Company, Company]
    creditors: tuple[str, str]
    outcomes: tuple[list[Outcome], list[Outcome]] = field(default_factory=lambda: ([], []))
    asked: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def day(self) -> None:
        """Synchronise the one, then the other, and let the day end."""
        for n, one in enumerate(self.files):
            one.requests()
            self.outcomes[n].extend(one.sync())
            self.asked[n].extend(r["path"] for r in one.requests() if r["system"] == "gocardless")
        self.world.advance(1)

    def of(self, n: int, what: str) -> set[str]:
        """The ids of what belongs to the one or the other creditor."""
        rows = self.files[0].state["gocardless"][what]
        return {row["id"] for row in rows if row["links"]["creditor"] == self.creditors[n]}


def begun(folder: Path) -> Lives:
    """Two companies with the same customer numbers, names, e-mails and invoice numbers."""
    world = TwoCompanies.new("small")
    assert isinstance(world, TwoCompanies)
    world.second = SageCompany(world.timeline, company="OTHER")
    world.second.install(first_day=world.timeline.today)
    creditors = (world.story["creditor"], world.gocardless.creditor("Other Ltd"))
    first = Company(world, folder / "first")
    changes = {
        'company = "SAMLTD"': 'company = "OTHER"',
        f'creditor = "{creditors[0]}"': f'creditor = "{creditors[1]}"',
    }
    second = Company(world, folder / "second", credit="1190", changes=changes)
    for row in first.state["sage300"]["customers"]:
        _sign(world, creditors[1], row["CustomerNumber"], row["CustomerName"], row["Email"])
    return Lives(world, (first, second), creditors)


def _sign(world: TwoCompanies, creditor: str, number: str, name: str, email: str) -> None:
    """Let the second company's customer of the same number sign, and owe ten invoices."""
    world.second.add_customer(number, name, email)
    mandate = world.gocardless.sign_mandate(
        given_name="", family_name="", company_name=name, email=email, creditor=creditor,
        metadata={"sage300_customer": number},
    )  # fmt: skip
    today = world.timeline.today
    for n in range(10):
        due = today + timedelta(days=2 * n)
        document = f"IN{int(number[1:]) - 1000:03}{n:03}"
        world.second.post_invoice(number, document, Decimal(40 + n), today, due)
    if number == "C1003":
        row = world.gocardless.data["rows"]["mandates"][mandate]
        customer = row["links"]["customer"]
        world.gocardless.plan_failure(customer, kind="late_failure")
        world.gocardless.dashboard_payment(mandate, 990, "by hand")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lives:
    """Both after four weeks."""
    lives = begun(tmp_path_factory.mktemp("two"))
    for _ in range(DAYS):
        lives.day()
    for one in lives.files:
        one.sync()
    return lives


ONE_OF_BOTH = pytest.mark.parametrize("n", [0, 1])


@ONE_OF_BOTH
def test_nothing_of_the_other_is_kept(lived: Lives, n: int) -> None:
    mandates = [
        row
        for row in lived.files[0].state["gocardless"]["mandates"]
        if row["links"]["creditor"] == lived.creditors[n]
    ]
    with lived.files[n].parts() as parts:
        store = parts.store
        assert {one.id for one in store.mandates.all()} == lived.of(n, "mandates")
        assert store.gc_customers.known() == {row["links"]["customer"] for row in mandates}
        assert store.bank_accounts.known() == {
            row["links"]["customer_bank_account"] for row in mandates
        }
        assert {one.id for one in store.payments.page(limit=5000)} == lived.of(n, "payments")
        assert {one.id for one in store.payouts.page(limit=5000)} == lived.of(n, "payouts")
        assert set(store.links.all()) <= store.gc_customers.known()
        listed = links.listing(parts)
    shown = {held.mandate.id for holder in listed.holders for held in holder.held}
    shown |= {held.mandate.id for one in listed.unlinked for held in one.held}
    assert shown == lived.of(n, "mandates")


@ONE_OF_BOTH
def test_nothing_of_the_other_is_told(lived: Lives, n: int) -> None:
    theirs = {*lived.of(1 - n, "payments"), *lived.of(1 - n, "mandates")}
    theirs |= lived.of(1 - n, "payouts")
    told = [result.subject for outcome in lived.outcomes[n] for result in outcome.results]
    assert len(told) > 50
    assert theirs & set(told) == set()
    failures = [f for outcome in lived.outcomes[n] for f in outcome.failures()]
    assert failures == []


@ONE_OF_BOTH
def test_events_of_the_other_cost_next_to_nothing(lived: Lives, n: int) -> None:
    theirs = {*lived.of(1 - n, "payments"), *lived.of(1 - n, "mandates")}
    single = Counter(path.rpartition("/")[2] for path in lived.asked[n])
    read = {id: count for id, count in single.items() if id in theirs}
    assert set(read.values()) <= {1}
    # Read one by one are only the few that came alone; many at once need one list for all.
    assert len(read) < len(theirs) / 2
    assert len(lived.asked[n]) < 16 * DAYS


@ONE_OF_BOTH
def test_each_collects_its_own_documents_once_under_its_own_mandates(lived: Lives, n: int) -> None:
    company = ("SAMLTD", "OTHER")[n]
    ours = lived.of(n, "payments")
    payments: list[dict[str, Any]] = [
        row
        for row in lived.files[0].state["gocardless"]["payments"]
        if row["made_by"] == "tool" and row["id"] in ours
    ]
    assert len(payments) > 10
    assert {row["metadata"]["s300gc"].split()[1] for row in payments} == {company}
    assert {row["links"]["mandate"] for row in payments} <= lived.of(n, "mandates")
    documents = Counter(row["metadata"]["documents"] for row in payments)
    assert set(documents.values()) == {1}


@ONE_OF_BOTH
def test_each_books_its_own_payouts_and_both_reconcile(lived: Lives, n: int) -> None:
    sage = (lived.world.sage300, lived.world.second)[n]
    named = {
        word
        for batch in sage.state()["gl_batches"]
        for word in batch["Description"].split()
        if word.startswith("PO")
    }
    assert named == lived.of(n, "payouts")
    found = lived.files[n].reconcile()
    assert [check for check in found.checks if not check.holds] == []


def test_a_customer_of_both_is_shown_to_each_with_its_own_mandate(tmp_path: Path) -> None:
    lives = begun(tmp_path)
    world = lives.world
    (first, *_) = lives.files[0].state["gocardless"]["mandates"]
    account = first["links"]["customer_bank_account"]
    owners = {"customer_bank_account": account, "creditor": lives.creditors[1]}
    body = json.dumps({"mandates": {"scheme": "bacs", "links": owners}})
    made = world.answer(
        "gocardless", "POST", "/mandates",
        {
            "Authorization": f"Bearer {world.gocardless.person_token}",
            "GoCardless-Version": "2015-07-06", "Content-Type": "application/json",
        },
        body.encode(),
    )  # fmt: skip
    assert made.status == 201, made.body
    lives.day()
    held = []
    for one in lives.files:
        with one.parts() as parts:
            mandates = parts.store.mandates.by_customer(first["links"]["customer"])
            held.append([mandate.creditor for mandate in mandates])
    assert held == [[lives.creditors[0]], [lives.creditors[1]]]
