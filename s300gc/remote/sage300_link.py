"""How Sage 300 is asked: addresses, the sign-on, pages.

Sage 300 Web API developer reference: ``/v1.0/-/{company}/{module}/{resource}``,
Basic authentication and ``Content-Type: application/json`` on every request.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import ConfigDict
from pydantic.alias_generators import to_pascal

from s300gc.errors import CredentialError, Refused
from s300gc.model.dialect import PLAIN, Dialect
from s300gc.remote.http import Http, Reply, Request
from s300gc.remote.sage300_errors import BUSY, NOT_FOUND, refusal, said
from s300gc.remote.urls import encoded, query, shown
from s300gc.remote.wire import Json, UnexpectedAnswer, Wire, read

Query = Sequence[tuple[str, str]]
NOTHING: Query = ()
JSON = "application/json"


class SageWire(Wire):
    """A Sage entity or detail: property names are the field names in Pascal case."""

    model_config = ConfigDict(alias_generator=to_pascal, extra="ignore", frozen=True)

    @classmethod
    def select(cls) -> str:
        """Give the properties to ask for: those that the wire format has."""
        return ",".join(field.alias or name for name, field in cls.model_fields.items())


W = TypeVar("W", bound=SageWire)


class Sage300Link:
    """One company, one user, and the ways they are used: read, create, change, process."""

    def __init__(
        self,
        http: Http,
        *,
        company: str,
        user: str,
        password: str,
        upper_case: bool = True,
        dialect: Dialect = PLAIN,
    ) -> None:
        pair = f"{user}:{password}"
        token = b64encode((pair.upper() if upper_case else pair).encode()).decode()
        self._http = http
        self._headers: Mapping[str, str] = {
            "Authorization": f"Basic {token}",
            "Content-Type": JSON,
            "Accept": JSON,
        }
        self.company = company
        self.dialect = dialect
        self._page_size = dialect.page_size
        self.written: dict[str, str] = {}
        """How AR and Bank Services write the accounts that were read there, by their number."""
        self._links_seen = False
        """This server marks pages that are not the last one."""

    # ------------------------------------------------------------ reading

    def one(self, module: str, resource: str, key: str, model: type[W]) -> W | None:
        """Read an entity by its key; None where there is none."""
        what = f"read {module}/{resource}{key}"
        try:
            select = self._select(module, resource, model)
            reply = self._get(module, resource + key, [("$select", select)], what)
        except Refused as refused:
            if refused.code == NOT_FOUND:
                return None
            raise
        return read(model, reply.data, f"Sage 300 {resource}{key}")

    def entities(
        self, module: str, resource: str, model: type[W], filter: str = "", *, select: bool = True
    ) -> Iterator[W]:
        """List the entities that a filter lets through, in the server's order.

        Pages by skipping are no snapshot: what is added or removed meanwhile may be
        missed. ``select`` is switched off where property names are not certain.
        """
        names = self._select(module, resource, model) if select else ""
        for row in self.rows(module, resource, filter, names):
            yield read(model, row, f"Sage 300 {resource}")

    def offers(self, module: str, resource: str) -> bool:
        """Whether the server has an entity, as far as that was learned; in doubt it has."""
        return f"{module}/{resource}" not in self.dialect.absent

    def _select(self, module: str, resource: str, model: type[W]) -> str:
        """Give what to ask for: what the wire format has and the server too."""
        if not self.dialect.select:
            return ""
        names = model.select().split(",")
        absent = self.dialect.absent
        return ",".join(n for n in names if f"{module}/{resource}.{n}" not in absent)

    def rows(self, module: str, resource: str, filter: str, select: str) -> Iterator[Json]:
        """Walk over the pages; a page may be shorter than what was asked for.

        The next page is where ``@odata.nextLink`` leads, if that is this server and
        entity (else only its ``$skip`` is taken), and without a link what comes after
        the rows received. The end is the announced count, or the first page without
        a link from a server that sends links, or an empty page.
        """
        first = [("$select", select), ("$filter", filter)]
        if self._page_size:
            first.append(("$top", str(self._page_size)))
        if self.dialect.count and (self._page_size or not self._links_seen):
            first.append(("$count", "true"))
        asked, count, received = query(first), None, 0
        seen: set[str] = set()
        while True:
            if asked in seen:
                raise UnexpectedAnswer(f"Sage 300 {resource}: the same page was announced twice")
            seen.add(asked)
            page = self._page(module, resource, asked)
            found = page["value"]
            yield from found
            received += len(found)
            count = counted(page) if count is None else count
            link = page.get("@odata.nextLink") or page.get("odata.nextLink")
            if link:
                self._links_seen = True
                asked = self._next(module, resource, str(link), first, received)
            elif not found or self._ended(received, count):
                return
            else:
                asked = query([*first, ("$skip", str(received))])

    def _ended(self, received: int, count: int | None) -> bool:
        if count is not None:
            return received >= count
        return self._links_seen and not self._page_size

    def _page(self, module: str, resource: str, asked: str) -> dict[str, Json]:
        path = self._path(module, resource)
        page = self._sent(Request("GET", path, f"list {resource}", asked, repeatable=True), module)
        if not isinstance(page.data, dict) or not isinstance(page.data.get("value"), list):
            raise UnexpectedAnswer(f"Sage 300 {resource}: value is missing in the answer")
        return page.data

    def _next(self, module: str, resource: str, link: str, first: Query, received: int) -> str:
        target, here = urlsplit(link), urlsplit(self._http.base + self._path(module, resource))
        same_host = target.netloc.lower() in ("", here.netloc.lower())
        if same_host and target.path.lower() == here.path.lower() and target.query:
            return target.query
        skip = parse_qs(target.query).get("$skip", [str(received)])[0]
        return query([*first, ("$skip", skip)])

    def reach(self, module: str, resource: str) -> bool:
        """Ask for one row and tell whether there is one; nothing of it is looked at."""
        one = query([("$top", "1")]) if self.dialect.top else ""
        return bool(self._page(module, resource, one)["value"])

    # ------------------------------------------------------------ writing

    def create(self, module: str, resource: str, body: Json, what: str) -> Json:
        """Send a POST and give the entity that was made; never sent twice."""
        body = without(body, self.dialect.absent, f"{module}/{resource}")
        request = Request("POST", self._path(module, resource), what, body=body)
        return self._sent(request, module).data

    def change(self, module: str, resource: str, key: str, body: Json, what: str) -> None:
        """Send a PATCH; success has no body."""
        path = self._path(module, resource + key)
        body = without(body, self.dialect.absent, f"{module}/{resource}")
        self._sent(Request("PATCH", path, what, body=body, bodiless=True), module)

    def process(self, module: str, resource: str, body: Json, what: str) -> None:
        """Start a process; success has no body, and says nothing of how the process went."""
        path = self._path(module, f"{resource}('$process')")
        self._sent(Request("POST", path, what, body=body, bodiless=True), module)

    def template(self, module: str, resource: str) -> dict[str, Json]:
        """Read the properties of an entity with their defaults; changes nothing."""
        found = self._sent(self._template(module, resource), module).data
        if not isinstance(found, dict):
            raise UnexpectedAnswer(f"Sage 300 template of {resource}: it is no object")
        return found

    def _template(self, module: str, resource: str) -> Request:
        path = self._path(module, f"{resource}('$template')")
        what = f"read the template of {resource}"
        return Request("POST", path, what, body={}, repeatable=True, harmless=True)

    # ------------------------------------------------------------ learning

    def ask(
        self,
        module: str,
        resource: str,
        options: Query = NOTHING,
        *,
        accept: str = JSON,
        typed: bool = True,
    ) -> Reply:
        """Ask for something that may be refused, and give the answer whatever it is.

        ``typed`` false leaves out the content type that Sage wants. Refused credentials
        are an error all the same: with them nothing can be learned.
        """
        what = f"ask for {module}/{resource}"
        path = self._path(module, resource)
        headers = {**self._headers, "Accept": accept}
        if not typed:
            del headers["Content-Type"]
        asked = Request("GET", path, what, query(options), headers=headers, repeatable=True)
        return self._asked(asked, module)

    def ask_template(self, module: str, resource: str) -> Reply:
        """Ask for a template that the server may not have, and give the answer whatever it is."""
        asked = replace(self._template(module, resource), headers=self._headers)
        return self._asked(asked, module)

    def _asked(self, request: Request, module: str) -> Reply:
        reply = self._http.send(replace(request, said=said, busy=BUSY, as_is=True))
        error = None if reply.ok else refusal(reply, request.what, module)
        if isinstance(error, CredentialError):
            raise error
        return reply

    # ------------------------------------------------------------ the wire

    def _path(self, module: str, resource: str) -> str:
        return f"/v1.0/-/{encoded(self.company)}/{module}/{resource}"

    def _get(self, module: str, resource: str, options: Query, what: str) -> Reply:
        path = self._path(module, resource)
        return self._sent(Request("GET", path, what, query(options), repeatable=True), module)

    def _sent(self, request: Request, module: str) -> Reply:
        signed = replace(request, headers=self._headers, said=said, busy=BUSY)
        reply = self._http.send(signed)
        if not reply.ok or said(reply)[0]:
            place = f"company {self.company} at {shown(self._http.base)}"
            raise refusal(reply, request.what, module, place)
        return reply


def without(body: Json, absent: Set[str], place: str) -> Json:
    """Leave out of a body what the server is known not to have; ``place`` leads to the body."""
    if not absent:
        return body
    if isinstance(body, list):
        return [without(one, absent, place) for one in body]
    if not isinstance(body, Mapping):
        return body
    return {
        name: without(value, absent, f"{place}.{name}")
        for name, value in body.items()
        if f"{place}.{name}" not in absent
    }


def counted(page: Mapping[str, Json]) -> int | None:
    """Give the number of rows that a page announces, in either version's spelling."""
    found = page.get("@odata.count", page.get("odata.count"))
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else None
