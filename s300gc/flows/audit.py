"""The life of one record from the audit trail, and whether the trail itself holds."""

import re
from dataclasses import dataclass

from s300gc.errors import UsageError
from s300gc.flows.parts import Parts
from s300gc.store.audit import AuditRow
from s300gc.store.chain import Verdict

HEAD = re.compile(r"[0-9a-f]{16,64}")
"""A hash, or the beginning that ``status`` shows."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the audit trail has shown.

    ``asked`` is the head that was to be found, empty where none was;
    ``lost`` names sign-offs whose audit row, or the row before it, is gone.
    """

    verdict: Verdict
    asked: str = ""
    lost: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found to be wrong."""
        return self.verdict.broken is None and not self.lost and not self.missing

    @property
    def missing(self) -> bool:
        """Whether the head that was asked for is not there."""
        return bool(self.asked) and self.verdict.found is None


def history(parts: Parts, key: str) -> list[AuditRow]:
    """Give every audit row that names a document, payment, payout or batch, oldest first.

    Also the other rows of what these are about: a payment's id is known only
    from its creation on, but its life begins before. Raises UsageError where
    nothing names the key.
    """
    named = parts.store.audit.of_subject(key)
    if not named:
        raise UsageError(f"nothing in the audit trail names {key}")
    found = {row.seq: row for row in named}
    for subject in {row.subject for row in named}:
        found |= {r.seq: r for r in parts.store.audit.of_subject(subject) if r.subject == subject}
    return [found[seq] for seq in sorted(found)]


def verify(parts: Parts, head: str = "") -> Verified:
    """Check the whole chain, that it still has an earlier head, and those of the sign-offs.

    Raises UsageError where ``head`` is no hash.
    """
    asked = head.strip().lower().removeprefix("sha256:")
    if head.strip() and not HEAD.fullmatch(asked):
        raise UsageError(f"{head} is no head of the audit trail: give 16 to 64 digits of its hash")
    return Verified(parts.store.audit.check(asked), asked, tuple(_lost(parts)))


def _lost(parts: Parts) -> list[str]:
    """Find the sign-offs that stand in their table and no longer in the chain."""
    audit = parts.store.audit
    lost = []
    for one in parts.store.sign_offs.all():
        said = {row.body.get("hash") for row in audit.of_subject(one.name)}
        if one.hash not in said or not audit.holds(one.head):
            lost.append(one.name)
    return lost
