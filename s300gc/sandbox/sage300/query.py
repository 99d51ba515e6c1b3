"""Query options and pages: ``$filter $select $top $skip $count``, each at most once.

The documents know no others; ``$orderby`` and ``$expand`` are refused. Rows come in key
order, a page at a time, with ``@odata.nextLink`` holding ``$skip``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import bad_query
from s300gc.sandbox.sage300.filters import read_filter
from s300gc.sandbox.sage300.literals import Grammar
from s300gc.sandbox.sage300.manners import annotated
from s300gc.sandbox.sage300.output import complete
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import Row

_KNOWN = ("$filter", "$select", "$top", "$skip", "$count")


@dataclass(frozen=True, slots=True)
class Options:
    """The query options of one request."""

    filter: str = ""
    select: tuple[str, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False


def read_options(
    query: str, resource: Resource, switches: SageSwitches, *, one: bool = False
) -> Options:
    """Read the query string; on a single entity (``one``) only ``$select`` has a meaning.

    ``switches`` tell which of the documented options this server understands.
    """
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if not name.startswith("$"):
            continue
        known = name in _KNOWN and name in switches.query_options
        if not known or (one and name != "$select"):
            raise bad_query(f"The query parameter '{name}' is not supported.")
        if name in given:
            raise bad_query(f"Query option '{name}' was specified more than once.")
        given[name] = value
    return Options(
        filter=given.get("$filter", "").strip(),
        select=_select(given.get("$select"), resource),
        top=_number(given, "$top"),
        skip=_number(given, "$skip") or 0,
        count=_yes(given.get("$count", "false")),
    )


def _select(text: str | None, resource: Resource) -> tuple[str, ...]:
    if text is None or text.strip() == "*":
        return ()
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in resource.table.properties:
            raise bad_query(
                f"Could not find a property named '{name}' on type '{resource.type_name}'."
            )
    return tuple(dict.fromkeys(names))


def _number(given: Mapping[str, str], name: str) -> int | None:
    if name not in given:
        return None
    if not given[name].isascii() or not given[name].isdigit():
        raise bad_query(f"Invalid value '{given[name]}' for {name} query option.")
    return int(given[name])


def _yes(text: str) -> bool:
    if text not in ("true", "false"):
        raise bad_query(f"Invalid value '{text}' for $count query option.")
    return text == "true"


def rows_of(books: Books, resource: Resource, filter_text: str) -> list[Row]:
    """Give the rows that a filter finds; the answer is kept until a row of the resource changes."""
    shelf = books.shelf(resource.path)
    if not filter_text:
        return shelf.ordered
    grammar = Grammar.of(books.switches)
    found = read_filter(resource.table, resource.type_name, filter_text, grammar)
    return shelf.found(filter_text, lambda: found.search(shelf, resource.keys))


def page(books: Books, resource: Resource, options: Options, base: str) -> Row:
    """Give one page in the form of a feed; ``base`` is the address up to the resource."""
    rows = rows_of(books, resource, options.filter)
    size = books.switches.page_size
    wanted = size if options.top is None else min(size, options.top)
    if books.switches.row_order == "newest":
        rows = rows[::-1]
    chosen = rows[options.skip : options.skip + wanted]
    context = f"{base}/$metadata#{resource.name}"
    if options.select:
        context += f"({','.join(options.select)})"
    feed: dict[str, Any] = {"@odata.context": context}
    if options.count:
        feed["@odata.count"] = len(rows)
    feed["value"] = [complete(x, resource.table, books.switches, options.select) for x in chosen]
    after = options.skip + len(chosen)
    left = None if options.top is None else options.top - len(chosen)
    if after < len(rows) and left != 0 and chosen and books.switches.next_links:
        feed["@odata.nextLink"] = f"{base}/{resource.name}?{_next(options, after, left)}"
    return annotated(books.switches, feed)


def _next(options: Options, skip: int, left: int | None) -> str:
    """Write the query of the following page: the same options, further on."""
    parts = []
    if options.filter:
        parts.append(f"$filter={quote(options.filter, safe='')}")
    if options.select:
        parts.append(f"$select={','.join(options.select)}")
    if left is not None:
        parts.append(f"$top={left}")
    if options.count:
        parts.append("$count=true")
    parts.append(f"$skip={skip}")
    return "&".join(parts)
