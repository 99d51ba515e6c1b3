"""Random histories of a company whose money comes and goes; then the auditor comes."""

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from tests.books.audit import Auditor, unexplained
from tests.books.courses import receipts_twice
from tests.company import Company
from tests.flows.deeds import Deeds
from tests.flows.histories import LOST, Day, Life, Trouble, Way, begun
from tests.flows.own_deeds import CUSTOMERS, IMPOSSIBLE

NAMES = (
    "bill", "bill", "bill", "bill_in_parts", "bill_part_paid", "credit", "apply", "cheque",
    "prepay", "fate", "fate", "take_back", "take_back", "charge_back", "charge_back", "refund",
    "refund", "cancel", "by_telephone", "retry", "retry", "start_over", "other_set", "other_set",
    "other_set", "clerk_posts", "clerk_posts", "clerk_posts", "clerk_posts",
    "bounce", "send_back", "dispute", "dispute", "credit_for_refunds",
)  # fmt: skip
"""Deeds that make money move; the sizes with which a fate is a late one come often."""
SETS = ("DOM", "EXP")
KINDS = (
    ("invoice_batches", "BatchStatus", "Description"),
    ("gl_batches", "Status", "Description"),
    ("receipt_batches", "BatchStatus", "Description"),
    ("refund_batches", "BatchStatus", "BatchDescription"),
)
"""Our batches in the order in which a careful clerk posts them."""


@dataclass(frozen=True)
class Books(Way):
    """How a company is set up, with its way of booking."""

    credit: str = "ar-control"
    left_open: bool = False
    """Batches are left for a clerk, who posts some of them, in any order."""
    converts: bool = False
    """Euros are converted to pounds from the beginning of the history."""

    @property
    def changes(self) -> dict[str, str]:
        """What of the configuration is replaced."""
        found = super().changes
        if self.credit != "ar-control":
            found['credit = "ar-control"'] = f'credit = "{self.credit}"'
        if self.left_open:
            found['status = "posted"'] = 'status = "open"'
        return found


class BookDeeds(Deeds):
    """What happens to a company's money beside what collecting sees."""

    def other_set(self, pick: int, size: int) -> None:
        """A customer's documents stand on another control account from now on."""
        self._sage.edit_customer(CUSTOMERS[pick % 2], AccountSet=SETS[size % 2])

    def bounce(self, pick: int, size: int) -> None:
        """The bank sends the newest payout back."""
        rows = [row for row in self._one.state["gocardless"]["payouts"] if row["status"] == "paid"]
        if rows and size % 3 == 0:
            self._by_bank(self._gocardless.bounce_payout, rows[-1]["id"])

    def send_back(self, pick: int, size: int) -> None:
        """A payer's bank sends a refund back."""
        rows = [row for row in self._one.state["gocardless"]["refunds"] if row["status"] == "paid"]
        if rows:
            self._by_bank(self._gocardless.bounce_refund, rows[pick % len(rows)]["id"])

    def dispute(self, pick: int, size: int) -> None:
        """The bank takes a chargeback back."""
        self._by_bank(self._gocardless.cancel_chargeback, self._payment(pick, "charged_back"))

    def clerk_posts(self, pick: int, size: int) -> None:
        """A clerk posts one of our batches."""
        waiting = ours_open(self._one)
        if waiting:
            post_ours(self._one, *waiting[(pick * 10 + size) % len(waiting)])

    def credit_for_refunds(self, pick: int, size: int) -> None:
        """The office posts a credit note for what was refunded to a customer."""
        self._post(pick, self._pence(1), 0, kind="CreditNote")


def ours_open(one: Company) -> list[tuple[str, str]]:
    """Give kind and number of our batches that wait for a clerk, without what is a duplicate."""
    state = one.state["sage300"]
    return [
        (kind, str(batch["BatchNumber"]))
        for kind, status, text in KINDS
        for batch in state[kind]
        if batch["made_by"] == "tool" and batch[status] == "Open"
        and not batch[text].startswith("DUPLICATE")
    ]  # fmt: skip


def post_ours(one: Company, kind: str, number: str) -> None:
    """Post a batch as a clerk does; one that cannot be posted stays."""
    sage = one.world.sage300
    posts = {
        "gl_batches": lambda: sage.post_gl_batch(number),
        "receipt_batches": lambda: sage.post_receipt_batch(int(number)),
        "invoice_batches": lambda: sage.post_invoice_batch(int(number)),
        "refund_batches": lambda: sage.post_refund_batch(int(number)),
    }
    with suppress(*IMPOSSIBLE):
        posts[kind]()


@dataclass
class Start:
    """Companies as they stand when their histories begin, each lived once and then copied."""

    folder: Path
    _ready: dict[Way, Company] = field(default_factory=dict)
    _copies: int = 0

    def company(self, way: Books) -> Company:
        """Give a company of its own."""
        first = self._ready.get(way)
        if first is None:
            first = self._ready[way] = begun(self.folder / f"way{len(self._ready)}", way)
            if way.converts:
                creditor = first.config.gocardless.creditor
                first.world.gocardless.convert(creditor, "EUR", "GBP")
        self._copies += 1
        twin = Company(first.world.copy(), self.folder / f"{self._copies}", changes=way.changes)
        shutil.copy(first.config.database, twin.config.database)
        return twin


QUIET = 12
"""Days at the end on which nothing happens any more."""
CATCHING_UP = 4
"""Days on which a clerk posts all that waits."""


class BookLife(Life):
    """Lives a history; at the end nothing is on its way, and the books are audited."""

    def __init__(self, one: Company, way: Books) -> None:
        super().__init__(one, way)
        self._left_open = way.left_open
        self._deeds = BookDeeds(one, self._checker, self._seen)

    def live(self, history: list[Day]) -> None:
        """Live day by day, then until all has arrived, and audit."""
        for day in history:
            for name, pick, size in day.deeds:
                self._deed(name, pick, size)
            if day.run is not None:
                self._run(day.run)
            self._pass(day.days)
        for _ in range(QUIET):
            self._run(Trouble())
            self._pass(1)
        self._run(Trouble())
        self._one.world.sage300.post_ar_gl_batches()
        explained(self._one)
        if self._left_open:
            self._clerk_catches_up()
        audited(self._one)

    def _clerk_catches_up(self) -> None:
        """The clerk posts all that waits, until nothing does."""
        for _ in range(CATCHING_UP):
            self._run(Trouble())
            self._clerk_posts_all()
            self._run(Trouble())
            self._pass(1)
        self._run(Trouble())
        self._clerk_posts_all()
        self._run(Trouble())
        self._one.world.sage300.post_ar_gl_batches()

    def _clerk_posts_all(self) -> None:
        for kind, number in ours_open(self._one):
            post_ours(self._one, kind, number)
        self._last = None


def explained(one: Company) -> None:
    """Nothing differs, and what waits explains every account to the penny."""
    found = one.reconcile()
    assert found.differences == (), found.differences
    assert unexplained(one, found) == {}


def audited(one: Company) -> None:
    """All that the auditor and the reconciliation have to say, which must be nothing."""
    explained(one)
    wrong = Auditor(one).audit()
    assert wrong == [], wrong
    assert [*one.posted_twice(), *receipts_twice(one)] == []


DEED = st.tuples(st.sampled_from(NAMES), st.integers(0, 9), st.integers(1, 99))
RUN = st.one_of(
    *[st.just(Trouble())] * 3, st.builds(Trouble, crash_at=st.integers(1, 120)), LOST, st.none()
)
DAY = st.builds(
    Day, st.lists(DEED, min_size=1, max_size=4).map(tuple), RUN, st.sampled_from((1, 1, 2, 3))
)
HISTORY = st.lists(DAY, min_size=6, max_size=12)
WAYS = st.sampled_from((
    Books(), Books(credit="1190", converts=True), Books(converts=True),
    Books(left_open=True), Books(left_open=True, credit="1190"),
    Books(per_payment="customer-and-date"), Books(per_payment="customer-and-date", credit="1190"),
))  # fmt: skip
