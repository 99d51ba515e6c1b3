"""Documents of construction: what is kept back is left alone, and the books agree all the same."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from tests.company import company


def test_what_keeps_back_and_what_asks_for_it_is_not_collected(tmp_path: Path) -> None:
    one = company(tmp_path)
    sage, today = one.world.sage300, one.world.timeline.today
    due = today + timedelta(days=5)
    sage.post_invoice("C1001", "KEPT", Decimal(100), today, due, retained=Decimal(10))
    sage.post_invoice(
        "C1001", "ASKED", Decimal(4), today, due, kind="RetainageInvoice", original="KEPT"
    )
    one.live(20)
    collected = {document.partition("/")[0] for document in one.collections()}
    assert collected
    assert not {"KEPT", "ASKED"} & collected
    assert one.reconcile().differences == ()
    assert one.gaps() == {}
    balances = one.state["sage300"]["gl_balances"]
    assert balances["1180"] == "6.00"
