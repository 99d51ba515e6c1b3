"""Three weeks of a company to which everything happens that GoCardless can bring."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.errors import S300gcError
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.world import World
from tests.company import Company

DAYS = 21
"""Three weeks of story; the last days settle what the others have begun."""
CUSTOMERS = 10
DEAD = {"failed", "cancelled", "customer_approval_denied", "charged_back"}


@dataclass
class Story:
    """The company, and what stands for whom: mandates and GoCardless customers by number."""

    one: Company
    mandates: dict[str, str]
    struck: int = 0
    """How many requests a fault was meant for."""
    possible: dict[str, int] = field(default_factory=dict)
    """What has become possible, and in how many days it is done; negative once it was."""

    @property
    def gocardless(self) -> Any:
        return self.one.world.gocardless

    def payments(self, customer: str, *statuses: str) -> list[dict[str, Any]]:
        """Give a customer's payments, oldest first, as far as they have one of these statuses."""
        rows = self.gocardless.data["rows"]["payments"].values()
        mine = [row for row in rows if row["_customer"] == self._payer(customer)]
        return [row for row in mine if row["status"] in statuses]

    def _payer(self, customer: str) -> str:
        row = self.gocardless.data["rows"]["mandates"][self.mandates[customer]]
        return str(row["links"]["customer"])

    def plan(self, customer: str, kind: str, cause: str = "refer_to_payer") -> None:
        self.gocardless.plan_failure(self._payer(customer), kind=kind, cause=cause)

    # ------------------------------------------------------------ what happens on a day

    def replaced(self) -> None:
        self.gocardless.replace_mandate(self.mandates["C5"])

    def cancelled(self) -> None:
        self.gocardless.cancel_mandate(self.mandates["C6"], made_by="story")

    def when_it_can(self) -> None:
        """Do once, as soon as it is possible: refund, bounce it, dispute a chargeback, retry."""
        for row in self.payments("C7", "paid_out")[:1]:
            self._once("refund", 0, self.gocardless.refund_payment, row["id"], 1500)
        for row in self.gocardless.state()["refunds"]:
            if row["status"] == "paid":
                self._once("bounce", 1, self.gocardless.bounce_refund, row["id"])
        for row in self.payments("C4", "charged_back"):
            self._once("dispute", 3, self.gocardless.cancel_chargeback, row["id"])
        for row in self.payments("C2", "failed"):
            self._once("retry", 1, self.gocardless.retry_payment, row["id"])

    def _once(self, what: str, later: int, deed: Callable[..., object], *about: Any) -> None:
        """Do something so many days after it was possible first."""
        left = self.possible.setdefault(what, later)
        self.possible[what] = left - 1
        if left == 0:
            deed(*about)

    def by_telephone(self) -> None:
        self.gocardless.dashboard_payment(self.mandates["C8"], 2750, "Repair, by telephone")

    def lost(self) -> None:
        """New invoices; the answers to their first two creates never arrive, however often sent."""
        self.bill("1", 6)
        where = {"system": "gocardless", "method": "POST", "path": "/payments", "what": "timeout"}
        lost = {**where, "when": "after"}
        self.one.fault(*({**lost, "nth": nth} for nth in range(1, 9)))

    def late(self) -> None:
        """New invoices; some of their creates take effect only after the client has given up."""
        self.bill("2", 6)
        where = {"system": "gocardless", "method": "POST", "path": "/payments", "what": "reset"}
        self.one.fault({**where, "when": "late", "late_calls": 3, "probability": 0.4})

    def calm(self) -> None:
        """All answers arrive again."""
        self.struck += sum(self.one.world.faults.met)
        self.one.fault()

    def bill(self, series: str, customers: int) -> None:
        """Post an invoice for each of the first customers, due within three days."""
        today = self.one.world.timeline.today
        for n in range(1, customers + 1):
            amount = Decimal(4000 + 371 * n + 53 * int(series)) / 100
            due = today + timedelta(days=n % 3)
            self.one.world.sage300.post_invoice(f"C{n}", f"IN{n:02d}{series}", amount, today, due)


DEEDS: dict[int, tuple[Callable[[Story], None], ...]] = {
    2: (Story.replaced,),
    3: (Story.lost,),
    4: (Story.calm, Story.by_telephone),
    8: (Story.late,),
    9: (Story.cancelled, Story.calm),
}
"""Day of the story -> what happens after its run."""


def begin(folder: Path, switches: GoCardlessSwitches, credit: str = "ar-control") -> Story:
    """Ten customers who each owe an invoice; four of them are unlucky."""
    world = World.new("empty", gocardless_switches=switches)
    one = Company(world, folder, credit=credit)
    gocardless, creditor = world.gocardless, world.story["creditor"]
    gocardless.set_surcharge(creditor, 625)
    gocardless.allow_refunds(creditor)
    story = Story(one, {})
    for n in range(1, CUSTOMERS + 1):
        number = f"C{n}"
        world.sage300.add_customer(number, f"Acme {n}", f"c{n}@example.com")
        story.mandates[number] = gocardless.sign_mandate(
            given_name="Ada", family_name="Ives", company_name=f"Acme {n}",
            email=f"c{n}@example.com", metadata={"sage300_customer": number},
            active=n != CUSTOMERS,
        )  # fmt: skip
    story.bill("0", CUSTOMERS)
    story.plan("C2", "failed")
    story.plan("C3", "late_failure")
    story.plan("C4", "charged_back", "authorisation_disputed")
    story.plan("C9", "failed_after_confirmation")
    return story


def live(story: Story, days: int = DAYS) -> None:
    """Run each morning and let the day bring what it brings; what is collected is looked at."""
    for day in range(days):
        try:
            story.one.sync()
        except S300gcError as error:
            assert error.exit_code == 5, error
        collected_once(story)
        for deed in DEEDS.get(day, ()):
            deed(story)
        story.when_it_can()
        story.one.world.advance(1)
    story.one.sync()


def collected_once(story: Story) -> None:
    """No document has more than one payment that is live or was paid out."""
    rows = story.gocardless.data["rows"]["payments"].values()
    live = Counter(
        part.partition("=")[0]
        for row in rows
        if row["status"] not in DEAD
        for part in row["metadata"].get("documents", "").split()
    )
    assert all(count == 1 for count in live.values()), live
