"""Sends customers the links at which they sign: once for each link."""

from collections.abc import Sequence
from dataclasses import replace
from email.utils import parseaddr

from s300gc.errors import ItemsFailed, Refused, Temporary
from s300gc.flows.inviting import Invited
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Outcome, Result, Skip
from s300gc.rules import letters


def ready(parts: Parts) -> None:
    """See that e-mail can be sent at all. Raises ConfigError and CredentialError."""
    parts.mail  # noqa: B018 - it is made here, before anybody is asked


def send(
    parts: Parts, found: Sequence[Invited], outcome: Outcome, *, again: bool = False
) -> list[Invited]:
    """E-mail the links to the addresses that Sage 300 has; gives who was written to.

    A link that was e-mailed already is a Skip, unless ``again``. Who cannot be reached
    fails and holds up no other; where the server does not answer the rest wait. Raises
    CredentialError and ConfigError, which are true of all.
    """
    result, down = [], False
    for n, one in enumerate(found):
        parts.progress("mandates", n, len(found))
        if down:
            reason = "the mail server does not answer"
            outcome.results.append(Skip(one.customer.number, reason, "waits"))
        else:
            told = _one(parts, one, dry_run=outcome.dry_run, again=again)
            outcome.results.append(told)
            down = isinstance(told, Failed) and told.exit_code == Temporary.exit_code
        mailed = isinstance(outcome.results[-1], Done)
        result.append(replace(one, mailed=one.customer.email) if mailed else one)
    parts.mail.close()
    return result


def _one(parts: Parts, one: Invited, *, dry_run: bool, again: bool) -> Result:
    number, email = one.customer.number, one.customer.email
    last = parts.store.invitations.last([number]).get(number)
    sent = last is not None and last.mailed != "" and last.mailed == (one.url or last.url)
    if last is not None and sent and one.how != "renewed" and not again:
        reason = f"its link was e-mailed to {last.mailed_to} already; --again sends it once more"
        return Skip(number, reason, "mailed")
    if not email:
        return Failed(number, "has no e-mail address in Sage 300", ItemsFailed.exit_code)
    if dry_run or last is None or one.expires_at is None:
        return Done(number, f"would be e-mailed to {email}", kind="mailed")
    merchant = parseaddr(parts.config.mail.sender)[0] or parts.config.company
    # The same link has the same id, so that one that comes twice after a crash shows as one.
    id = f"{one.request}.{one.expires_at:%Y%m%d%H%M%S}"
    if again:
        id += f".{parts.clock.now():%Y%m%d%H%M%S}"
    message = letters.invitation(one.customer, merchant, one.url, one.expires_at, id)
    try:
        parts.mail.send(message)
    except (Refused, Temporary) as error:
        return Failed(number, str(error), error.exit_code)
    parts.store.invitations.mailed(last, email)
    return Done(number, f"e-mailed to {email}", one.request, kind="mailed")
