"""What ``doctor`` makes of everything it has looked at: nothing here asks anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from s300gc.rules import credited, setup
from s300gc.rules.findings import Finding, Unanswered, fail, ok, unanswered, warn
from s300gc.rules.gaps import Gaps, described
from s300gc.rules.setup import SetUp, Wanted

LITTLE_ROOM, NO_ROOM = 1_000_000_000, 100_000_000
"""Bytes free on the disk of the database; a run needs a few megabytes, a backup a copy."""
APART, FAR_APART = timedelta(minutes=2), timedelta(hours=1)
"""How far our clock and GoCardless's may differ; in doubt a payment is looked for an hour back."""
LONG = timedelta(hours=2)
"""A run that holds the lock longer than this is not what was meant."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a credential comes from; ``problem`` where that could not be found out."""

    name: str
    source: str = ""
    place: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What GoCardless answered: the creditors of the token by id, as (name, verification).

    ``drift`` is by how much its clock is ahead of ours; None where it told no time.
    """

    creditor: str
    creditors: Mapping[str, tuple[str, str]]
    drift: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """The database: ``schema`` is 0 where the file is not made yet.

    ``obstacle`` says why it cannot be made, ``problems`` what is wrong with the
    file, ``free`` is in bytes.
    """

    path: str
    schema: int = 0
    journal_mode: str = ""
    wal_is_safe: bool = True
    sqlite: str = ""
    problems: tuple[str, ...] = ()
    obstacle: str = ""
    free: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """The run lock: whether it is held, by whom, and for how long."""

    held: bool
    holder: str = ""
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was looked at; each part stands alone."""

    now: datetime | Unanswered
    wanted: Wanted
    secrets: Sequence[Secret]
    sage: SetUp | Unanswered
    gocardless: Account | Unanswered
    disk: Disk | Unanswered
    lock: Lock | Unanswered
    learned: date | None = None
    """The day on which the server was asked what it is like; None where it never was."""
    webhooks: Gaps | Unanswered | None = None
    """Whether deliveries arrive; None where nothing is known of any."""


def examine(facts: Facts) -> list[Finding]:
    """Say of each thing how it stands, and what puts it right; worst or not, all are said."""
    found = [_secret(one) for one in facts.secrets]
    if isinstance(facts.now, Unanswered):
        found.append(unanswered("clock", facts.now))
    if isinstance(facts.sage, Unanswered):
        subject = f"Sage 300, company {facts.wanted.company}"
        found.append(_unasked(facts, "sage300", subject) or unanswered(subject, facts.sage))
        found.append(warn("Sage 300 set-up", "not looked at", "put that right first"))
    else:
        found.append(_server(facts.learned))
        found += setup.findings(facts.sage, facts.wanted)
        found += credited.findings(facts.sage, facts.wanted)
    unasked = _unasked(facts, "gocardless", "GoCardless")
    found += [unasked] if unasked else _gocardless(facts.gocardless)
    found += _disk(facts.disk)
    found.append(_lock(facts.lock))
    found += _webhooks(facts.webhooks)
    return found


def _webhooks(found: Gaps | Unanswered | None) -> Iterator[Finding]:
    """Say how deliveries do; where they are not used that is no fault, the poll does all."""
    if isinstance(found, Unanswered):
        # Why the database does not answer was said above.
        yield warn("webhooks", "not looked at", "put that right first")
    elif found is not None and found.used:
        level = ok("webhooks", described(found))
        yield level if found.well else warn("webhooks", described(found), found.fix)


def _server(learned: date | None) -> Finding:
    if learned is None:
        what = "is taken to be as the documents have it; 's300gc doctor --learn' asks it"
        return ok("kind of server", what)
    return ok("kind of server", f"learned on {learned}; runs follow that")


def _unasked(facts: Facts, system: str, subject: str) -> Finding | None:
    """Say that a system was not asked where its credentials are missing: that was said already."""
    if any(one.problem for one in facts.secrets if one.name.startswith(system)):
        return warn(subject, "not asked: its credentials are missing", "store them first")
    return None


def _secret(one: Secret) -> Finding:
    subject = f"credential {one.name}"
    if one.problem:
        return fail(subject, one.problem, f"'s300gc credentials set {one.name}'")
    if one.source == "environment":
        return ok(subject, f"from {one.place}: a variable wins over what is stored")
    return ok(subject, f"from the {one.source} ({one.place})")


def _gocardless(found: Account | Unanswered) -> Iterator[Finding]:
    if isinstance(found, Unanswered):
        yield unanswered("GoCardless", found)
        return
    yield _creditor(found)
    if found.drift is None:
        return
    apart = abs(found.drift)
    if apart > APART:
        level = fail if apart > FAR_APART else warn
        seconds = int(apart.total_seconds())
        yield level(
            "clock",
            f"is {seconds} seconds {'behind' if found.drift > timedelta(0) else 'ahead of'}"
            " GoCardless's",
            "let the operating system set it from a time server",
        )
    else:
        yield ok("clock", "agrees with GoCardless's")


def _creditor(found: Account) -> Finding:
    subject = f"creditor {found.creditor}"
    if found.creditor not in found.creditors:
        others = ", ".join(f"{id} {name}".strip() for id, (name, _) in found.creditors.items())
        return fail(
            subject,
            f"is none of those that the token acts for ({others or 'nobody'})",
            "take a token of the right account, or correct gocardless.creditor",
        )
    name, verification = found.creditors[found.creditor]
    if verification == "action_required":
        fix = "finish the verification in the GoCardless dashboard: until then it pays nothing out"
        return fail(subject, f"{name} is not verified", fix)
    if verification == "in_review":
        return warn(
            subject, f"{name} is being verified: nothing is paid out yet", "wait for GoCardless"
        )
    return ok(subject, f"{name} is verified; the token is accepted")


def _disk(found: Disk | Unanswered) -> Iterator[Finding]:
    if isinstance(found, Unanswered):
        yield unanswered("database", found)
        return
    if found.obstacle:
        yield fail("database", found.obstacle, "correct database.path, or the rights of this user")
    elif found.problems:
        yield fail(
            "database",
            f"{found.path} is damaged: {'; '.join(found.problems)}",
            "keep it, put the newest backup in its place",
        )
    elif not found.schema:
        yield ok("database", f"{found.path} is made by the first run")
    else:
        yield _file(found)
    free = f"{found.free / 1e9:.1f} GB free beside the database"
    if found.free < NO_ROOM:
        yield fail("disk", free, "make room: a run that cannot store what it does stops")
    elif found.free < LITTLE_ROOM:
        yield warn("disk", free, "make room")
    else:
        yield ok("disk", free)


def _file(found: Disk) -> Finding:
    what = (
        f"{found.path} is sound (schema {found.schema}, SQLite {found.sqlite},"
        f" journal mode {found.journal_mode})"
    )
    if found.wal_is_safe:
        return ok("database", what)
    if found.journal_mode != "wal":
        return ok("database", f"{what}; this SQLite has the WAL-reset fault and WAL is not used")
    fix = "pip install 's300gc[sqlite]', which brings a SQLite without the fault"
    return fail("database", f"{what}; this SQLite may damage a file in WAL mode", fix)


def _lock(found: Lock | Unanswered) -> Finding:
    if isinstance(found, Unanswered):
        return unanswered("run lock", found)
    if not found.held:
        return ok("run lock", "is free")
    if found.age > LONG:
        fix = "see whether that process still works; once it has ended the lock is free"
        return warn("run lock", f"is held by {found.holder}", fix)
    return ok("run lock", f"is held by {found.holder}: a run is under way")
