"""The life of one record, from the audit trail."""

from s300gc.errors import UsageError
from s300gc.flows.parts import Parts
from s300gc.store.audit import AuditRow


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
