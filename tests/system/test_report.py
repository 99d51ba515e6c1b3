"""A report in a real browser: nothing hangs over, nothing is fetched, nothing complains."""

import json
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from s300gc.show import report_html
from tests.reports import SCRIPT, report

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not BROWSER, reason="not installed here: chromium"),
]

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions",
    # Whatever the page would ask for, it would not get.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--log-level=0",
)  # fmt: skip
WIDTHS = (390, 1280)
MEASURE = """<script>
addEventListener("load", () => {
  const root = document.documentElement;
  const over = [...document.querySelectorAll("body *")]
    .filter(one => !one.closest(".wide, .skip, thead"))
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.tagName + " " + one.className + " " + one.textContent.slice(0, 40));
  const told = {
    wide: [...document.querySelectorAll(".wide")]
      .filter(one => one.scrollWidth > one.clientWidth).length,
    width: innerWidth, scrolls: root.scrollWidth, over,
    asked: performance.getEntriesByType("resource").map(one => one.name),
    title: document.title,
    opened: document.querySelectorAll("details[open]").length,
  };
  parent.document.documentElement.setAttribute("data-told", JSON.stringify(told));
});
</script>"""
"""What a page says of itself; only the copy that is measured has a script."""


@dataclass(frozen=True)
class Seen:
    """What the browser made of the page at one width."""

    told: dict[str, Any]
    picture: bytes
    complaints: list[str]


def browse(folder: Path, page: str, width: int, *flags: str, fragment: str = "") -> str:
    """Open a page; gives the document as it was in the end, and what the console said."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            BROWSER, *FLAGS, f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},1400", *flags, f"{file.as_uri()}{fragment}",
        ],
        capture_output=True, text=True, timeout=60, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + "\n" + done.stderr


def measured(page: str, every_fold: bool) -> str:
    """Give the copy that measures itself."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    if every_fold:
        page = page.replace("<details>", "<details open>")
    return page.replace("</head>", f"{MEASURE}</head>")


def framed(page: str, width: int) -> str:
    """Put a page into a frame, for a window is never as narrow as a phone."""
    style = f"border: 0; width: {width}px; height: 1400px"
    return f'<!DOCTYPE html><iframe style="{style}" srcdoc="{escape(page)}"></iframe>'


def told(said: str) -> dict[str, Any]:
    found = re.search(r'data-told="([^"]*)"', said)
    assert found, said[:500]
    return json.loads(unescape(found[1]))  # type: ignore[no-any-return]


def complaints(said: str) -> list[str]:
    return [line for line in said.splitlines() if ":CONSOLE" in line]


@pytest.fixture(scope="module")
def html() -> str:
    return report_html.text(report())


@pytest.fixture(scope="module", params=WIDTHS)
def seen(request: pytest.FixtureRequest, html: str, tmp_path_factory: Any) -> Seen:
    width: int = request.param
    folder = tmp_path_factory.mktemp(f"width-{width}")
    picture = folder / "report.png"
    said = browse(folder, framed(measured(html, True), width), 1280, "--dump-dom")
    shown = browse(folder, html, width, f"--screenshot={picture}")
    return Seen(told(said), picture.read_bytes(), complaints(said) + complaints(shown))


def test_nothing_hangs_over_the_edge_with_every_fold_open(seen: Seen) -> None:
    assert seen.told["width"] in WIDTHS
    assert seen.told["opened"] > 4
    assert seen.told["over"] == []
    assert seen.told["scrolls"] <= seen.told["width"]
    # Tables become lists on a phone; on a desk one that is too wide scrolls by itself.
    assert seen.told["width"] > WIDTHS[0] or seen.told["wide"] == 0


def test_the_console_is_silent_and_nothing_is_asked_of_the_net(seen: Seen) -> None:
    assert seen.complaints == []
    assert seen.told["asked"] == []


def test_a_name_that_is_a_script_is_not_run(seen: Seen, html: str) -> None:
    assert "taken" in SCRIPT
    assert seen.told["title"] == "Sage 300 and GoCardless: January 2026"


def test_the_picture_has_the_width_of_the_screen(seen: Seen) -> None:
    width, height = struct.unpack(">II", seen.picture[16:24])
    assert (width, height) == (seen.told["width"], 1400)
    assert len(seen.picture) > 20_000


def test_a_link_to_a_payout_opens_its_fold(html: str, tmp_path: Path) -> None:
    one = report().payouts[0].payout.id
    said = browse(tmp_path, measured(html, False), 1280, "--dump-dom", fragment=f"#{one}")
    assert told(said)["opened"] == 1


def test_printed_every_fold_is_there(tmp_path: Path) -> None:
    printed = tmp_path / "report.pdf"
    page = report_html.text(report(payouts=14))
    browse(tmp_path, page, 1280, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    assert _pages(printed) > 9


def _pages(file: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file.read_bytes()))
