"""The rules of a reconciliation, each by itself."""

from dataclasses import replace
from datetime import date

import pytest

from s300gc.model import Batch, LedgerLine, Money
from s300gc.model.proofs import HalfBooked, MeantJournal, PostedReceipt
from s300gc.rules import balances_proved, collected_proved, journals_proved, receipts_proved
from s300gc.rules.differences import CODES, Line, merged
from s300gc.rules.half_booked import half_booked
from s300gc.rules.in_transit import in_transit
from s300gc.rules.reconcile import Side, prove
from tests.test_docs import README

DAY = date(2026, 1, 20)


def pounds(minor: int) -> Money:
    return Money(minor, "GBP")


def side(left: int, right: int = 0, key: str = "1100") -> Side:
    return Side("proof", key, pounds(left), "GL", pounds(right), "AR")


def line(code: str, subject: str, **moves: int) -> Line:
    sums = tuple((key.strip("_"), pounds(minor)) for key, minor in moves.items())
    return Line(code, subject, sums[0][1], "GL", DAY, "why", "how", sums)


JOURNAL = MeantJournal(
    "GC POAAAA", "POAAAA", "000001", DAY, "1195", pounds(970),
    (("1100", pounds(-1000)), ("1195", pounds(970)), ("7900", pounds(30))), done=True,
)  # fmt: skip


def posted(batch: str = "000001", *, source: str = "GL-GC", **amounts: int) -> list[LedgerLine]:
    return [
        LedgerLine(account.strip("_"), pounds(minor), source, batch, "1", DAY, "", "")
        for account, minor in amounts.items()
    ]


AS_SENT = {"_1100": -1000, "_1195": 970, "_7900": 30}


# ---------------------------------------------------------------- proofs


def test_every_reason_stands_in_the_readme_with_its_level_and_no_other() -> None:
    section = README.split("\n## Reconciliation\n")[1].split("\n## ")[0]
    rows = [row.strip("| ").split(" | ") for row in section.splitlines() if row.startswith("| `")]
    assert {code.strip("`"): (level, text) for code, level, text in rows} == CODES


def test_a_gap_without_a_reason_is_a_line_of_its_own() -> None:
    (check,), lines = prove([side(500, 300)], [])
    assert [(one.code, one.subject, one.amount.minor) for one in lines] == [
        ("unexplained", "1100", 200)
    ]
    assert (check.holds, check.difference.minor) == (False, 200)


def test_what_only_waits_explains_a_gap() -> None:
    (check,), lines = prove([side(500, 300)], [line("half-booked", "PO1", _1100=200)])
    assert (check.holds, check.difference.minor, len(lines)) == (True, 0, 1)


def test_two_wrongs_that_cancel_are_told_both() -> None:
    wrongs = [line("batch-edited", "PO1", _1100=50), line("journal-twice", "PO2", _1100=-50)]
    (check,), lines = prove([side(300, 300)], wrongs)
    assert not check.holds
    assert len(lines) == 2


def test_other_peoples_journals_are_told_only_where_they_explain_a_gap() -> None:
    honest = [line("journal-by-hand", "1", _1100=70), line("journal-by-hand", "2", _1100=-70)]
    assert prove([side(300, 300)], [], honest)[1] == []
    guilty = line("journal-by-hand", "3", _1100=25)
    assert prove([side(325, 300)], [], [*honest, guilty])[1] == [*honest, guilty]
    old = line("journal-by-hand", "4", _1100=9)
    assert prove([side(325, 300)], [], [old, guilty])[1] == [guilty]


def test_one_cause_is_one_line() -> None:
    twice = [line("batch-edited", "PO1", _1100=50), line("batch-edited", "PO1", _1195=20, _1100=5)]
    (one,) = merged([*twice])
    assert dict(one.moves) == {"1100": pounds(55), "1195": pounds(20)}


# ---------------------------------------------------------------- journals


def test_a_journal_as_it_was_sent_is_no_line() -> None:
    judged = journals_proved.judge([JOURNAL], posted(**AS_SENT), {})
    assert (judged.lines, judged.strangers) == ((), ())
    assert judged.posted == {"GC POAAAA"}


@pytest.mark.parametrize(
    ("done", "batch", "code"),
    [
        (True, None, "sage-restored"),
        (True, Batch("000001", "Depreciation", "Posted"), "sage-restored"),
        (True, Batch("000001", "GC POAAAA", "Open"), "sage-restored"),
        (False, Batch("000001", "GC POAAAA", "Deleted"), "batch-deleted"),
        (False, Batch("000001", "GC POAAAA", "Posted", errors=1), "error-batch"),
        (False, Batch("000001", "GC POAAAA", "Open"), "batch-not-posted"),
        (False, Batch("000001", "GC POAAAA", "ReadyToPost"), "batch-not-posted"),
    ],
)
def test_why_a_journal_is_not_posted(done: bool, batch: Batch | None, code: str) -> None:
    one = replace(JOURNAL, done=done)
    judged = journals_proved.judge([one], [], {one.reference: batch})
    assert [(o.code, o.subject, o.amount.minor) for o in judged.lines] == [(code, "POAAAA", 970)]
    assert dict(judged.lines[0].moves)["1195"] == pounds(-970)
    assert bool(judged.gone) == (code in ("sage-restored", "batch-deleted"))


def test_a_batch_number_that_a_restored_sage_gave_to_somebody_else_is_not_ours() -> None:
    other = posted(source="GL-JE", _1100=-7)
    judged = journals_proved.judge([JOURNAL], other, {JOURNAL.reference: None})
    assert [one.code for one in judged.lines] == ["sage-restored"]
    assert judged.strangers == (tuple(other),)


def test_an_entry_that_was_in_error_counts_where_its_error_batch_is_posted() -> None:
    lines = [replace(o, description="Payout POAAAA") for o in posted("000009", **AS_SENT)]
    error = Batch("000001", "GC POAAAA", "Posted", errors=1)
    judged = journals_proved.judge([JOURNAL], lines, {JOURNAL.reference: error})
    assert (judged.lines, judged.strangers, judged.numbers) == ((), (), {"000009"})


@pytest.mark.parametrize("text", ["", "POAAAA by hand"])
def test_a_payout_that_somebody_entered_again_is_known_by_its_text_or_its_amounts(
    text: str,
) -> None:
    again = [replace(o, description=text) for o in posted("000009", source="GL-JE", **AS_SENT)]
    found, suspects = journals_proved.twice([again], [JOURNAL], {"POAAAA"})
    assert [(one.code, one.subject) for one in found] == [("journal-twice", "POAAAA")]
    assert suspects == []


# ---------------------------------------------------------------- AR


@pytest.mark.parametrize(
    ("kind", "side_", "done", "code", "minor"),
    [
        ("payment_paid_out", "GC POAAAA 1/1", ("J",), "half-booked", -100),
        ("payment_paid_out", "GC POAAAA 1/1", ("GC POAAAA 1/1",), "half-booked", 100),
        ("payment_charged_back", "", ("J",), "return-not-in-ar", 100),
        ("payment_refunded", "", ("J",), "refund-without-credit-note", 100),
        ("payment_paid_out", "", ("J",), "half-booked", -100),
    ],
)
def test_what_half_a_booking_leaves(
    kind: str, side_: str, done: tuple[str, ...], code: str, minor: int
) -> None:
    one = HalfBooked("POAAAA", "PM1", kind, "C1", "1190", pounds(100), DAY, "J", side=side_)
    (found,) = half_booked([one], done, receipts=True, gone={})
    assert (found.code, found.moves) == (code, (("1190", pounds(minor)),))
    assert half_booked([one], {*done, "J", side_} - {""}, receipts=True, gone={}) == (
        [] if side_ else [found]
    )


def test_without_receipts_it_is_said_which_bank_closes_the_invoices() -> None:
    one = HalfBooked("POAAAA", "PM1", "payment_paid_out", "C1", "1100", pounds(100), DAY, "J")
    (found,) = half_booked([one], {"J"}, receipts=False, gone={})
    assert (found.code, found.level) == ("receipts-none", "waiting")
    real = PostedReceipt("BANK", "C1", "CHQ1", pounds(100), pounds(100), DAY, None, "9")
    twice = receipts_proved.cash_twice([real], {"GC1100"}, {}, {("C1", str(pounds(100)))})
    assert [one.code for one in twice] == ["closed-through-other-bank"]
    ours = replace(real, bank="GC1100")
    assert receipts_proved.cash_twice([ours], {"GC1100"}, {}, {("C1", str(pounds(100)))}) == []


def test_a_document_that_nobody_has_is_gone_and_one_of_another_customer_is_renumbered() -> None:
    collected = {("C1", "IN1"): pounds(100), ("C2", "IN2"): pounds(50)}
    found = collected_proved.absent(collected, {("C9", "IN2")})
    assert [(one.code, one.subject) for one in found] == [
        ("document-gone", "IN1"), ("customer-renumbered", "C2"),
    ]  # fmt: skip


def test_a_draft_that_was_put_aside_is_named_until_it_is_gone() -> None:
    open_ = [("GL", "000007", "DUPLICATE of 000006, do not post"), ("GL", "000006", "GC POAAAA")]
    (found,) = collected_proved.drafts(open_, {"GL": {"000006"}}, "GBP")
    assert (found.code, found.subject) == ("stray-draft", "GL 000007")


# ---------------------------------------------------------------- balances


@pytest.mark.parametrize(
    ("balance", "record", "code"),
    [
        (9_990, 10_000, "fees-to-come"),
        (20_000, 10_000, "balance-differs"),
        (0, -9_000, "repaid-to-gocardless"),
    ],
)
def test_why_gocardless_holds_another_amount(balance: int, record: int, code: str) -> None:
    found = balances_proved.gap(pounds(balance), pounds(record), [pounds(record)])
    assert found is not None
    assert (found.code, found.amount.minor) == (code, balance - record)
    assert balances_proved.gap(pounds(record), pounds(record), []) is None


def test_what_is_in_transit_is_itemised_by_age() -> None:
    lines = [
        replace(one, dated=date(2026, 1, day))
        for batch, day, minor in (("1", 5, 100), ("2", 6, 200), ("3", 9, 300), ("8", 10, -200))
        for one in posted(batch, _1195=minor)
    ]
    payouts = {"1": "PO1", "2": "PO2", "3": "PO3"}
    found = in_transit("1195", lines, payouts, date(2026, 1, 15))
    assert [(one.payout, one.amount.minor, one.days) for one in found] == [
        ("PO1", 100, 10), ("PO3", 300, 6),
    ]  # fmt: skip
    lump = posted("9", _1195=-150)
    found = in_transit("1195", [*lines, *lump], payouts, date(2026, 1, 20))
    assert [(one.payout, one.amount.minor) for one in found] == [("PO3", 250)]
