"""Every property that the Sage client asks for or sends in AR is one that Sage 300 publishes.

The published $metadata is that of the older route without a version: entity sets have no
module prefix there, and ``UpdateOperation`` is not in it.
"""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from s300gc.model import Money
from s300gc.remote.sage300_customers import CustomerWire, OptionalFieldWire
from s300gc.remote.sage300_documents import DocumentWire
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_notes import EntriesWire, EntryWire, InvoiceBatchWire, LineWire
from s300gc.remote.sage300_receipts import (
    AppliedWire,
    PendingBatchWire,
    ReceiptBatchWire,
    ReceiptWire,
)
from s300gc.remote.sage300_setup import AccountSetWire
from tests.remote.support import AR, Wire, notes, receipts

METADATA = Path(__file__).parents[3] / "shared" / "sage300" / "ar-metadata.edmx"
EDM = "{http://schemas.microsoft.com/ado/2009/11/edm}"
ADDED = {"UpdateOperation"}

pytestmark = pytest.mark.skipif(
    not METADATA.exists(), reason="the published AR $metadata is not on this machine"
)


@cache
def types() -> dict[str, dict[str, str]]:
    """Properties and their types by type name."""
    tree = ET.parse(METADATA)  # noqa: S314
    return {
        found.get("Name", ""): {
            each.get("Name", ""): each.get("Type", "") for each in found.iter(f"{EDM}Property")
        }
        for kind in ("EntityType", "ComplexType")
        for found in tree.iter(EDM + kind)
    }


def nested(type: str, name: str) -> str:
    return types()[type][name].rpartition(".")[2].rstrip(")")


def unknown(body: dict[str, Any], type: str) -> list[str]:
    """Properties of a body, and of what is nested in it, that the type does not have."""
    missing = [f"{type}.{name}" for name in body if name not in {*types()[type], *ADDED}]
    for name, value in body.items():
        if isinstance(value, list) and name in types()[type]:
            for each in value:
                missing += unknown(each, nested(type, name))
    return missing


@pytest.mark.parametrize(
    ("wire", "type"),
    [
        (CustomerWire, "Customer"),
        (OptionalFieldWire, "CustomerOptionalFieldValue"),
        (DocumentWire, "PostedDocument"),
        (AccountSetWire, "AccountSet"),
        (ReceiptBatchWire, "ReceiptAndAdjustmentBatch"),
        (PendingBatchWire, "ReceiptAndAdjustmentBatch"),
        (ReceiptWire, "ReceiptsAdjustment"),
        (AppliedWire, "AppliedReceiptsAdjustment"),
        (InvoiceBatchWire, "InvoiceBatch"),
        (EntriesWire, "InvoiceBatch"),
        (EntryWire, "Invoice"),
        (LineWire, "InvoiceDetail"),
    ],
)
def test_every_property_that_is_asked_for_exists(wire: type[SageWire], type: str) -> None:
    assert set(wire.select().split(",")) <= set(types()[type])


def test_every_property_of_a_receipt_batch_exists() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", AR + "ARReceiptAndAdjustmentBatches", json={"BatchNumber": 1})
    client = wire.sage()
    client.create_receipt_batch(receipts())
    (home,) = receipts().receipts
    foreign = replace(home, amount=Money(1, "EUR"), rate_type="SP")
    client.create_receipt_batch(receipts(receipts=(foreign,)))
    for request in wire.sent:
        assert unknown(json.loads(request.text), "ReceiptAndAdjustmentBatch") == []


def test_every_property_of_a_debit_note_exists() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", AR + "ARInvoiceBatches", json={"BatchNumber": 1})
    client = wire.sage()
    (note,) = notes().notes
    euros = replace(note, amount=Money(1, "EUR"), rate_type="SP")
    client.create_note_batch(notes(notes=(note, euros)))
    assert unknown(json.loads(wire.sent[0].text), "InvoiceBatch") == []


def test_every_property_of_the_other_writes_exists() -> None:
    wire = Wire()
    wire.adapter.register_uri("PATCH", AR + "ARCustomers('1')", status_code=204)
    batch = AR + "ARReceiptAndAdjustmentBatches(BatchRecordType='CA',BatchNumber=1)"
    wire.adapter.register_uri("PATCH", batch, status_code=204)
    wire.adapter.register_uri(
        "POST", AR + "ARPostReceiptsAndAdjustments('$process')", status_code=204
    )
    client = wire.sage()
    client.update_fields("1", [("GCMANDATE", "MD1")])
    client.ready_receipt_batch("1")
    client.describe_receipt_batch("1", "text")
    client.post_receipt_batch("1")
    bodies = [json.loads(request.text) for request in wire.sent]
    entities = (
        "Customer",
        "ReceiptAndAdjustmentBatch",
        "ReceiptAndAdjustmentBatch",
        "PostReceiptsAndAdjustment",
    )
    for body, entity in zip(bodies, entities, strict=True):
        assert unknown(body, entity) == []


def test_every_property_of_a_filter_exists() -> None:
    filters = {
        "PostedDocument": ("FullyPaid", "DocumentDate", "DueDate", "LastActivityDate"),
        "Customer": ("DateLastMaintained",),
        "ReceiptAndAdjustmentBatch": ("BatchRecordType", "BatchStatus", "Description"),
    }
    for entity, names in filters.items():
        assert set(names) <= set(types()[entity])
