"""Asks a server about itself; by GET, and by the templates of processes, which change nothing."""

import re
from collections.abc import Mapping, Sequence

from s300gc.model.dialect import Calendar
from s300gc.model.server import Described, Probe, Schema, Template
from s300gc.remote import spellings
from s300gc.remote.http import Reply
from s300gc.remote.sage300_errors import said
from s300gc.remote.sage300_link import NOTHING, Query, counted
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_schema import NAME, read_schema

XML = "application/xml"


class Inquiry(Part):
    """What is asked about a server before it is worked with.

    A refusal is an answer here; only refused credentials, no answer at all and a server that
    is busy are errors, those of any reading.
    """

    def describe(self, module: str) -> Described:
        """Read ``$metadata`` of a module; UnexpectedAnswer where that is not a model."""
        reply = self._link.ask(module, "$metadata", accept=XML)
        probe = Probe(reply.status, _code(reply))
        return Described(probe, read_schema(reply.text, module) if probe.ok else None)

    def probe(self, path: str, options: Query = NOTHING, *, typed: bool = True) -> Probe:
        """Ask for e.g. ``AR/ARCustomers`` with query options, and tell how that was answered."""
        reply = self._link.ask(path[:2], path[3:], options, typed=typed)
        page = reply.data if isinstance(reply.data, dict) else {}
        rows = page.get("value")
        if not isinstance(rows, list):
            return Probe(reply.status, _code(reply) or ("NoFeed" if reply.ok else ""))
        kept = [_properties(row) for row in rows if isinstance(row, dict)]
        first = kept[0] if kept else {}
        return Probe(
            status=reply.status,
            code=_code(reply),
            rows=len(rows),
            width=len(first),
            more=bool(page.get("@odata.nextLink") or page.get("odata.nextLink")),
            count=counted(page),
            media=reply.media if re.fullmatch(r"[a-z/+.-]{1,40}", reply.media) else "",
            older=any(name.startswith("odata.") for name in page),
            zoned=_zoned(first),
            padded=_padded(first),
            descending=_descending(kept),
        )

    def template_of(self, path: str, schema: Schema | None = None) -> Template:
        """Read the template of a process, and find its range of batches with the help of a schema.

        The properties are taken from the template itself: they are what the process takes.
        """
        reply = self._link.ask_template(path[:2], path[3:])
        probe = Probe(reply.status, _code(reply))
        if not probe.ok or not isinstance(reply.data, dict):
            return Template(probe if not probe.ok else Probe(reply.status, "NoTemplate"))
        names = tuple(name for name in reply.data if NAME.fullmatch(name))
        return Template(probe, names, spellings.batch_range(names, _words(path, schema)))

    def calendar_of(self, schema: Schema) -> Calendar | None:
        """Find in the model of CS how a fiscal year names its periods."""
        return spellings.calendar(schema.properties("CSFiscalCalendars") or ())


def _words(path: str, schema: Schema | None) -> Mapping[str, tuple[str, ...]]:
    """Give the members of the enumerations that the properties of an entity have."""
    properties = (schema.properties(path[3:]) if schema else None) or {}
    enums = schema.enums if schema else {}
    return {name: tuple(enums[kind]) for name, kind in properties.items() if kind in enums}


def _code(reply: Reply) -> str:
    """Give the code of a refusal; only what looks like one, a text might tell of the company."""
    code = said(reply)[0]
    return code if re.fullmatch(r"[A-Za-z]{0,40}", code) else "Other"


def _properties(row: Mapping[str, object]) -> dict[str, object]:
    """Give a row without the words of OData itself."""
    return {name: value for name, value in row.items() if "odata." not in name}


def _padded(row: Mapping[str, object]) -> bool | None:
    texts = [value for value in row.values() if isinstance(value, str) and value.strip()]
    return any(value.endswith(" ") for value in texts) if texts else None


def _descending(rows: Sequence[Mapping[str, object]]) -> bool | None:
    """Tell whether the rows go backwards in their first property."""
    ends = [next(iter(row.values()), None) for row in (rows[0], rows[-1])] if rows else []
    texts = [value.strip() for value in ends if isinstance(value, str)]
    return texts[0] > texts[1] if len(set(texts)) == 2 else None


def _zoned(row: Mapping[str, object]) -> bool | None:
    """Tell whether the dates of a row end with a Z."""
    dates = [
        value
        for value in row.values()
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value)
    ]
    return all(value.endswith("Z") for value in dates) if dates else None
