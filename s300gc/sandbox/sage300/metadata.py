"""``$metadata`` of a module: EDMX 4.0, written from the tables."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from s300gc.sandbox.sage300.enums import Choices
from s300gc.sandbox.sage300.resources import Resource, namespace
from s300gc.sandbox.sage300.tables import TABLES, Property, Table

NOT_NULL = ' Nullable="false"'
_EDM = {
    "s": "Edm.String",
    "d": "Edm.Decimal",
    "i": "Edm.Int32",
    "b": "Edm.Boolean",
    "t": "Edm.DateTimeOffset",
}


def metadata(resources: Iterable[Resource], module: str) -> bytes:
    """Write the types, enumerations and entity sets of a module."""
    mine = [one for one in resources if one.module == module]
    roots = {one.table.name: one for one in mine}
    tables = _with_details([one.table for one in mine])
    space = namespace(module)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
        "<edmx:DataServices>",
        f'<Schema Namespace="{space}" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    ]
    names = _names(tables)
    for one in tables:
        lines += _type(one, roots.get(one.name), space, names)
    for name, choices in sorted(names.items()):
        lines += _enumeration(name, choices)
    lines += ["</Schema>", *_container(mine), "</edmx:DataServices>", "</edmx:Edmx>"]
    return "\n".join(lines).encode()


def _with_details(tables: list[Table]) -> list[Table]:
    """Add the types of nested details, each once, after the types that hold them."""
    found: dict[str, Table] = {}
    waiting = list(reversed(tables))
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one
            waiting += [TABLES[item.nested] for item in one.properties.values() if item.nested]
    return list(found.values())


def _type(
    one: Table, resource: Resource | None, space: str, names: Mapping[str, Choices]
) -> list[str]:
    """Write an entity type with its key, or a complex type."""
    tag = "EntityType" if resource else "ComplexType"
    keys = resource.keys if resource else ()
    lines = [f"<{tag} Name={quoteattr(one.name)}>"]
    if keys:
        lines += ["<Key>", *(f'<PropertyRef Name="{name}" />' for name in keys), "</Key>"]
    for item in one.properties.values():
        kind = _kind(one, item, space, names)
        required = item.name in keys or item.kind in "dibec"
        lines.append(f'<Property Name="{item.name}" Type="{kind}"{NOT_NULL if required else ""} />')
    return [*lines, f"</{tag}>"]


def _kind(one: Table, item: Property, space: str, names: Mapping[str, Choices]) -> str:
    """Give the type of a property; the enumeration of a property is named after it."""
    if item.nested:
        return f"Collection({space}.{item.nested})"
    if item.choices:
        shared = names.get(_enum(item)) is item.choices
        return f"{space}.{_enum(item) if shared else _enum(item, one)}"
    return "Edm.Int64" if item.wide else _EDM[item.kind]


def _enum(item: Property, one: Table | None = None) -> str:
    return f"{one.name if one else ''}{item.name}Enum"


def _names(tables: list[Table]) -> dict[str, Choices]:
    """Name the enumerations after their properties, as ``StatusEnum``.

    Where a name stands for another enumeration already, that of its type goes before it.
    """
    found: dict[str, Choices] = {}
    for one in tables:
        for item in one.properties.values():
            if item.choices and found.setdefault(_enum(item), item.choices) is not item.choices:
                found[_enum(item, one)] = item.choices
    return found


def _enumeration(name: str, choices: Choices) -> list[str]:
    members = [
        f'<Member Name="{name}" Value="{number}" />' for name, number in choices.numbers.items()
    ]
    return [f'<EnumType Name="{name}">', *members, "</EnumType>"]


def _container(resources: list[Resource]) -> list[str]:
    sets = [f'<EntitySet Name="{one.name}" EntityType="{one.type_name}" />' for one in resources]
    return [
        '<Schema Namespace="Default" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
        '<EntityContainer Name="Container">',
        *sets,
        "</EntityContainer>",
        "</Schema>",
    ]
