"""Reads GoCardless's history page by page; broken off at any point, it goes on where it was."""

from collections.abc import Callable
from typing import TypeVar

from s300gc.flows.parts import Parts
from s300gc.remote.gocardless_history import Page

T = TypeVar("T")
END = "end"
"""A cursor that came to the end of its list."""
FULL = 500


def walk(
    parts: Parts,
    name: str,
    read: Callable[[str], Page[T]],
    keep: Callable[[tuple[T, ...]], None],
) -> None:
    """Keep a list page by page; its cursor is moved when what the page held is kept.

    A page that was kept and whose cursor was not moved is kept once more, so that
    ``keep`` must write the same thing only once. What is created meanwhile stands before
    the first page and is told by events. A list that came to its end is not read again.
    """
    cursors, done = parts.store.cursors, 0
    after = cursors.get(name) or ""
    while after != END:
        found = read(after)
        keep(found.values)
        done += len(found.values)
        parts.progress(name, done, done + (FULL if found.after else 0), f"{done} read")
        after = found.after or END
        cursors.set(name, after)


def again(parts: Parts, names: tuple[str, ...]) -> None:
    """Let lists that were read to their end be read anew, the next time."""
    for name in names:
        if parts.store.cursors.get(name) == END:
            parts.store.cursors.set(name, "")
