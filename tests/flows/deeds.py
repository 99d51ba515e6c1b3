"""What people, payers and banks do to a company that collects, in either system."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.company import Company
from tests.flows.checking import Checker
from tests.flows.collectors import sign
from tests.flows.own_deeds import CUSTOMERS, IMPOSSIBLE, OwnDeeds
from tests.flows.witness import Seen

EURO = "C3"
ENDS = ("failed", "failed_after_confirmation", "late_failure", "charged_back")
CAUSES = ("insufficient_funds", "refer_to_payer", "mandate_cancelled")


def enter(one: Company, number: str) -> None:
    """Enter a customer who has signed a mandate."""
    if number == EURO:
        one.world.sage300.add_customer(
            number, f"Customer {number}", f"{number}@example.com", account_set="EUR", currency="EUR"
        )
    else:
        one.world.sage300.add_customer(number, f"Customer {number}", f"{number}@example.com")
    sign_again(one, number)


def sign_again(one: Company, number: str) -> None:
    """Let a customer sign a mandate."""
    euro = {"scheme": "sepa_core", "currency": "EUR", "country_code": "DE"}
    creditor = one.world.story["creditor"]
    sign(one.world, number, creditor=creditor, **(euro if number == EURO else {}))


class Deeds(OwnDeeds):
    """One deed a method: ``pick`` chooses among what there is, ``size`` (1 to 99) how much.

    What cannot be done is left undone.
    """

    def __init__(self, one: Company, checker: Checker, seen: Callable[[], Seen]) -> None:
        super().__init__(one, checker, seen)
        self._posted = 0
        self._sage, self._gocardless = one.world.sage300, one.world.gocardless

    def do(self, name: str, pick: int, size: int) -> None:
        """Do what the name says."""
        getattr(self, name)(pick, size)

    @property
    def _today(self) -> date:
        return self._one.world.timeline.today

    def _pence(self, size: int) -> Decimal:
        return Decimal(size * 137 + 900) / 100

    # ------------------------------------------------------------ documents

    def _post(self, pick: int, amount: Decimal, due: int, **more: Any) -> None:
        self._posted += 1
        number = f"D{self._posted:02}"
        day = self._today + timedelta(days=due)
        customer = CUSTOMERS[pick % len(CUSTOMERS)]
        self._sage.post_invoice(customer, number, amount, self._today, day, **more)

    def bill(self, pick: int, size: int) -> None:
        """An invoice, due at once or in some weeks; some due after the horizon."""
        self._post(pick, self._pence(size), size % 36)

    def bill_in_parts(self, pick: int, size: int) -> None:
        """An invoice of two or three instalments."""
        amounts = [self._pence(size + n) for n in range(2 + size % 2)]
        first = size % 20
        days = [self._today + timedelta(days=first + 9 * n) for n in range(len(amounts))]
        parts = list(zip(days, amounts, strict=True))
        self._post(pick, sum(amounts, Decimal(0)), first, instalments=parts)

    def bill_part_paid(self, pick: int, size: int) -> None:
        """An invoice, in parts or not, of which a part is paid or entered on the same day."""
        (self.bill_in_parts if size % 3 == 0 else self.bill)(pick, size)
        customer, number = CUSTOMERS[pick % len(CUSTOMERS)], f"D{self._posted:02}"
        part = Decimal(300 + size) / 100
        if pick % 2 and customer != EURO:
            self._sage.enter_receipt(customer, part, self._today, "BANK", {number: part})
        else:
            self._receipt(customer, part, {number: part})

    def credit(self, pick: int, size: int) -> None:
        """A credit note."""
        self._post(pick, self._pence(size % 30), 0, kind="CreditNote")

    def apply(self, pick: int, size: int) -> None:
        """A clerk applies an open credit to an open document of the same customer."""
        papers = self._seen().papers
        for (customer, number), credit in papers.items():
            mine = [one for one in self._open() if one[0] == customer]
            if credit.balance >= 0 or not mine:
                continue
            _, target, left = mine[pick % len(mine)]
            part = Decimal(min(-credit.balance, left)) / 100
            kind = {"ReceiptTransactionType": "ApplyDocument", "DocumentNumber": number}
            self._receipt(customer, Decimal(0), {target: part}, **kind)
            return

    # ------------------------------------------------------------ money by other ways

    def _open(self) -> list[tuple[str, str, int]]:
        """Open items with what a receipt may be applied to each, the first instalment only."""
        seen = self._seen()
        found = []
        for (customer, number), paper in seen.papers.items():
            most = paper.balance - seen.pending[(customer, number)]
            if paper.schedule:
                first = paper.schedule[1][1] - seen.received[(customer, number, 1)]
                most = min(most, first)
            if most > 0 and customer in CUSTOMERS:
                found.append((customer, number, most))
        return found

    def _receipt(self, customer: str, amount: Decimal, applied: Any, **more: Any) -> None:
        bank = "BANKEUR" if customer == EURO else "BANK"
        with suppress(*IMPOSSIBLE):
            self._sage.post_receipt(customer, amount, self._today, bank, applied, **more)

    def _part(self, pick: int, size: int) -> tuple[str, str, Decimal] | None:
        """Choose an open document and how much of it is paid: a part, or all."""
        found = self._open()
        if not found:
            return None
        customer, number, most = found[-1 - pick % len(found)]
        return customer, number, Decimal(most * min(size + 20, 100) // 100) / 100

    def cheque(self, pick: int, size: int) -> None:
        """The customer pays a document, or a part of it, by cheque."""
        if chosen := self._part(pick, size):
            customer, number, amount = chosen
            self._receipt(customer, amount, {number: amount})

    def enter_cheque(self, pick: int, size: int) -> None:
        """A clerk enters a cheque and does not post it yet."""
        chosen = self._part(pick, size)
        if chosen is None or chosen[0] == EURO:
            return
        customer, number, amount = chosen
        with suppress(*IMPOSSIBLE):
            self._sage.enter_receipt(customer, amount, self._today, "BANK", {number: amount})

    def _entered(self) -> list[int]:
        rows = self._one.state["sage300"]["receipt_batches"]
        return [
            row["BatchNumber"]
            for row in rows
            if row["made_by"] == "person" and row["BatchStatus"] == "Open"
        ]

    def post_entered(self, pick: int, size: int) -> None:
        """The clerk posts what he entered, or deletes it."""
        for number in self._entered()[:1]:
            if size % 4:
                with suppress(*IMPOSSIBLE):
                    self._sage.post_receipt_batch(number)
            else:
                self._sage.delete_batch(number)

    def prepay(self, pick: int, size: int) -> None:
        """The customer pays something that nobody applies."""
        self._receipt(CUSTOMERS[pick % 2], self._pence(size % 20), {})

    # ------------------------------------------------------------ customers and mandates

    def hold(self, pick: int, size: int) -> None:
        """A customer is put on hold, or taken off."""
        customer = CUSTOMERS[pick % len(CUSTOMERS)]
        self._sage.set_on_hold(customer, customer not in self._seen().on_hold)

    def _mandate(self, pick: int, *statuses: str) -> str | None:
        wanted = CUSTOMERS[pick % len(CUSTOMERS)]
        found = [
            id
            for id, (customer, _, status) in self._seen().mandates.items()
            if customer == wanted and status in statuses
        ]
        return found[-1] if found else None

    def replace(self, pick: int, size: int) -> None:
        """GoCardless puts another mandate in a mandate's place."""
        if id := self._mandate(pick, "active"):
            self._gocardless.replace_mandate(id)

    def lose(self, pick: int, size: int) -> None:
        """A mandate is cancelled by the payer or in the dashboard, is blocked, or expires."""
        if id := self._mandate(pick, "active"):
            (
                lambda: self._gocardless.cancel_mandate(id, made_by="story"),
                lambda: self._gocardless.cancel_mandate(id),
                lambda: self._gocardless.block_mandate(id),
                lambda: self._gocardless.expire_mandate(id),
            )[size % 4]()

    def sign(self, pick: int, size: int) -> None:
        """A customer who has no mandate any more signs again."""
        if not self._mandate(pick, "active", "submitted", "pending_submission"):
            sign_again(self._one, CUSTOMERS[pick % len(CUSTOMERS)])

    # ------------------------------------------------------------ payments

    def fate(self, pick: int, size: int) -> None:
        """The next payment of a customer will end badly."""
        if id := self._mandate(pick, "active"):
            payer = self._gocardless.data["rows"]["mandates"][id]["links"]["customer"]
            kind, cause = ENDS[size % len(ENDS)], CAUSES[size % len(CAUSES)]
            self._gocardless.plan_failure(payer, kind=kind, cause=cause)

    def _by_bank(self, deed: Any, id: str | None, *more: Any) -> None:
        """Do what a scheme or a creditor may not allow."""
        if id:
            with suppress(*IMPOSSIBLE):
                deed(id, *more)

    def take_back(self, pick: int, size: int) -> None:
        """The bank takes a payment back."""
        id = self._payment(pick, "confirmed", "paid_out")
        self._by_bank(self._gocardless.take_back, id, CAUSES[size % 2])

    def charge_back(self, pick: int, size: int) -> None:
        """The payer has his bank take a payment back."""
        self._by_bank(self._gocardless.charge_back, self._payment(pick, "paid_out"))

    def refund(self, pick: int, size: int) -> None:
        """Somebody refunds a payment in the dashboard."""
        id = self._payment(pick, "confirmed", "paid_out")
        self._by_bank(self._gocardless.refund_payment, id, 100 + size)

    def cancel(self, pick: int, size: int) -> None:
        """Somebody cancels a payment in the dashboard."""
        self._by_bank(self._gocardless.cancel_payment, self._payment(pick, "pending_submission"))

    def by_telephone(self, pick: int, size: int) -> None:
        """Somebody takes a payment in the dashboard that names no document."""
        if id := self._mandate(pick, "active"):
            self._gocardless.dashboard_payment(id, 1000 + size, "Repair")
