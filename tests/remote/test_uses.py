"""The table of what is read, asked by and sent is whole: nothing passes that is not in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import s300gc.remote
from s300gc.model import Application, ApplyDocument, Money
from s300gc.model.ar_refunds import ARRefund, PaidCredit
from s300gc.model.bookings import BankEntry
from s300gc.model.dialect import Dialect
from s300gc.model.subscriptions import ChargeKey, ChargeLine, DraftInvoice
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_uses import USES
from tests.remote.support import Wire, journal, notes, receipts

NAMED = {use.path: {need.name for u in USES if u.path == use.path for need in u.needs}
         for use in USES}  # fmt: skip
SPELT = {use.path: {".".join((*need.place, name)) for u in USES if u.path == use.path
                    for need in u.needs for name in need.names} for use in USES}  # fmt: skip
RANGE = {"PostAllBatches", "PostBatchFrom", "PostBatchTo"}
"""What every process of AR takes; it is learned from the template."""


def bodies() -> Iterator[tuple[str, Any]]:
    """Everything that is ever sent, as (path, body)."""
    wire = Wire()
    wire.adapter.register_uri("POST", re.compile("Batches$"), json={"BatchNumber": "1"})
    wire.adapter.register_uri("POST", re.compile("process"), status_code=204)
    wire.adapter.register_uri("PATCH", re.compile("."), status_code=204)
    euro = Money(100, "EUR")
    for ready in ("ReadyToPost", "Status"):
        client = wire.sage(dialect=Dialect(gl_ready=ready))  # type: ignore[arg-type]
        client.ready_gl_batch("000001")
    lines = tuple(replace(line, source=euro, rate_type="SP") for line in journal().lines)
    client.create_gl_batch(journal())
    client.create_gl_batch(journal(lines=lines))
    (receipt,) = receipts().receipts
    foreign = replace(receipt, amount=euro, rate_type="SP")
    client.create_receipt_batch(receipts(receipts=(receipt, foreign)))
    part = Application("IN1", 1, euro)
    client.create_apply_batch(
        ApplyDocument("r", "PO1", "PM1", "1", "DOM", "UC1", euro, "B", receipt.dated,
                      receipts().period, (part,))
    )  # fmt: skip
    (note,) = notes().notes
    client.create_note_batch(notes(notes=(note, replace(note, amount=euro, rate_type="SP"))))
    charge, line = ChargeKey("RENT", "1"), ChargeLine("SALES", "", "Rent", euro)
    lines_ = (line, replace(line, distribution="", account="4000"))
    client.create_invoice_batch(
        DraftInvoice("r", "n", "PM1", charge, note.dated, euro, "d", "a", "t", "n", lines_)
    )
    wire.adapter.register_uri("POST", re.compile("BKBankEntries$"), json={"SequenceNumber": 1})
    client.create_bank_entry(BankEntry("r", "BANK", "1195", euro, note.dated, "ACME-1"))
    credit = PaidCredit("CN1", euro, euro)
    client.create_refund_batch(
        ARRefund("r", "n", "PO1", 1, 1, "PM1", "1", "1100", euro, receipt.dated,
                 receipts().period, "d", (credit,), rate_type="SP")
    )  # fmt: skip
    client.update_fields("1", [("GCMANDATE", "MD1")])
    for kind in ("gl", "receipt", "note", "refund"):
        getattr(client, f"describe_{kind}_batch")("1", "text")
        if kind != "gl":
            getattr(client, f"ready_{kind}_batch")("1")
            getattr(client, f"post_{kind}_batch")("1")
    for request in wire.sent:
        path = re.search(r"/((?:AR|GL|BK|CS)/\w+)", request.path, re.IGNORECASE)
        assert path is not None
        module, _, name = request.url.partition("/SAMLTD/")[2].partition("(")[0].partition("/")
        yield f"{module}/{name}", json.loads(request.text)


def names(body: Any, place: str = "") -> Iterator[str]:
    for name, value in body.items():
        yield place + name
        for each in value if isinstance(value, list) else []:
            yield from names(each, f"{place}{name}.")


def read(wire: type[SageWire]) -> Iterator[str]:
    """Every property of a wire format, whichever spelling."""
    for field, info in wire.model_fields.items():
        choices = getattr(info.validation_alias, "choices", [])
        yield from map(str, choices or [info.alias or field])


def wires(kind: type[SageWire] = SageWire) -> Iterator[type[SageWire]]:
    for each in kind.__subclasses__():
        yield each
        yield from wires(each)


def test_everything_that_is_sent_stands_in_the_table() -> None:
    sent: dict[str, set[str]] = {}
    for path, body in bodies():
        sent.setdefault(path, set()).update(names(body))
    strangers = {path: found - NAMED[path] - RANGE for path, found in sent.items()}
    assert {path: found for path, found in strangers.items() if found} == {}


def test_everything_that_the_table_says_is_sent_or_read_is() -> None:
    known = {path: set(found) for path, found in SPELT.items()}
    for path, body in bodies():
        known[path] -= set(names(body))
    text = sources()
    for wire in wires():
        for path in known:
            known[path] -= {one for one in known[path] if one.split(".")[-1] in set(read(wire))}
    # What is left is asked by only: it stands as a text in the client.
    left = {one for found in known.values() for one in found}
    assert left, "DateLastMaintained is neither sent nor read"
    assert {one for one in left if f'"{one}"' not in text} == set()


def sources() -> str:
    """The client as text, without the table itself."""
    folder = Path(s300gc.remote.__path__[0])
    own = [path for path in folder.glob("sage300*.py") if path.stem != "sage300_uses"]
    return "\n".join(path.read_text("utf-8") for path in sorted(own))


def test_every_wire_format_stands_in_the_table() -> None:
    everything = {one.split(".")[-1] for found in SPELT.values() for one in found}
    lost = {
        f"{wire.__name__}.{name}" for wire in wires() for name in read(wire)
        if name not in everything
    }  # fmt: skip
    assert lost == set()


def test_every_entity_that_the_client_names_stands_in_the_table() -> None:
    text = sources()
    named = {f"{module}/{name}" for module, name in re.findall(r'"(AR|GL|BK|CS)", "(\w+)"', text)}
    named |= {
        f"{module}/{name}"
        for module, name in re.findall(r'module="(\w\w)",\s+resource="(\w+)"', text)
    }
    assert len(named) > 12
    assert named - set(NAMED) == set()
    assert set(NAMED) - named == set()


def test_every_filter_names_properties_of_the_table() -> None:
    asked = set(re.findall(r'(?:eq|compare|within)\(\s*"(\w+)"', sources()))
    everything = {one for found in NAMED.values() for one in found}
    assert len(asked) > 10
    assert asked - everything == set()


def test_every_word_of_a_filter_is_one_of_the_table() -> None:
    told: dict[str, set[str]] = {}
    for need in (need for use in USES for need in use.needs if need.kind == "word"):
        told.setdefault(need.names[0], set()).update(need.words)
    asked = re.findall(r'eq\("(\w+)", "(\w+)"\)', sources())
    assert {name for name, _ in asked} >= {"FullyPaid", "Status"}
    assert [(name, word) for name, word in asked if word not in told[name]] == []
    statuses = re.search(r'eq\("BatchStatus", status\)\)\s+for status in \(([^)]*)\)', sources())
    assert statuses is not None
    assert set(re.findall(r"\w+", statuses[1])) <= told["BatchStatus"]


def test_words_in_the_table_are_the_words_that_are_sent() -> None:
    words = {
        (use.path, need.name): need.words
        for use in USES for need in use.needs if need.kind == "word"
    }  # fmt: skip

    def walk(path: str, body: Any, place: str = "") -> Iterator[tuple[str, str, str]]:
        for name, value in body.items():
            for each in value if isinstance(value, list) else []:
                yield from walk(path, each, f"{place}{name}.")
            if isinstance(value, str):
                yield path, place + name, value

    sent = [one for path, body in bodies() for one in walk(path, body)]
    for path, name, value in sent:
        if (path, name) in words:
            told = {word for u in USES if u.path == path for n in u.needs
                    if n.name == name for word in n.words}  # fmt: skip
            assert value in told
    assert ("AR/ARPostInvoices", "PostAllBatches", "Donotpostallbatches") in sent
