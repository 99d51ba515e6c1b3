"""The progress bar: what it says while a long run goes on, and when it says nothing."""

import io
import sys

import pytest

from s300gc.show import progress


class Terminal(io.StringIO):
    """A terminal that keeps what it was shown."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard error, within the test: pytest does so before it."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return found


def test_it_says_how_much_was_collected_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    bar = progress.Bar()
    bar("invoices", 0, 10)
    bar("invoices", 5, 10, "1,234.50 GBP")
    bar.close()
    shown = terminal.getvalue()
    assert "invoices 1,234.50 GBP" in shown
    assert "50%" in shown


def test_work_that_is_soon_done_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 3600.0)
    bar = progress.Bar()
    bar("invoices", 5, 10, "1,234.50 GBP")
    bar.close()
    assert terminal.getvalue() == ""


def test_it_is_shown_to_a_person_only(monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    assert progress.wanted(quiet=False, json=False)
    assert not progress.wanted(quiet=True, json=False)
    assert not progress.wanted(quiet=False, json=True)
