"""Whether a server has what the client needs of it; what is missing stops which commands."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from s300gc.model.server import Need, Probe, Schema, Template, Use
from s300gc.rules.answers import Answers
from s300gc.rules.findings import Finding, Unanswered, fail, ok, unanswered, warn
from s300gc.settings import BookSettings

NUMBERS = frozenset(
    f"Edm.{name}"
    for name in ("Decimal", "Int16", "Int32", "Int64", "Double", "Single", "Byte", "SByte")
)
DAYS = frozenset({"Edm.DateTimeOffset", "Edm.DateTime", "Edm.Date"})
SEND = "send a picture of this server to who looks after s300gc: 's300gc doctor --capture FILE'"
RIGHT = 'give the user\'s security group "Sage 300 Web API" in {}'
MOST = 3
"""So many problems of one entity are spelt out."""

Books = Mapping[str, BookSettings]


def findings(answers: Answers, uses: Sequence[Use], books: Books) -> Iterator[Finding]:
    """Say of each module, entity and process whether it has what is needed of it."""
    for module in answers.described:
        yield _module(module, answers)
    for path in dict.fromkeys(use.path for use in uses):
        yield from _entity(path, answers, [use for use in uses if use.path == path], books)


def absent(answers: Answers, uses: Sequence[Use]) -> frozenset[str]:
    """Give what the client goes without: entities that are not offered, and spare properties."""
    found = set()
    for path in dict.fromkeys(use.path for use in uses):
        mine = [use for use in uses if use.path == path]
        if not mine[0].process and _offered(path, answers) is False:
            found.add(path)
        schema = answers.schema(path[:2])
        needed = {need.name for use in mine for need in use.needs if not need.spare}
        for need in (need for use in mine for need in use.needs):
            if schema and need.name not in needed and _lacks(schema, path, need):
                found.add(f"{path}.{need.name}")
    return frozenset(found)


# ---------------------------------------------------------------- modules


def _module(module: str, answers: Answers) -> Finding:
    subject, found = f"$metadata of {module}", answers.described[module]
    if isinstance(found, Unanswered):
        return unanswered(subject, found)
    if found.schema is not None:
        return ok(subject, f"{len(found.schema.sets)} entities")
    if found.probe.forbidden:
        return fail(subject, "the user may not read it", RIGHT.format(module))
    what = f"is not shown ({found.probe.status}): properties are not compared"
    return warn(subject, what, SEND)


# ---------------------------------------------------------------- entities and processes


def _entity(path: str, answers: Answers, uses: list[Use], books: Books) -> Iterator[Finding]:
    there = _offered(path, answers)
    answer = answers.templates.get(path) if uses[0].process else answers.entities.get(path)
    probe = answer.probe if isinstance(answer, Template) else answer
    if isinstance(answer, Unanswered):
        yield unanswered(path, answer)
    elif there is False:
        yield _missing(path, uses, books, "is not offered")
    elif isinstance(probe, Probe) and probe.forbidden:
        if answers.schema(path[:2]) is not None:
            yield _refused(path, uses, books)
    elif isinstance(answer, Template):
        yield _process(path, answer, uses, books)
    elif isinstance(probe, Probe) and not probe.ok:
        yield _missing(path, uses, books, f"answers {probe.status} to a question for one row")
    else:
        yield _properties(path, answers.schema(path[:2]), uses, books)


def _offered(path: str, answers: Answers) -> bool | None:
    """Tell whether an entity or process is there; None where nobody can tell.

    What answers is there, also where the model does not name it.
    """
    answer = answers.templates.get(path) or answers.entities.get(path)
    probe = answer.probe if isinstance(answer, Template) else answer
    if isinstance(probe, Probe) and (probe.ok or probe.forbidden):
        return True if probe.ok else None
    schema = answers.schema(path[:2])
    if schema is not None:
        return path[3:] in schema.sets
    return False if isinstance(probe, Probe) else None


def _process(path: str, answer: Template, uses: list[Use], books: Books) -> Finding:
    if not answer.probe.ok:
        return _missing(path, uses, books, f"shows no template ({answer.probe.status})")
    if answer.range is None:
        names = ", ".join(answer.names) or "nothing"
        return _missing(path, uses, books, f"its range of batches is not clear (it has {names})")
    lacking = [need.name for use in uses for need in use.needs if need.names[0] not in answer.names]
    if lacking:
        return _missing(path, uses, books, f"has no {', '.join(lacking)}")
    return ok(path, f"posts from {answer.range.first} to {answer.range.last}")


def _properties(path: str, schema: Schema | None, uses: list[Use], books: Books) -> Finding:
    if schema is None or path[3:] not in schema.sets:
        return warn(path, "answers, but its properties are not shown", SEND)
    spare: list[str] = []
    short: list[Use] = []
    problems: list[str] = []
    for use in uses:
        found = [said for need in use.needs if (said := _problem(schema, path, need))]
        missing = [need.name for need in use.needs if need.spare and _lacks(schema, path, need)]
        spare += [name for name in missing if name not in spare]
        problems += [said for said in found if said not in problems]
        short += [use] if found else []
    if short:
        more = f" and {len(problems) - MOST} more" if len(problems) > MOST else ""
        return _missing(path, short, books, "; ".join(problems[:MOST]) + more)
    names = {need.name for use in uses for need in use.needs}
    if spare:
        left = f"; it has no {', '.join(spare)}, which is done without"
        return warn(path, f"{_counted(len(names) - len(spare))}{left}")
    return ok(path, _counted(len(names)))


def _counted(properties: int) -> str:
    return f"{properties} {'property' if properties == 1 else 'properties'}, as needed"


def _refused(path: str, uses: list[Use], books: Books) -> Finding:
    one = _missing(path, uses, books, "the user may not use it")
    fix = f"{RIGHT.format(path[:2])}, and the right to these records"
    return Finding(one.level, path, one.what, fix)


def _missing(path: str, uses: list[Use], books: Books, what: str) -> Finding:
    """Say what is amiss, what cannot work for it, and what can be done instead."""
    tables = list(books.values())
    inforce = [
        use
        for use in uses
        if use.when is None or any(getattr(one, use.when[0]) == use.when[1] for one in tables)
    ]
    named = list(dict.fromkeys(use.commands for use in inforce or uses))
    instead = [use.instead for use in inforce or uses if use.instead]
    level = fail if any(not use.optional for use in inforce) else warn
    fix = "; ".join(dict.fromkeys(instead)) or SEND
    return level(path, f"{what}: {' and '.join(named)} cannot work", fix)


# ---------------------------------------------------------------- properties


def _lacks(schema: Schema, path: str, need: Need) -> bool:
    """Tell whether a property is not there although what it stands in is."""
    found = schema.properties(path[3:], need.place)
    return found is not None and not any(name in found for name in need.names)


def _problem(schema: Schema, path: str, need: Need) -> str:
    """Say what is amiss with a property; empty where nothing is, or where it can be spared."""
    found = schema.properties(path[3:], need.place)
    if found is None:
        return ""
    kind = next((found[name] for name in need.names if name in found), None)
    if kind is None:
        near = difflib.get_close_matches(need.names[0], found, n=1, cutoff=0.75)
        hint = f" (but {near[0]})" if near else ""
        return "" if need.spare else f"has no {need.name}{hint}"
    if not _fits(need, kind, schema):
        return f"{need.name} is {kind}, no {'list' if need.kind == 'list' else need.kind}"
    members = schema.enums.get(kind, {})
    known = set(members) if need.exact else {name.casefold() for name in members}
    unknown = [w for w in need.words if (w if need.exact else w.casefold()) not in known]
    if kind in schema.enums and unknown:
        return f"{need.name} has no member {' and '.join(unknown)} (it has {', '.join(members)})"
    return ""


def _fits(need: Need, kind: str, schema: Schema) -> bool:
    """Tell whether a type can hold what is read or sent; one that is not named may."""
    if need.kind == "list":
        return kind.startswith("Collection(") or not kind
    if need.kind == "number":
        return kind in NUMBERS or not kind
    if need.kind == "day":
        return kind in DAYS or not kind
    worded = kind in schema.enums or kind in ("Edm.String", "")
    return worded or (need.kind == "yes" and (kind in NUMBERS or kind == "Edm.Boolean"))
