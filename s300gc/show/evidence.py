"""The files of one payout in an auditor's export: CSV to look at, JSON to compute with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from s300gc.flows import sending
from s300gc.flows.evidence import Evidence
from s300gc.model import JournalLine, Money, digits
from s300gc.show import audit as sentences
from s300gc.show.archive import as_json
from s300gc.show.csv_text import as_csv
from s300gc.show.evidence_documents import COLUMNS as DOCUMENTS
from s300gc.show.evidence_documents import STATES, documents
from s300gc.show.output import plain
from s300gc.store.evidence import BookedBatch

Rows = list[dict[str, Any]]

ITEMS = (
    "position", "type", "amount", "currency", "payment", "refund", "mandate", "tax",
    "tax_currency", "tax_rate",
)  # fmt: skip
JOURNAL = (
    "reference", "batch", "entry", "posting_sequence", "status", "reversed", "dated", "period",
    "line", "account", "debit", "credit", "functional_currency", "source_amount",
    "source_currency", "rate", "rate_type", "text", "description",
)  # fmt: skip
BATCHES = (
    "reference", "kind", "batch", "booking", "reversed", "state", "status", "posting_sequence",
    "planned_at", "posted_at", "note",
)  # fmt: skip
LINES = (
    "payment", "type", "customer", "document", "instalment", "account_set", "x", "amount",
    "currency", "functional", "functional_currency", "receipt", "batch_reference", "reversed",
)  # fmt: skip
PAYMENTS = (
    "payment", "mandate", "status", "amount", "currency", "charge_date", "created_at",
    "customer", "document", "instalment", "collected", "x",
)  # fmt: skip
SETTINGS = ("booking", "name", "value")
AUDIT = ("seq", "at", "kind", "subject", "says", "hash")


def files(found: Evidence) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each file, in the order of their names."""
    made: dict[str, str] = {"payout.json": as_json(payout(found))}
    tables: tuple[tuple[str, Sequence[str], Rows], ...] = (
        ("audit", AUDIT, _audit(found)),
        ("batches", BATCHES, _batches(found)),
        ("documents", DOCUMENTS, documents(found)),
        ("items", ITEMS, _items(found)),
        ("journal", JOURNAL, _journal(found)),
        ("lines", LINES, _lines(found)),
        ("payments", PAYMENTS, _payments(found)),
        ("settings", SETTINGS, _settings(found)),
    )
    for name, columns, rows in tables:
        made[f"{name}.csv"] = as_csv(columns, rows)
        if name != "settings":
            made[f"{name}.json"] = as_json(rows)
    for booking, settings in found.booked_under.items():
        made[f"settings.{booking}.json"] = settings.text
    numbers: dict[str, int] = {}
    for raw in found.raws:
        numbers[raw.kind] = numbers.get(raw.kind, 0) + 1
        made[f"raw/{raw.kind}.{numbers[raw.kind]}.json"] = raw.body
    for name in sorted(made):
        yield f"{found.payout.id}/{name}", made[name]


def payout(found: Evidence) -> dict[str, Any]:
    """Give the payout itself, how far it is, and under which settings it was booked."""
    one = found.payout
    return {
        "payout": one.id,
        "reference": one.reference,
        "creditor": one.creditor,
        "kind": one.kind,
        "status": one.status,
        "created_at": _time(one.created_at),
        "arrival_date": plain(one.arrival_date),
        "amount": str(one.amount.decimal),
        "currency": one.amount.currency,
        "deducted_fees": str(Money(one.deducted_fees, one.amount.currency).decimal),
        "landed": plain(one.landed),
        "rate": plain(one.rate),
        "state": found.state,
        "reason": found.reason,
        "settings": [
            {
                "booking": booking,
                "hash": settings.hash,
                "recorded_at": _time(settings.at),
                "audit_row": settings.seq,
                **{name: value for name, value in settings.values if name.startswith("program.")},
            }
            for booking, settings in sorted(found.booked_under.items())
        ],
    }


def _items(found: Evidence) -> Rows:
    currency = found.payout.amount.currency
    return [
        {
            "position": place,
            "type": item.type,
            "amount": _major(item.amount, currency),
            "currency": currency,
            "payment": item.payment,
            "refund": item.refund,
            "mandate": item.mandate,
            "tax": "; ".join(_major(tax.amount, tax.currency) for tax in item.taxes),
            "tax_currency": "; ".join(tax.currency for tax in item.taxes),
            "tax_rate": "; ".join(tax.rate_id for tax in item.taxes),
        }
        for place, item in enumerate(found.items, start=1)
    ]


def _journal(found: Evidence) -> Rows:
    rows: Rows = []
    for batch in found.batches:
        if batch.intent.kind != "journal":
            continue
        journal = sending.JOURNAL.validate_json(batch.intent.request)
        head = {
            **_batch(batch),
            "entry": 1,
            "dated": journal.dated.isoformat(),
            "period": f"{journal.period.year}-{journal.period.number}",
        }
        rows += [
            {**head, **_journal_line(place, line)}
            for place, line in enumerate(journal.lines, start=1)
        ]
    return rows


def _journal_line(place: int, line: JournalLine) -> dict[str, Any]:
    amount = line.functional
    return {
        "line": place,
        "account": line.account,
        "debit": str(amount.decimal) if amount.minor > 0 else "",
        "credit": str((-amount).decimal) if amount.minor < 0 else "",
        "functional_currency": amount.currency,
        "source_amount": str(line.source.decimal),
        "source_currency": line.source.currency,
        "rate": format(line.rate, "f"),
        "rate_type": line.rate_type,
        "text": line.reference,
        "description": line.description,
    }


def _batch(batch: BookedBatch) -> dict[str, Any]:
    return {
        "reference": batch.intent.reference,
        "batch": batch.intent.remote,
        "posting_sequence": batch.posting_sequence or "",
        "status": batch.status or STATES[batch.intent.state],
        "reversed": _yes(batch.reversed),
    }


def _batches(found: Evidence) -> Rows:
    finished = found.finished_at
    return [
        {
            **_batch(batch),
            "kind": batch.intent.kind,
            "booking": batch.booking or "",
            "state": batch.intent.state,
            "planned_at": _time(batch.intent.begun_at),
            "posted_at": _time(finished.get(batch.intent.reference)),
            "note": batch.intent.note,
            "request": batch.intent.request,
        }
        for batch in found.batches
    ]


def _lines(found: Evidence) -> Rows:
    return [
        {
            "payment": line.payment,
            "type": line.kind,
            "customer": line.customer,
            "document": line.claim.document if line.claim else "",
            "instalment": line.claim.instalment if line.claim else "",
            "account_set": line.account_set,
            "x": line.x,
            "amount": str(line.amount.decimal),
            "currency": line.amount.currency,
            "functional": str(line.functional.decimal),
            "functional_currency": line.functional.currency,
            "receipt": line.receipt,
            "batch_reference": line.batch,
            "reversed": _yes(undone),
        }
        for undone, line in found.lines
    ]


def _payments(found: Evidence) -> Rows:
    rows: Rows = []
    for one in found.payments:
        head: dict[str, Any] = {
            "payment": one.id,
            "mandate": one.mandate,
            "status": one.status,
            "amount": str(one.amount.decimal),
            "currency": one.amount.currency,
            "charge_date": one.charge_date.isoformat() if one.charge_date else "",
            "created_at": _time(one.created_at),
        }
        claims = [
            {
                "customer": part.claim.customer,
                "document": part.claim.document,
                "instalment": part.claim.instalment,
                "collected": str(part.amount.decimal),
                "x": part.x,
            }
            for part in found.claims.get(one.id, [])
        ]
        rows += [{**head, **claim} for claim in claims or [{}]]
    return rows


def _settings(found: Evidence) -> Rows:
    return [
        {"booking": booking, "name": name, "value": value}
        for booking, settings in sorted(found.booked_under.items())
        for name, value in settings.values
    ]


def _audit(found: Evidence) -> Rows:
    kinds: Mapping[str, str] = {
        row.subject: row.body["kind"] for row in found.rows if row.kind == "intent.begun"
    }
    return [
        {
            "seq": row.seq,
            "at": _time(row.at),
            "kind": row.kind,
            "subject": row.subject,
            "says": sentences.sentence(row, kinds.get(row.subject, "")),
            "hash": row.hash,
        }
        for row in found.rows
    ]


def _major(minor: Decimal, currency: str) -> str:
    return format(minor.scaleb(-digits(currency)), "f")


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _yes(value: bool) -> str:
    return "yes" if value else ""
