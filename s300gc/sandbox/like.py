"""Switches like those of a real server: from a picture that somebody took of it.

A picture is what ``s300gc doctor --capture`` writes: names, types and numbers of answers,
no value of any company. What a picture cannot show keeps its default.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.variants import endpoints

SCHEMA_VERSION = 1
OPTIONS = ("$filter", "$select", "$top", "$skip", "$count")
PLAIN = {
    "page_size": "page_size",
    "next_links": "next_links",
    "dates_with_z": "dates_with_z",
    "blank_padded": "texts_padded",
}
"""Switches that stand in a picture as they are, under another name."""
NAMED = {
    "calendar_names": "CS/CSFiscalCalendars",
    "profile_names": "CS/CSCompanyProfile",
    "subledger_names": "GL/GLAccounts.ControlAccountSubledgers",
}
"""Switches whose value is a property that is there, and where."""

Plain = dict[str, Any]


def read_like(path: Path) -> Plain:
    """Read switches as JSON data: from a picture, or a plain object of switches.

    ``ValueError`` with the file's name where it is neither, ``OSError`` where it cannot be read.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path} is no JSON") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path} must hold a JSON object: a picture of a server, or switches")
    if "picture" not in found:
        return _checked(found, path)
    if found["picture"] != "sage300" or found.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(
            f"{path} is no picture of Sage 300 in version {SCHEMA_VERSION},"
            " which 's300gc doctor --capture' writes"
        )
    try:
        taken = switches_like(found)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is a picture that cannot be used: {error!r}") from None
    return _checked(taken, path)


def _checked(switches: Plain, path: Path) -> Plain:
    """Let switches pass that a server can have."""
    size = switches.get("page_size", 1)
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise ValueError(f"{path}: page_size must be a whole number from 1, not {size!r}")
    try:
        SageSwitches.from_plain(switches)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from None
    return switches


def switches_like(picture: Mapping[str, Any]) -> Plain:
    """Give the switches that a picture shows to be other than by default."""
    taken: Plain = dict(_shown(picture))
    defaults = SageSwitches()
    other = {name: value for name, value in taken.items() if value != getattr(defaults, name)}
    absent = tuple(_absent(picture, SageSwitches.from_plain(other)))
    return {**other, "absent": absent} if absent else other


def _shown(picture: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each switch that can be told, as a name and its value."""
    for name, place in PLAIN.items():
        if picture.get(place) is not None:
            yield name, picture[place]
    yield from _words(picture)
    yield from _grammar(picture["understood"])
    yield from _rights(picture)
    hints = get_type_hints(SageSwitches)
    for name, place in NAMED.items():
        properties = _properties(picture, place) or {}
        for choice in get_args(hints[name]):
            if choice in properties:
                yield name, choice
    yield from _posting(picture)


def _words(picture: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if picture.get("older_words"):
        yield "feed_names", "odata"
    if picture.get("rows_descending"):
        yield "row_order", "newest"
    if picture.get("media") in get_args(get_type_hints(SageSwitches)["answer_type"]):
        yield "answer_type", picture["media"]


def _grammar(understood: Mapping[str, bool | None]) -> Iterator[tuple[str, Any]]:
    """Take what the server understands; what was not asked is taken to be understood."""
    yield "query_options", tuple(one for one in OPTIONS if understood.get(one) is not False)
    forms = {understood["dates iso"]: "iso", understood["dates v3"]: "v3"}
    if understood["dates iso"] and understood["dates v3"]:
        yield "date_literals", "both"
    elif True in forms:
        yield "date_literals", forms[True]
    for switch, name in (("filter_extras", "not"), ("enum_numbers", "enumerations by number")):
        if understood.get(name) is not None:
            yield switch, understood[name]
    if understood.get("requests without a content type"):
        yield "content_type", "writes"


def _rights(picture: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Take the modules that the user may not read, and the number of that refusal."""
    modules = picture["modules"]
    closed = {name: one["status"] for name, one in modules.items() if _is_forbidden(one)}
    yield "tool_rights", tuple(one for one in SageSwitches().tool_rights if one not in closed)
    known = get_args(get_type_hints(SageSwitches)["forbidden_number"])
    for number in closed.values():
        if number in known:
            yield "forbidden_number", number


def _is_forbidden(one: Mapping[str, Any] | None) -> bool:
    return one is not None and (one["code"] == "Forbidden" or one["status"] == 403)


def _posting(picture: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    template = picture["templates"].get("GL/GLPostJournal") or {"properties": []}
    if "BatchIdFrom" in template["properties"]:
        yield "gl_post_names", "BatchIdFrom"
    batch = _properties(picture, "GL/GLJournalBatches")
    if batch is None:
        return
    members = picture["modules"]["GL"]["enumerations"].get(batch.get("Status", ""))
    if "ReadyToPost" not in batch:
        yield "gl_ready", "Status"
    elif members is not None and "ReadyToPost" not in members:
        yield "gl_ready", "ReadyToPost"


def _properties(picture: Mapping[str, Any], place: str) -> Mapping[str, str] | None:
    """Give the properties of an entity, or of the details ``place`` names; None where not shown."""
    path, _, detail = place.partition(".")
    module = picture["modules"].get(path[:2]) or {}
    types = module.get("types", {})
    found = types.get(module.get("entity_sets", {}).get(path[3:]))
    if found is not None and detail:
        kind = found["properties"].get(detail, "")
        found = types.get(kind.removeprefix("Collection(").removesuffix(")"))
    return found["properties"] if found is not None else None


def _absent(picture: Mapping[str, Any], switches: SageSwitches) -> Iterator[str]:
    """Give what this sandbox has and the server has not; keys stay, nothing works without them."""
    for path, resource in endpoints(switches).items():
        if "types" not in (picture["modules"].get(resource.module) or {}):
            continue
        properties = _properties(picture, path)
        if properties is None:
            yield path
            continue
        for name in resource.table.properties:
            if name not in properties and name not in resource.keys:
                yield f"{path}.{name}"


def told(switches: Plain) -> str:
    """Say in a line which switches were taken, the long list of what is absent as a number."""
    words = [
        f"{name} = {len(value)} places" if name == "absent" else f"{name} = {value}"
        for name, value in switches.items()
    ]
    return ", ".join(words) or "nothing but defaults"
