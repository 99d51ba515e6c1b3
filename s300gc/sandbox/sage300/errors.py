"""How the Web API refuses: a CamelCase code, an HTTP number and a sentence.

The codes are those of the developer reference, and ``FieldInvalid``, which is observed.
404 for RecordNotFound is documented, 409 for business rules is observed, the other
numbers are inferred.
"""

from typing import Any

NUMBERS = {
    "InvalidParameters": 400,
    "InvalidPayload": 400,
    "InvalidEntityKey": 400,
    "InvalidAction": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "RecordNotFound": 404,
    "ResourceNotFound": 404,
    "MethodNotAllowed": 405,
    "RecordDuplicate": 409,
    "RecordInvalid": 409,
    "General": 409,
    "FieldInvalid": 409,
    "TooManyRequests": 429,
    "InternalServerError": 500,
}


class SageError(Exception):
    """The request is refused; ``code`` is the word to branch on, ``status`` the HTTP number."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = NUMBERS[code]

    def body(self) -> dict[str, Any]:
        """Give the error in the form that the developer reference shows."""
        value = {"lang": "en-US", "value": self.message}
        return {"error": {"code": self.code, "message": value}}


def refused(message: str) -> SageError:
    """Say that a business rule forbids it."""
    return SageError("General", message)


def bad_field(message: str) -> SageError:
    """Say that one field holds what it may not hold."""
    return SageError("FieldInvalid", message)


def missing(what: str) -> SageError:
    """Say that a code on the entry names nothing; the sentence is that of the web screens."""
    return SageError("FieldInvalid", f"Invalid Input. The {what} does not exist.")


def not_found() -> SageError:
    """Say that the key in the address finds nothing; the sentence is documented."""
    return SageError("RecordNotFound", "A Record cannot be found for the specified entity key")


def bad_payload(message: str) -> SageError:
    """Say that the body is not what the type of the entity allows."""
    return SageError("InvalidPayload", message)


def bad_query(message: str) -> SageError:
    """Say that a query option cannot be understood."""
    return SageError("InvalidParameters", message)
