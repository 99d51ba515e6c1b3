"""``$metadata`` of a module: EDMX 4.0, written from the tables."""

from collections.abc import Iterable
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
    for one in tables:
        lines += _type(one, roots.get(one.name), space)
    for choices in _choices(tables):
        lines += _enumeration(choices)
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


def _type(one: Table, resource: Resource | None, space: str) -> list[str]:
    """Write an entity type with its key, or a complex type."""
    tag = "EntityType" if resource else "ComplexType"
    keys = resource.keys if resource else ()
    lines = [f"<{tag} Name={quoteattr(one.name)}>"]
    if keys:
        lines += ["<Key>", *(f'<PropertyRef Name="{name}" />' for name in keys), "</Key>"]
    lines += [_property(item, space, item.name in keys) for item in one.properties.values()]
    return [*lines, f"</{tag}>"]


def _property(item: Property, space: str, key: bool) -> str:
    if item.nested:
        return f'<Property Name="{item.name}" Type="Collection({space}.{item.nested})" />'
    kind = f"{space}.{item.choices.name}Enum" if item.choices else _EDM[item.kind]
    required = key or item.kind in "dibe"
    return f'<Property Name="{item.name}" Type="{kind}"{NOT_NULL if required else ""} />'


def _choices(tables: list[Table]) -> list[Choices]:
    """Give the enumerations that the types use, each once."""
    found: dict[str, Choices] = {}
    for one in tables:
        for item in one.properties.values():
            if item.choices:
                found.setdefault(item.choices.name, item.choices)
    return list(found.values())


def _enumeration(choices: Choices) -> list[str]:
    members = [
        f'<Member Name="{name}" Value="{number}" />' for name, number in choices.numbers.items()
    ]
    return [f'<EnumType Name="{choices.name}Enum">', *members, "</EnumType>"]


def _container(resources: list[Resource]) -> list[str]:
    sets = [f'<EntitySet Name="{one.name}" EntityType="{one.type_name}" />' for one in resources]
    return [
        '<Schema Namespace="Default" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
        '<EntityContainer Name="Container">',
        *sets,
        "</EntityContainer>",
        "</Schema>",
    ]
