"""The two dialects of ``$filter``, brought token by token into the one that is parsed.

v1.0 is OData 4 and Sage's Postman collection writes ``2016-12-31T12:00:00Z``; the developer
reference still prints the literals of version 3: ``datetime'2015-12-31T12:00'``, ``30m``,
``substringof('BAR',CustomerNumber)``. Names get a leading underscore on the way, because
the parser would take the beginning of ``AllowBlank`` for its word ``all``.
"""

import re
from dataclasses import dataclass
from typing import Literal

from s300gc.sandbox.sage300.errors import SageError, bad_query
from s300gc.sandbox.sage300.switches import SageSwitches

Dialect = Literal["iso", "v3", "both"]

FUNCTIONS = frozenset({"contains", "startswith", "endswith", "length"})

_WORDS = frozenset(
    {"eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "true", "false", "null"}
)
_ISO = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<old>datetime'[^']*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<iso>{_ISO})
    | (?P<suffixed>-?\d+(?:\.\d+)?[mMdDfFlL])(?!\w)
    | (?P<number>-?\d+(?:\.\d+)?)(?![\w.-])
    | (?P<word>[A-Za-z_]\w*)
    | (?P<sign>[(),])
    """,
    re.VERBOSE,
)
_OLD_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?Z?)?")

Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What one server understands in a filter; the fields are switches."""

    dialect: Dialect
    extras: bool
    enum_numbers: bool

    @classmethod
    def of(cls, switches: SageSwitches) -> "Grammar":
        """Take the grammar from the switches."""
        return cls(switches.date_literals, switches.filter_extras, switches.enum_numbers)


def rewrite(text: str, grammar: Grammar) -> str:
    """Give the filter in the form that is parsed; ``InvalidParameters`` where it has no sense."""
    tokens = _tokens(text)
    if not grammar.extras:
        _check_documented(tokens)
    if grammar.dialect != "iso":
        tokens = _turned(tokens)
    return "".join(_plain(tokens, place, grammar.dialect) for place in range(len(tokens)))


def _check_documented(tokens: list[Token]) -> None:
    """Refuse ``contains``, ``not`` and parentheses that call nothing: no document has them."""
    words = [token for token in tokens if token[0] != "space"]
    for before, (kind, written) in zip([("", ""), *words], words, strict=False):
        called = before[0] == "word" and before[1] not in _WORDS
        if (kind == "word" and written in ("contains", "not")) or (written == "(" and not called):
            raise _unknown(written)


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise bad_query(f"Syntax error at position {place} in '{text}'.")
        found.append((match.lastgroup, match.group()))
        place = match.end()
    return found


def _plain(tokens: list[Token], place: int, dialect: Dialect) -> str:
    """Write one token as OData 4 has it."""
    kind, written = tokens[place]
    if kind == "old":
        return _old_date(written, dialect)
    if kind == "iso" and dialect == "v3":
        raise _unknown(written)
    if kind == "suffixed":
        if dialect == "iso":
            raise _unknown(written)
        return written[:-1]
    if kind == "word" and written not in _WORDS:
        called = place + 1 < len(tokens) and tokens[place + 1][1] == "("
        return _function(written, dialect) if called else f"_{written}"
    return written


def _old_date(written: str, dialect: Dialect) -> str:
    match = _OLD_DATE.fullmatch(written[len("datetime'") : -1])
    if match is None or dialect == "iso":
        raise _unknown(written)
    return f"{match[1]}T{match[2] or '00:00'}{match[3] or ':00'}Z"


def _function(name: str, dialect: Dialect) -> str:
    if name not in FUNCTIONS or (name == "contains" and dialect == "v3"):
        raise bad_query(f"An unknown function with name '{name}' was found.")
    return name


def _turned(tokens: list[Token]) -> list[Token]:
    """Write ``substringof('A',X)`` as ``contains(X,'A')``: the arguments change places."""
    turned: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place] == ("word", "substringof"):
            arguments = [token for token in tokens[place + 1 : place + 12] if token[0] != "space"]
            if [token[0] for token in arguments[:5]] != ["sign", "text", "sign", "word", "sign"]:
                raise _unknown("substringof")
            turned += [("known", "contains"), ("sign", "("), arguments[3]]
            turned += [("sign", ","), arguments[1], ("sign", ")")]
            place = tokens.index(("sign", ")"), place) + 1
        else:
            turned.append(tokens[place])
            place += 1
    return turned


def _unknown(written: str) -> SageError:
    return bad_query(f"Syntax error: unrecognized literal '{written}'.")
