"""What was learned of a server, as a table of at most 80 columns or JSON."""

import sys
from collections import Counter
from typing import Any

from s300gc.flows.learning import Lesson
from s300gc.rules.findings import Finding
from s300gc.show import doctor
from s300gc.show.output import console, write_json

WIDTH = 80


def write(lesson: Lesson, as_json: bool, quiet: bool) -> None:
    """Show what was learned; with ``quiet`` only what fails, on standard error."""
    if as_json:
        write_json(body(lesson))
    elif quiet:
        doctor.write(list(lesson.learnt.findings), as_json=False, quiet=True)
    else:
        target = console()
        width = min(WIDTH, target.width)
        target.print(table(lesson.learnt.findings), width=width)
        target.print(summary(lesson), markup=False, soft_wrap=True)


def body(lesson: Lesson) -> dict[str, Any]:
    """Give what was learned in its JSON form: the findings of doctor, and what is followed."""
    dialect = lesson.learnt.dialect
    return {
        **doctor.body(list(lesson.learnt.findings)),
        "file": str(lesson.file) if lesson.file else None,
        "page_size": lesson.learnt.page_size,
        "dialect": {
            "dates": dialect.dates,
            "search": dialect.search,
            "gl_ready": dialect.gl_ready,
            "count": dialect.count,
            "select": dialect.select,
            "top": dialect.top,
            "page_size": dialect.page_size,
            "ranges": dict(dialect.ranges),
            "calendar": dialect.calendar,
            "absent": sorted(dialect.absent),
        },
    }


def table(findings: tuple[Finding, ...]) -> Any:
    """Give the findings as a table, each fix under its finding."""
    from rich.table import Table
    from rich.text import Text

    found = Table.grid(padding=(0, 2, 0, 0))
    found.add_column(no_wrap=True)
    found.add_column(overflow="fold")
    found.add_column(overflow="fold", ratio=1)
    for one in findings:
        words = f"{one.what}\n-> {one.fix}" if one.fix else one.what
        found.add_row(Text(one.level), Text(one.subject), Text(words))
    return found


def summary(lesson: Lesson) -> str:
    """Give the count of the findings, and the name of the file beside the configuration."""
    counted = Counter(one.level for one in lesson.learnt.findings)
    words = ", ".join(f"{counted[level]} {level}" for level in ("ok", "warn", "fail"))
    return f"{words}; runs follow {lesson.file.name}" if lesson.file else words


def captured(lesson: Lesson, as_json: bool, quiet: bool) -> None:
    """Say where a picture of the server lies."""
    known = [name for name in lesson.answers.described if lesson.answers.schema(name)]
    if as_json:
        write_json({"file": str(lesson.file), "modules": known})
    elif not quiet:
        what = f"{lesson.file}: the kind of this server ({', '.join(known) or 'no module'})"
        sys.stdout.write(
            f"{what}; no value of the company is in it, look at it before you send it\n"
        )
