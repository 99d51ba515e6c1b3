"""The single terms of a filter: comparisons and functions, checked against the type."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from odata_query import ast

from s300gc.sandbox.sage300.comparisons import TURNED, Comparison, Sign, Term, Whether
from s300gc.sandbox.sage300.errors import SageError, bad_query
from s300gc.sandbox.sage300.tables import Property, Table

_SIGNS: dict[type, Sign] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}
_EDM = {
    "s": "Edm.String",
    "d": "Edm.Decimal",
    "i": "Edm.Int32",
    "b": "Edm.Boolean",
    "t": "Edm.DateTimeOffset",
    "e": "an enumeration",
    "c": "a collection",
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


@dataclass(frozen=True)
class Reader:
    """Reads terms about one type."""

    table: Table
    type_name: str
    enum_numbers: bool = True

    def read(self, node: Any) -> Term:
        """Read a comparison, or a function that is true or false."""
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call) and node.func.name in _TESTS:
            return self._text_test(node)
        raise bad_query("The $filter expression must evaluate to a single boolean value.")

    def find(self, node: Any) -> Property:
        """Give the property that a name stands for; the sentence is observed."""
        name = node.name.removeprefix("_")
        item = self.table.properties.get(name)
        if item is None:
            raise bad_query(f"Could not find a property named '{name}' on type '{self.type_name}'.")
        if item.kind == "c":
            raise bad_query(f"'{name}' is a collection and cannot be compared.")
        return item

    def _compare(self, node: Any) -> Term:
        """Read ``property sign value``, ``value sign property`` or ``function sign value``."""
        sign = _SIGNS.get(type(node.comparator))
        if sign is None:
            raise bad_query("The operator is not supported in $filter.")
        left, right = node.left, node.right
        if not isinstance(left, (ast.Identifier, ast.Call)):
            left, right, sign = right, left, TURNED[sign]
        if isinstance(left, ast.Call):
            return self._compare_call(left, sign, right)
        if not isinstance(left, ast.Identifier):
            raise bad_query("One side of a comparison must be a property.")
        if isinstance(right, ast.Identifier):
            self.find(right)
            raise bad_query("Two properties cannot be compared.")
        item = self.find(left)
        return Comparison(item, sign, self._value(item, sign, right))

    def _compare_call(self, call: Any, sign: Sign, right: Any) -> Term:
        if call.func.name == "length":
            return self._length(call, sign, right)
        if call.func.name in _TESTS and sign == "eq" and isinstance(right, ast.Boolean):
            test = self._text_test(call).test()
            wanted = right.val == "true"
            return Whether(lambda row: test(row) is wanted)
        raise bad_query(f"'{call.func.name}' cannot be compared.")

    def _length(self, call: Any, sign: Sign, right: Any) -> Term:
        item = self._text_property(call.args[0])
        if not isinstance(right, ast.Integer):
            raise self._mismatch("Edm.Int32", right)
        wanted = Comparison(Property("length", "i"), sign, int(right.val)).test()
        return Whether(lambda row: wanted({"length": len(row.get(item.name, ""))}))

    def _text_test(self, call: Any) -> Whether:
        item = self._text_property(call.args[0])
        part = call.args[1]
        if not isinstance(part, ast.String):
            raise self._mismatch("Edm.String", part)
        test, wanted = _TESTS[call.func.name], str(part.val)
        return Whether(lambda row: test(row.get(item.name, ""), wanted))

    def _text_property(self, node: Any) -> Property:
        if not isinstance(node, ast.Identifier):
            raise bad_query("The first argument must be a property.")
        item = self.find(node)
        if item.kind != "s":
            raise bad_query(f"'{item.name}' is no text.")
        return item

    def _value(self, item: Property, sign: Sign, node: Any) -> Any:
        """Read the literal as the property's kind; other kinds do not compare."""
        if isinstance(node, ast.Null) and sign in ("eq", "ne"):
            return item.default
        if item.kind == "s" and isinstance(node, ast.String):
            return str(node.val)
        if item.kind == "e" and isinstance(node, ast.String):
            return self._member(item, sign, str(node.val))
        if item.kind == "b" and isinstance(node, ast.Boolean):
            return node.val == "true"
        if item.kind == "t" and isinstance(node, ast.DateTime):
            return _instant(str(node.val))
        if item.kind in ("d", "i") and isinstance(node, (ast.Integer, ast.Float)):
            return Decimal(node.val)
        raise self._mismatch(_EDM[item.kind], node)

    def _member(self, item: Property, sign: Sign, written: str) -> str:
        """Take an enumeration by name or by number, both in quotes (both are seen)."""
        numbered = written.isdigit() and not self.enum_numbers
        found = item.choices.find(written) if item.choices and not numbered else None
        if found is None or sign not in ("eq", "ne"):
            raise bad_query(f"The string '{written}' is not a valid enumeration constant.")
        return found

    def _mismatch(self, wanted: str, node: Any) -> SageError:
        found = type(node).__name__
        return bad_query(
            "A binary operator with incompatible types was detected. Found operand types "
            f"'{wanted}' and '{found}'."
        )


def _instant(written: str) -> str:
    """Give an instant so that it compares with dates, which are midnight UTC."""
    try:
        moment = datetime.fromisoformat(written.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise bad_query(f"'{written}' is no date.") from error
    text = moment.replace(tzinfo=None).isoformat()
    return text.removesuffix("T00:00:00")
