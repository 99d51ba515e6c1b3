"""Reads ``$metadata``: EDMX of either version, by its local names."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from s300gc.model.server import Schema
from s300gc.remote.wire import UnexpectedAnswer

Element = ElementTree.Element

NAME = re.compile(r"[A-Za-z_]\w{0,127}")
"""What a name of the model may look like (OData, simple identifiers)."""


def read_schema(text: str, module: str) -> Schema:
    """Read the model of a module; UnexpectedAnswer where the text is none.

    A document type is refused before anything is parsed: a model has none, and entities
    declared in one could be made to grow without end.
    """
    what = f"Sage 300 $metadata of {module}"
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnexpectedAnswer(f"{what}: it has a document type, which no $metadata has")
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff \r\n\t"))  # noqa: S314 - see above
    except ElementTree.ParseError:
        raise UnexpectedAnswer(f"{what}: it is no XML, is that the Web API?") from None
    if _local(root.tag) != "Edmx":
        raise UnexpectedAnswer(f"{what}: it is no model of entities")
    kinds = [*_named(root, "EntityType"), *_named(root, "ComplexType")]
    return Schema(
        sets=dict(_sets(root)),
        types={name: _properties(kind, dict(kinds)) for name, kind in kinds},
        keys={name: tuple(part for part, _ in _named(kind, "PropertyRef")) for name, kind in kinds},
        enums={name: _members(found) for name, found in _named(root, "EnumType")},
    )


def _named(root: Element, tag: str) -> Iterator[tuple[str, Element]]:
    """Give the elements of a kind by their names; a name that is none is passed over."""
    for found in root.iter():
        name = found.get("Name", "")
        if _local(found.tag) == tag and NAME.fullmatch(name):
            yield name, found


def _properties(kind: Element, kinds: dict[str, Element]) -> dict[str, str]:
    """Give the properties of a type, those it inherits first."""
    found: dict[str, str] = {}
    base = kinds.get(_bare(kind.get("BaseType", "")))
    if base is not None and base is not kind:
        found |= _properties(base, {name: one for name, one in kinds.items() if one is not kind})
    for tag in ("Property", "NavigationProperty"):
        found |= {name: _bare(one.get("Type", "")) for name, one in _named(kind, tag)}
    return found


def _sets(root: Element) -> Iterator[tuple[str, str]]:
    for tag, attribute in (("EntitySet", "EntityType"), ("Singleton", "Type")):
        for name, found in _named(root, tag):
            yield name, _bare(found.get(attribute, ""))


def _members(found: Element) -> dict[str, int]:
    """Give the members of an enumeration; without a value each counts on from 0 (OData)."""
    members: dict[str, int] = {}
    for name, one in _named(found, "Member"):
        value = one.get("Value", "")
        members[name] = int(value) if re.fullmatch(r"-?\d{1,18}", value) else len(members)
    return members


def _bare(type: str) -> str:
    """Take the namespace off a type; Edm's own types keep theirs."""
    inner = type.removeprefix("Collection(").removesuffix(")")
    short = inner if inner.startswith("Edm.") else inner.rpartition(".")[2]
    if not re.fullmatch(r"(Edm\.)?\w{0,128}", short):
        short = ""
    return f"Collection({short})" if type.startswith("Collection(") else short


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
