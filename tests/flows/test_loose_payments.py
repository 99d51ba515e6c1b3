"""Payments that somebody made in the dashboard get an invoice where the settings say so."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import ConfigError
from tests.company import Company
from tests.flows.collectors import balance, company_of, owe, settled
from tests.flows.subscribers import month, one_off
from tests.flows.test_applying import applications, ours, worklist

ALL = 'create = "all"\ncreate_distribution = "SALES"\n'
BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])


def collector(folder: Path, credit: str = "ar-control", invoices: str = ALL) -> Company:
    """A company whose customer, outside of tax, has a mandate."""
    one = company_of(folder, credit=credit, invoices=invoices)
    one.world.sage300.edit_customer("C1", TaxGroup="NOTAX")
    return one


def dashboard(one: Company, amount: int = 12000) -> str:
    """Somebody collects in the GoCardless dashboard."""
    one.sync()
    mandate = one.state["gocardless"]["mandates"][0]["id"]
    return one.world.gocardless.dashboard_payment(mandate, amount, "Repair")


def drafts(one: Company) -> list[Any]:
    return ours(one, "invoice_batches")


def until(one: Company, kind: str) -> None:
    for _ in range(40):
        if ours(one, kind):
            return
        month(one, 1, invoiced=False)
    raise AssertionError(f"none of {kind}")


@BOTH
def test_it_is_invoiced_booked_and_applied_once_a_person_has_posted(
    tmp_path: Path, credit: str
) -> None:
    one = collector(tmp_path, credit)
    payment = dashboard(one)
    until(one, "receipt_batches")
    (draft,) = drafts(one)
    (entry,) = draft["Invoices"]
    assert draft["BatchStatus"] == "Open"
    assert entry["DocumentNumber"] == f"{payment}-I"
    assert entry["DocumentTotalIncludingTax"] == 120
    assert any("before an invoice" in item for item in worklist(one))
    one.sync()
    assert applications(one) == []
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    one.sync()
    assert balance(one, f"{payment}-I") == 0
    assert len(applications(one)) == 1
    assert worklist(one) == []
    one.requests()
    one.sync()
    assert [r["path"] for r in one.requests() if r["method"] not in ("GET", "HEAD")] == []
    assert one_off(one) == []
    settled(one)


def test_posted_before_the_payout_its_receipt_closes_it_at_once(tmp_path: Path) -> None:
    one = collector(tmp_path)
    payment = dashboard(one)
    until(one, "invoice_batches")
    (draft,) = drafts(one)
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    until(one, "receipt_batches")
    assert balance(one, f"{payment}-I") == 0
    assert applications(one) == []
    assert one_off(one) == []
    settled(one)


@pytest.mark.parametrize("when", ["before", "after", "late"])
def test_a_lost_answer_makes_one_invoice(tmp_path: Path, when: str) -> None:
    one = collector(tmp_path)
    dashboard(one)
    one.fault(
        {
            "system": "sage300", "method": "POST", "path": "/AR/ARInvoiceBatches",
            "nth": 1, "when": when, "late_calls": 1, "what": "reset",
        }
    )  # fmt: skip
    until(one, "receipt_batches")
    assert len(drafts(one)) == 1


def test_where_the_customer_owes_something_a_person_decides(tmp_path: Path) -> None:
    one = collector(tmp_path, invoices=ALL.replace("\n", '\nkinds = ["Interest"]\n', 1))
    dashboard(one)
    owe(one, "IN1", "120.00", days=30)
    told = []
    for _ in range(12):
        told += [s.reason for outcome in one.sync() for s in outcome.skips()]
        one.world.advance(1)
    assert any("it may be for IN1 of C1" in reason for reason in told)
    assert drafts(one) == []


def test_a_total_with_tax_that_was_not_collected_is_told(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=ALL)
    dashboard(one)
    until(one, "invoice_batches")
    said = [failed.error for outcome in one.sync() for failed in outcome.failures()]
    assert any("stands at 144.00 GBP, 120.00 GBP was collected" in text for text in said)


@pytest.mark.parametrize("setting", ["never", "subscriptions"])
def test_without_the_setting_nothing_is_invoiced(tmp_path: Path, setting: str) -> None:
    one = collector(tmp_path, invoices=f'create = "{setting}"')
    dashboard(one)
    until(one, "receipt_batches")
    assert drafts(one) == []
    settled(one)


def test_all_needs_a_distribution_code(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='create = "all"')
    with pytest.raises(ConfigError, match="create_distribution"):
        _ = one.config


def test_the_amount_of_an_invoice_is_exact(tmp_path: Path) -> None:
    one = collector(tmp_path)
    dashboard(one, 12345)
    until(one, "invoice_batches")
    (entry,) = drafts(one)[0]["Invoices"]
    assert entry["DocumentTotalIncludingTax"] == Decimal("123.45")
