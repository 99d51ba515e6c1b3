"""What ``doctor`` says of one thing, and how a question without an answer looks."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]

Kind = Literal["down", "credential", "forbidden", "config", "other"]
"""Why there is no answer: no connection, who we are, what we may, what the file says, the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and what puts it right where it does not."""

    level: Level
    subject: str
    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that got no answer, and why; one of these hides no other question."""

    why: str
    kind: Kind = "other"


FIXES: dict[Kind, str] = {
    "down": "start it, or correct its address in the configuration; then run doctor again",
    "credential": "store the right ones: 's300gc credentials set NAME'",
    "forbidden": "give the user or token that right",
    "config": "correct what it names, then run doctor again",
    "other": "run 's300gc doctor -v' for the details",
}


def ok(subject: str, what: str) -> Finding:
    """All is well."""
    return Finding("ok", subject, what)


def warn(subject: str, what: str, fix: str = "") -> Finding:
    """It works, or cannot be known, but a person should read about it."""
    return Finding("warn", subject, what, fix)


def fail(subject: str, what: str, fix: str) -> Finding:
    """A night's run would stop here."""
    return Finding("fail", subject, what, fix)


def unanswered(subject: str, answer: Unanswered) -> Finding:
    """Say that a question got no answer.

    What the user may not read was said once for its module already: then it is a
    warning that this could not be looked at.
    """
    if answer.kind == "forbidden":
        return warn(subject, "not looked at: the user may not read it", "see the rights above")
    return fail(subject, answer.why, FIXES[answer.kind])
