"""Why a debit note's line must be X, and why only after a receipt: a late failure of 100."""

from decimal import Decimal

import pytest

from s300gc.sandbox.world import World
from tests import clerk

CONTROL, CLEARING, BANK, REVENUE = "1100", "1190", "1000", "4000"

TABLE = [
    # credit, receipt posted, debit note line -> control, subledger, clearing
    (CONTROL, True, None, 100, 0, 0),
    (CONTROL, True, REVENUE, 200, 100, 0),
    (CONTROL, True, CONTROL, 100, 100, 0),
    (CONTROL, False, CONTROL, 100, 200, 0),
    (CLEARING, True, REVENUE, 100, 100, 100),
    (CLEARING, True, CLEARING, 100, 100, 0),
    (CONTROL, False, None, 100, 100, 0),
    (CLEARING, False, None, 100, 100, 0),
]


@pytest.mark.parametrize(("x", "receipt", "line", "control", "subledger", "clearing"), TABLE)
def test_a_late_failure_of_one_hundred(
    x: str, receipt: bool, line: str | None, control: int, subledger: int, clearing: int
) -> None:
    world = World.new("empty")
    sage, today = world.sage300, world.timeline.today
    sage.add_customer("C1", "Acme", "acme@example.com")
    sage.post_invoice("C1", "IN1", Decimal(100), today, today)
    clerk.journal(world, "GC", (BANK, 100), (x, -100))
    if receipt:
        sage.post_receipt("C1", Decimal(100), today, f"GC{x}", {"IN1": Decimal(100)})
    clerk.journal(world, "GC", (x, 100), (BANK, -100))
    if line is not None:
        clerk.debit_note(world, "C1", "PM1-R1", 100, line)
    sage.post_ar_gl_batches()
    state = sage.state()
    balances = {account: Decimal(amount) for account, amount in state["gl_balances"].items()}
    assert balances[CONTROL] == control
    assert Decimal(state["open_documents"][CONTROL]) == subledger
    assert balances.get(CLEARING, Decimal(0)) == clearing
    right = (line == x) if receipt else line is None
    agrees = control == subledger == 100 and clearing == 0 and balances[REVENUE] == -100
    assert right == agrees


def test_one_bank_for_two_control_accounts_is_right_only_in_the_sum() -> None:
    world = World.new("empty")
    sage, today = world.sage300, world.timeline.today
    sage.add_customer("C1", "Acme", "a@example.com")
    sage.add_customer("C2", "Export", "b@example.com", account_set="EXP")
    sage.post_invoice("C1", "IN1", Decimal(600), today, today)
    sage.post_invoice("C2", "IN2", Decimal(370), today, today)
    clerk.journal(world, "GC", (BANK, 970), ("1100", -600), ("1110", -370))
    sage.post_receipt("C1", Decimal(600), today, "GC1100", {"IN1": Decimal(600)})
    sage.post_receipt("C2", Decimal(370), today, "GC1100", {"IN2": Decimal(370)})
    sage.post_ar_gl_batches()
    state = sage.state()
    balances = {account: Decimal(amount) for account, amount in state["gl_balances"].items()}
    assert (balances["1100"], balances["1110"]) == (370, -370)
    assert {Decimal(open_) for open_ in state["open_documents"].values()} == {Decimal(0)}
