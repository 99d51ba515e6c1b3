"""The chain of the audit trail: how a row is sealed, and the proof that no row was changed.

A row is sealed in two steps. The SHA-256 of its *content* stands in its *link*,
and the hash of the link stands in the link of the next row. So a row can be
shown to somebody with the links that follow it, and proved to be a part of the
chain, without showing the content of any other row.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from s300gc.errors import CredentialError
from s300gc.store import sqlite
from s300gc.store.cells import instant, wanted
from s300gc.store.database import Database

PLAIN, KEYED = "sha256", "hmac-sha256"
PAGE = 2000
COLUMNS = "seq, at, kind, subject, keys, body, seal, prev, hash"
BEFORE_ALL = -(1 << 62)
"""Smaller than any number of a row, also of one that was slipped in before the first."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that is not as it was sealed; ``at`` is the instant it bears, if any."""

    seq: int
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain has shown.

    ``rows`` are those that hold, ``head`` is the hash of the last of them and ``at``
    its instant. ``found`` is the number of the row that an earlier head names; None
    where none was asked for, or where no sound row has that hash.
    """

    rows: int
    head: str
    at: datetime | None
    broken: Break | None
    found: int | None = None
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The link of one row as text; its hash is that of the row."""

    seq: int
    text: str
    hash: str


class Chain:
    """The sealed rows of one database.

    With a ``chain_key`` new rows are sealed with HMAC instead of a bare hash, so
    that someone who can write the file still cannot forge a row. A chain may
    change from bare to keyed, never back.
    """

    def __init__(self, database: Database, chain_key: bytes | None = None) -> None:
        self._database = database
        self._chain_key = chain_key

    def verify(self) -> Break | None:
        """Check the whole chain; give the first broken row, or None. Raises as ``check``."""
        return self.check().broken

    def check(self, head: str = "") -> Verdict:
        """Check the whole chain from the first row on, page by page.

        Broken is a row whose content, place or predecessor is not what was sealed,
        or that cannot be looked up under its keys any more. ``head`` is the hash of
        a row, or the beginning of one, that was noted down earlier. Raises
        CredentialError where rows are keyed and no key was given.
        """
        last: sqlite.Row | None = None
        found, keyed = None, False
        for page in self._pages():
            lost = self._lost(page)
            for row in page:
                keyed = keyed or row["seal"] == KEYED
                why = self._wrong(row, last, keyed) or lost.get(row["seq"], "")
                if why:
                    seq = 1 + (last["seq"] if last else 0)
                    broken = Break(min(seq, row["seq"]), row["at"], why)
                    return _verdict(last, broken, found, keyed)
                if head and row["hash"].startswith(head):
                    found = row["seq"]
                last = row
        return _verdict(last, None, found, keyed)

    def links(self, first: int) -> Iterator[Link]:
        """Give the links from a row on to the head, page by page."""
        for page in self._pages(first - 1):
            for row in page:
                yield Link(row["seq"], _link(row["seal"], _cells(row)), row["hash"])

    def contents(self, numbers: list[int]) -> Iterator[tuple[int, str]]:
        """Give the content of rows by their numbers, as the text that was sealed."""
        for start in range(0, len(numbers), PAGE):
            rows = self._database.rows(
                f"SELECT {COLUMNS} FROM json_each(?) AS w"  # noqa: S608
                " CROSS JOIN audit ON seq = w.value ORDER BY seq",
                (wanted(numbers[start : start + PAGE]),),
            )
            yield from ((row["seq"], content(_cells(row))) for row in rows)

    def _pages(self, after: int = BEFORE_ALL) -> Iterator[list[sqlite.Row]]:
        while page := self._database.rows(
            f"SELECT {COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
            (after, PAGE),
        ):
            yield page
            after = page[-1]["seq"]

    def _wrong(self, row: sqlite.Row, last: sqlite.Row | None, keyed: bool) -> str:
        """Say what is wrong with a row that follows another; empty where nothing is."""
        before, prev = (last["seq"], last["hash"]) if last else (0, "")
        if row["seq"] <= before:
            return "it was slipped in before the first row"
        if row["seq"] != before + 1:
            return f"it is missing: row {row['seq']} follows row {before}"
        if row["prev"] != prev:
            return (
                f"it does not follow row {before} as that stands now: one of the two was changed"
                " or put in"
                if last
                else "it names a row before it, but is the first one"
            )
        if keyed and row["seal"] != KEYED:
            return "it is sealed without the key, rows before it with the key"
        if not hmac.compare_digest(row["hash"], self._hash(row["seal"], _cells(row))):
            return "its content is not what was sealed"
        return ""

    def _lost(self, page: list[sqlite.Row]) -> dict[int, str]:
        """Find the rows of a page that a person would look for in vain under one of their keys.

        Rows whose keys were changed are left out: their seal is broken.
        """
        rows = self._database.rows(
            "SELECT a.seq, w.value AS key FROM audit AS a CROSS JOIN json_each("
            " CASE WHEN json_valid(a.keys) THEN a.keys ELSE '[]' END) AS w"
            " WHERE a.seq BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM audit_keys AS k"
            " WHERE k.key = w.value AND k.seq = a.seq)",
            (page[0]["seq"], page[-1]["seq"]),
        )
        return {row["seq"]: f"it is not found any more under {row['key']}" for row in rows}

    def _needed_key(self) -> bytes:
        if self._chain_key is None:
            raise CredentialError(
                "The audit trail is sealed with a key that was not given; set the audit key again."
            )
        return self._chain_key

    def _hash(self, seal: str, cells: tuple[Any, ...]) -> str:
        link = _link(seal, cells).encode()
        if seal == KEYED:
            return hmac.new(self._needed_key(), link, hashlib.sha256).hexdigest()
        return hashlib.sha256(link).hexdigest()


def content(cells: tuple[Any, ...]) -> str:
    """Give the text of a row's own content: number, instant, kind, subject, keys, body.

    A JSON array without spaces, ASCII only; keys and body are JSON texts themselves.
    """
    return json.dumps(cells[:6], separators=(",", ":"))


def _link(seal: str, cells: tuple[Any, ...]) -> str:
    """Give the text that is hashed: number, SHA-256 of the content, seal, hash of the row before.

    ``cells`` are number, instant, kind, subject, keys, body, seal and hash of the row before.
    """
    digest = hashlib.sha256(content(cells).encode()).hexdigest()
    return json.dumps([cells[0], digest, seal, cells[7]], separators=(",", ":"))


def _cells(row: sqlite.Row) -> tuple[Any, ...]:
    return tuple(row)[:8]


def _verdict(
    last: sqlite.Row | None, broken: Break | None, found: int | None, keyed: bool
) -> Verdict:
    if last is None:
        return Verdict(0, "", None, broken, found, keyed)
    return Verdict(last["seq"], last["hash"], instant(last["at"]), broken, found, keyed)
