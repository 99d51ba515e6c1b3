"""The AR side of one payout in an auditor's export: receipts, notes, what they close."""

from typing import Any

from s300gc.flows import sending
from s300gc.flows.evidence import Evidence
from s300gc.model import Application, Money
from s300gc.store.evidence import BookedBatch

COLUMNS = (
    "kind", "number", "batch", "entry", "posting_sequence", "status", "reversed", "payment",
    "customer", "account_set", "bank", "x", "dated", "period", "amount", "currency", "rate",
    "closes_document", "closes_instalment", "closes_amount", "description", "reference",
)  # fmt: skip


STATES = {"begun": "not posted", "done": "posted", "failed": "refused", "stopped": "stopped"}
"""What an intent's state says of its batch where Sage 300 was not asked for its status."""


def documents(found: Evidence) -> list[dict[str, Any]]:
    """Give a row for each AR document, or for each part of one that closes another.

    What a document leaves unapplied is a row that closes nothing. ``entry`` is its
    place in the batch as it was sent.
    """
    rows: list[dict[str, Any]] = []
    for batch in found.batches:
        rows += ROWS.get(batch.intent.kind, _other)(batch)
    return rows


def _head(batch: BookedBatch, kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "batch": batch.intent.remote,
        "posting_sequence": batch.posting_sequence or "",
        "status": batch.status or STATES[batch.intent.state],
        "reversed": "yes" if batch.reversed else "",
        "reference": batch.intent.reference,
    }


def _receipts(batch: BookedBatch) -> list[dict[str, Any]]:
    sent = sending.RECEIPTS.validate_json(batch.intent.request)
    rows = []
    for place, one in enumerate(sent.receipts, start=1):
        head = {
            **_head(batch, "receipt"),
            "number": one.number,
            "entry": place,
            "payment": one.number.rpartition("-")[0],
            "customer": one.customer,
            "account_set": one.account_set,
            "bank": sent.bank,
            "x": sent.x,
            "dated": one.dated.isoformat(),
            "period": f"{sent.period.year}-{sent.period.number}",
            "amount": str(one.amount.decimal),
            "currency": one.amount.currency,
            "rate": format(one.rate, "f"),
            "description": one.description,
        }
        rows += [{**head, **part} for part in _closed(one.amount, one.applied)]
    return rows


def _closed(amount: Money, applied: tuple[Application, ...]) -> list[dict[str, Any]]:
    left = amount
    parts = []
    for one in applied:
        left -= one.amount
        parts.append(
            {
                "closes_document": one.document,
                "closes_instalment": one.instalment,
                "closes_amount": str(one.amount.decimal),
            }
        )
    if left.minor:
        parts.append({"closes_document": "", "closes_amount": str(left.decimal)})
    return parts


def _notes(batch: BookedBatch) -> list[dict[str, Any]]:
    sent = sending.NOTES.validate_json(batch.intent.request)
    return [
        {
            **_head(batch, "debit note"),
            "number": one.number,
            "entry": place,
            "payment": one.payment,
            "customer": one.customer,
            "account_set": one.account_set,
            "x": one.x,
            "dated": one.dated.isoformat(),
            "period": f"{sent.period.year}-{sent.period.number}",
            "amount": str(one.amount.decimal),
            "currency": one.amount.currency,
            "rate": format(one.rate, "f"),
            "description": one.description,
        }
        for place, one in enumerate(sent.notes, start=1)
    ]


def _applied(batch: BookedBatch) -> list[dict[str, Any]]:
    sent = sending.APPLY.validate_json(batch.intent.request)
    head = {
        **_head(batch, "unapplied cash applied"),
        "number": sent.credit,
        "entry": 1,
        "payment": sent.payment,
        "customer": sent.customer,
        "account_set": sent.account_set,
        "bank": sent.bank,
        "dated": sent.dated.isoformat(),
        "period": f"{sent.period.year}-{sent.period.number}",
        "amount": str(sent.left.decimal),
        "currency": sent.left.currency,
    }
    return [{**head, **part} for part in _closed(sent.left, sent.applied)]


def _refunds(batch: BookedBatch) -> list[dict[str, Any]]:
    sent = sending.AR_REFUND.validate_json(batch.intent.request)
    head = {
        **_head(batch, "refund"),
        "number": sent.number,
        "entry": 1,
        "payment": sent.payment,
        "customer": sent.customer,
        "x": sent.x,
        "dated": sent.dated.isoformat(),
        "period": f"{sent.period.year}-{sent.period.number}",
        "amount": str(sent.amount.decimal),
        "currency": sent.amount.currency,
        "rate": format(sent.rate, "f"),
        "description": sent.description,
    }
    return [
        {**head, "closes_document": one.document, "closes_amount": str(one.amount.decimal)}
        for one in sent.credits
    ]


def _other(batch: BookedBatch) -> list[dict[str, Any]]:
    """Name what has no columns of its own here; its request stands with the batches."""
    return [] if batch.intent.kind == "journal" else [_head(batch, batch.intent.kind)]


ROWS = {"receipts": _receipts, "notes": _notes, "apply": _applied, "ar refund": _refunds}
