"""A company to test with, and a plain client of its Web API."""

import base64
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import simplejson

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.sage300.company import SageCompany, SageSwitches
from s300gc.sandbox.timeline import Timeline

MONDAY = date(2026, 1, 5)
ROOT = "/Sage300WebApi/v1.0/-/SAMLTD/"


def day(offset: int = 0) -> date:
    """Give a day counted from Monday, 5 January 2026."""
    return MONDAY + timedelta(days=offset)


class Refusal(AssertionError):
    """A request that was expected to succeed did not."""


class Office:
    """A company with masters, and requests to it as the tool's user."""

    def __init__(self, **switches: Any) -> None:
        self.timeline = Timeline(MONDAY)
        self.sage = SageCompany(self.timeline, switches=SageSwitches(**switches))
        self.sage.install(first_day=MONDAY)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: str = "S300GC",
        password: str | None = None,
        headers: dict[str, str] | None = None,
        **options: str,
    ) -> Answer:
        """Send one request; options are query options without their dollar sign."""
        query = "&".join(f"${name}={quote(value)}" for name, value in options.items())
        secret = self.sage.password if password is None else password
        pair = base64.b64encode(f"{user}:{secret}".encode()).decode()
        given = {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
        given |= {"Host": "sage.test:8080"} | (headers or {})
        raw = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            raw = simplejson.dumps(body, use_decimal=True).encode()
        return self.sage.answer(method, ROOT + path, query, given, raw)

    def ok(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request that must succeed and give what its body says, None without one."""
        answer = self.send(method, path, body, **options)
        if answer.status >= 300:
            raise Refusal(f"{method} {path}: {answer.status} {answer.body.decode()}")
        return simplejson.loads(answer.body, use_decimal=True) if answer.body else None

    def no(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str, str]:
        """Send a request that must be refused and give status, code and message."""
        answer = self.send(method, path, body, **options)
        assert answer.status >= 400, answer.body
        error = simplejson.loads(answer.body)["error"]
        assert error["message"]["lang"] == "en-US"
        return answer.status, error["code"], error["message"]["value"]

    def rows(self, path: str, **options: str) -> list[dict[str, Any]]:
        """Give the rows of the first page."""
        found: list[dict[str, Any]] = self.ok("GET", path, **options)["value"]
        return found

    # ------------------------------------------------------------ short cuts

    def customer(self, number: str = "C1", **properties: Any) -> None:
        """Enter a customer."""
        self.sage.add_customer(number, f"Customer {number}", f"{number}@example.com", **properties)

    def invoice(
        self, number: str = "IN1", amount: str = "120.00", customer: str = "C1", **more: Any
    ) -> None:
        """Post an invoice of today, due in thirty days."""
        dated = more.pop("dated", day())
        due = more.pop("due", dated + timedelta(days=30))
        self.sage.post_invoice(customer, number, Decimal(amount), dated, due, **more)

    def document(self, number: str, customer: str = "C1") -> dict[str, Any]:
        """Read a posted document."""
        found: dict[str, Any] = self.ok("GET", f"AR/ARPostedDocuments('{customer}','{number}')")
        return found

    def receipt_batch(self, *entries: dict[str, Any], bank: str = "GC1190", **header: Any) -> int:
        """Enter a receipt batch as the tool does and give its number."""
        body = {"BatchRecordType": "CA", "BankCode": bank, **header}
        body["ReceiptsAdjustments"] = list(entries)
        return int(self.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)["BatchNumber"])

    def post_receipts(self, number: int, kind: str = "CA") -> dict[str, Any]:
        """Make a receipt or adjustment batch ready, post it and read it back."""
        path = f"AR/ARReceiptAndAdjustmentBatches(BatchRecordType='{kind}',BatchNumber={number})"
        self.ok("PATCH", path, {"BatchStatus": "ReadyToPost"})
        names = {"BatchType": kind, "PostBatchFrom": number, "PostBatchTo": number}
        self.ok("POST", "AR/ARPostReceiptsAndAdjustments('$process')", names)
        found: dict[str, Any] = self.ok("GET", path)
        return found

    def post_invoices(self, number: int) -> dict[str, Any]:
        """Make an invoice batch ready, post it and read it back."""
        self.ok("PATCH", f"AR/ARInvoiceBatches({number})", {"BatchStatus": "ReadyToPost"})
        names = {"PostBatchFrom": number, "PostBatchTo": number}
        self.ok("POST", "AR/ARPostInvoices('$process')", names)
        found: dict[str, Any] = self.ok("GET", f"AR/ARInvoiceBatches({number})")
        return found

    def post_journal(self, number: str) -> dict[str, Any]:
        """Make a GL batch ready, post it and read it back."""
        self.ok("PATCH", f"GL/GLJournalBatches('{number}')", {"ReadyToPost": "Yes"})
        names = {"PostBatchFrom": number, "PostBatchTo": number}
        self.ok("POST", "GL/GLPostJournal('$process')", names)
        found: dict[str, Any] = self.ok("GET", f"GL/GLJournalBatches('{number}')")
        return found

    def agrees(self) -> None:
        """Check that GL and open documents agree once AR's batches are posted."""
        self.sage.post_ar_gl_batches()
        state = self.sage.state()
        for account, amount in state["open_documents"].items():
            assert state["gl_balances"][account] == amount, account
        assert sum(map(Decimal, state["gl_balances"].values())) == 0

    def balance(self, account: str) -> Decimal:
        """Give the posted balance of a GL account."""
        return Decimal(self.sage.state()["gl_balances"][account])


def receipt(amount: str, applied: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Write a receipt entry of customer C1; ``applied`` is document to amount."""
    lines = [
        {"DocumentNumber": number.partition("/")[0], "CustomerReceiptAmount": Decimal(part)}
        | ({"PaymentNumber": int(number.partition("/")[2])} if "/" in number else {})
        for number, part in (applied or {}).items()
    ]
    return {
        "CustomerNumber": "C1",
        **more,
        "BankReceiptAmount": Decimal(amount),
        "AppliedReceiptsAdjustments": lines,
    }


def journal(*lines: tuple[str, str], **header: Any) -> dict[str, Any]:
    """Write a GL batch of one entry; lines are account and amount."""
    details = [{"AccountNumber": number, "Amount": Decimal(amount)} for number, amount in lines]
    entry = {"SourceLedger": "GL", "SourceType": "GC", "DocumentDate": "2026-01-05"}
    return {
        "Description": "GC PO1",
        "JournalHeaders": [{**entry, **header, "JournalDetails": details}],
    }


def three_invoices(**switches: Any) -> Office:
    """A company with customer C1 and three invoices of 120."""
    made = Office(**switches)
    made.customer("C1")
    for n in (1, 2, 3):
        made.invoice(f"IN{n}")
    return made
