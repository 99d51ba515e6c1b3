"""The life of a batch: Open, ReadyToPost, Posted; and what may be changed when."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import SageError, bad_field, refused
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.tables import Row

ERROR = "ERROR BATCH"
"""How the description of a batch begins that holds entries in error."""
_NO_CONTENT = {"UpdateOperation", "BatchNumber", "BatchRecordType"}


def check_editable(books: Books, row: Row, body: Row, status_names: Collection[str]) -> None:
    """Refuse to change a batch that is locked, posted, or ready to post.

    A batch that is ready keeps its contents, unless a switch lets them change; its status may
    go back.
    """
    number, status = row["BatchNumber"], status_of(row, status_names)
    if row.get("_locked"):
        raise refused(
            f"Batch {number} can be viewed but not edited because it is locked by another user."
        )
    if status not in ("Open", "ReadyToPost"):
        raise refused(f"Batch {number} is {status}. You may view but cannot modify its contents.")
    frozen = status == "ReadyToPost" and books.switches.ready_frozen
    if frozen and set(body) - _NO_CONTENT - set(status_names):
        raise refused(
            f"Batch {number} is set to Ready To Post. You may view but cannot modify its contents."
        )


def take_entries(
    books: Books, raws: Iterable[Row], take: Callable[[Row], object]
) -> SageError | None:
    """Let each entry of a new batch be taken, until one is refused.

    That refuses the whole batch, or, by a switch, leaves those before it in the batch: then
    the refusal is given back, to be raised once the batch is kept.
    """
    for raw in raws:
        try:
            take(raw)
        except SageError as error:
            if books.switches.post_atomic:
                raise
            return error
    return None


def header_values(body: Row, names: Collection[str]) -> Row:
    """Give what a body says of the batch itself, as far as a client may set it."""
    return {name: body[name] for name in names if body.get(name) is not None}


def status_of(row: Row, names: Collection[str]) -> str:
    """Give the status of a batch, whichever of the names it is kept under."""
    return str(row.get("Status" if "Status" in names else "BatchStatus", "Open"))


def wanted_status(row: Row, body: Row) -> str:
    """Give the status that a PATCH of an AR batch asks for; without one it stays."""
    return str(body.get("BatchStatus") or row.get("BatchStatus", "Open"))


def set_status(row: Row, wanted: str, entries: int) -> None:
    """Make an AR batch ready to post, or open again; all else is not for clients to set."""
    current = row.get("BatchStatus", "Open")
    if wanted == current:
        return
    if wanted not in ("Open", "ReadyToPost"):
        raise bad_field(f"BatchStatus cannot be set to {wanted}.")
    if wanted == "ReadyToPost" and not entries:
        raise refused(f"Batch {row['BatchNumber']} has no entries and cannot be posted.")
    row["BatchStatus"] = wanted
    if wanted == "Open":
        row.pop("BatchStatus")


def commit(books: Books, resource: Resource, key: str, row: Row, changed: Row) -> None:
    """Put a changed copy in the place of a batch, whole or not at all."""
    changed["DateLastEdited"] = books.today
    row.clear()
    row.update(changed)
    books.refile(resource, key, row)


def in_range(rows: list[Row], body: Row, low: Any, high: Any) -> list[Row]:
    """Give the batches that are ready and that a posting process names."""
    ready = [row for row in rows if status_of(row, _names(row)) == "ReadyToPost"]
    if body.get("PostAllBatches") == "Postallbatches":
        return ready
    if low > high:
        raise bad_field("The range of batches to post is not in order.")
    return [row for row in ready if low <= row["BatchNumber"] <= high]


def holds_errors(row: Row) -> bool:
    """Say whether a batch holds what could not be posted; a person must look at it first."""
    return str(row.get("Description", "")).startswith(ERROR)


def _names(row: Row) -> tuple[str, ...]:
    return ("Status",) if "JournalHeaders" in row or "Status" in row else ("BatchStatus",)
