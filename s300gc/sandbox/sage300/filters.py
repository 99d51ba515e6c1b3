"""``$filter`` as a search over rows: parsed once, then answered from the rows in key order.

Terms joined by ``and`` narrow the rows one after the other. A comparison of the first parts
of the key with fixed values picks the rows without looking at the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from s300gc.sandbox.sage300.comparisons import Term, Whether, both, either, opposite
from s300gc.sandbox.sage300.conditions import Reader
from s300gc.sandbox.sage300.errors import bad_query
from s300gc.sandbox.sage300.literals import Grammar, rewrite
from s300gc.sandbox.sage300.shelf import Shelf
from s300gc.sandbox.sage300.tables import Row, Table


@dataclass(frozen=True)
class Filter:
    """The terms of a filter, all of which a row must fit."""

    terms: tuple[Term, ...]

    def search(self, shelf: Shelf, keys: Sequence[str]) -> list[Row]:
        """Give the rows that fit, in key order."""
        rows = self._begin(shelf, keys)
        for term in self.terms:
            rows = term.narrow()(rows)
        return rows

    def _begin(self, shelf: Shelf, keys: Sequence[str]) -> list[Row]:
        """Give the rows that key or index leave, else all."""
        single = [term for term in self.terms if not isinstance(term, Whether)]
        fixed = {term.name: term.equals for term in single if term.equals is not None}
        ways: list[tuple[str, ...]] = [()]
        for name in keys:
            values = [value for value in fixed.get(name, ()) if isinstance(value, str)]
            if not values or len(values) != len(fixed[name]):
                break
            ways = [(*way, value) for way in ways for value in sorted(set(values))]
        if ways == [()]:
            few = shelf.few(single)
            return shelf.ordered if few is None else few
        return [row for way in ways for row in shelf.under(*way)]


@lru_cache(maxsize=512)
def read_filter(table: Table, type_name: str, text: str, grammar: Grammar) -> Filter:
    """Parse a filter on a type; ``InvalidParameters`` where Sage would not understand it."""
    tree = _parse(rewrite(text, grammar), text)
    reader = Reader(table, type_name, grammar.enum_numbers)
    return Filter(tuple(_term(node, reader) for node in _spread(tree, ast.And)))


def _parse(plain: str, text: str) -> Any:
    try:
        return ODataParser().parse(ODataLexer().tokenize(plain))
    except ODataException as error:
        raise bad_query(f"Syntax error in '{text}'.") from error


def _spread(tree: Any, operator: type) -> list[Any]:
    """Give the nodes that one operator joins, however they are nested, from left to right."""
    nodes: list[Any] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BoolOp) and isinstance(node.op, operator):
            waiting += [node.right, node.left]
        else:
            nodes.append(node)
    return nodes


def _term(node: Any, reader: Reader) -> Term:
    """Make a term of one node of the parsed filter."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return either([_term(one, reader) for one in _spread(node, ast.Or)])
    if isinstance(node, ast.BoolOp):
        return both([_term(one, reader) for one in _spread(node, ast.And)])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _negated(node, reader)
    return reader.read(node)


def _negated(node: Any, reader: Reader) -> Term:
    """Make a term of a node under one ``not`` or many."""
    turned = False
    while isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node, turned = node.operand, not turned
    term = _term(node, reader)
    return opposite(term) if turned else term
