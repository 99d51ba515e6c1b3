"""How GoCardless is asked: headers, envelopes, cursors."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from s300gc.errors import OutcomeUnknown, Refused
from s300gc.remote.gocardless_errors import refusal, said
from s300gc.remote.gocardless_wire import Meta, named
from s300gc.remote.http import Http, Reply, Request
from s300gc.remote.urls import query
from s300gc.remote.wire import Json, UnexpectedAnswer, Wire, read

VERSION = "2015-07-06"
PAGE = 500
"""The most that GoCardless gives on one page (GoCardless API reference, "Cursor pagination")."""

Options = Sequence[tuple[str, str]]
W = TypeVar("W", bound=Wire)


class GoCardlessLink:
    """One access token and the ways it is used: read one, list all, write."""

    def __init__(self, http: Http, token: str) -> None:
        self._http = http
        self._headers = {
            "Authorization": f"Bearer {token}",
            "GoCardless-Version": VERSION,
            "Accept": "application/json",
        }

    def dated(self) -> datetime | None:
        """Give the ``Date`` of the last answer; None where it had none that can be read."""
        try:
            found = parsedate_to_datetime(self._http.dated)
        except ValueError:
            return None
        return found if found.tzinfo else None

    def one(self, resource: str, id: str, model: type[W]) -> W:
        """Read one object."""
        return read(model, self.object(resource, id), f"GoCardless {named({'id': id}, resource)}")

    def object(self, resource: str, id: str) -> Json:
        """Read one object as the JSON it is."""
        name = named({"id": id}, resource)
        reply = self._get(f"/{resource}/{segment(id)}", [], f"read {name}")
        return _member(reply, resource, f"GoCardless {name}")

    def all(self, resource: str, model: type[W], options: Options = ()) -> Iterator[W]:
        """List all objects that the options allow, a page at a time."""
        for rows, _ in self.pages(resource, options):
            for row in rows:
                yield read(model, row, f"GoCardless {named(row, resource)}")

    def few(self, resource: str, model: type[W], options: Options, most: int) -> list[W]:
        """List the first objects that the options allow, one page of at most so many."""
        listed = resource.replace("_", " ")
        reply = self._get(f"/{resource}", [*options, ("limit", str(most))], f"list {listed}")
        rows = _member(reply, resource, f"GoCardless {listed}")
        if not isinstance(rows, list):
            raise UnexpectedAnswer(f"GoCardless {listed}: {resource} is no list")
        return [read(model, row, f"GoCardless {named(row, resource)}") for row in rows]

    def page(self, resource: str, options: Options, after: str) -> tuple[list[Json], str]:
        """Read the page after a cursor: its objects, and the next cursor, empty at the end."""
        listed = resource.replace("_", " ")
        asked = [*options, ("limit", str(PAGE)), ("after", after)]
        reply = self._get(f"/{resource}", asked, f"list {listed}")
        rows = _member(reply, resource, f"GoCardless {listed}")
        if not isinstance(rows, list):
            raise UnexpectedAnswer(f"GoCardless {listed}: {resource} is no list")
        following = _after(reply.data, len(rows), listed)
        if following and following == after:
            raise UnexpectedAnswer(f"GoCardless {listed}: the same page was announced twice")
        return rows, following

    def write(
        self,
        path: str,
        body: Json,
        what: str,
        member: str,
        model: type[W],
        key: str = "",
        method: str = "POST",
    ) -> W:
        """Send a POST or PUT; only under an idempotency key is it sent again when no answer comes.

        A success that cannot be understood is an ``OutcomeUnknown``.
        """
        headers = {**self._headers, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        request = Request(
            method, path, what, body=body, headers=headers, repeatable=bool(key), said=said
        )
        reply = self._judged(request)
        try:
            return read(model, _member(reply, member, "its answer"), "its answer")
        except UnexpectedAnswer as odd:
            raise OutcomeUnknown(
                f"could not {what} for certain: GoCardless said it was done, but in {odd}"
            ) from odd

    def pages(self, resource: str, options: Options) -> Iterator[tuple[list[Json], str]]:
        """Walk along the cursors: the objects of a page and its text.

        A cursor that was there before ends in ``UnexpectedAnswer`` instead of going
        round for ever.
        """
        listed = resource.replace("_", " ")
        seen: set[str] = set()
        after = ""
        while True:
            asked = [*options, ("limit", str(PAGE)), ("after", after)]
            reply = self._get(f"/{resource}", asked, f"list {listed}")
            rows = _member(reply, resource, f"GoCardless {listed}")
            if not isinstance(rows, list):
                raise UnexpectedAnswer(f"GoCardless {listed}: {resource} is no list")
            yield rows, reply.text
            after = _after(reply.data, len(rows), listed)
            if not after:
                return
            if after in seen:
                raise UnexpectedAnswer(
                    f"GoCardless {listed}: the same page was announced twice, so the list was "
                    "not read to its end; run again"
                )
            seen.add(after)

    def _get(self, path: str, options: Options, what: str) -> Reply:
        request = Request(
            "GET",
            path,
            what,
            query=query(options),
            headers=self._headers,
            repeatable=True,
            said=said,
        )
        return self._judged(request)

    def _judged(self, request: Request) -> Reply:
        reply = self._http.send(request)
        if not reply.ok:
            raise refusal(reply, request.what)
        return reply


def _member(reply: Reply, name: str, what: str) -> Json:
    if not isinstance(reply.data, dict) or name not in reply.data:
        raise UnexpectedAnswer(f"{what}: {name} is missing in the answer")
    return reply.data[name]


def _after(page: Json, rows: int, listed: str) -> str:
    """Give the next cursor; without any, a page that is not full is the last one."""
    if page.get("meta") is None:
        if rows >= PAGE:
            raise UnexpectedAnswer(f"GoCardless {listed}: a full page without a cursor to the next")
        return ""
    cursors = read(Meta, page["meta"], f"GoCardless {listed}").cursors
    return (cursors.after if cursors else None) or ""


def segment(id: str) -> str:
    """Check an id before it becomes part of a path."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", id):
        raise Refused(f"{id!r} is not an id of GoCardless", status=0, code="invalid_id")
    return id
