"""Money of subscriptions whose invoice is late, or that nobody invoices."""

from pathlib import Path
from typing import Any

import pytest

from tests.company import Company
from tests.flows.collectors import settled
from tests.flows.subscribers import landlord, month, of_subscriptions, one_off, paid


def test_money_without_an_invoice_is_unapplied_cash_on_the_worklist(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    month(one, 45, invoiced=False)
    waiting = [s for s in of_subscriptions(one.sync()).skips() if s.kind == "no-invoice"]
    assert len(waiting) == 1
    with one.parts() as parts:
        work = parts.store.payouts.worklist()
    assert any("came before an invoice of it was posted" in str(item) for item in work)
    one.world.sage300.generate_recurring()
    one.sync()
    assert one_off(one) == []


# ---------------------------------------------------------------- invoices that nobody makes

CREATE = 'create = "subscriptions"\n\n[subscriptions]\ncharges = ["RENT"]\n'


def drafts(one: Company) -> list[Any]:
    return [b for b in one.state["sage300"]["invoice_batches"] if b["made_by"] == "tool"]


def test_money_that_sage_invoices_nobody_for_gets_an_invoice_to_be_posted(tmp_path: Path) -> None:
    one = landlord(tmp_path, settings=CREATE)
    month(one, 29, invoiced=False)
    (batch,) = drafts(one)
    assert batch["BatchStatus"] == "Open"
    (entry,) = batch["Invoices"]
    (payment,) = paid(one)
    assert entry["DocumentNumber"] == f"{payment['id']}-I"
    assert entry["DocumentTotalIncludingTax"] == 120
    one.world.sage300.post_invoice_batch(int(batch["BatchNumber"]))
    month(one, 10, invoiced=False)
    assert len(drafts(one)) == 1
    assert one.world.sage300.balance("C1", entry["DocumentNumber"]) == 0
    assert one_off(one) == []
    settled(one)


def test_a_charge_that_sage_invoices_itself_is_never_invoiced_by_us(tmp_path: Path) -> None:
    one = landlord(tmp_path, settings=CREATE)
    month(one, 31)
    month(one, 45, invoiced=False)
    assert len(paid(one)) == 2
    assert drafts(one) == []


@pytest.mark.parametrize("when", ["before", "after", "late"])
def test_a_lost_answer_makes_no_second_invoice(tmp_path: Path, when: str) -> None:
    one = landlord(tmp_path, settings=CREATE)
    month(one, 28, invoiced=False)
    one.fault(
        {
            "system": "sage300", "method": "POST", "path": "/AR/ARInvoiceBatches",
            "nth": 1, "when": when, "late_calls": 1, "what": "reset",
        }
    )  # fmt: skip
    month(one, 4, invoiced=False)
    batches = [b for b in drafts(one) if not b["Description"].startswith("DUPLICATE")]
    assert len(batches) == 1
