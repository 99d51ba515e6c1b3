"""What a server's answers come to: what is missing, what it stops, what is followed."""

from dataclasses import replace
from typing import Any

import pytest

from s300gc.model.server import Described, Need, Probe, Schema, Template, Use
from s300gc.rules import learning, served
from s300gc.rules.answers import Answers, Question
from s300gc.rules.findings import Finding, Unanswered
from s300gc.settings import BookSettings

OK = Probe(200, rows=1)
BOOKS = BookSettings(
    unmatched_account="2190", bank_account="1195", fees_account="7900", fees_tax_account="2201",
    receipts_bank="GC", status="open",
)  # fmt: skip
BATCH = {
    "BatchNumber": "Edm.Decimal", "BatchDate": "Edm.DateTimeOffset", "Status": "StatusEnum",
    "OnHold": "NoYesEnum", "Invoices": "Collection(Invoice)",
}  # fmt: skip
SCHEMA = Schema(
    sets={"ARBatches": "Batch"},
    types={"Batch": BATCH, "Invoice": {"Amount": "Edm.Double"}},
    keys={},
    enums={"StatusEnum": {"Open": 1, "Posted": 3}, "NoYesEnum": {"No": 0, "Yes": 1}},
)
NEEDS = (
    Need((), ("BatchNumber",), "number"),
    Need((), ("BatchDate",), "day"),
    Need((), ("Status",), "word", ("Open",)),
    Need((), ("OnHold",), "yes"),
    Need((), ("Invoices",), "list"),
    Need(("Invoices",), ("Amount",), "number"),
)
USE = Use("AR/ARBatches", "'payouts post'", NEEDS)


def answers(schema: Schema | None = SCHEMA, **more: Any) -> Answers:
    described = {"AR": Described(Probe(200 if schema else 404), schema)}
    given: dict[str, Any] = {
        "described": described, "entities": {"AR/ARBatches": OK}, "templates": {}, "probes": {},
    }  # fmt: skip
    return Answers(**{**given, **more})


def with_type(name: str, kind: str | None) -> Answers:
    """The batch with another type for one property, or without it."""
    properties = {key: value for key, value in BATCH.items() if key != name}
    if kind is not None:
        properties[name] = kind
    return answers(replace(SCHEMA, types={**SCHEMA.types, "Batch": properties}))


def about(found: Answers, *uses: Use, books: BookSettings = BOOKS) -> Finding:
    """What is said of the one entity."""
    said = list(served.findings(found, uses or (USE,), {"books": books}))
    return said[-1]


def test_an_entity_that_has_everything_is_in_order() -> None:
    found = about(answers())
    assert (found.level, found.what) == ("ok", "6 properties, as needed")


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("BatchDate", None, "has no BatchDate"),
        ("BatchNumber", "Edm.String", "BatchNumber is Edm.String, no number"),
        ("BatchDate", "Edm.String", "BatchDate is Edm.String, no day"),
        ("Status", "Edm.Boolean", "Status is Edm.Boolean, no word"),
        ("Status", "NoYesEnum", "Status has no member Open (it has No, Yes)"),
        ("OnHold", "Collection(Invoice)", "OnHold is Collection(Invoice), no yes"),
        ("Invoices", "Invoice", "Invoices is Invoice, no list"),
        ("Invoices", "Collection(Batch)", "has no Invoices.Amount"),
    ],
)
def test_a_property_that_is_not_as_it_is_needed_stops_its_commands(
    name: str, kind: str | None, why: str
) -> None:
    found = about(with_type(name, kind))
    assert found.level == "fail"
    assert found.what == f"{why}: 'payouts post' cannot work"
    assert "--capture" in found.fix


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("BatchNumber", "Edm.Int64"), ("BatchDate", "Edm.DateTime"), ("Status", "Edm.String"),
        ("OnHold", "Edm.Boolean"), ("OnHold", "Edm.Int32"), ("Status", ""), ("BatchNumber", ""),
    ],
)  # fmt: skip
def test_a_type_that_can_be_read_as_well_is_no_matter(name: str, kind: str) -> None:
    assert about(with_type(name, kind)).level == "ok"


def test_a_name_that_is_nearly_right_is_shown() -> None:
    properties = {("BatchDated" if k == "BatchDate" else k): v for k, v in BATCH.items()}
    schema = replace(SCHEMA, types={**SCHEMA.types, "Batch": properties})
    assert about(answers(schema)).what.startswith("has no BatchDate (but BatchDated): ")


def test_many_problems_are_counted_and_only_the_first_spelt_out() -> None:
    schema = replace(SCHEMA, types={**SCHEMA.types, "Batch": {"Invoices": "Collection(Invoice)"}})
    found = about(answers(schema))
    assert found.what.count("has no") == 3
    assert " and 1 more: " in found.what


def test_what_can_be_spared_is_left_out_and_said() -> None:
    spare = replace(USE, needs=(*NEEDS, Need((), ("Note",), "text", spare=True)))
    found = about(answers(), spare)
    assert found.level == "warn"
    assert found.what == "6 properties, as needed; it has no Note, which is done without"
    assert served.absent(answers(), [spare]) == {"AR/ARBatches.Note"}
    # Another command cannot do without it.
    other = replace(USE, commands="'reconcile'", needs=(Need((), ("Note",), "text"),))
    found = about(answers(), spare, other)
    assert (found.level, found.what) == ("fail", "has no Note: 'reconcile' cannot work")
    assert served.absent(answers(), [spare, other]) == frozenset()


def test_one_of_several_spellings_is_enough() -> None:
    use = replace(USE, needs=(Need((), ("Numbered", "BatchNumber"), "number"),))
    assert about(answers(), use).level == "ok"


def test_a_word_in_any_case_is_enough_where_answers_are_read_so() -> None:
    use = replace(USE, needs=(Need((), ("Status",), "word", ("OPEN",), exact=False),))
    assert about(answers(), use).level == "ok"
    exact = replace(USE, needs=(Need((), ("Status",), "word", ("OPEN",)),))
    assert about(answers(), exact).level == "fail"


# ---------------------------------------------------------------- what is not there


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ({}, "fail"),
        ({"optional": True}, "warn"),
        ({"when": ("status", "posted")}, "warn"),
        ({"when": ("status", "open")}, "fail"),
    ],
)
def test_what_is_not_offered_matters_as_far_as_it_is_used(more: Any, level: str) -> None:
    use = replace(USE, instead="do it by hand", **more)
    nothing = answers(replace(SCHEMA, sets={}), entities={"AR/ARBatches": Probe(404)})
    found = about(nothing, use)
    assert found.level == level
    assert found.what == "is not offered: 'payouts post' cannot work"
    assert found.fix == "do it by hand"
    assert served.absent(nothing, [use]) == {"AR/ARBatches"}


def test_what_answers_is_there_although_the_model_does_not_name_it() -> None:
    found = about(answers(replace(SCHEMA, sets={})))
    assert (found.level, found.what) == ("warn", "answers, but its properties are not shown")
    assert about(answers(None)).level == "warn"
    assert about(answers(None, entities={"AR/ARBatches": Probe(404)})).level == "fail"


def test_an_entity_that_cannot_be_read_is_told_from_one_that_is_missing() -> None:
    found = about(answers(entities={"AR/ARBatches": Probe(500)}))
    assert found.what.startswith("answers 500 to a question for one row: ")
    found = about(answers(entities={"AR/ARBatches": Probe(403, "Forbidden")}))
    assert found.what.startswith("the user may not use it: ")
    assert '"Sage 300 Web API" in AR' in found.fix
    found = about(answers(entities={"AR/ARBatches": Unanswered("it is down", "down")}))
    assert (found.level, found.what) == ("fail", "it is down")


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Template(Probe(404)), "is not offered"),
        (Template(Probe(200), ("From", "To")), "its range of batches is not clear (it has From"),
        (Template(Probe(403, "Forbidden")), "the user may not use it"),
    ],
)
def test_a_process_that_cannot_be_used_stops_posting(answer: Template, what: str) -> None:
    use = Use("AR/ARPost", "'payouts post'", (), process=True)
    found = about(answers(templates={"AR/ARPost": answer}, entities={}), use)
    assert found.level == "fail"
    assert found.what.startswith(what)


# ---------------------------------------------------------------- questions


def learnt(**probes: Probe) -> learning.Learnt:
    asked: dict[Question, Probe] = {
        name.replace("_", " "): probe
        for name, probe in probes.items()  # type: ignore[misc]
    }
    return learning.learn(answers(probes=asked), [USE], {"books": BOOKS})


ROW, NONE, NO = Probe(200, rows=1, width=1), Probe(200), Probe(400, "InvalidParameters")


@pytest.mark.parametrize(
    ("iso", "v3", "dates", "works"),
    [
        ((ROW, NONE), (NO, NO), "iso", True),
        ((NO, NO), (ROW, NONE), "v3", True),
        ((ROW, NONE), (ROW, NONE), "iso", True),
        # A filter that is ignored, or finds nothing, is not understood.
        ((ROW, ROW), (ROW, NONE), "v3", True),
        ((NONE, NONE), (ROW, NONE), "v3", True),
        ((NO, NO), (NO, NO), "iso", False),
    ],
)
def test_dates_are_written_in_the_way_that_finds_the_right_rows(
    iso: tuple[Probe, Probe], v3: tuple[Probe, Probe], dates: str, works: bool
) -> None:
    found = learnt(
        rows=ROW, iso_past=iso[0], iso_future=iso[1], v3_past=v3[0], v3_future=v3[1]
    )  # fmt: skip
    assert found.dialect.dates == dates
    levels = [each.level for each in found.findings if each.subject == "dates in filters"]
    assert levels == ["ok" if works else "fail"]


def test_a_company_without_a_customer_does_not_make_dates_doubtful() -> None:
    found = learnt(rows=NONE, iso_past=NONE, iso_future=NONE, v3_past=NO, v3_future=NO)
    assert [each.level for each in found.findings if each.subject == "dates in filters"] == ["ok"]


def test_what_is_ignored_is_not_understood() -> None:
    wide = replace(ROW, width=150)
    found = learnt(select=wide, count=ROW, contains=ROW, substringof=ROW).dialect
    assert (found.select, found.count, found.search) == (False, False, "none")
    found = learnt(select=ROW, count=replace(ROW, count=9), contains=NO, substringof=NONE).dialect
    assert (found.select, found.count, found.search) == (True, True, "substringof")


def test_longer_pages_are_asked_for_only_where_they_come() -> None:
    page = Probe(200, rows=100, more=True)
    assert learnt(page=page, longer_page=replace(page, rows=500)).dialect.page_size == 500
    assert learnt(page=page, longer_page=page).dialect.page_size is None
    assert learnt(page=page, longer_page=Probe(409)).dialect.page_size is None
    assert learnt(page=page).page_size == 100
    assert learnt().page_size is None


def test_nothing_is_learned_of_what_was_not_answered() -> None:
    found = learnt()
    assert found.dialect.dates == "iso"
    assert (found.dialect.count, found.dialect.select, found.dialect.top) == (True, True, True)
