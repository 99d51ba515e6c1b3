"""Where credentials are and whether they work; never a value."""

import sys
from collections.abc import Sequence

from s300gc.flows.credentials import Deleted, Listed, Stored, Tested
from s300gc.flows.rotating import Rotation
from s300gc.show.output import console, write_json
from s300gc.vault import VARIABLES


def stored(done: Stored, as_json: bool, quiet: bool) -> None:
    """Say where a credential was stored; what hides it goes to stderr in any case."""
    if done.shadow:
        sys.stderr.write(
            f"s300gc: {done.name} was stored, but {done.shadow} is asked first and gives"
            " another value: remove that one\n"
        )
    if as_json:
        write_json(
            {
                "name": done.name,
                "source": done.source,
                "place": done.place,
                "checked": bool(done.proved),
                "shadowed_by": done.shadow or None,
            }
        )
        return
    words = [f"{done.name} stored in {done.place}"]
    if done.proved:
        words.insert(0, done.proved)
    elif done.name == "sage300-user":
        words.append("it is checked together with the password: 's300gc credentials test'")
    else:
        words.append("it was not checked")
    _say("; ".join(words), quiet)


def listing(owner: str, user: str, rows: Sequence[Listed], as_json: bool, quiet: bool) -> None:
    """List where each credential comes from."""
    if as_json:
        body = [
            {
                "name": row.name,
                "stored": row.stored,
                "source": row.source or None,
                "place": row.place or None,
                "problem": row.problem or None,
            }
            for row in rows
        ]
        write_json({"installation": owner, "os_user": user, "credentials": body})
        return
    _say(f"credentials of {owner}, for the operating system user {user}:", quiet)
    width = max(len(row.name) for row in rows)
    for row in rows:
        if not row.problem:
            where = f"{row.source}: {row.place}" if row.stored else "not stored"
            _say(f"  {row.name:<{width}}  {where}", quiet)
    _complain(_problems(rows))


def _problems(rows: Sequence[Listed]) -> list[str]:
    """Give each problem once: one keyring is mostly the matter with all of them."""
    alike: dict[str, list[Listed]] = {}
    for row in rows:
        if row.problem:
            bare = row.problem.replace(row.name, "").replace(VARIABLES[row.name], "")
            alike.setdefault(bare, []).append(row)
    lines = []
    for first, *others in alike.values():
        lines.append(first.problem)
        if others:
            lines.append(f"the same holds for {', '.join(row.name for row in others)}")
    return lines


def tested(rows: Sequence[Tested], as_json: bool, quiet: bool) -> None:
    """Say which credentials work; those that do not are named on stderr."""
    if as_json:
        write_json(
            {
                "checks": [
                    {"subject": row.subject, "ok": row.ok, "detail": row.detail} for row in rows
                ]
            }
        )
    else:
        for row in rows:
            if row.ok:
                _say(f"{row.subject}: {row.detail}", quiet)
    _complain([f"{row.subject}: {row.detail}" for row in rows if not row.ok])


def deleted(done: Deleted, as_json: bool, quiet: bool) -> None:
    """Say where a credential was deleted, and what goes on giving it."""
    if done.still:
        _complain([f"{done.name} still comes from {done.still}: take it out there"])
    if as_json:
        write_json(
            {"name": done.name, "deleted_from": done.places, "still_from": done.still or None}
        )
    else:
        _say(f"{done.name} deleted from {' and '.join(done.places)}", quiet)


def _say(line: str, quiet: bool) -> None:
    if not quiet:
        console().print(line, markup=False, soft_wrap=True)


def _complain(lines: Sequence[str]) -> None:
    for line in dict.fromkeys(lines):
        sys.stderr.write(f"s300gc: {line}\n")


STEPS = (
    "both webhook secrets are accepted now; a running receiver sees that within a minute",
    "next: 1. give the endpoint the new secret in the GoCardless dashboard, or make a second",
    "         endpoint there with the same address and the new secret",
    "      2. send a test webhook from there, or wait for a delivery",
    "      3. disable the old endpoint, if there are two",
    "      4. run 's300gc credentials rotate webhook --finish'",
)


def rotated(found: Rotation, as_json: bool, quiet: bool) -> None:
    """Say how the exchange of the webhook secret stands, and what comes next."""
    if as_json:
        write_json(
            {"begun_at": found.begun, "proved_at": found.proved, "both_accepted": found.previous}
        )
        return
    lines = STEPS if found.previous else ("only the new webhook secret is accepted now",)
    for line in lines:
        _say(line, quiet)
