"""Every situation of the books, booked by the real flows, as pages that a bookkeeper can read."""

import os
from collections import Counter
from pathlib import Path

import pytest

from s300gc.sandbox.gocardless import fx
from tests.books import coming_in, fees_and_fx, going_back, proof
from tests.books.page import page
from tests.books.stage import BOOKINGS, Stage, Story

GOLDEN = Path(__file__).parents[1] / "golden"
STORIES = (*coming_in.STORIES, *going_back.STORIES, *fees_and_fx.STORIES)
WRITE = os.environ.get("S300GC_GOLDEN") == "write"
TITLES = {"ar-control": 'books.credit = "ar-control"', "1190": 'books.credit = "1190", clearing'}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage"))


@pytest.fixture(autouse=True)
def rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """GoCardless converts at the middle rate, 0.86 for a euro."""
    monkeypatch.setattr(fx, "SPREAD", 0)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_situation_is_booked_as_its_page_says(stage: Stage, story: Story) -> None:
    texts = [f"{story.name}\n\n{story.sentence}\nProves {story.rule}.\n"]
    for credit in BOOKINGS:
        one = stage.company(story, credit)
        remarks = story.play(one)
        one.world.sage300.post_ar_gl_batches()
        found = one.reconcile()
        texts.append(f"{'-' * 8} {TITLES[credit]}\n\n{page(one, remarks, found)}")
        assert bool(proof.gaps(one)) <= bool(story.apart), (credit, proof.gaps(one))
        assert proof.touched_by_us(one).isdisjoint({proof.REVENUE, proof.OUTPUT_TAX})
        assert one.posted_twice() == []
        codes = tuple(line.code for line in found.differences)
        assert codes == story.differences, found.differences
    file, text = GOLDEN / f"{story.name}.txt", "\n".join(texts)
    if WRITE:
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


def test_every_page_belongs_to_a_situation_and_no_two_have_one_name() -> None:
    names = Counter(f"{story.name}.txt" for story in STORIES)
    assert set(names.values()) == {1}
    assert len(STORIES) >= 24
    assert {file.name for file in GOLDEN.iterdir()} == set(names)
