"""What random histories have found, each told by itself."""

from decimal import Decimal
from pathlib import Path

from tests.flows.collectors import company_of, owe, said, today


def test_a_credit_is_not_spent_on_what_a_cheque_not_yet_posted_pays(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='credits = "net"')
    owe(one, "CN1", "40.00", kind="CreditNote")
    owe(one, "IN1", "70.00", days=10)
    one.sync()
    assert set(said(one)) == {"IN1/1=30.00"}
    one.world.sage300.enter_receipt("C1", Decimal(70), today(one), "BANK", {"IN1": Decimal(70)})
    owe(one, "IN2", "50.00", days=12)
    one.sync()
    assert set(said(one)) == {"IN1/1=30.00", "IN2/1=10.00"}
