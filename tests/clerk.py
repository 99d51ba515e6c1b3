"""What a person does in the simulated Sage 300, through its Web API."""

import base64
import json
from decimal import Decimal
from typing import Any

from s300gc.sandbox.world import World

ONLY = "Donotpostallbatches"


def ask(world: World, method: str, target: str, body: Any = None) -> Any:
    """Send one request as the clerk; it must succeed."""
    sage = world.sage300
    secret = base64.b64encode(f"{sage.person_user}:{sage.person_password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
    path = f"/Sage300WebApi/v1.0/-/{sage.company}/{target}"
    data = b"" if body is None else json.dumps(body).encode()
    answer = world.answer("sage300", method, path, headers, data)
    assert answer.status < 300, answer.body
    return json.loads(answer.body or b"null", parse_float=Decimal)


def journal(world: World, source: str, *lines: tuple[str, int]) -> str:
    """Enter and post a journal of (account, amount); gives its batch number."""
    day = world.timeline.today.isoformat()
    details = [{"AccountNumber": account, "Amount": amount} for account, amount in lines]
    header = {
        "SourceLedger": "GL", "SourceType": source, "DocumentDate": day, "JournalDetails": details,
    }  # fmt: skip
    made = ask(
        world, "POST", "GL/GLJournalBatches", {"Description": "by hand", "JournalHeaders": [header]}
    )
    number = str(made["BatchNumber"])
    post_journal(world, number)
    return number


def post_journal(world: World, number: str) -> None:
    """Make a GL batch ready and post it."""
    ask(world, "PATCH", f"GL/GLJournalBatches('{number}')", {"ReadyToPost": "Yes"})
    body = {"PostAllBatches": ONLY, "PostBatchFrom": number, "PostBatchTo": number}
    ask(world, "POST", "GL/GLPostJournal('$process')", body)


def debit_note(world: World, customer: str, number: str, amount: int, account: str) -> None:
    """Enter and post a debit note with one line outside of tax."""
    day = world.timeline.today.isoformat()
    line = {"ExtendedAmountWithTIP": amount, "RevenueAccount": account}
    note = {
        "CustomerNumber": customer, "DocumentNumber": number, "DocumentType": "DebitNote",
        "InvoiceType": "Summary", "DocumentDate": day, "TaxGroup": "NOTAX",
        "InvoiceDetails": [line],
    }  # fmt: skip
    made = ask(world, "POST", "AR/ARInvoiceBatches", {"Description": "by hand", "Invoices": [note]})
    batch = int(made["BatchNumber"])
    ask(world, "PATCH", f"AR/ARInvoiceBatches({batch})", {"BatchStatus": "ReadyToPost"})
    body = {"PostAllBatches": ONLY, "PostBatchFrom": batch, "PostBatchTo": batch}
    ask(world, "POST", "AR/ARPostInvoices('$process')", body)
