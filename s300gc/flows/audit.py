"""The life of one record, from the audit trail."""

from s300gc.errors import UsageError
from s300gc.flows.parts import Parts
from s300gc.store.audit import AuditRow


def history(parts: Parts, key: str) -> list[AuditRow]:
    """Give every audit row that names a document, payment, payout or batch, oldest first.

    Raises UsageError where nothing names it.
    """
    found = parts.store.audit.of_subject(key)
    if not found:
        raise UsageError(f"nothing in the audit trail names {key}")
    return found
