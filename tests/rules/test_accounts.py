"""Which accounts a payout posts to, and what is said of one that would refuse it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from s300gc.model import (
    DebitNote,
    GLAccount,
    Journal,
    JournalLine,
    NoteBatch,
    Receipt,
    ReceiptBatch,
)
from s300gc.rules.accounts import demands, misfit, misfits, named
from tests.rules.make import BOOKS, CLEARING, DAY, PERIOD, gbp

CONTROL = GLAccount("1100", "Receivables", True, True, ("AR", "GL"))


def journal(*accounts: str, ledger: str = "GL") -> Journal:
    lines = tuple(
        JournalLine(one, gbp("1.00"), gbp("1.00"), Decimal(1), "SP", "", "") for one in accounts
    )
    return Journal("GC PO1", "", DAY, PERIOD, ledger, "GC", lines)


def receipts(x: str) -> ReceiptBatch:
    receipt = Receipt("PM1-1", "C1", "DOM", gbp("1.00"), DAY, "", "", ())
    return ReceiptBatch("GC PO1 1/1", "GCX", x, DAY, PERIOD, "GC", (receipt,))


def notes(x: str) -> NoteBatch:
    note = DebitNote("PM1-R1", "PM1", "C1", "DOM", x, gbp("1.00"), DAY, "", "", "NOTAX")
    return NoteBatch("GC PO1 N 1/1", DAY, PERIOD, (note,))


def test_the_journal_posts_from_its_own_ledger_and_receipts_and_notes_from_ar() -> None:
    steps = [journal("1000", "1100"), receipts("1100"), notes("1110")]
    assert demands(steps) == {"1000": ("GL-GC",), "1100": ("AR", "GL-GC"), "1110": ("AR",)}


def test_each_account_is_named_with_the_settings_that_name_it() -> None:
    euros = BOOKS.model_copy(update={"bank_account": "1001"})
    found = named({"books": BOOKS, "books.EUR": euros})
    assert found["1000"] == ("books.bank_account",)
    assert found["1001"] == ("books.EUR.bank_account",)
    assert found["7900"] == ("books.fees_account",)
    assert "ar-control" not in found
    assert named({"books": CLEARING})["1190"] == ("books.credit",)
    assert "not-recoverable" not in named(
        {"books": BOOKS.model_copy(update={"fees_tax_account": "not-recoverable"})}
    )


@pytest.mark.parametrize(
    ("found", "settings", "words"),
    [
        (None, ("books.fees_account",), ["is not in the general ledger", "books.fees_account"]),
        (None, (), ["is not in the general ledger", "correct the account set in AR"]),
        (replace(CONTROL, active=False), (), ["is inactive", "make it active"]),
        (
            replace(CONTROL, sources=("AR",)),
            (),
            ["takes no entries of source ledger GL (only AR)", "add GL to the subledgers",
             "set books.credit to a clearing account"],
        ),
        (
            replace(CONTROL, sources=()),
            ("books.bank_account",),
            ["source ledger AR and GL (only none)", "in books.bank_account that is no control"],
        ),
    ],
)  # fmt: skip
def test_an_account_that_would_refuse_is_named_with_what_puts_it_right(
    found: GLAccount | None, settings: tuple[str, ...], words: list[str]
) -> None:
    wrong = misfit("1100", ("AR", "GL"), found, settings)
    assert wrong is not None
    for word in ["1100", *words]:
        assert word in str(wrong)


@pytest.mark.parametrize(
    "found",
    [
        CONTROL,
        replace(CONTROL, sources=None),
        GLAccount("1100", "No control account", True, False, None),
    ],
)
def test_what_takes_our_entries_or_may_take_them_is_no_misfit(found: GLAccount) -> None:
    assert misfit("1100", ("AR", "GL"), found) is None


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (("AR", "GL-GC"), ""),
        (("AR-PY", "AR-DN", "GL"), ""),
        (("AR", "GL-JE"), "no entries of source code GL-GC (only AR, GL-JE): add GL-GC"),
        (("GL-GC",), "no entries of source ledger AR (only GL-GC): add AR"),
    ],
)
def test_a_control_account_may_list_single_source_codes(
    listed: tuple[str, ...], words: str
) -> None:
    wrong = misfit("1100", ("AR", "GL-GC"), replace(CONTROL, sources=listed))
    assert words in str(wrong or "")
    assert bool(wrong) == bool(words)


def test_only_the_accounts_of_these_batches_are_looked_at() -> None:
    chart = {"1000": GLAccount("1000", "Bank", True, False), "1100": CONTROL}
    assert misfits([journal("1000", "1100")], chart, {}) == []
    wrong = misfits([journal("1000", "1100", ledger="GC"), receipts("1190")], chart, {})
    assert [one.account for one in wrong] == ["1100", "1190"]
