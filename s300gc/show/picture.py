"""A picture of a server that may be sent to others: names, types and numbers of answers.

No value of the company is in it. What comes from the server are names of its model, which
are those of Sage 300 in every company, and codes of refusals; no text of any answer.
"""

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from s300gc.flows.learning import PICTURE, Lesson
from s300gc.model.server import Described, Probe, Schema, Template
from s300gc.rules import learning
from s300gc.rules.answers import Answers
from s300gc.rules.findings import Unanswered
from s300gc.rules.learning import Learnt

SCHEMA_VERSION = 1


def text(lesson: Lesson) -> str:
    """Draw a server as JSON text."""
    return json.dumps(body(lesson.answers, lesson.learnt), indent=1, ensure_ascii=True) + "\n"


def body(answers: Answers, learnt: Learnt) -> dict[str, Any]:
    """Give the picture of a server; what was not answered stands in it as null."""
    page, rows = answers.probe("page"), answers.probe("rows")
    return {
        "schema_version": SCHEMA_VERSION,
        "picture": PICTURE,
        "made_by": f"s300gc {_version()}",
        "modules": {name: _module(one) for name, one in answers.described.items()},
        "entities": {path: _probe(one) for path, one in answers.entities.items()},
        "templates": {path: _template(one) for path, one in answers.templates.items()},
        "questions": {name: _probe(one) for name, one in answers.probes.items()},
        "understood": _understood(answers),
        "page_size": learnt.page_size,
        "next_links": page.more if page else None,
        "media": rows.media if rows else None,
        "older_words": rows.older if rows else None,
        "dates_with_z": rows.zoned if rows else None,
        "texts_padded": rows.padded if rows else None,
        "rows_descending": page.descending if page else None,
    }


def _version() -> str:
    try:
        return version("s300gc")
    except PackageNotFoundError:
        return "not installed"


def _module(found: Described | Unanswered) -> dict[str, Any] | None:
    if isinstance(found, Unanswered):
        return None
    return {**_told(found.probe), **(_schema(found.schema) if found.schema else {})}


def _schema(schema: Schema) -> dict[str, Any]:
    return {
        "entity_sets": dict(schema.sets),
        "types": {
            name: {"keys": list(schema.keys.get(name, ())), "properties": dict(properties)}
            for name, properties in schema.types.items()
        },
        "enumerations": {name: dict(members) for name, members in schema.enums.items()},
    }


def _probe(found: Probe | Unanswered) -> dict[str, Any] | None:
    return None if isinstance(found, Unanswered) else _told(found)


def _told(found: Probe) -> dict[str, Any]:
    return {"status": found.status, "code": found.code}


def _template(found: Template | Unanswered) -> dict[str, Any] | None:
    if isinstance(found, Unanswered):
        return None
    return {**_told(found.probe), "properties": list(found.names)}


def _understood(answers: Answers) -> Mapping[str, bool | None]:
    """Tell what works, which is more than what is not refused; null where it was not asked."""
    literals = learning.date_literals(answers)
    return {
        "dates iso": literals.get("iso"),
        "dates v3": literals.get("v3"),
        "$filter": _any(*literals.values(), answers.understood("contains")),
        "$select": learning.selects(answers),
        "$top": answers.understood("top"),
        "$skip": answers.understood("skip"),
        "$count": learning.counts(answers),
        "contains": answers.nothing_found("contains"),
        "substringof": answers.nothing_found("substringof"),
        "not": answers.understood("not"),
        "enumerations by number": answers.understood("enum number"),
        "requests without a content type": answers.understood("untyped"),
    }


def _any(*told: bool | None) -> bool | None:
    known = [one for one in told if one is not None]
    return any(known) if known else None
