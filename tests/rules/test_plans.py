"""Any documents, credits, doors and settings: what must hold of every plan."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from s300gc.invoice_settings import InvoiceSettings, LimitSettings, SafetySettings
from s300gc.model import Claim, CreatePayment, Document, Entry, Instalment, Money, Skip
from s300gc.rules import invoices
from s300gc.rules.charging import MINIMUM
from s300gc.rules.choosing import Terms
from s300gc.rules.holdings import Holdings
from s300gc.rules.safety import SAFETY
from tests.rules.make import DAY, customer, document, mandate

CUSTOMERS = ("C1", "C2", "C3")
TERMS = Terms("SAMLTD", "SAMLTD CR1", date(2026, 1, 1))
HORIZON = DAY + timedelta(days=TERMS.settings.horizon_days)


@dataclass(frozen=True)
class World:
    documents: tuple[Document, ...]
    holdings: Holdings
    terms: Terms


MODES = st.sampled_from(["block", "warn", "off"])


@st.composite
def choices(draw: st.DrawFn) -> InvoiceSettings:
    modes = {rule.name: draw(MODES) for rule in SAFETY if not rule.fixed}
    return InvoiceSettings(
        per_payment=draw(st.sampled_from(["document", "customer-and-date"])),
        credits=draw(st.sampled_from(["block", "net"])),
        minimum_advance_notice=draw(st.sampled_from([0, 5])),
        exclude_groups=draw(st.sampled_from([(), ("WHL",)])),
        safety=SafetySettings(**modes),
        limits=LimitSettings(payment=50, customer_and_day=80, run=200),  # type: ignore[arg-type]
    )


@st.composite
def papers(draw: st.DrawFn, number: int) -> tuple[Document, Entry | None]:
    """An invoice or a credit, whole or in instalments."""
    amount = draw(st.integers(3, 9000))
    owner = draw(st.sampled_from(CUSTOMERS))
    due = draw(st.dates(DAY - timedelta(days=20), HORIZON + timedelta(days=20)))
    kind = draw(st.sampled_from(["Invoice", "Invoice", "Invoice", "CreditNote"]))
    sign = -1 if kind == "CreditNote" else 1
    parts = draw(st.sampled_from([1, 1, 1, 3])) if sign > 0 else 1
    doc = document(
        f"{kind[:2].upper()}{number:03}", customer=owner, kind=kind, due=due, payments=parts,
        original=Money(sign * amount, "GBP"), balance=Money(sign * amount, "GBP"),
        job_related=draw(st.integers(0, 9)) == 0,
    )  # fmt: skip
    if parts == 1:
        return replace(doc, balance=Money(sign * draw(st.integers(1, amount)), "GBP")), None
    each = amount // parts
    amounts = [each, each, amount - 2 * each]
    schedule = tuple(
        Instalment(n, due + timedelta(days=30 * (n - 1)), Money(minor, "GBP"))
        for n, minor in enumerate(amounts, start=1)
    )
    return doc, Entry(owner, doc.number, "", "", schedule)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    found = [draw(papers(n)) for n in range(draw(st.integers(1, 7)))]
    documents = [doc for doc, _ in found]
    live, collecting, pending = {}, {}, {}
    for doc in documents:
        claim = Claim(doc.customer, doc.number, draw(st.integers(1, doc.payments)))
        fate = draw(st.integers(0, 5)) if doc.balance.minor > 0 else 9
        most = doc.balance.minor // doc.payments
        if fate == 0 and most:
            live[claim] = "PM1"
            collecting[claim] = Money(draw(st.integers(1, most)), "GBP")
        elif fate == 1 and most:
            pending[claim] = Money(draw(st.integers(1, most)), "GBP")
    holdings = Holdings(
        customers={
            "C1": customer("C1"), "C2": customer("C2", group="WHL"),
            "C3": customer("C3", on_hold=draw(st.booleans())),
        },
        mandates={name: (mandate(f"MD{name}"),) for name in CUSTOMERS},
        live=live, collecting=collecting, pending=pending,
        entries={(one.customer, one.number): one for _, one in found if one},
        credits={
            name: tuple(d for d in documents if d.customer == name and d.balance.minor < 0)
            for name in CUSTOMERS
        },
    )  # fmt: skip
    return World(tuple(documents), holdings, replace(TERMS, settings=draw(choices())))


def due_claims(world: World) -> set[str]:
    """What is due within the horizon, as results name it: documents, or their instalments."""
    found = set()
    for doc in world.documents:
        entry = world.holdings.entries.get((doc.customer, doc.number))
        if entry is None:
            found |= {doc.number} if doc.due <= HORIZON else set()
        else:
            found |= {
                f"{doc.number}/{part.number}" for part in entry.instalments if part.due <= HORIZON
            }
    return found


@settings(max_examples=60)
@given(worlds())
def test_what_is_due_is_collected_or_skipped_with_a_reason_exactly_once(world: World) -> None:
    plan = invoices.plan(world.documents, world.holdings, world.terms, DAY)
    whole = {doc.number for doc in world.documents if doc.payments == 1}
    named: Counter[str] = Counter()
    for step in plan:
        if isinstance(step, Skip):
            assert step.reason
            assert step.kind
            named[step.subject] += 1
        else:
            for part in step.allocations:
                document = part.claim.document
                named[document if document in whole else str(part.claim)] += 1
    assert max(named.values(), default=1) == 1
    for claim in due_claims(world):
        # A document of which nothing is collected may be told as a whole.
        assert claim in named or claim.partition("/")[0] in named


@settings(max_examples=60)
@given(worlds())
def test_no_payment_takes_more_than_is_open_and_each_is_the_sum_of_its_parts(world: World) -> None:
    plan = invoices.plan(world.documents, world.holdings, world.terms, DAY)
    steps = [step for step in plan if isinstance(step, CreatePayment)]
    taken: Counter[tuple[str, str]] = Counter()
    for step in steps:
        assert step.amount.minor == sum(part.amount.minor for part in step.allocations)
        assert step.amount.minor >= MINIMUM["GBP"]
        assert all(part.amount.minor > 0 for part in step.allocations)
        assert {part.claim.customer for part in step.allocations} == {step.customer}
        assert step.charge_date >= DAY + timedelta(days=world.terms.settings.minimum_advance_notice)
        assert len(dict(step.metadata)["documents"]) <= 500
        for part in step.allocations:
            assert part.claim not in world.holdings.live
            taken[(part.claim.customer, part.claim.document)] += part.amount.minor
    for claim, money in [
        *world.holdings.collecting.items(), *world.holdings.pending.items(),
    ]:  # fmt: skip
        if taken[(claim.customer, claim.document)]:
            taken[(claim.customer, claim.document)] += money.minor
    open_ = {(d.customer, d.number): d.balance.minor for d in world.documents}
    assert all(minor <= open_[place] for place, minor in taken.items())
    references = [step.reference for step in steps]
    assert len(references) == len(set(references))


@settings(max_examples=60)
@given(worlds())
def test_credits_are_taken_off_once_and_a_customer_never_pays_more_than_he_owes(
    world: World,
) -> None:
    plan = invoices.plan(world.documents, world.holdings, world.terms, DAY)
    steps = [step for step in plan if isinstance(step, CreatePayment)]
    used: Counter[str] = Counter()
    for step in steps:
        for one in step.netted:
            used[one.credit] += one.amount.minor
    credits = {d.number: -d.balance.minor for d in world.documents if d.balance.minor < 0}
    assert all(minor <= credits[number] for number, minor in used.items())
    if world.terms.settings.credits == "block":
        assert not used


@settings(max_examples=40)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_documents_come_changes_nothing(world: World, random: object) -> None:
    shuffled = list(world.documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    plans = [
        invoices.plan(documents, world.holdings, world.terms, DAY)
        for documents in (world.documents, shuffled)
    ]
    assert plans[0] == plans[1]
