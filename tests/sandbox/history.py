"""A long day's work on a World, told step by step: `python history.py HOW SCENARIO...`.

The same calls are made of every scenario, whatever is answered; each step is told by a digest
of all answers in it and of the World after it. HOW is what happens to the World between two
steps: nothing, or it is saved and loaded, or copied.
"""

import json
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import simplejson
from worlds import gocardless, sage_headers, tell

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.faults import Broken
from s300gc.sandbox.gocardless.service import Delivery
from s300gc.sandbox.world import World

BETWEEN: dict[str, Callable[[World], World]] = {
    "straight": lambda world: world,
    "saved": lambda world: World.load(world.save()),
    "copied": World.copy,
}
CUSTOMERS = {"busy": 40}
"""Where the scenario's own number would take minutes."""
LOOKS = {"busy": 9}
"""Where the World is so big that only every so many steps look at it."""
LONG = 200_000
"""Bytes of an answer that nobody reads on."""
ROOT = "/Sage300WebApi/v1.0/-/SAMLTD"
LISTS = (
    "payments?limit=500", "payments?status=confirmed", "payments?sort_field=amount&limit=7",
    "payments?charge_date[gte]=2026-01-10&currency=GBP", "events?limit=500", "mandates?limit=500",
    "events?resource_type=payments&include=payment", "customers?limit=500", "payouts", "refunds",
    "customer_bank_accounts", "subscriptions", "creditors", "balances", "webhooks",
)  # fmt: skip
ENTITIES = (
    "AR/ARCustomers", "AR/ARPostedDocuments?$filter=FullyPaid eq 'No'", "AR/ARPostedReceipts",
    "AR/ARPostedDocuments?$select=DocumentNumber,DueDate&$count=true&$top=5", "GL/GLAccounts",
    "AR/ARInvoiceBatches?$top=2", "AR/ARReceiptAndAdjustmentBatches", "GL/GLJournalBatches?$top=3",
    "GL/GLPostedTransactions?$filter=AccountNumber eq '1100'", "CS/CSCurrencyRates", "BK/BKBanks",
    "AR/ARNothing", "AR/$metadata",
)  # fmt: skip


class Told:
    """A World that is worked on, and what was answered since the last look."""

    def __init__(self, scenario: str, how: str) -> None:
        self.world = World.new(scenario, seed=7, customers=CUSTOMERS.get(scenario))
        self.made = 0
        self._steps = 0
        self._every = LOOKS.get(scenario, 1)
        self._between = BETWEEN[how]
        self._answers = sha256()

    def look(self) -> str:
        """Give the digest of a step, and let the World be taken up anew."""
        answers, whole = self._answers.hexdigest(), ""
        self._answers = sha256()
        self._steps += 1
        if self._steps % self._every == 0:
            whole = sha256(self.world.save().encode()).hexdigest()
            self.world = self._between(self.world)
        return f"{answers} {whole}"

    def _heard(self, answer: Answer) -> Any:
        self._answers.update(repr((answer.status, answer.headers)).encode() + answer.body)
        self.made += answer.status == 201
        if len(answer.body) > LONG or "json" not in answer.headers.get("Content-Type", ""):
            return None
        return simplejson.loads(answer.body, use_decimal=True)

    def gc(self, method: str, path: str, value: Any = None, key: str = "") -> Any:
        """Send a request to GoCardless."""
        extra = {"Idempotency-Key": key} if key else {}
        try:
            return self._heard(gocardless(self.world, method, f"/{path}", value, **extra))
        except Broken as broken:
            self._answers.update(broken.kind.encode())
        return None

    def sage(self, method: str, path: str, value: Any = None) -> Any:
        """Send a request to Sage."""
        body = b"" if value is None else simplejson.dumps(value, use_decimal=True).encode()
        target = f"{ROOT}/{quote(path, safe='/?&=$(),')}"
        answer = self.world.answer("sage300", method, target, sage_headers(self.world), body)
        return self._heard(answer)

    def take(self, delivery: Delivery) -> bool:
        """Receive a webhook; every third is refused."""
        self._answers.update(delivery.body + delivery.signature.encode())
        return int(sha256(delivery.body).hexdigest(), 16) % 3 > 0

    def days(self, count: int) -> None:
        """Let days pass, with webhooks."""
        self.world.deliver = self.take
        self.world.advance(count)


def history(scenario: str, how: str) -> Iterator[tuple[str, str]]:
    """Live through a scenario and give the digest of each step by its name."""
    told = Told(scenario, how)
    yield "opening", told.look()
    for n, step in enumerate((read, collect, sign_up, troubled, receipts, books, read, play)):
        step(told)
        yield f"{n} {step.__name__}", told.look()
        told.days(n + 2)
        yield f"{n} days", told.look()
    told.days(30)
    yield "a month", told.look()
    state = told.world.control("GET", "/_sandbox/state", b"").body
    yield f"made {told.made}", sha256(state + told.world.save().encode()).hexdigest()


def read(told: Told) -> None:
    """Ask for everything."""
    for path in LISTS:
        told.gc("GET", path)
    for path in ENTITIES:
        told.sage("GET", path)


def collect(told: Told) -> None:
    """Collect from everybody who signed, and twice under one key."""
    for number, mandate in list(told.world.story.get("mandates", {}).items())[:30]:
        currency = told.world.gocardless.data["rows"]["mandates"][mandate]["scheme"]
        body = {
            "amount": 1000 + int(number[1:]),
            "currency": {"bacs": "GBP", "sepa_core": "EUR"}.get(currency, "USD"),
            "links": {"mandate": mandate},
            "metadata": {"customer": number},
        }
        told.gc("POST", "payments", {"payments": body}, key=f"k{number}")
    told.gc("POST", "payments", {"payments": {"amount": 1}}, key="kC1001")


def sign_up(told: Told) -> None:
    """Make a customer with all that belongs to him by the API alone."""
    name = {"given_name": "Ada", "family_name": "Byron", "email": "ada@example.com"}
    payer = told.gc("POST", "customers", {"customers": {**name, "country_code": "GB"}})
    account = {
        "account_number": "55779911",
        "branch_code": "200000",
        "country_code": "GB",
        "account_holder_name": "ADA BYRON",
        "links": {"customer": payer["customers"]["id"]},
    }
    bank = told.gc("POST", "customer_bank_accounts", {"customer_bank_accounts": account})
    links = {"customer_bank_account": bank["customer_bank_accounts"]["id"]}
    mandate = told.gc("POST", "mandates", {"mandates": {"scheme": "bacs", "links": links}})
    plan = {
        "amount": 2500,
        "currency": "GBP",
        "interval_unit": "weekly",
        "links": {"mandate": mandate["mandates"]["id"]},
    }
    told.gc("POST", "subscriptions", {"subscriptions": plan})
    told.gc("POST", "payments", {"payments": {k: plan[k] for k in ("amount", "currency", "links")}})


def troubled(told: Told) -> None:
    """Send under faults that are drawn, and some that come late."""
    faults = [
        {"method": "POST", "probability": 0.4, "what": "500", "when": "after"},
        {"method": "POST", "nth": 3, "what": "timeout", "when": "late", "late_calls": 2},
        {"webhooks": "doubled", "probability": 0.3},
        {"webhooks": "reordered", "probability": 0.3},
    ]
    tell(told.world, "POST", "faults", faults)
    for page in told.gc("GET", "mandates?limit=6")["mandates"]:
        currency = {"bacs": "GBP", "sepa_core": "EUR"}.get(page["scheme"], "USD")
        body = {"amount": 900, "currency": currency, "links": {"mandate": page["id"]}}
        told.gc("POST", "payments", {"payments": body})
    tell(told.world, "POST", "faults", faults[2:])


def receipts(told: Told) -> None:
    """Enter receipts for open documents, post them, and try to post them again."""
    entries = []
    for row in told.sage("GET", "AR/ARPostedDocuments?$top=5&$filter=FullyPaid eq 'No'")["value"]:
        if row["CurrencyCode"] == "GBP" and row["CustomerCurrencyAmountDue"] > 0:
            part = (row["CustomerCurrencyAmountDue"] / 2).quantize(Decimal("0.01"))
            line = {"DocumentNumber": row["DocumentNumber"], "CustomerReceiptAmount": part}
            entry = {"CustomerNumber": row["CustomerNumber"], "BankReceiptAmount": part}
            entries.append({**entry, "AppliedReceiptsAdjustments": [line]})
    batch = {"BatchRecordType": "CA", "BankCode": "GC1100", "ReceiptsAdjustments": entries}
    number = (told.sage("POST", "AR/ARReceiptAndAdjustmentBatches", batch) or {}).get("BatchNumber")
    for _ in range(2):
        key = f"(BatchRecordType='CA',BatchNumber={number})"
        ready = {"BatchStatus": "ReadyToPost"}
        told.sage("PATCH", f"AR/ARReceiptAndAdjustmentBatches{key}", ready)
        names = {"BatchType": "CA", "PostBatchFrom": number, "PostBatchTo": number}
        told.sage("POST", "AR/ARPostReceiptsAndAdjustments('$process')", names)


def books(told: Told) -> None:
    """Enter and post a journal, and one that does not balance; people meddle."""
    for off in (0, 1):
        lines = [("1100", Decimal("12.50") + off), ("1195", Decimal("-12.50"))]
        header = {
            "JournalDetails": [{"AccountNumber": a, "Amount": amount} for a, amount in lines],
            "PostingDate": f"{told.world.timeline.today}T00:00:00Z",
        }
        batch = {"Description": "GC history", "JournalHeaders": [header]}
        number = (told.sage("POST", "GL/GLJournalBatches", batch) or {}).get("BatchNumber")
        told.sage("PATCH", f"GL/GLJournalBatches('{number}')", {"ReadyToPost": "Yes"})
        names = {"PostBatchFrom": number, "PostBatchTo": number}
        told.sage("POST", "GL/GLPostJournal('$process')", names)
    person = {"do": "set_on_hold", "customer": "C1001", "on_hold": True}
    told.world.control("POST", "/_sandbox/person", json.dumps(person).encode())
    told.world.gocardless.set_chances(failed=80, late_failure=60, charged_back=60)


def play(told: Told) -> None:
    """Let simulators decide, retry, cancel and refund."""
    told.world.gocardless.allow_refunds(told.world.story["creditor"])
    payments = told.gc("GET", "payments?limit=40")["payments"]
    for n, payment in enumerate(payments):
        links = {"data": {"links": {"resource": payment["id"]}}}
        kinds = ("payment_failed", "payment_confirmed", "payment_paid_out", "payment_charged_back")
        told.gc("POST", f"scenario_simulators/{kinds[n % 4]}/actions/run", links)
        told.gc("POST", f"payments/{payment['id']}/actions/{('retry', 'cancel')[n % 2]}", {})
        refund = {"amount": 100, "links": {"payment": payment["id"]}}
        told.gc("POST", "refunds", {"refunds": refund})


if __name__ == "__main__":
    found = {name: list(history(name, sys.argv[1])) for name in sys.argv[2:]}
    json.dump(found, sys.stdout)
