"""Audit rows as lines or JSON."""

from typing import Any

from s300gc.show.output import console, write_json
from s300gc.store.audit import AuditRow


def write(key: str, rows: list[AuditRow], as_json: bool, quiet: bool) -> None:
    """Show the life of one record, oldest first."""
    if as_json:
        write_json({"key": key, "rows": [_json(row) for row in rows]})
        return
    if quiet:
        return
    target = console()
    for row in rows:
        details = ", ".join(f"{name} {value}" for name, value in row.body.items() if value)
        target.print(
            f"{row.at:%Y-%m-%d %H:%M:%S} {row.kind} {row.subject}"
            + (f" ({details})" if details else ""),
            markup=False,
            soft_wrap=True,
        )


def _json(row: AuditRow) -> dict[str, Any]:
    return {"seq": row.seq, "at": row.at, "kind": row.kind, "subject": row.subject, **row.body}
