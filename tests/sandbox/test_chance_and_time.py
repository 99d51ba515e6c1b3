"""What is drawn depends on names, not on order; time moves only as it is told."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from s300gc.sandbox.chance import code, fraction, pick
from s300gc.sandbox.timeline import Timeline, iso

MONDAY = date(2026, 1, 5)


@given(st.integers(), st.text(), st.integers())
def test_a_fraction_lies_between_nothing_and_one_and_is_always_the_same(
    seed: int, name: str, number: int
) -> None:
    drawn = fraction(seed, name, number)
    assert 0 <= drawn < 1
    assert drawn == fraction(seed, name, number)


def test_fractions_of_different_names_are_spread_evenly() -> None:
    drawn = [fraction(1, "spread", n) for n in range(4000)]
    assert all(850 < sum(q / 4 <= f < (q + 1) / 4 for f in drawn) < 1150 for q in range(4))


def test_names_do_not_run_into_each_other() -> None:
    assert fraction(1, "ab", "c") != fraction(1, "a", "bc")


def test_a_pick_is_one_of_the_sequence_and_each_is_picked_some_time() -> None:
    assert {pick(3, "who", n, of=("a", "b", "c")) for n in range(60)} == {"a", "b", "c"}


def test_ids_are_a_prefix_and_twelve_capitals_or_digits() -> None:
    name = code("PM", 7, 1)
    assert name.startswith("PM")
    assert len(name) == 14
    assert name.isalnum()
    assert name == name.upper()


def test_no_id_comes_twice() -> None:
    assert len({code("PM", n, 1) for n in range(20_000)}) == 20_000


def test_another_seed_gives_other_ids() -> None:
    assert code("PM", 1, 1) != code("PM", 1, 2)


def test_time_stands_still_until_an_object_is_made() -> None:
    timeline = Timeline(MONDAY)
    assert iso(timeline.now) == "2026-01-05T09:00:00.000Z"
    assert timeline.stamp() == "2026-01-05T09:00:00.001Z"
    assert timeline.stamp() == "2026-01-05T09:00:00.002Z"
    assert timeline.today == MONDAY


def test_the_next_day_begins_at_nine() -> None:
    timeline = Timeline(date(2026, 2, 28))
    timeline.stamp()
    assert timeline.next_day() == date(2026, 3, 1)
    assert timeline.dump() == "2026-03-01T09:00:00.000Z"


def test_a_time_line_goes_on_where_it_was_left() -> None:
    timeline = Timeline(MONDAY)
    timeline.stamp()
    again = Timeline.load(timeline.dump())
    assert again.now == timeline.now
    assert again.stamp() == timeline.stamp()
