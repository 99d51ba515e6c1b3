"""What people, payers and banks do in a simulated company, drawn from a seed."""

import random
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from s300gc.sandbox.gocardless.errors import Refused
from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.world import World

CUSTOMERS = ("C1", "C2", "C3", "C4", "C5", "C6")
STEADY, EXPORT, EURO = "C1", "C4", "C6"
"""The first pays and never fails: without income GoCardless makes no payout."""
STRANGER = "X1"
"""Has a mandate, and is no customer of Sage 300."""
IMPOSSIBLE = (ValueError, LookupError, Refused, SageError)
ENDS = ("failed", "failed", "failed_after_confirmation", "late_failure", "charged_back")
CAUSES = ("insufficient_funds", "refer_to_payer", "mandate_cancelled")

DEEDS = (
    *("bill", "bill", "bill", "bill_in_parts", "bill_in_parts", "credit", "cheque", "enter_cheque"),
    *("post_entered", "prepay", "hold", "replace", "lose", "sign", "sign", "fate", "fate"),
    *("take_back", "charge_back", "refund", "cancel", "telephone", "stranger", "retry"),
)


class Business:
    """The people around one world; what cannot be done is left undone."""

    def __init__(self, world: World, seed: object) -> None:
        self.world = world
        self.seed = seed
        self.documents = 0
        self.touched: set[str] = set()
        """Customers to whom something happened that may keep documents from being collected."""
        self._sage, self._gocardless = world.sage300, world.gocardless
        self._chance = random.Random(f"{seed} business")  # noqa: S311 - a story, no secret
        self._plain: dict[str, list[str]] = {}
        self._entered: list[int] = []

    @property
    def today(self) -> date:
        """The world's day."""
        return self.world.timeline.today

    # ------------------------------------------------------------ the opening

    def open(self) -> None:
        """Enter customers with their mandates, and what they owe."""
        self._gocardless.allow_refunds(self.world.story["creditor"])
        self._sage.set_rate("EUR", self.today, Decimal("0.85"))
        for number in CUSTOMERS:
            more: dict[str, Any] = {}
            if number == EURO:
                more = {"account_set": "EUR", "currency": "EUR"}
            elif number == EXPORT:
                more = {"account_set": "EXP"}
            self._sage.add_customer(number, f"Firm {number}", f"{number}@example.com", **more)
            self._sign(number, {"sage300_customer": number})
        self._sign(STRANGER, {})
        for n in range(8):
            self._post(STEADY, Decimal(300 + n), 3 * n)
        for n, number in enumerate((*CUSTOMERS[1:], *CUSTOMERS[1:])):
            self._post(number, Decimal(60 + n), 3 * (n // 3))
        self._doom("C2", "failed", "insufficient_funds")
        self._doom("C3", "late_failure", "refer_to_payer")

    def _sign(self, number: str, metadata: dict[str, str]) -> None:
        euro: dict[str, Any] = {"scheme": "sepa_core", "currency": "EUR", "country_code": "DE"}
        self._gocardless.sign_mandate(
            given_name="", family_name="", company_name=f"Firm {number}",
            email=f"{number}@example.com" if metadata else "nobody@example.com",
            metadata=metadata, creditor=self.world.story["creditor"],
            **(euro if number == EURO else {}),
        )  # fmt: skip

    # ------------------------------------------------------------ a day

    def work(self) -> None:
        """Do what one day brings: invoices on every second working day, and some of the deeds."""
        if self.today.weekday() < 5:
            if self.today.weekday() % 2 == 0:
                self.bill()
                self.bill()
            for _ in range(self._chance.choice((0, 1, 1, 2, 3))):
                self.deed()
        else:
            self.deed()

    def deed(self, chance: random.Random | None = None) -> None:
        """Do one thing, drawn from the days' own chance or from another."""
        own = self._chance
        self._chance = chance or own
        try:
            getattr(self, self._chance.choice(DEEDS))()
        finally:
            self._chance = own

    def _some(self, least: int = 0) -> str:
        return self._chance.choice(CUSTOMERS[least:])

    # ------------------------------------------------------------ documents

    def _post(self, customer: str, amount: Decimal, due: int, **more: Any) -> str:
        self.documents += 1
        number = f"D{self.documents:03}"
        day = self.today + timedelta(days=due)
        self._sage.post_invoice(customer, number, amount, self.today, day, **more)
        return number

    def _amount(self) -> Decimal:
        return Decimal(self._chance.randrange(900, 30000)) / 100

    def bill(self) -> None:
        """Post an invoice, due at once or in some weeks; some due after the horizon."""
        amount, customer, tax = self._amount(), self._some(), Decimal(0)
        if customer != EURO and self._chance.random() < 0.3:
            tax = (amount / 6).quantize(Decimal("0.01"))
        number = self._post(customer, amount, self._chance.choice((0, 1, 3, 7, 20, 33)), tax=tax)
        self._plain.setdefault(customer, []).append(number)

    def bill_in_parts(self) -> None:
        """Post an invoice of two or three instalments."""
        amounts = [self._amount() for _ in range(self._chance.choice((2, 3)))]
        days = [self.today + timedelta(days=9 * n) for n in range(len(amounts))]
        parts = list(zip(days, amounts, strict=True))
        self._post(self._some(1), sum(amounts, Decimal(0)), 0, instalments=parts)

    def credit(self) -> None:
        """Post a credit note; until it is applied the customer is not collected from."""
        customer = self._some(2)
        self.touched.add(customer)
        self._post(customer, self._amount() / 10, 0, kind="CreditNote")

    # ------------------------------------------------------------ money by other ways

    def _open(self, customer: str) -> list[tuple[str, Decimal]]:
        left = [(n, self._sage.balance(customer, n)) for n in self._plain.get(customer, ())]
        return [(number, amount) for number, amount in left if amount > 0]

    def _cheque(self) -> tuple[str, str, Decimal] | None:
        customer = self._chance.choice(("C2", "C3", "C5"))
        found = self._open(customer)
        if not found:
            return None
        self.touched.add(customer)
        number, left = self._chance.choice(found)
        part = left if self._chance.random() < 0.5 else (left / 2).quantize(Decimal("0.01"))
        return customer, number, part

    def cheque(self) -> None:
        """A customer pays a document or a part of it by cheque."""
        if chosen := self._cheque():
            customer, number, part = chosen
            with suppress(*IMPOSSIBLE):
                self._sage.post_receipt(customer, part, self.today, "BANK", {number: part})

    def enter_cheque(self) -> None:
        """A clerk enters a cheque and does not post it yet."""
        if chosen := self._cheque():
            customer, number, part = chosen
            with suppress(*IMPOSSIBLE):
                applied = {number: part}
                batch = self._sage.enter_receipt(customer, part, self.today, "BANK", applied)
                self._entered.append(batch)

    def post_entered(self) -> None:
        """The clerk posts what he entered, or deletes it."""
        if self._entered:
            number = self._entered.pop(0)
            with suppress(*IMPOSSIBLE):
                if self._chance.random() < 0.7:
                    self._sage.post_receipt_batch(number)
                else:
                    self._sage.delete_batch(number)

    def prepay(self) -> None:
        """A customer pays something that nobody applies."""
        self.touched.add("C5")
        with suppress(*IMPOSSIBLE):
            self._sage.post_receipt("C5", self._amount() / 20, self.today, "BANK", {})

    # ------------------------------------------------------------ customers and mandates

    def hold(self) -> None:
        """A customer is put on hold, or taken off."""
        customer = self._some(3)
        self.touched.add(customer)
        with suppress(*IMPOSSIBLE):
            self._sage.set_on_hold(customer, self._chance.random() < 0.5)

    def _mandate(self, number: str, *statuses: str) -> str | None:
        rows = self._gocardless.data["rows"]
        owners = rows["customers"]
        for row in reversed(list(rows["mandates"].values())):
            whose = owners[row["links"]["customer"]]
            if whose["company_name"] == f"Firm {number}" and row["status"] in statuses:
                return str(row["id"])
        return None

    def replace(self) -> None:
        """GoCardless puts another mandate in a mandate's place."""
        if id := self._mandate(self._some(1), "active"):
            with suppress(*IMPOSSIBLE):
                self._gocardless.replace_mandate(id)

    def lose(self) -> None:
        """A mandate is cancelled, blocked, or expires."""
        customer = self._some(2)
        if id := self._mandate(customer, "active"):
            self.touched.add(customer)
            how = self._chance.choice(("cancel_mandate", "block_mandate", "expire_mandate"))
            with suppress(*IMPOSSIBLE):
                getattr(self._gocardless, how)(id)

    def sign(self) -> None:
        """A customer who has no mandate any more signs again."""
        for number in CUSTOMERS:
            if not self._mandate(number, "active", "submitted", "pending_submission"):
                self._sign(number, {"sage300_customer": number})
                return

    # ------------------------------------------------------------ payments

    def _doom(self, customer: str, kind: str, cause: str) -> None:
        if id := self._mandate(customer, "active"):
            self.touched.add(customer)
            payer = self._gocardless.data["rows"]["mandates"][id]["links"]["customer"]
            self._gocardless.plan_failure(payer, kind=kind, cause=cause)

    def fate(self) -> None:
        """The next payment of a customer will end badly."""
        self._doom(self._some(1), self._chance.choice(ENDS), self._chance.choice(CAUSES))

    def _payment(self, *statuses: str) -> str | None:
        rows = self._gocardless.data["rows"]
        steady = self._gocardless.data["rows"]["mandates"]
        mine = self._mandate(STEADY, "active")
        found = [
            row["id"]
            for row in rows["payments"].values()
            if row["status"] in statuses and row["links"]["mandate"] != mine
            and row["links"]["mandate"] in steady
        ]  # fmt: skip
        return str(self._chance.choice(found)) if found else None

    def _to_payment(self, deed: Any, id: str | None, *more: Any) -> None:
        if id is None:
            return
        row = self._gocardless.data["rows"]["payments"][id]
        self.touched.add(row["metadata"].get("customer", ""))
        with suppress(*IMPOSSIBLE):
            deed(id, *more)

    def take_back(self) -> None:
        """The bank takes a payment back."""
        id = self._payment("confirmed", "paid_out")
        self._to_payment(self._gocardless.take_back, id, CAUSES[1])

    def charge_back(self) -> None:
        """The payer has his bank take a payment back."""
        self._to_payment(self._gocardless.charge_back, self._payment("paid_out"))

    def refund(self) -> None:
        """Somebody refunds a part of a payment in the dashboard."""
        id = self._payment("paid_out")
        if id and self._gocardless.data["rows"]["payments"][id]["currency"] == "GBP":
            self._to_payment(self._gocardless.refund_payment, id, 100 + self._chance.randrange(99))

    def cancel(self) -> None:
        """Somebody cancels a payment in the dashboard."""
        self._to_payment(self._gocardless.cancel_payment, self._payment("pending_submission"))

    def retry(self) -> None:
        """GoCardless retries a payment without asking us."""
        self._to_payment(self._gocardless.retry_payment, self._payment("failed"))

    def telephone(self) -> None:
        """Somebody takes a payment in the dashboard that names no document."""
        customer = self._some(4)
        self.touched.add(customer)
        if id := self._mandate(customer, "active"):
            with suppress(*IMPOSSIBLE):
                self._gocardless.dashboard_payment(id, 1000 + self._chance.randrange(99), "Repair")

    def stranger(self) -> None:
        """Somebody takes a payment from one who is no customer of Sage 300."""
        if id := self._mandate(STRANGER, "active"):
            with suppress(*IMPOSSIBLE):
                self._gocardless.dashboard_payment(id, 2000 + self._chance.randrange(99), "Spare")
