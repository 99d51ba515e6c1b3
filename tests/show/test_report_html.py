"""A report as HTML: well-formed, harmless, alone, readable by everybody, the same each time."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from s300gc.show import report_html
from s300gc.show.report_page import page
from s300gc.show.report_tables import Fold, Table, written
from tests.reports import FORMULA, LONG, SCRIPT, report

VOID = {"meta", "link", "br", "hr", "img", "input", "rect"}


class Reader(HTMLParser):
    """Follows the elements of a page and refuses one that is not closed where it was opened."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def html() -> str:
    return report_html.text(report())


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_names_of_customers_stay_text(html: str, read: Reader) -> None:
    assert "<script" not in html.lower()
    assert read.all("script") == []
    assert not [name for _, given in read.elements for name in given if name.startswith("on")]
    for name in (SCRIPT, FORMULA, LONG):
        assert any(name in text for text in read.texts)


def test_nothing_is_fetched_from_anywhere(html: str, read: Reader) -> None:
    led = [given[name] for _, given in read.elements for name in ("href", "src") if name in given]
    assert led
    assert all(one.startswith("#") or one == "data:," for one in led)
    style = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    policy = next(m["content"] for m in read.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")


def test_every_link_leads_to_a_place_and_every_place_is_there_once(read: Reader) -> None:
    places = [given["id"] for _, given in read.elements if "id" in given]
    assert len(places) == len(set(places))
    for link in read.all("a"):
        assert link["href"][1:] in places


def test_every_payout_is_led_to_from_the_table_of_payouts(read: Reader) -> None:
    led = {link["href"] for link in read.all("a")}
    assert {f"#{one.payout.id}" for one in report().payouts} <= led


def test_a_listener_finds_his_way(html: str, read: Reader) -> None:
    assert read.all("html") == [{"lang": "en"}]
    first = next(given for tag, given in read.elements if tag == "a")
    assert (first["class"], first["href"]) == ("skip", "#main")
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    heads = read.all("th")
    assert {given["scope"] for given in heads} == {"col", "row"}
    assert len(read.all("caption")) == len(read.all("table"))
    for drawing in read.all("svg"):
        named = drawing["aria-labelledby"].split()
        assert len(named) == 2
        assert all(f'id="{one}"' in html for one in named)
    assert len(read.all("title")) == 1 + len(read.all("svg"))


def test_every_cell_of_every_table_is_on_the_page(read: Reader) -> None:
    said = "\n".join(read.texts)
    for section in page(report()).sections:
        tables = [one for block in section.blocks for one in _tables(block)]
        for table in tables:
            for row in (*table.rows, *table.sums):
                assert all(written(cell) in said for cell in row)


def _tables(block: object) -> list[Table]:
    if isinstance(block, Fold):
        return list(block.tables)
    return [block] if isinstance(block, Table) else []


def test_the_same_report_gives_the_same_page(html: str) -> None:
    assert report_html.text(report()) == html


def test_bars_stay_within_their_chart(read: Reader) -> None:
    for bar in read.all("rect"):
        start, width = (float(bar[name].rstrip("%")) for name in ("x", "width"))
        assert start >= 0
        assert start + width <= 100.02


# ---------------------------------------------------------------- colours


def _palettes(html: str) -> dict[str, dict[str, str]]:
    """Give the colours of the light, the dark and the printed page by name."""
    style = html.split("<style>")[1].split("</style>")[0]
    found = []
    for block in re.findall(r":root \{(.*?)\}", style, re.S):
        found.append(dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)))
    light, dark, printed = found
    return {"light": light, "dark": light | dark, "print": light | printed}


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_texts_and_bars_stand_out_as_wcag_aa_asks(name: str, html: str) -> None:
    colours = _palettes(html)[name]
    for ground in ("paper", "panel"):
        for text in ("ink", "quiet", "link", "good", "bad"):
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        for drawn in ("bar-in", "bar-out", "bar-sum"):
            assert _contrast(colours[drawn], colours[ground]) >= 3, (drawn, ground)


def test_the_colours_of_texts_are_only_those_that_are_measured(html: str) -> None:
    style = html.split("<style>")[1].split("</style>")[0]
    used = set(re.findall(r"(?<![\w-])(?:color|fill): ([^;}]+)", style))
    assert used <= {
        *(f"var(--{name})" for name in ("ink", "quiet", "link", "good", "bad")),
        *(f"var(--bar-{name})" for name in ("in", "out", "sum")),
        "inherit",
    }
