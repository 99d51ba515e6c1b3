"""Documents of several scheduled payments: each is collected by itself, or none of them is."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import (
    BookedLine,
    Claim,
    CreatePayment,
    Document,
    Entry,
    Instalment,
    Money,
    Skip,
)
from s300gc.rules import instalments, invoices
from s300gc.rules.invoices import Holdings, Terms
from tests.rules.make import DAY, customer, document, gbp, mandate

TERMS = Terms("SAMLTD", "SAMLTD CR1", date(2026, 1, 1))
DUE = (date(2026, 1, 9), date(2026, 2, 9), date(2026, 3, 9))
AMOUNTS = ("30.00", "30.00", "40.00")


def schedule(amounts: tuple[str, ...] = AMOUNTS) -> Entry:
    """Three payments, a month apart, of IN1."""
    parts = [
        Instalment(n, due, gbp(amount))
        for n, (due, amount) in enumerate(zip(DUE, amounts, strict=True), start=1)
    ]
    return Entry("C1", "IN1", "7", "1", tuple(parts))


def invoice(balance: str = "100.00") -> Document:
    return document(payments=3, balance=gbp(balance), due=DUE[0], batch="7", entry="1")


def holding(entry: Entry | None = None, **changes: object) -> Holdings:
    return Holdings(
        {"C1": customer()}, {"C1": (mandate(),)},
        entries={("C1", "IN1"): entry or schedule()}, **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def plan(doc: Document, known: Holdings, today: date = DAY) -> list[tuple[str, str]]:
    """What is decided: the claim and amount of each payment, the subject and word of each skip."""
    return [
        (str(step.allocations[0].claim), str(step.amount.decimal))
        if isinstance(step, CreatePayment)
        else (step.subject, step.kind)
        for step in invoices.plan([doc], known, TERMS, today)
    ]


def paid(n: int, amount: str) -> dict[Claim, Money]:
    return {Claim("C1", "IN1", n): gbp(amount)}


# ---------------------------------------------------------------- which of them


def test_each_instalment_is_collected_on_its_own_due_date_for_its_own_amount() -> None:
    assert plan(invoice(), holding()) == [("IN1/1", "30.00")]
    later = date(2026, 2, 20)
    steps = invoices.plan([invoice()], holding(), TERMS, later)
    assert [s.due for s in steps if isinstance(s, CreatePayment)] == list(DUE)
    assert plan(invoice(), holding(), later) == [
        ("IN1/1", "30.00"), ("IN1/2", "30.00"), ("IN1/3", "40.00"),
    ]  # fmt: skip


def test_each_has_its_own_reference_key_and_description() -> None:
    steps = invoices.plan([invoice()], holding(), TERMS, date(2026, 2, 20))
    first, second, _ = [step for step in steps if isinstance(step, CreatePayment)]
    assert first.reference == "SAMLTD payment C1 IN1/1 #1"
    assert second.reference == "SAMLTD payment C1 IN1/2 #1"
    assert first.key != second.key
    assert second.description == "Invoice IN1, payment 2 of 3"
    assert dict(second.metadata)["documents"] == "IN1/2=30.00"


def test_one_that_is_under_way_leaves_the_others_alone() -> None:
    known = holding(live=(live := {Claim("C1", "IN1", 1): "PM1"}), collecting=paid(1, "30.00"))
    assert live
    assert plan(invoice(), known, date(2026, 2, 1)) == [("IN1/1", "under-way"), ("IN1/2", "30.00")]


def test_one_that_our_receipt_has_paid_is_not_collected_again() -> None:
    known = holding(received=paid(1, "30.00"))
    assert plan(invoice("70.00"), known, date(2026, 2, 1)) == [("IN1/2", "30.00")]


def test_what_is_left_of_one_that_was_partly_paid_is_collected() -> None:
    known = holding(received=paid(1, "10.00"))
    assert plan(invoice("90.00"), known) == [("IN1/1", "20.00")]


def test_an_unposted_receipt_of_others_is_taken_off_the_instalment_it_is_for() -> None:
    known = holding(pending=paid(1, "12.50"))
    assert plan(invoice(), known) == [("IN1/1", "17.50")]


# ---------------------------------------------------------------- where none is


def test_a_balance_that_does_not_fit_our_receipts_is_left_to_a_person() -> None:
    (found,) = invoices.plan([invoice("85.00")], holding(), TERMS, DAY)
    assert isinstance(found, Skip)
    assert found.kind == "balance"
    assert "85.00 GBP is open, but its 3 payments less our receipts come to 100.00" in found.reason
    assert plan(invoice("85.00"), holding(received=paid(1, "30.00"))) == [("IN1", "balance")]
    # More was received than the instalment came to: whatever that was, it is no reason to go on.
    over = holding(received=paid(1, "40.00"))
    assert plan(invoice("60.00"), over) == [("IN1", "balance")]


def test_the_last_one_is_collected_for_what_is_open_whoever_paid_of_it() -> None:
    known = holding(received={**paid(1, "30.00"), **paid(2, "30.00")})
    late = date(2026, 3, 1)
    assert plan(invoice("25.00"), known, late) == [("IN1/3", "25.00")]
    assert plan(invoice("41.00"), known, late) == [("IN1", "balance")]
    # It is not certain that the 25.00 are of the second.
    assert plan(invoice("55.00"), holding(received=paid(1, "30.00")), late) == [("IN1", "balance")]


def test_a_batch_that_was_cleared_is_said() -> None:
    lost = replace(schedule(), instalments=(), found=False)
    (found,) = invoices.plan([invoice()], holding(lost), TERMS, DAY)
    assert isinstance(found, Skip)
    assert "its invoice batch 7 is not in Sage 300 any more (clear history)" in found.reason


@pytest.mark.parametrize(
    "other",
    [
        replace(schedule(), instalments=schedule().instalments[:2]),
        replace(
            schedule(),
            instalments=tuple(
                replace(part, amount=Money(part.amount.minor, "EUR"))
                for part in schedule().instalments
            ),
        ),
    ],
)
def test_a_schedule_that_is_not_the_documents_is_said(other: Entry) -> None:
    assert plan(invoice(), holding(other)) == [("IN1", "no-schedule")]


def test_nothing_is_said_while_no_instalment_is_due() -> None:
    late = replace(
        schedule(),
        instalments=tuple(replace(p, due=date(2026, 6, p.number)) for p in schedule().instalments),
    )
    assert plan(invoice(), holding(late)) == []


def test_a_collection_for_more_than_its_instalment_holds_up_the_others() -> None:
    known = holding(live={Claim("C1", "IN1", 1): "PM1"}, collecting=paid(1, "45.00"))
    late = date(2026, 3, 1)
    assert plan(invoice(), known, late) == [
        ("IN1/1", "under-way"), ("IN1/2", "balance"), ("IN1/3", "balance"),
    ]  # fmt: skip


def test_a_discount_belongs_to_its_instalment() -> None:
    first, *others = schedule().instalments
    kind = replace(first, discount=gbp("0.50"), discount_until=date(2026, 1, 9))
    entry = replace(schedule(), instalments=(kind, *others))
    assert plan(invoice(), holding(entry), DAY.replace(day=8)) == [
        ("IN1/1", "discount"),
    ]  # fmt: skip
    known = holding(entry)
    assert plan(invoice(), known, date(2026, 1, 12)) == [("IN1/1", "30.00"), ("IN1/2", "30.00")]


# ---------------------------------------------------------------- what receipts have paid


def line(
    kind: str, amount: str, receipt: str = "", payout: str = "PO1", pm: str = "PM1"
) -> BookedLine:
    return BookedLine(
        payout, pm, kind, "C1", Claim("C1", "IN1", 1), "DOM", "1100",
        gbp(amount), gbp(amount), receipt, "B" if receipt else "",
    )  # fmt: skip


IN, BACK = "payment_paid_out", "payment_failed"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(IN, "30", "PM1-1")], "30"),
        # Without receipts the invoice is still open in Sage 300.
        ([line(IN, "30")], "0"),
        # It came and went in one payout, then came again: one receipt.
        ([line(IN, "30"), line(BACK, "30"), line(IN, "30", "PM1-1")], "30"),
        # The debit note carries the debt; the invoice stays paid.
        ([line(IN, "30", "PM1-1"), line(BACK, "30", "PM1-R1", "PO2")], "30"),
        # The retry pays the note.
        (
            [
                line(IN, "30", "PM1-1"), line(BACK, "30", "PM1-R1", "PO2"),
                line(IN, "30", "PM1-2", "PO3"),
            ],
            "30",
        ),
        # Without a note a person reverses the receipt.
        ([line(IN, "30", "PM1-1"), line(BACK, "30", "", "PO2")], "0"),
        # Two payments of one claim, one after the other.
        ([line(IN, "10", "PM1-1"), line(IN, "20", "PM2-1", "PO2", "PM2")], "30"),
        # What has nothing to do with receipts.
        ([line(IN, "30", "PM1-1"), line("payment_refunded", "30", "", "PO2")], "30"),
    ],
)  # fmt: skip
def test_what_receipts_have_paid_of_a_claim(lines: list[BookedLine], expected: str) -> None:
    found = instalments.received(lines).get(Claim("C1", "IN1", 1), gbp("0"))
    assert found == gbp(expected)


# ---------------------------------------------------------------- never beyond


@st.composite
def histories(draw: st.DrawFn) -> tuple[Document, Holdings, date]:
    """Any schedule with any receipts, doors, unposted receipts and balance."""
    count = draw(st.integers(2, 5))
    amounts = draw(st.lists(st.integers(1, 500), min_size=count, max_size=count))
    days = sorted(draw(st.lists(st.dates(DAY, date(2026, 6, 1)), min_size=count, max_size=count)))
    parts = [
        Instalment(n, day, Money(amount, "GBP"))
        for n, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1)
    ]
    received, live, collecting, pending = {}, {}, {}, {}
    for part in parts:
        claim, amount = Claim("C1", "IN1", part.number), part.amount.minor
        if draw(st.booleans()):
            received[claim] = Money(draw(st.integers(0, amount)), "GBP")
        if draw(st.integers(0, 3)) == 0:
            live[claim] = f"PM{part.number}"
            collecting[claim] = Money(draw(st.integers(1, amount)), "GBP")
        if draw(st.integers(0, 3)) == 0:
            pending[claim] = Money(draw(st.integers(1, amount)), "GBP")
    fits = sum(amounts) - sum(money.minor for money in received.values())
    balance = draw(st.sampled_from([fits, fits, fits, fits - 1, fits + 1, fits // 2]))
    doc = document(payments=count, balance=Money(balance, "GBP"), due=days[0])
    entry = Entry("C1", "IN1", "7", "1", tuple(parts))
    known = holding(entry, received=received, live=live, collecting=collecting, pending=pending)
    return doc, known, draw(st.dates(DAY, date(2026, 6, 1)))


@given(histories())
def test_instalments_are_never_collected_beyond_what_is_open(
    history: tuple[Document, Holdings, date],
) -> None:
    doc, known, today = history
    steps = invoices.plan([doc], known, TERMS, today)
    collected = [step for step in steps if isinstance(step, CreatePayment)]
    entry = known.entries[("C1", "IN1")]
    nothing = gbp("0")
    # A door of one that is paid stands for its debit note.
    running = sum(
        money.minor
        for claim, money in known.collecting.items()
        if known.received.get(claim, nothing) != entry.instalments[claim.instalment - 1].amount
    )
    if collected:
        assert sum(s.amount.minor for s in collected) + running <= doc.balance.minor
    for step in collected:
        (part,) = step.allocations
        whole = entry.instalments[part.claim.instalment - 1].amount
        assert part.amount.minor <= whole.minor - known.received.get(part.claim, nothing).minor
        assert part.claim not in known.live
    claims = [step.allocations[0].claim for step in collected]
    assert all(one < other for one, other in pairwise(sorted(claims)))


def test_a_receipt_is_applied_to_what_is_certainly_open_of_each() -> None:
    claims = [Claim("C1", "IN1", n) for n in (1, 2, 3)]
    zero = gbp("0.00")
    found = instalments.open_parts(invoice("70.00"), schedule(), paid(1, "30.00"))
    assert [found[one] for one in claims] == [zero, gbp("30.00"), gbp("40.00")]
    unsure = instalments.open_parts(invoice("65.00"), schedule(), paid(1, "30.00"))
    assert [unsure[one] for one in claims] == [zero, zero, zero]
    assert set(instalments.open_parts(invoice(), None, {}).values()) == {zero}
