"""A report against what both simulated systems hold: each figure, batch, entry and posting."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from s300gc.errors import UsageError
from s300gc.flows import report
from s300gc.flows.report import Report
from s300gc.model import Money
from s300gc.model.reports import Scope
from s300gc.rules import ageing
from s300gc.rules import report as rules
from s300gc.rules.payouts import FEES
from tests.company import Company, company

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
BOTH = ("trouble", "fx")


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Company]:
    """Two companies after January: one in which much comes back, one of three currencies."""
    found = {}
    for scenario, days in (("trouble", 29), ("fx", 26)):
        one = found[scenario] = company(tmp_path_factory.mktemp(scenario), scenario)
        one.live(days)
        one.sync()
    return found


def made(one: Company, *, prove: bool = False, **asked: Any) -> Report:
    with one.parts() as parts:
        return report.run(parts, report.scope(parts, **asked), prove=prove)


@pytest.fixture(scope="module")
def reports(companies: dict[str, Company]) -> dict[str, Report]:
    """January of each."""
    return {name: made(one, month="2026-01") for name, one in companies.items()}


def arrived(one: Company) -> list[dict[str, Any]]:
    first, last = (day.isoformat() for day in JANUARY)
    payouts = one.state["gocardless"]["payouts"]
    return [p for p in payouts if p["arrival_date"] and first <= p["arrival_date"] <= last]


@pytest.mark.parametrize("name", BOTH)
def test_each_figure_is_what_gocardless_has(
    name: str, companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    one, found = companies[name], reports[name]
    state = one.state["gocardless"]
    wanted: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for payout in arrived(one):
        sums = wanted[payout["currency"]]
        sums["paid out"] += payout["amount"]
        for item in state["payout_items"][payout["id"]]:
            sums["fees" if item["type"] in FEES else item["type"]] += Decimal(item["amount"])
    totals = rules.totals(rules.split(s.payout, s.items) for s in found.payouts)
    assert [t.currency for t in totals] == sorted(wanted)
    for total in totals:
        sums = wanted[total.currency]
        assert total.paid_out.minor == sums["paid out"]
        assert total.collected.minor == sums["payment_paid_out"]
        assert total.returned.minor == sums["payment_failed"] + sums["payment_charged_back"]
        assert total.refunded.minor == sums["payment_refunded"] + sums["refund"]
        payouts = sum(p["currency"] == total.currency for p in arrived(one))
        assert abs((total.fees + total.vat).minor - sums["fees"]) <= Decimal("0.5") * payouts
        assert (total.unread.minor, total.unexplained.minor, total.other.minor) == (0, 0, 0)


@pytest.mark.parametrize("name", BOTH)
def test_the_lines_of_each_payout_add_up_to_its_figures(
    name: str, reports: dict[str, Report]
) -> None:
    for sheet in reports[name].payouts:
        split = rules.split(sheet.payout, sheet.items)
        lines = sum(line.amount.minor for line in sheet.lines)
        assert lines + (split.fees + split.vat).minor == sheet.payout.amount.minor
        if sheet.journal:
            assert sum(line.functional.minor for line in sheet.journal) == 0
            assert sheet.journal[0].source == sheet.payout.amount


@pytest.mark.parametrize("name", BOTH)
def test_each_amount_leads_to_its_batch_entry_and_posting_in_sage(
    name: str, companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    state = companies[name].state["sage300"]
    receipts = {str(batch["BatchNumber"]): batch for batch in state["receipt_batches"]}
    journals = {batch["BatchNumber"]: batch for batch in state["gl_batches"]}
    seen = 0
    for sheet in reports[name].payouts:
        for place in sheet.places:
            if place.what == "journal":
                batch = journals[place.batch]
                assert sheet.payout.id in batch["Description"]
                assert (place.posting, place.entry) == (batch["PostingSequence"], 1)
        for line in sheet.lines:
            if line.side is None or line.side.what != "receipts":
                continue
            batch = receipts[line.side.batch]
            entry = batch["ReceiptsAdjustments"][line.side.entry - 1]
            assert entry["EntryNumber"] == line.side.entry
            assert entry["CheckReceiptNumber"] == line.receipt
            assert line.payment in line.receipt
            assert entry["CustomerReceiptAmount"] == line.amount.decimal
            assert line.side.posting == batch["PostingSequenceNumber"]
            seen += 1
    assert seen > 5


def test_what_failed_is_what_gocardless_told(
    companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    told = [
        (event["links"]["payment"], event["action"], event["details"]["cause"])
        for event in companies["trouble"].state["gocardless"]["events"]
        if event["resource_type"] == "payments"
        and event["action"] in ("failed", "charged_back", "cancelled")
        and event["created_at"] < "2026-02-01"
    ]
    found = reports["trouble"].endings
    assert sorted((one.payment, one.action, one.cause) for one in found) == sorted(told)
    assert {"failed", "charged_back", "cancelled"} == {one.action for one in found}
    assert all(one.customer and one.name and one.documents for one in found if one.amount)


def test_what_is_open_is_what_sage_has_open(
    companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for document in companies["trouble"].state["sage300"]["documents"]:
        if document["DocumentType"] != "Receipt":
            wanted[document["CurrencyCode"]] += Decimal(document["CustomerCurrencyAmountDue"])
    found = reports["trouble"]
    aged = ageing.documents(found.owed, found.day)
    assert {one.currency: one.balance.decimal for one in aged} == {
        currency: amount for currency, amount in wanted.items() if amount
    }
    assert all(one.stands for one in found.owed if one.balance.minor > 0)


def test_what_waits_for_a_person_is_named_with_what_settles_it(reports: dict[str, Report]) -> None:
    found = reports["trouble"].troubles
    assert {"payment ended", "by hand"} <= {one.kind for one in found}
    assert all(one.subject and one.reason and one.settle for one in found)
    assert reports["trouble"].unmatched[0].amount == Money(6400, "GBP")


def test_a_report_asks_neither_system_and_is_the_same_each_time(
    companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    one = companies["trouble"]
    one.requests()
    assert made(one, month="2026-01") == reports["trouble"]
    assert one.requests() == []


def test_a_payout_alone_has_its_own_lines_and_troubles(
    companies: dict[str, Company], reports: dict[str, Report]
) -> None:
    whole = reports["trouble"]
    sheet = next(s for s in whole.payouts if any("refund" in line.kind for line in s.lines))
    found = made(companies["trouble"], payout=sheet.payout.id.lower())
    assert found.payouts == (sheet,)
    assert found.scope.payout == sheet.payout.id
    assert [one.payout for one in found.troubles] == [sheet.payout.id]
    assert (found.owed, found.charged, found.endings) == ((), (), ())


def test_the_proof_is_there_when_it_is_asked_for(companies: dict[str, Company]) -> None:
    found = made(companies["fx"], month="2026-01", prove=True)
    assert found.proof is not None
    assert found.proof.checks
    assert found.proof.differences == ()


def test_the_days_are_those_of_the_scope(companies: dict[str, Company]) -> None:
    one = companies["trouble"]
    payouts = arrived(one)
    day = date.fromisoformat(payouts[0]["arrival_date"])
    found = made(one, since=day, until=day)
    assert {s.payout.arrival_date for s in found.payouts} == {day}
    assert len(found.payouts) == sum(p["arrival_date"] == day.isoformat() for p in payouts)
    assert {c.payment.charge_date for c in found.charged} <= {day}


def test_payouts_made_at_the_edge_are_told_apart_from_those_that_arrive(
    companies: dict[str, Company],
) -> None:
    one = companies["fx"]
    payouts = one.state["gocardless"]["payouts"]
    late = next(
        p for p in payouts if p["arrival_date"] and p["arrival_date"] > p["created_at"][:10]
    )
    day = date.fromisoformat(late["created_at"][:10])
    found = made(one, since=day, until=day)
    assert late["id"] in {s.payout.id for s in found.made}
    assert late["id"] not in {s.payout.id for s in found.payouts}


def test_a_month_is_the_last_whole_one_when_none_is_named(companies: dict[str, Company]) -> None:
    with companies["trouble"].parts() as parts:
        assert parts.today.month == 2
        assert report.scope(parts) == Scope(*JANUARY)
        assert report.scope(parts, month="2026-02").until == date(2026, 2, 28)
        day = parts.today - timedelta(days=3)
        assert report.scope(parts, since=day) == Scope(day, parts.today)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"month": "2026-13"}, "write it as 2026-01"),
        ({"month": "January"}, "write it as 2026-01"),
        ({"month": "2026-01", "payout": "PO1"}, "of one"),
        ({"month": "2026-01", "since": JANUARY[0]}, "of one"),
        ({"payout": "PO1"}, "no such payout"),
        ({"until": JANUARY[1]}, "--until needs --since"),
        ({"since": JANUARY[1], "until": JANUARY[0]}, "is before"),
    ],
)
def test_what_is_not_clear_is_refused(
    asked: dict[str, Any], said: str, companies: dict[str, Company]
) -> None:
    with companies["fx"].parts() as parts, pytest.raises(UsageError, match=said):
        report.scope(parts, **asked)
