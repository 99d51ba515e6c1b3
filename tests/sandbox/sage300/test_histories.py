"""Whatever is sent and done, in whatever order: after each step the company's books are whole."""

from decimal import Decimal
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from .desk import Desk
from .invariants import check

CALLS = ("bill", "receive", "apply", "adjust", "refund", "journal", "receive_of_nobody",
         "ask_for_retainage")  # fmt: skip
STEP = st.one_of(
    st.sampled_from(CALLS),
    st.sampled_from(("bill", "receive", "patch", "post", "post", "person", "person")),
)
AMOUNT = st.one_of(st.integers(1, 20000), st.sampled_from([1, 100, 12000])).map(
    lambda n: Decimal(n) / 100
)
STORY = st.lists(st.tuples(STEP, st.integers(0, 999), AMOUNT), min_size=12, max_size=40)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""All but the explanation of a failure, which takes minutes for a story as long as these."""
SWITCHES = st.fixed_dictionaries(
    {},
    optional={
        "ar_gl": st.just("on-request"),
        "ar_gl_batch": st.sampled_from(["append", "posted"]),
        "ar_gl_lines": st.just("account"),
        "post_atomic": st.just(False),
        "post_errors": st.just("refuse"),
        "error_pointers": st.just(False),
        "locked_period_at_entry": st.just(True),
        "gl_locked_periods": st.sampled_from(["warning", "okay"]),
        "ready_frozen": st.just(False),
        "refuse_duplicate_checks": st.just(True),
        "duplicate_documents": st.just("company"),
        "last_activity": st.just("today"),
        "return_source": st.just("BK-RT"),
        "control_sources": st.just(("AR", "GL", "BK")),
        "gl_unbalanced": st.just("refuse"),
    },
)


@settings(max_examples=80, deadline=None, phases=PHASES)
@given(story=STORY, switches=SWITCHES)
def test_the_books_are_whole_after_every_step(story: Any, switches: Any) -> None:
    desk = Desk(**switches)
    for step, pick, amount in story:
        getattr(desk, step)(pick, amount)
        check(desk)


@settings(max_examples=20, deadline=None, phases=PHASES)
@given(story=STORY, switches=SWITCHES)
def test_a_company_goes_on_from_its_data_as_if_nothing_had_been(story: Any, switches: Any) -> None:
    """The same steps give the same company, also where it was put down and taken up between."""
    one, other = Desk(**switches), Desk(**switches)
    for step, pick, amount in story:
        getattr(one, step)(pick, amount)
        getattr(other, step)(pick, amount)
        other.put_down()
    assert one.sage.state() == other.sage.state()
