"""Property names and types of the Web API as they are published, to hold the sandbox against.

AR: the ``$metadata`` that the Sage 300 SDK publishes, read where it lies, with what v1.0
spells otherwise. The other modules: the tables beside this.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from .published_tables import ASSUMED, OTHERS

EDMX = Path(__file__).parents[4] / "shared" / "sage300" / "ar-metadata.edmx"

Types = Mapping[str, Mapping[str, str]]
"""Type -> property -> ``s n b t``, or the type of its details in brackets."""

NAMES = {
    "ReceiptAdjustmentOptionalFiel": "ReceiptAdjustmentOptionalField",
    "ReceiptAdjustmentOptionalFielType": "ReceiptAdjustmentOptionalFieldType",
    "SageBillingAndPaymentCustome": "SageBillingAndPaymentCustomer",
    "CustomerGroupOptionalFieldVa": "CustomerGroupOptionalFieldValue",
    "CustomerGroupOptionalFieldVaType": "CustomerGroupOptionalFieldValueType",
}
"""What the older route, from which the file is, cuts off and v1.0 spells out."""

EDM_KINDS = {"Edm.String": "s", "Edm.Boolean": "b", "Edm.DateTime": "t"}


def names(text: str) -> Iterator[tuple[str, str]]:
    """Read the lines of a table into (property, kind); ``Name1-5`` stands for five."""
    for line in text.strip().splitlines():
        kind, _, words = line.strip().partition(": ")
        for word in words.split():
            family = re.fullmatch(r"(\w+?)1-(\d+)", word)
            if family is None:
                yield word, kind
            else:
                yield from ((f"{family[1]}{n}", kind) for n in range(1, int(family[2]) + 1))


@cache
def others() -> Types:
    """Give the published types of GL, TX, BK and CS, with what is assumed of them."""
    found: dict[str, dict[str, str]] = {}
    for part in (OTHERS, ASSUMED):
        for name, text in part.items():
            given = dict(names(text))
            assert not given.keys() & found.get(name, {}).keys(), name
            found.setdefault(name, {}).update(given)
    return found


@cache
def edm() -> Types:
    """Give the AR types as published, names of v1.0, with their EDM types and nullability."""
    found: dict[str, dict[str, str]] = {}
    for element in ET.parse(EDMX).iter():  # noqa: S314 - Sage's own file
        if element.tag.endswith(("EntityType", "ComplexType")):
            name = element.get("Name", "")
            found[NAMES.get(name, name)] = {
                _spelt(name, item.get("Name", "")): _edm_type(item)
                for item in element
                if item.tag.endswith("Property")
            }
    return found


def _spelt(name: str, word: str) -> str:
    if (name, word) == ("TermsCode", "TermsCodeKey"):
        return "TermsCode"
    return NAMES.get(word, word)


def _edm_type(item: ET.Element) -> str:
    kind = item.get("Type", "")
    if kind.startswith("Collection("):
        inner = kind.rpartition(".")[2].rstrip(")")
        kind = f"[{NAMES.get(inner, inner)}]"
    return kind + ("!" if item.get("Nullable") == "false" else "")


@cache
def ar() -> Types:
    """Give the AR types with the kinds of their JSON values."""
    return {
        name: {word: _kind(written.rstrip("!")) for word, written in properties.items()}
        for name, properties in edm().items()
    }


def _kind(edm_type: str) -> str:
    return edm_type if edm_type.startswith("[") else EDM_KINDS.get(edm_type, "n")


def misfits(body: Mapping[str, Any], name: str, types: Types) -> list[str]:
    """Give what in an entity, or in what is nested in it, has no published name or type."""
    found: list[str] = []
    for word, value in body.items():
        if word.startswith("@odata.") or (word, value) in UPDATES:
            continue
        kind = types.get(name, {}).get(word)
        if kind is None:
            found.append(f"{name}.{word} is not published")
        elif kind.startswith("["):
            for one in value:
                found += misfits(one, kind[1:-1], types)
        elif not _is(value, kind):
            found.append(f"{name}.{word} cannot be {value!r}")
    return found


UPDATES = [("UpdateOperation", word) for word in ("Unspecified", "Insert", "Update", "Delete")]
"""Every entity and detail of v1.0 has it, and it is not in the file."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d(T00:00:00Z?)?")


def _is(value: Any, kind: str) -> bool:
    if kind == "t":
        return value is None or bool(isinstance(value, str) and _DAY.fullmatch(value))
    forms: dict[str, Any] = {"s": str, "n": (int, Decimal), "b": bool}
    return isinstance(value, forms[kind]) and (kind == "b" or not isinstance(value, bool))
