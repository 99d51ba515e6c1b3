"""Who was asked for a mandate and at which link he signs, as lines or JSON."""

from typing import Any

from s300gc.flows.inviting import Invited
from s300gc.model import Failed, Outcome
from s300gc.show.output import console, write_json

UNSENT = ("mailed", "waits")
"""Kinds of skips that are about the e-mail and not about the link."""


def write(found: list[Invited], outcome: Outcome, as_json: bool, quiet: bool) -> None:
    """Show the links, and who was not asked and why; failures are told on standard error."""
    if as_json:
        write_json(body(found, outcome))
    elif not quiet:
        target = console()
        for line in lines(found, outcome):
            target.print(line, markup=False, soft_wrap=True)


def body(found: list[Invited], outcome: Outcome) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "dry_run": outcome.dry_run,
        "invitations": [
            {
                "customer": one.customer.number,
                "name": one.customer.name,
                "email": one.customer.email,
                "currency": one.customer.currency,
                "how": one.how,
                "billing_request": one.request or None,
                "url": one.url or None,
                "expires_at": one.expires_at,
                "mailed_to": one.mailed or None,
            }
            for one in found
        ],
        "skipped": [
            {"customer": one.subject, "reason": one.reason, "kind": one.kind}
            for one in outcome.skips()
        ],
        "failed": [
            {"customer": one.subject, "error": one.error}
            for one in outcome.failures()
            if isinstance(one, Failed)
        ],
    }


def lines(found: list[Invited], outcome: Outcome) -> list[str]:
    """Give a line for each customer, and under it the link and until when it holds."""
    result = []
    for one in found:
        who = " ".join(w for w in (one.customer.number, one.customer.name, one.customer.email) if w)
        if not one.url or one.expires_at is None:
            result.append(f"{who}: would be invited ({one.how}){', by e-mail' * bool(one.mailed)}")
            continue
        result += [f"{who}: {one.how}, until {one.expires_at:%Y-%m-%d %H:%M} UTC", f"  {one.url}"]
        if one.mailed:
            result.append(f"  e-mailed to {one.mailed}")
    result += [
        f"{one.subject}: not {'e-mailed' if one.kind in UNSENT else 'invited'}, {one.reason}"
        for one in outcome.skips()
    ]
    return result or ["nobody has to be invited"]
