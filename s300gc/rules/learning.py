"""What is learned from a server's answers: the dialect that the client follows, and findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s300gc.model.dialect import DateLiteral, Dialect, Range, Ready, Search
from s300gc.model.server import Probe, Template, Use
from s300gc.rules import served
from s300gc.rules.answers import Answers
from s300gc.rules.findings import Finding, fail, ok, warn
from s300gc.rules.served import SEND, Books

GL_BATCHES = "GLJournalBatches"
FORMS: Mapping[DateLiteral, str] = {
    "iso": "2026-01-05T00:00:00Z",
    "v3": "datetime'2026-01-05T00:00'",
}
LONGER = 500
"""Rows that are asked for by ``$top`` where the server's own pages are shorter."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is kept, and what a person should read about it.

    ``page_size`` is the length of the server's own pages; None where no entity has so many rows.
    """

    dialect: Dialect
    page_size: int | None
    findings: tuple[Finding, ...]


def learn(
    answers: Answers,
    uses: Sequence[Use],
    books: Books,
    dates: DateLiteral | None = None,
    ready: Ready | None = None,
) -> Learnt:
    """Take the dialect out of the answers; what was not answered stays as documents have it.

    ``dates`` and ``ready`` are what the configuration itself states of them, which wins.
    """
    dialect = Dialect(
        dates=_dates(answers) or "iso",
        search=_search(answers) or "none",
        gl_ready=_ready(answers)[0],
        count=counts(answers) is not False,
        select=selects(answers) is not False,
        top=answers.understood("top") is not False,
        page_size=LONGER if _longer(answers) else None,
        ranges=_ranges(answers),
        calendar=answers.calendar,
        absent=served.absent(answers, uses),
    )
    found = [
        *served.findings(answers, uses, books),
        *_filters(answers),
        *_lists(answers),
        _periods(answers),
        *_postings(answers),
        *_stated(answers, dialect, dates, ready),
    ]
    return Learnt(dialect, page_size(answers), tuple(found))


# ---------------------------------------------------------------- filters


def date_literals(answers: Answers) -> dict[DateLiteral, bool]:
    """Tell of each way to write a date whether it is understood, as far as that was answered.

    It is where the day before all others finds what there is and the day after none.
    """
    rows = answers.probe("rows")
    some = bool(rows and rows.rows)
    forms: dict[DateLiteral, tuple[Probe | None, Probe | None]] = {
        "iso": (answers.probe("iso past"), answers.probe("iso future")),
        "v3": (answers.probe("v3 past"), answers.probe("v3 future")),
    }
    return {
        form: past.ok and future.ok and not future.rows and (bool(past.rows) or not some)
        for form, (past, future) in forms.items()
        if past and future
    }


def _dates(answers: Answers) -> DateLiteral | None:
    return next((form for form, works in date_literals(answers).items() if works), None)


def _search(answers: Answers) -> Search | None:
    if answers.nothing_found("contains"):
        return "contains"
    return "substringof" if answers.nothing_found("substringof") else None


def _filters(answers: Answers) -> Iterator[Finding]:
    literals, subject = date_literals(answers), "dates in filters"
    if not literals:
        yield warn(subject, "could not be asked for", "put right what is said above")
    elif not any(literals.values()):
        told = "; ".join(f"{FORMS[form]} is not understood" for form in literals)
        yield fail(subject, f"{told}: 'sync' and 'invoices collect' cannot work", SEND)
    else:
        yield ok(subject, " and ".join(FORMS[form] for form, works in literals.items() if works))
    search = _search(answers)
    what = "neither contains nor substringof; nothing here needs them"
    yield ok("search in texts", f"by {search}" if search else what)


# ---------------------------------------------------------------- lists


def counts(answers: Answers) -> bool | None:
    """Tell whether ``$count`` is answered; None where it was not asked for."""
    found = answers.probe("count")
    return (found.ok and found.count is not None) if found else None


def selects(answers: Answers) -> bool | None:
    """Tell whether ``$select`` gives what was selected; None where it was not asked for."""
    found = answers.probe("select")
    return (found.ok and found.width <= 1) if found else None


def page_size(answers: Answers) -> int | None:
    """Give the length of the server's own pages; None where none was full."""
    found = answers.probe("page")
    return found.rows if found and found.ok else None


def _longer(answers: Answers) -> bool:
    """Tell whether pages become longer when that is asked for."""
    own, longer = page_size(answers), answers.probe("longer page")
    return bool(own and longer and longer.ok and longer.rows > own)


def _lists(answers: Answers) -> Iterator[Finding]:
    own, page = page_size(answers), answers.probe("page")
    if own is None or page is None:
        yield ok("pages", "no entity has more rows than a page; their length is not known")
    else:
        link = "the next one is linked" if page.more else "no link to the next one"
        longer = f"; up to {LONGER} rows when asked" if _longer(answers) else ""
        yield ok("pages", f"{own} rows, {link}{longer}")
    for name, works, without in (
        ("$count", counts(answers), "a list may take one request more"),
        ("$select", selects(answers), "whole entities are read, which takes longer"),
        ("$top", answers.understood("top"), "whole pages are read where a row would do"),
    ):
        if works is False:
            yield warn(name, f"is not understood: {without}")
        elif works:
            yield ok(name, "is understood")


# ---------------------------------------------------------------- names


def _periods(answers: Answers) -> Finding:
    subject = "fiscal calendar"
    if answers.calendar is not None:
        locks = ", ".join(answers.calendar.locked) or "no module"
        return ok(subject, f"{answers.calendar.start} to {answers.calendar.end}; locks of {locks}")
    what = "its names say nothing: calendar months are assumed, and open"
    return warn(subject, what, "see in Common Services that its periods are the calendar months")


def _ranges(answers: Answers) -> dict[str, Range]:
    return {
        path: found.range
        for path, found in answers.templates.items()
        if isinstance(found, Template) and found.range is not None
    }


def _ready(answers: Answers) -> tuple[Ready, bool]:
    """Give how a GL batch is made ready, and whether its model leaves that open."""
    schema = answers.schema("GL")
    found = schema.properties(GL_BATCHES) if schema else None
    if schema is None or found is None:
        return "ReadyToPost", True
    members = schema.enums.get(found.get("Status", ""))
    by_status = "Status" in found and (members is None or "ReadyToPost" in members)
    if "ReadyToPost" not in found and by_status:
        return "Status", False
    return "ReadyToPost", by_status


def _postings(answers: Answers) -> Iterator[Finding]:
    ready, doubtful = _ready(answers)
    said = {"ReadyToPost": "ReadyToPost = Yes", "Status": "Status = ReadyToPost"}[ready]
    subject = "GL batches made ready"
    doubt = "; where the first one stays open: sage300.gl_ready" if doubtful else ""
    yield ok(subject, f"by {said}{doubt}")


# ---------------------------------------------------------------- the configuration


def _stated(
    answers: Answers, dialect: Dialect, dates: DateLiteral | None, ready: Ready | None
) -> Iterator[Finding]:
    """Say where the configuration states something else than the server understands."""
    fix = "take it out of the configuration"
    if dates and date_literals(answers).get(dates) is False:
        what = f'is "{dates}" in the configuration, which this server does not understand'
        yield fail("sage300.date_literal", what, fix)
    if ready and ready != dialect.gl_ready and not _ready(answers)[1]:
        what = f'is "{ready}" in the configuration, which this server does not have'
        yield fail("sage300.gl_ready", what, fix)
