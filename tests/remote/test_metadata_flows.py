"""Every property that goes over the wire to or from Sage 300 while flows run is published.

A month of both stories with the tool at work: each body that the client sends, each name it
selects or asks by, each entity it gets back.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.call import Call
from s300gc.sandbox.sage300.resources import RESOURCES, Resource
from s300gc.sandbox.world import Reply, World
from tests.company import Company
from tests.sandbox.sage300.published import EDMX, UPDATES, ar, misfits, others

pytestmark = pytest.mark.skipif(
    not EDMX.exists(), reason="the published AR $metadata is not on this machine"
)

TARGET = re.compile(r"/Sage300WebApi/v1\.0/-/\w+/(?P<path>\w\w/\w+)(\(.*\))?", re.DOTALL)
TEXT = re.compile(r"'(?:[^']|'')*'")
NAME = re.compile(r"[A-Z]\w+")
DAY = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+Z")


class Witness(World):
    """A World that remembers what was asked of Sage 300 and what it answered."""

    heard: list[tuple[Call, Answer]]

    def reply(self, call: Call, at: float = 0.0) -> Reply:
        reply = super().reply(call, at)
        if call.system == "sage300":
            self.heard.append((call, reply.answer))
        return reply


@pytest.fixture(scope="module", params=["trouble", "demo"])
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Call, Answer]]:
    world = Witness.new(request.param)
    assert isinstance(world, Witness)
    world.heard = []
    folder: Path = tmp_path_factory.mktemp(request.param)
    one = Company(world, folder)
    one.live(28)
    one.reconcile()
    return world.heard


def resource_of(call: Call) -> Resource | None:
    match = TARGET.fullmatch(call.plain_path)
    return RESOURCES[match["path"]] if match is not None else None


def calls(heard: list[tuple[Call, Answer]]) -> Iterator[tuple[Call, Answer, Resource]]:
    for call, answer in heard:
        resource = resource_of(call)
        if resource is not None:
            yield call, answer, resource


def types() -> dict[str, Any]:
    return {**ar(), **others()}


def test_every_body_that_is_sent_has_published_names_and_types(
    heard: list[tuple[Call, Answer]],
) -> None:
    sent: Counter[tuple[str, str]] = Counter()
    for call, answer, resource in calls(heard):
        if call.body:
            assert answer.status < 300, answer.body
            body = json.loads(call.body, parse_float=Decimal)
            assert misfits(body, resource.table.name, types()) == [], call.plain_path
            sent[call.method, resource.path] += 1
    assert {path for _, path in sent} >= {
        "AR/ARCustomers",
        "AR/ARReceiptAndAdjustmentBatches",
        "AR/ARPostReceiptsAndAdjustments",
        "GL/GLJournalBatches",
        "GL/GLPostJournal",
    }


def test_every_name_that_is_asked_for_is_published(heard: list[tuple[Call, Answer]]) -> None:
    asked = 0
    for call, _, resource in calls(heard):
        published = {*types()[resource.table.name], *(name for name, _ in UPDATES)}
        for option, value in parse_qsl(call.query):
            if option == "$select":
                names = set(value.split(","))
            elif option == "$filter":
                names = set(NAME.findall(DAY.sub("", TEXT.sub("", value))))
            else:
                continue
            asked += 1
            assert names <= published, value
    assert asked > 50


def test_every_entity_that_comes_back_has_published_names_and_types(
    heard: list[tuple[Call, Answer]],
) -> None:
    seen: Counter[str] = Counter()
    for call, answer, resource in calls(heard):
        if answer.status >= 300 or not answer.body or "$template" in call.plain_path:
            continue
        found = json.loads(answer.body, parse_float=Decimal)
        for row in found.get("value", [found]):
            assert misfits(row, resource.table.name, types()) == [], call.plain_path
            seen[resource.path] += 1
    assert len(seen) > 8
