"""The stories: each is a plan that unfolds as the World's days go by."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from s300gc.sandbox.scenarios import busy, demo, empty, fx, small, trouble
from s300gc.sandbox.scenarios.actions import happen
from s300gc.sandbox.scenarios.base import Plan
from s300gc.sandbox.timeline import MORNING

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

FIRST_DAY = date(2026, 1, 5)
"""A Monday: the first day of every scenario unless another is given."""

PLANNERS: dict[str, Callable[[int, int | None, date], Plan]] = {
    "small": small.plan,
    "demo": demo.plan,
    "busy": busy.plan,
    "empty": empty.plan,
    "fx": fx.plan,
    "trouble": trouble.plan,
}


@lru_cache(maxsize=8)
def plan(name: str, seed: int, customers: int | None, first_day: date) -> Plan:
    """Give the plan of a scenario; ``ValueError`` where there is none of that name."""
    if name not in PLANNERS:
        raise ValueError(f"no scenario {name}; there are {', '.join(PLANNERS)}")
    return PLANNERS[name](seed, customers, first_day)


def plan_of(world: "World") -> Plan:
    """Give the plan that a World follows."""
    return plan(world.scenario, world.seed, world.customers, world.first_day)


def open_world(world: "World") -> None:
    """Build what stands at the beginning: masters, creditor, customers, open documents."""
    story = plan_of(world)
    world.timeline.move_to(datetime.combine(story.opened, MORNING))
    world.sage300.install(first_day=story.opened)
    world.story["creditor"] = world.gocardless.creditor("Sample Ltd", story.currencies)
    happen(world, story.opening)
    world.sage300.post_ar_gl_batches()
    for _ in world.walk((story.first_day - story.opened).days):
        continue


def unfold(world: "World") -> None:
    """Let happen what the story has for today."""
    happen(world, plan_of(world).days.get(world.timeline.today, ()))
