"""Whatever is posted: every entry balances, and each control account is its open documents."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .office import Office

CUSTOMERS = {"C1": ("DOM", "GBP"), "C2": ("EXP", "GBP"), "C3": ("EUR", "EUR")}
MONEY = st.integers(1, 20000).map(lambda n: Decimal(n) / 100)
RATE = st.integers(80, 120).map(lambda n: Decimal(n) / 100)


class Clerk:
    """Carries out steps as far as there is something to carry out."""

    def __init__(self, **switches: Any) -> None:
        self.office = Office(**switches)
        self.sage = self.office.sage
        self.number = 0
        for number, (key, currency) in CUSTOMERS.items():
            self.office.customer(number, account_set=key, currency=currency)

    def open_of(self, customer: str, sign: int) -> list[tuple[str, Decimal]]:
        """Give number and absolute balance of the open debits (1) or credits (-1)."""
        text = f"CustomerNumber eq '{customer}' and FullyPaid eq 'No'"
        rows = self.office.rows("AR/ARPostedDocuments", filter=text)
        due = [(row["DocumentNumber"], row["CustomerCurrencyAmountDue"] * sign) for row in rows]
        return [(number, amount) for number, amount in due if amount > 0]

    def receive(self, customer: str, amount: Decimal, **more: Any) -> None:
        bank = "BANKEUR" if customer == "C3" else "BANK"
        self.number += 1
        self.sage.post_receipt(
            customer, amount, self.office.timeline.today, bank, check=f"K{self.number}", **more
        )

    def bill(self, customer: str, kind: Any, amount: Decimal) -> None:
        self.number += 1
        dated = self.office.timeline.today
        tax = (amount / 6).quantize(Decimal("0.01"))
        number = f"D{self.number}"
        self.sage.post_invoice(customer, number, amount, dated, dated, kind=kind, tax=tax)

    def pay(self, customer: str, many: int, amount: Decimal) -> None:
        applied: dict[str, Decimal] = {}
        left = amount
        for number, due in self.open_of(customer, 1)[:many]:
            if left:
                applied[number] = min(left, due)
                left -= applied[number]
        self.receive(customer, amount, applied=applied)

    def prepay(self, customer: str, _: int, amount: Decimal) -> None:
        self.receive(customer, amount, ReceiptTransactionType="Prepayment")

    def apply(self, customer: str, _: int, amount: Decimal) -> None:
        debits, credits = self.open_of(customer, 1), self.open_of(customer, -1)
        if debits and credits:
            part = min(debits[0][1], credits[0][1], amount)
            names = {"ReceiptTransactionType": "ApplyDocument", "DocumentNumber": credits[0][0]}
            self.receive(customer, Decimal(0), applied={debits[0][0]: part}, **names)

    def adjust(self, customer: str, sign: int, amount: Decimal) -> None:
        for number, due in self.open_of(customer, 1)[:1]:
            change = {
                "DistributionAmount": sign * min(amount, due),
                "DistributionGLAccount": "6900",
            }
            line = {"DocumentNumber": number, "AdjustmentGLDistributions": [change]}
            entry = {"CustomerNumber": customer, "AppliedReceiptsAdjustments": [line]}
            body = {"BatchRecordType": "AD", "ReceiptsAdjustments": [entry]}
            made = self.office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
            assert self.office.post_receipts(made["BatchNumber"], "AD")["NumberOfErrors"] == 0

    def refund(self, customer: str, _: int, amount: Decimal) -> None:
        for number, due in self.open_of(customer, -1)[:1]:
            line = {"DocumentNumber": number, "AmountCustomer": min(amount, due)}
            entry = {"CustomerNumber": customer, "CashGLAccount": "1190", "RefundDetails": [line]}
            body = {"BatchStatus": "ReadyToPost", "RefundEntries": [entry]}
            self.office.ok("POST", "AR/ARRefundBatches", body)
            everything = {"PostAllBatches": "Postallbatches"}
            self.office.ok("POST", "AR/ARPostRefunds('$process')", everything)

    def give_back(self, customer: str, nth: int, _: Decimal) -> None:
        text = f"CustomerNumber eq '{customer}' and DateReturned eq null"
        rows = self.office.rows("AR/ARPostedReceipts", filter=text)
        if not rows:
            return
        row = rows[nth % len(rows)]
        credits = {number for number, _ in self.open_of(customer, -1)}
        untouched = f"CheckReceiptNumber eq '{row['CheckReceiptNumber']}'"
        made = self.office.rows("AR/ARPostedDocuments", filter=untouched)
        whole = all(
            d["CustomerCurrencyAmountDue"] == d["CustomerCurrencyInvoiceAmount"] for d in made
        )
        if whole and all(d["DocumentNumber"] in credits for d in made):
            day = self.office.timeline.today
            self.sage.return_receipt(customer, row["CheckReceiptNumber"], day)

    def rate(self, _customer: str, _how: int, amount: Decimal) -> None:
        rate = Decimal("0.80") + amount % 20 / 100
        self.sage.set_rate("EUR", self.office.timeline.today, rate)

    def end_day(self, _customer: str, _how: int, _amount: Decimal) -> None:
        self.sage.post_ar_gl_batches()
        self.office.timeline.next_day()


KINDS = st.sampled_from(["Invoice", "Invoice", "DebitNote", "CreditNote"])
STEP = st.one_of(
    st.tuples(st.just("bill"), KINDS),
    st.tuples(st.just("pay"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["prepay", "apply", "refund", "rate", "end_day"]), st.just(0)),
    st.tuples(st.just("adjust"), st.sampled_from([-1, 1])),
    st.tuples(st.just("give_back"), st.integers(0, 20)),
)
STORY = st.lists(st.tuples(STEP, st.sampled_from(sorted(CUSTOMERS)), MONEY), max_size=30)
SWITCHES = st.fixed_dictionaries(
    {
        "ar_gl": st.sampled_from(["during", "on-request"]),
        "ar_gl_batch": st.sampled_from(["new", "append", "posted"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(story=STORY, switches=SWITCHES)
def test_control_accounts_are_their_open_documents(story: Any, switches: Any) -> None:
    clerk = Clerk(**switches)
    for (what, how), customer, amount in story:
        getattr(clerk, what)(customer, how, amount)
    clerk.office.agrees()
    check_entries(clerk.sage.state())
    check_customers(clerk.sage.state())


def check_entries(state: dict[str, Any]) -> None:
    """Every entry balances at home, and no batch was left behind or in error."""
    for batch in state["gl_batches"]:
        assert (batch["Status"], batch["NumberOfErrors"]) == ("Posted", 0)
        for header in batch["JournalHeaders"]:
            assert sum(line["Amount"] for line in header["JournalDetails"]) == 0
            assert header["Debits"] == header["Credits"]


def check_customers(state: dict[str, Any]) -> None:
    """A customer owes the sum of his open documents, and what is paid is marked so."""
    for customer in state["customers"]:
        mine = [d for d in state["documents"] if d["CustomerNumber"] == customer["CustomerNumber"]]
        for name, due in (
            ("BalanceDueInCustomerCurrency", "CustomerCurrencyAmountDue"),
            ("BalanceDueInFunctionalCurrency", "FunctionalCurrencyAmountDue"),
        ):
            assert customer[name] == sum(d[due] for d in mine)
        unpaid = [d for d in mine if d["CustomerCurrencyAmountDue"]]
        assert customer["NumberOfOpenDocuments"] == len(unpaid)
        assert all((d["FullyPaid"] == "No") == bool(d["CustomerCurrencyAmountDue"]) for d in mine)
        paid = [d for d in mine if not d["CustomerCurrencyAmountDue"]]
        assert all(d["FunctionalCurrencyAmountDue"] == 0 for d in paid)
