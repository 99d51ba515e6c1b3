"""A plan as a sheet: what it says, what a spreadsheet may do to it, and what is an edit."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from s300gc.model import (
    Allocation,
    Balance,
    Claim,
    CreatePayment,
    Decided,
    LeftAlone,
    Plan,
    canonical,
)
from s300gc.rules import sheets
from s300gc.rules.plans import digest
from tests.rules.make import gbp


def step(document: str = "IN1", amount: str = "50.00", **changes: object) -> CreatePayment:
    one = CreatePayment(
        reference=f"SAM payment C1 {document}/1 #1",
        key="key",
        customer="C1",
        mandate="MD1",
        amount=gbp(amount),
        charge_date=date(2026, 1, 7),
        allocations=(Allocation(Claim("C1", document), gbp(amount)),),
        description=f"Invoice {document}",
        metadata=(),
        due=date(2026, 1, 5),
        why="due 2026-01-05, a Sunday; earliest for the mandate 2026-01-07",
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def plan(*steps: CreatePayment, left_alone: tuple[LeftAlone, ...] = ()) -> Plan:
    decided = Decided(
        "SAM CR1", date(2026, 1, 5), steps, left_alone, (Balance("C1", "IN1", gbp("50")),)
    )
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    return Plan(12, at, "anna", digest(canonical(decided)), decided)


SKIPPED = LeftAlone("C2", "IN9", "customer C2 is on hold", "on-hold", gbp("10"), date(2026, 1, 6))
TWO = plan(step(), step("IN2", "70.00"), left_alone=(SKIPPED,))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_sheet_says_what_is_collected_when_and_why_and_what_is_not() -> None:
    first, _, last = read(sheets.as_csv(TWO))
    assert first == {
        "plan": "12", "item": "1", "action": "collect", "customer": "C1", "mandate": "MD1",
        "documents": "IN1/1=50.00", "amount": "50.00", "currency": "GBP", "due": "2026-01-05",
        "charge_date": "2026-01-07",
        "why": "due 2026-01-05, a Sunday; earliest for the mandate 2026-01-07",
        "hash": f"sha256:{TWO.hash}",
    }  # fmt: skip
    assert (last["action"], last["customer"], last["documents"]) == ("skip", "C2", "IN9")
    assert (last["amount"], last["why"]) == ("10.00", "customer C2 is on hold")


def test_warnings_stand_beside_the_reason() -> None:
    warned = plan(step(warnings=("would be the first collection under mandate MD1",)))
    (row,) = read(sheets.as_csv(warned))
    assert row["why"].endswith("; would be the first collection under mandate MD1")


@pytest.mark.parametrize("evil", ["=1+1", "+44", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(evil: str) -> None:
    odd = plan(step(customer=evil, why=evil), left_alone=(replace(SKIPPED, subject=evil),))
    text = sheets.as_csv(odd)
    for row in read(text):
        assert not [cell for cell in row.values() if cell.startswith(sheets.FORMULA)]
    assert sheets.edited(odd, text) == ""


def test_both_forms_are_taken_as_they_were_written() -> None:
    assert sheets.edited(TWO, sheets.as_csv(TWO)) == ""
    assert sheets.edited(TWO, sheets.as_json(TWO)) == ""
    assert sheets.number_of(sheets.as_csv(TWO)) == sheets.number_of(sheets.as_json(TWO)) == 12
    body = json.loads(sheets.as_json(TWO))
    assert (body["schema_version"], body["plan"], body["state"]) == (1, 12, "open")
    assert [item["documents"] for item in body["items"]] == ["IN1/1=50.00", "IN2/1=70.00", "IN9"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("50.00,GBP", "50,GBP"),
        lambda text: text.replace("12,1,", "12.0,1,"),
        lambda text: ";".join(text.split(",")),
        lambda text: text + "\r\n",
    ],
)
def test_what_a_spreadsheet_does_by_itself_is_no_edit(change) -> None:  # type: ignore[no-untyped-def]
    simple = plan(step(why="due"))
    assert sheets.edited(simple, change(sheets.as_csv(simple))) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("70.00,GBP", "71.00,GBP", "row 2 (IN2/1=70.00) has amount '71.00', the plan says '70.00'"),
        ("IN2/1=70.00", "IN3/1=70.00", "has documents 'IN3/1=70.00'"),
        ("2026-01-07", "2026-01-08", "row 1 (IN1/1=50.00) has charge_date '2026-01-08'"),
        (",C1,", ",0C1,", "has customer '0C1'"),
        ("12,3,skip", "12,3,collect", "row 3 (IN9) has action 'collect'"),
        ("12,2,", "13,2,", "row 2 (IN2/1=70.00) has plan '13', the plan says '12'"),
        ("plan,item", "plan,place", "its first row is not plan,item,action"),
        ("sha256:", "sha256:0", "has hash"),
    ],
)
def test_an_edit_is_named_by_its_row_and_cell(old: str, new: str, said: str) -> None:
    text = sheets.as_csv(TWO)
    assert old in text
    assert said in sheets.edited(TWO, text.replace(old, new, 1))


def test_a_row_that_is_missing_or_added_is_an_edit() -> None:
    lines = sheets.as_csv(TWO).splitlines(keepends=True)
    assert sheets.edited(TWO, "".join(lines[:-1])) == "row 3 is missing: IN9"
    assert sheets.edited(TWO, "".join([*lines, lines[-1]])) == "row 4 is none of plan 12"
    assert "row 1" in sheets.edited(TWO, "".join([lines[0], *lines[2:]]))


@pytest.mark.parametrize("text", ["", "hello", "{", "{}", '{"plan": 1, "hash": "", "items": [1]}'])
def test_what_is_no_sheet_is_said_to_be_none(text: str) -> None:
    assert sheets.edited(TWO, text) != ""
    with pytest.raises(ValueError, match=r"."):
        sheets.number_of(text)


def test_the_json_form_is_compared_item_by_item() -> None:
    body = json.loads(sheets.as_json(TWO))
    body["items"][1]["amount"] = "1.00"
    assert "row 2" in sheets.edited(TWO, json.dumps(body))
    del body["items"][1]["amount"]
    assert "not the JSON form" in sheets.edited(TWO, json.dumps(body))
