"""What the API says when it refuses (GoCardless API reference, errors)."""

from collections.abc import Mapping
from typing import Any

DOCUMENTATION = "https://developer.gocardless.com/api-reference#"


class Refused(ValueError):
    """A request that the API refuses: HTTP status, error type, message and error entries."""

    def __init__(
        self, status: int, kind: str, message: str, entries: list[dict[str, Any]], anchor: str
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.entries = entries
        self.anchor = anchor

    def body(self, request_id: str) -> dict[str, Any]:
        """Give the documented error object."""
        return {
            "error": {
                "type": self.kind,
                "code": self.status,
                "message": self.message,
                "documentation_url": DOCUMENTATION + self.anchor,
                "request_id": request_id,
                "errors": self.entries,
            }
        }


def _with_reason(
    status: int, kind: str, reason: str, message: str, links: Mapping[str, str] | None
) -> Refused:
    entry: dict[str, Any] = {"reason": reason, "message": message}
    if links:
        entry["links"] = dict(links)
    return Refused(status, kind, message, [entry], reason)


def misuse(status: int, reason: str, message: str) -> Refused:
    """An ``invalid_api_usage`` error: address, credentials, headers, syntax or filters."""
    return _with_reason(status, "invalid_api_usage", reason, message, None)


def bad_state(
    reason: str, message: str, *, status: int = 422, links: Mapping[str, str] | None = None
) -> Refused:
    """An ``invalid_state`` error: what is asked is not possible in the resource's state."""
    return _with_reason(status, "invalid_state", reason, message, links)


def exists_already(reason: str, message: str, links: Mapping[str, str]) -> Refused:
    """A ``validation_failed`` error with status 409 and the id of what is there already."""
    return _with_reason(409, "validation_failed", reason, message, links)


def invalid(envelope: str, *faults: tuple[str, str]) -> Refused:
    """A ``validation_failed`` error; each fault is a field path (``links.mandate``), a message."""
    entries = [
        {
            "field": path.rpartition(".")[2],
            "message": message,
            "request_pointer": f"/{envelope}/{path.replace('.', '/')}",
        }
        for path, message in faults
    ]
    return Refused(422, "validation_failed", "Validation failed", entries, "validation_failed")


def not_found(message: str = "Resource not found") -> Refused:
    """The 404 of an id that is not there."""
    return misuse(404, "resource_not_found", message)


def bad_filter(message: str) -> Refused:
    """The 400 of a list whose filters make no sense."""
    return misuse(400, "invalid_filters", message)
