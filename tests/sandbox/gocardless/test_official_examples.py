"""Names and JSON types of every answer are those of the official client's examples."""

import json
from typing import Any

import pytest

from .billing import ask
from .desk import Desk, shared
from .operations import MAKERS, OPERATIONS

FREE = ("metadata", "resource_metadata", "request_headers", "response_headers")
"""Objects with any names."""

SPARSE = {"links", "details", "actions", *FREE}
"""Objects that carry only what applies, as published answers of the real API show."""

FORBIDDEN = {("creditors", "create"), ("creditors", "update")}
"""What is for partners only."""

EVERY = [(name, operation) for name, done in OPERATIONS.items() for operation in done]


@pytest.fixture(scope="module")
def full() -> Desk:
    """An organisation in which there is one of everything."""
    desk = Desk(currencies=("GBP", "EUR", "USD"))
    desk.gocardless.allow_refunds(desk.creditor)
    for currency in ("GBP", "EUR", "USD"):
        desk.simulate("payment_paid_out", desk.pay(desk.sign(currency)))
    for make in MAKERS.values():
        make(desk)
    ask(desk, mandate_request={"scheme": "ach"}, subscription_request={
        "amount": 900, "currency": "USD", "interval_unit": "monthly"})  # fmt: skip
    desk.days(3)
    return desk


def example(resource: str, operation: str) -> dict[str, Any]:
    examples = json.loads(shared("official", f"{resource}.json").read_text(encoding="utf-8"))
    return dict(examples[operation])


def differences(path: str, ours: Any, theirs: Any) -> list[str]:
    """Give where an answer has other names or types than the example; null fits everywhere."""
    if ours is None:
        return []
    if type(ours) is not type(theirs):
        return [f"{path}: {type(ours).__name__} instead of {type(theirs).__name__}"]
    if isinstance(ours, list):
        return (
            [d for one in ours for d in differences(f"{path}[]", one, theirs[0])] if theirs else []
        )
    if not isinstance(ours, dict):
        return []
    name = path.rpartition(".")[2].removesuffix("[]")
    extra = [] if name in FREE else [f"{path}.{k} is not known" for k in ours.keys() - theirs]
    lacking = [] if name in SPARSE else [f"{path}.{k} is missing" for k in theirs.keys() - ours]
    common = [key for key in ours if key in theirs]
    inner = [d for key in common for d in differences(f"{path}.{key}", ours[key], theirs[key])]
    return extra + lacking + inner


def test_every_operation_of_the_official_client_is_performed_here() -> None:
    official = {
        (path.stem, operation)
        for path in shared("official").glob("*.json")
        for operation in json.loads(path.read_text(encoding="utf-8"))
    }
    assert official - FORBIDDEN == set(EVERY)


@pytest.mark.parametrize(("resource", "operation"), EVERY)
def test_answers_look_like_the_official_examples(full: Desk, resource: str, operation: str) -> None:
    theirs = example(resource, operation)["body"]
    theirs.pop("linked", None)  # is there only where it was asked for
    ours = OPERATIONS[resource][operation](full)
    if ours is None:
        assert (resource, operation) == ("customers", "remove")  # 204, whatever the example says
        return
    assert ours.keys() == theirs.keys()
    assert ours[resource]
    assert differences(resource, ours, theirs) == []


@pytest.mark.parametrize("resource", [name for name, done in OPERATIONS.items() if "get" in done])
def test_every_object_there_is_looks_like_the_official_example(full: Desk, resource: str) -> None:
    theirs = example(resource, "get")["body"]
    for row in full.rows(resource, limit=500):
        assert differences(resource, {resource: full.get(resource, row["id"])}, theirs) == []


def test_included_resources_stand_where_the_example_has_them(full: Desk) -> None:
    theirs = example("events", "list")["body"]
    ours = full.page("events", resource_type="payments", include="payment")
    assert ours.keys() == theirs.keys()
    assert isinstance(theirs["linked"], dict) and isinstance(ours["linked"]["payments"], list)


@pytest.mark.parametrize("operation", ["create", "update"])
def test_creditors_are_made_and_changed_by_partners_only(full: Desk, operation: str) -> None:
    official = example("creditors", operation)
    path = official["path_template"].replace(":identity", full.creditor)
    reason = full.reason(official["method"], path, {"creditors": {"name": "New"}})
    assert reason == (403, "insufficient_permissions")
