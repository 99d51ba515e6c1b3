import json
from decimal import Decimal
from typing import Any

import pytest
import requests

from s300gc.errors import ConfigError, OutcomeUnknown, Refused, Temporary
from s300gc.model import Batch, JournalLine, Money
from s300gc.model.dialect import Dialect, Range
from s300gc.remote.spellings import batch_range
from tests.remote.support import AR, GL, Wire, gbp, journal

RECEIPTS = AR + "ARReceiptAndAdjustmentBatches"
JOURNALS = GL + "GLJournalBatches"


def test_a_journal_is_one_entry_in_an_open_batch_with_every_digit_in_order() -> None:
    wire = Wire()
    wire.adapter.register_uri(
        "POST", JOURNALS, status_code=201, json={"BatchNumber": "000123", "Status": "Open"}
    )
    assert wire.sage().create_gl_batch(journal()) == "000123"
    (request,) = wire.sent
    assert request.text == (
        '{"Description":"GC PO1","JournalHeaders":[{"EntryNumber":"00001",'
        '"SourceLedger":"GL","SourceType":"GC","FiscalYear":"2026","FiscalPeriod":"01",'
        '"Description":"GC PO1 GoCardless payout PO1",'
        '"PostingDate":"2026-01-09","DocumentDate":"2026-01-09","JournalDetails":['
        '{"TransactionNumber":"0000000020","AccountNumber":"1000","SourceCurrency":"GBP",'
        '"SourceCurrencyAmount":1234567.10,"Amount":1234567.10,'
        '"Description":"payout","Reference":"PO1"},'
        '{"TransactionNumber":"0000000040","AccountNumber":"1100","SourceCurrency":"GBP",'
        '"SourceCurrencyAmount":-1234567.10,"Amount":-1234567.10,'
        '"Description":"customer 1200","Reference":"PM1 IN001"}]}]}'
    )


def test_a_line_in_another_currency_names_its_rate_before_its_amounts() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", JOURNALS, json={"BatchNumber": "000123"})
    line = JournalLine(
        "1120-100", Money(-100000, "EUR"), gbp("-860"), Decimal("0.86"), "SP", "PM1", "x" * 80
    )
    wire.sage().create_gl_batch(journal(lines=(line,)))
    (detail,) = json.loads(wire.sent[0].text)["JournalHeaders"][0]["JournalDetails"]
    assert list(detail)[1:8] == [
        "AccountNumber",
        "SourceCurrency",
        "CurrencyRateTable",
        "CurrencyRateDate",
        "CurrencyRate",
        "SourceCurrencyAmount",
        "Amount",
    ]
    assert detail["AccountNumber"] == "1120100"
    assert (detail["SourceCurrencyAmount"], detail["Amount"]) == (-1000.00, -860.00)
    assert detail["CurrencyRateDate"] == "2026-01-09"
    assert detail["Description"] == "x" * 60


def test_an_entry_that_names_its_reference_already_does_not_name_it_twice() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", JOURNALS, json={"BatchNumber": "000123"})
    wire.sage().create_gl_batch(journal(description="GC PO1 of 9 January " + "x" * 60))
    (header,) = json.loads(wire.sent[0].text)["JournalHeaders"]
    assert header["Description"] == ("GC PO1 of 9 January " + "x" * 60)[:60]


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "GC " + "x" * 58},
        {"lines": (JournalLine("1", gbp("1"), gbp("1"), Decimal(1), "", "r" * 61, "d"),)},
    ],
)
def test_a_reference_that_does_not_fit_is_refused_before_anything_is_sent(change: Any) -> None:
    wire = Wire()
    with pytest.raises(Refused) as error:
        wire.sage().create_gl_batch(journal(**change))
    assert error.value.code == "too_long"
    assert wire.sent == []


@pytest.mark.parametrize(
    "answer",
    [
        {"exc": requests.ReadTimeout},
        {"status_code": 500, "json": {"error": {"code": "InternalServerError"}}},
        {"status_code": 502, "text": "<html>"},
        {"status_code": 201, "text": '{"BatchNumber": "0001'},
        {"status_code": 201, "text": ""},
        {"status_code": 201, "json": {}},
        {"status_code": 201, "json": {"BatchNumber": "000000"}},
        {"status_code": 201, "json": []},
    ],
)
def test_a_batch_of_which_no_number_came_back_may_be_there(answer: dict[str, Any]) -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", JOURNALS, [answer])
    with pytest.raises(OutcomeUnknown, match="create GL batch GC PO1"):
        wire.sage().create_gl_batch(journal())
    assert len(wire.sent) == 1


def test_a_success_that_speaks_of_an_error_is_none() -> None:
    wire = Wire()
    error = {"error": {"code": "General", "message": {"value": "period is locked"}}}
    wire.adapter.register_uri("POST", JOURNALS, status_code=200, json=error)
    with pytest.raises(Refused, match="period is locked"):
        wire.sage().create_gl_batch(journal())


def test_a_busy_server_leaves_a_write_to_the_next_run() -> None:
    wire = Wire()
    error = {"error": {"code": "SessionError"}}
    wire.adapter.register_uri("POST", JOURNALS, status_code=409, json=error)
    with pytest.raises(Temporary):
        wire.sage().create_gl_batch(journal())
    assert len(wire.sent) == 1


def test_batches_are_found_by_description_the_lowest_number_first() -> None:
    wire = Wire()
    row = {
        "BatchNumber": "000124",
        "Description": "GC PO1",
        "SourceLedger": "GL",
        "Status": "Open",
        "Debits": 1234567.10,
        "NumberOfEntries": 1,
        "NumberOfErrors": 0,
        "PostingSequence": 0,
    }
    wire.feed(JOURNALS, [row, {**row, "BatchNumber": "000099", "Status": "ProvPosted"}])
    first, second = wire.sage().find_gl_batches("GC PO1")
    assert (first.number, first.status) == ("000099", "Other")
    assert second == Batch("000124", "GC PO1", "Open", Decimal("1234567.10"), 1, 0, 0, "GL")
    assert "$filter=Description%20eq%20'GC%20PO1'" in wire.sent[0].url


def test_a_batch_is_read_by_its_number_or_is_none() -> None:
    wire = Wire()
    row = {"BatchNumber": "000124", "Status": "Posted", "NumberOfErrors": 1, "PostingSequence": 7}
    wire.adapter.register_uri("GET", JOURNALS + "('000124')", json=row)
    error = {"error": {"code": "RecordNotFound"}}
    wire.adapter.register_uri("GET", JOURNALS + "('000125')", status_code=404, json=error)
    client = wire.sage()
    found = client.gl_batch("000124")
    assert found is not None
    assert (found.status, found.errors, found.posting_sequence) == ("Posted", 1, 7)
    assert client.gl_batch("000125") is None


@pytest.mark.parametrize(
    ("ready", "body"),
    [("ReadyToPost", {"ReadyToPost": "Yes"}), ("Status", {"Status": "ReadyToPost"})],
)
def test_a_batch_is_made_ready_in_the_way_that_is_configured(
    ready: Any, body: dict[str, str]
) -> None:
    wire = Wire()
    wire.adapter.register_uri("PATCH", JOURNALS + "('000123')", status_code=204)
    wire.sage(dialect=Dialect(gl_ready=ready)).ready_gl_batch("000123")
    assert wire.sent[0].json() == body


def test_the_names_of_the_range_are_asked_for_once_and_one_batch_is_posted() -> None:
    wire = Wire()
    template = {
        "PostAllBatches": "x",
        "PostBatchFrom": "",
        "PostBatchTo": "",
        "UpdateOperation": "x",
    }
    post = GL + "GLPostJournal"
    wire.adapter.register_uri("POST", post + "('$template')", json=template)
    wire.adapter.register_uri("POST", post + "('$process')", status_code=200)
    client = wire.sage()
    client.post_gl_batch("000123")
    client.post_gl_batch("000124")
    sent = [(request.url.rpartition("/")[2], request.json()) for request in wire.sent]
    assert sent == [
        ("GLPostJournal('$template')", {}),
        (
            "GLPostJournal('$process')",
            {
                "PostAllBatches": "Donotpostallbatches",
                "PostBatchFrom": "000123",
                "PostBatchTo": "000123",
            },
        ),
        (
            "GLPostJournal('$process')",
            {
                "PostAllBatches": "Donotpostallbatches",
                "PostBatchFrom": "000124",
                "PostBatchTo": "000124",
            },
        ),
    ]


def test_a_template_that_cannot_be_read_is_temporary_and_posts_nothing() -> None:
    wire = Wire()
    template = GL + "GLPostJournal('$template')"
    wire.adapter.register_uri("POST", template, exc=requests.ReadTimeout)
    with pytest.raises(Temporary) as error:
        wire.sage().post_gl_batch("000123")
    assert not isinstance(error.value, OutcomeUnknown)
    assert len(wire.sent) == 4


def test_the_names_of_the_range_can_be_given() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GL + "GLPostJournal('$process')", status_code=204)
    ranges = {"GL/GLPostJournal": Range("BatchIdFrom", "BatchIdTo")}
    wire.sage(dialect=Dialect(ranges=ranges)).post_gl_batch("000123")
    assert wire.sent[0].json() == {"BatchIdFrom": "000123", "BatchIdTo": "000123"}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["PostBatchFrom", "PostBatchTo"], Range("PostBatchFrom", "PostBatchTo")),
        (["BatchIdFrom", "BatchIdTo", "ActionSelector"], Range("BatchIdFrom", "BatchIdTo")),
        (["FromBatchNumber", "BatchNumberThrough"], Range("FromBatchNumber", "BatchNumberThrough")),
        (
            ["PostAllBatches", "PostBatchFrom", "PostBatchTo"],
            Range("PostBatchFrom", "PostBatchTo", "PostAllBatches", "DoNotPostAll"),
        ),
    ],
)
def test_the_range_is_recognised(names: list[str], found: Range) -> None:
    words = {"PostAllBatches": ["PostAll", "DoNotPostAll"]}
    assert batch_range(names, words) == found


@pytest.mark.parametrize("names", [[], ["BatchFrom"], ["BatchFrom", "FromBatch", "BatchTo"]])
def test_a_range_that_is_not_recognised_posts_nothing(names: list[str]) -> None:
    assert batch_range(names, {}) is None
    wire = Wire()
    template = dict.fromkeys(names, "")
    wire.adapter.register_uri("POST", GL + "GLPostJournal('$template')", json=template)
    with pytest.raises(ConfigError, match=r'set books\.status to "open"'):
        wire.sage().post_gl_batch("000123")
    assert len(wire.sent) == 1


def test_a_batch_gets_another_description_cut_to_length() -> None:
    wire = Wire()
    wire.adapter.register_uri("PATCH", JOURNALS + "('000123')", status_code=204)
    wire.sage().describe_gl_batch("000123", "DUPLICATE of 000099, do not post" + "!" * 60)
    (text,) = wire.sent[0].json().values()
    assert text.startswith("DUPLICATE of 000099, do not post!")
    assert len(text) == 60
