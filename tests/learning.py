"""Servers of every kind for the tests of learning: learned, followed, pictured."""

from pathlib import Path
from typing import Any

from s300gc import wiring
from s300gc.flows import learning
from s300gc.flows.learning import Lesson
from s300gc.rules.findings import Finding
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from s300gc.show import picture
from tests.company import Company

ROOT = "/Sage300WebApi/v1.0/-/SAMLTD/"


def served(tmp_path: Path, scenario: str = "small", **switches: Any) -> Company:
    """A company on a server of its own kind."""
    world = World.new(scenario, sage_switches=SageSwitches(**switches))
    return Company(world, tmp_path)


def learn(one: Company) -> Lesson:
    return learning.learn(wiring.hands(one.config, one.outside, follow=False))


def capture(one: Company, path: Path) -> Lesson:
    hands = wiring.hands(one.config, one.outside, follow=False)
    return learning.capture(hands, path, picture.text)


def by_subject(lesson: Lesson) -> dict[str, Finding]:
    found = {one.subject: one for one in lesson.learnt.findings}
    assert len(found) == len(lesson.learnt.findings)
    return found


def levels(lesson: Lesson, level: str) -> list[str]:
    return [one.subject for one in lesson.learnt.findings if one.level == level]


OTHER = {
    "date_literals": "v3",
    "page_size": 7,
    "calendar_names": "FiscalPeriodStartDate1",
    "profile_names": "HomeCurrency",
    "subledger_names": "SubledgerID",
    "gl_post_names": "BatchIdFrom",
    "gl_ready": "Status",
    "dates_with_z": False,
    "feed_names": "odata",
    "filter_extras": False,
    "query_options": ("$filter", "$select", "$top", "$skip"),
    "absent": (
        "AR/ARPaymentCodes", "AR/ARCustomers.ContactsEmail", "GL/GLJournalBatches.ReadyToPost",
    ),
}  # fmt: skip
"""A server that differs in everything that a picture can show and the client can follow."""
