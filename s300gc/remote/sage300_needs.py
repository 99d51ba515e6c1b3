"""How a line of the table of uses is read: from wire formats, and from what is written out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast, get_args

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from s300gc.model.server import Kind, Need, Use
from s300gc.remote.sage300_link import SageWire

_KINDS: dict[Any, Kind] = {
    str: "text", int: "number", Decimal: "number", bool: "yes", date: "day",
}  # fmt: skip


def use(
    path: str,
    commands: str,
    *wires: type[SageWire],
    told: str = "",
    sent: str = "",
    words: str = "",
    spare: str = "",
    **more: Any,
) -> Use:
    """Write one line of the table.

    ``wires`` are what is read, ``told`` properties in filters and keys, ``sent`` those in bodies;
    ``words`` are members that answers are compared with. A line of these is a kind (``text``,
    ``number``, ``day``, ``word``), after the details it stands in where it does, and names:
    ``Invoices word: InvoiceType=Summary``; a ``~`` for the ``=`` takes the member in any case.
    What is ``spare`` is left out where the server lacks it.
    """
    read = [need for wire in wires for need in _read(wire, ())]
    found = _merged([*read, *_written(words), *_written(told), *_written(sent)])
    left = spare.split()
    needs = tuple(replace(one, spare=one.name in left) for one in found)
    return Use(path, commands, needs, **more)


def _read(wire: type[SageWire], place: tuple[str, ...]) -> Iterator[Need]:
    """Give the properties that a wire format has, and those of the details within it."""
    for field, info in wire.model_fields.items():
        names = _names(field, info)
        inner = [one for one in _flat(info.annotation) if isinstance(one, type)]
        nested = [one for one in inner if issubclass(one, SageWire)]
        kind: Kind = "list" if nested else next(_KINDS[one] for one in inner if one in _KINDS)
        yield Need(place, names, kind)
        for one in nested:
            yield from _read(one, (*place, names[0]))


def _names(field: str, info: FieldInfo) -> tuple[str, ...]:
    if isinstance(info.validation_alias, AliasChoices):
        return tuple(str(choice) for choice in info.validation_alias.choices)
    return (info.alias or field,)


def _flat(annotation: Any) -> Iterator[Any]:
    """Give the types that an annotation is made of."""
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _flat(part)


def _written(text: str) -> Iterator[Need]:
    """Read lines like ``Invoices.InvoiceDetails text: Description``, and the details they name."""
    for line in text.strip().splitlines():
        head, _, names = line.partition(":")
        place, _, kind = head.strip().rpartition(" ")
        way = tuple(place.split(".")) if place else ()
        for n in range(len(way)):
            yield Need(way[:n], (way[n],), "list")
        for each in names.split():
            name, sign, members = re.split(r"([=~]|$)", each, maxsplit=1)
            words = tuple(members.split(",")) if members else ()
            yield Need(way, (name,), cast(Kind, kind), words, exact=sign != "~")


def _merged(needs: Iterable[Need]) -> list[Need]:
    """Name each property once; what is written out tells more than what is read."""
    found: dict[str, Need] = {}
    for one in needs:
        old = found.get(one.name)
        if old is not None and old.kind == "word" and one.kind == "word":
            exact = old.exact or one.exact
            one = replace(one, words=tuple(dict.fromkeys((*old.words, *one.words))), exact=exact)
        elif old is not None and old.kind == "word":
            one = old
        elif old is not None:
            one = replace(one, names=old.names)
        found[one.name] = one
    return list(found.values())
