"""Asks a Sage 300 server what it is like: by GET and by templates, which change nothing."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from s300gc import learned
from s300gc.errors import UsageError
from s300gc.flows.chart import tables
from s300gc.flows.doctor import Hands, asked
from s300gc.model.dialect import Dialect
from s300gc.model.server import Probe
from s300gc.remote.odata import compare, eq, within
from s300gc.remote.sage300 import Sage300
from s300gc.remote.sage300_link import Query
from s300gc.remote.sage300_uses import USES
from s300gc.rules import learning
from s300gc.rules.answers import Answers, Question
from s300gc.rules.findings import Unanswered
from s300gc.rules.learning import Learnt

PICTURE = "sage300"
"""What a picture of a server says it is one of."""
MODULES = ("AR", "GL", "BK", "CS")
ASKED = "AR/ARCustomers"
"""Most questions are about this entity: every user of this tool may read it."""
MANY = (
    ("AR/ARPostedDocuments", "DocumentNumber"),
    ("AR/ARCustomers", "CustomerNumber"),
    ("GL/GLPostedTransactions", "AccountNumber"),
)
"""Entities that may have more rows than a page, with one property that is enough."""
NOWHERE = "~s300gc~"
"""A text that no customer number has in it."""
ONE: Query = (("$top", "1"),)
NOT_FOUND = 404
PAST, FUTURE = date(1980, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the server answered, what is learned from it, and where that was kept."""

    answers: Answers
    learnt: Learnt
    file: Path | None = None


def learn(hands: Hands) -> Lesson:
    """Ask the server and keep beside the configuration what it is like.

    Temporary, CredentialError or ConfigError where it cannot be asked at all, or where
    nothing can be written; a single question that fails is a finding.
    """
    answers = ask(hands.open_sage())
    learnt = _learnt(hands, answers)
    file = learned.write(hands.config, learnt.dialect, hands.clock.today())
    return Lesson(answers, learnt, file)


def look(hands: Hands) -> Lesson:
    """Ask the server and keep nothing; the errors are those of ``learn``."""
    answers = ask(hands.open_sage())
    return Lesson(answers, _learnt(hands, answers))


def capture(hands: Hands, path: Path, text: Callable[[Lesson], str]) -> Lesson:
    """Ask the server and write a picture of it, as ``text`` draws it, to a file.

    UsageError where another file is there or none can be made; the other errors are those
    of ``learn``.
    """
    _vacant(path)
    lesson = look(hands)
    try:
        learned.write_whole(path, text(lesson))
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror})") from None
    return replace(lesson, file=path)


def _vacant(path: Path) -> None:
    """Let a place pass where nothing is, or a picture of an earlier time."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if path.parent.is_dir():
            return
        raise UsageError(f"{path.parent} is no folder") from None
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("picture") != PICTURE:
        raise UsageError(f"{path} is there and no picture of a server: name another file")


def _learnt(hands: Hands, answers: Answers) -> Learnt:
    own = hands.config.sage300
    return learning.learn(
        answers, USES, tables(hands.config), dates=own.date_literal, ready=own.gl_ready
    )


def ask(sage: Sage300) -> Answers:
    """Ask everything; where not even one customer can be asked for, the error says why."""
    if sage.probe(ASKED, ONE).status == NOT_FOUND:
        sage.reach(ASKED)  # Says why: another company, or no Web API there.
    described = {module: asked(sage.describe, module) for module in MODULES}
    probes = dict(_questions(sage))
    answers = Answers(described, {}, {}, probes)
    selects = learning.selects(answers) is not False
    cs = answers.schema("CS")
    return Answers(
        described=described,
        entities=dict(_entities(sage, answers, selects)),
        templates={
            use.path: asked(sage.template_of, use.path, answers.schema(use.module))
            for use in USES
            if use.process
        },
        probes=probes | _pages(sage, selects),
        calendar=sage.calendar_of(cs) if cs else None,
    )


def _questions(sage: Sage300) -> Iterator[tuple[Question, Probe | Unanswered]]:
    """Ask what the server understands, for one row at most where it takes ``$top``."""
    top = asked(sage.probe, ASKED, ONE)
    one = ONE if isinstance(top, Probe) and top.ok else ()
    yield "top", top
    yield "rows", top if one else asked(sage.probe, ASKED)
    plain: list[tuple[Question, str, Query]] = [
        ("select", ASKED, [("$select", "CustomerNumber"), *one]),
        ("count", ASKED, [("$count", "true"), *one]),
        ("skip", ASKED, [("$skip", "1"), *one]),
        ("not", ASKED, [("$filter", f"not ({eq('CustomerNumber', NOWHERE)})"), *one]),
        ("enum number", "AR/ARPostedDocuments", [("$filter", "FullyPaid eq '0'"), *one]),
    ]
    words: tuple[Literal["contains", "substringof"], ...] = ("contains", "substringof")
    for word in words:
        search = within("CustomerNumber", NOWHERE, word)
        plain.append((word, ASKED, [("$filter", search), *one]))
    for name, path, options in plain:
        yield name, asked(sage.probe, path, options)
    for name, day, dialect in _days():
        filter = compare("DateLastMaintained", "ge", day, dialect)
        yield name, asked(sage.probe, ASKED, [("$filter", filter), *one])
    yield "untyped", asked(sage.probe, ASKED, one, typed=False)


def _days() -> list[tuple[Question, date, Dialect]]:
    iso, v3 = Dialect(dates="iso"), Dialect(dates="v3")
    return [
        ("iso past", PAST, iso),
        ("iso future", FUTURE, iso),
        ("v3 past", PAST, v3),
        ("v3 future", FUTURE, v3),
    ]


def _pages(sage: Sage300, selects: bool) -> dict[Question, Probe | Unanswered]:
    """Look for an entity with more rows than a page has, and ask for longer pages there."""
    for path, name in MANY:
        select = [("$select", name)] if selects else []
        found = asked(sage.probe, path, [*select, ("$count", "true")])
        if isinstance(found, Probe) and not found.ok:
            found = asked(sage.probe, path, select)
        if isinstance(found, Probe) and (found.more or (found.count or 0) > found.rows):
            longer = asked(sage.probe, path, [*select, ("$top", str(learning.LONGER))])
            return {"page": found, "longer page": longer}
    return {}


def _entities(
    sage: Sage300, answers: Answers, selects: bool
) -> Iterator[tuple[str, Probe | Unanswered]]:
    """Ask each entity for one row; of a batch only its key, for its lines come with it."""
    for path in dict.fromkeys(use.path for use in USES if not use.process):
        schema = answers.schema(path[:2])
        keys = schema.keys.get(schema.sets.get(path[3:], ""), ()) if schema else ()
        select = [("$select", keys[0])] if keys and selects else []
        one = ONE if answers.understood("top") else ()
        yield path, asked(sage.probe, path, [*select, *one])
