"""From an HTTP request to a call of the API, or to the refusal of it.

The rules are those of the GoCardless API reference (making requests); where it does not say which
of two faults is named first, credentials come before the version and that before the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import simplejson

from s300gc.sandbox.gocardless.errors import Refused, misuse
from s300gc.sandbox.gocardless.listing import Params

VERSION = "2015-07-06"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is well formed: ``fields`` is what the envelope holds.

    ``key`` is the Idempotency-Key, ``made_by`` tells whose token it is: tool or person.
    """

    method: str
    resource: str
    identity: str = ""
    action: str = ""
    params: Params | None = None
    fields: Mapping[str, Any] | None = None
    key: str = ""
    made_by: str = "story"

    @property
    def query(self) -> Params:
        """The query, empty if there is none."""
        return self.params or {}

    @property
    def given(self) -> Mapping[str, Any]:
        """The fields, empty if there are none."""
        return self.fields or {}


def bearer_of(headers: Mapping[str, str]) -> str:
    """Give the access token of a request; ``headers`` have lower-case names."""
    text = headers.get("authorization", "")
    if not text:
        raise misuse(401, "missing_authorization_header", "Missing Authorization header")
    scheme, _, token = text.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise misuse(401, "invalid_authorization_header", "Invalid Authorization header")
    return token.strip()


def check_headers(headers: Mapping[str, str]) -> None:
    """Check version and Accept."""
    version = headers.get("gocardless-version", "")
    if not version:
        raise misuse(400, "missing_version_header", "Missing GoCardless-Version header")
    if version != VERSION:
        raise misuse(400, "version_not_found", f"Version {version} not found")
    kinds = [kind.partition(";")[0].strip() for kind in headers.get("accept", "*/*").split(",")]
    if not {"*/*", "application/*", "application/json"}.intersection(kinds):
        raise misuse(406, "not_acceptable", "The API answers in application/json only")


def params_of(query: str) -> dict[str, list[str]]:
    """Read a query: ``status[]=a&status[]=b``, ``status=a,b`` and ``status=a`` mean lists."""
    params: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        params.setdefault(name.removesuffix("[]"), []).extend(value.split(","))
    return params


def fields_of(headers: Mapping[str, str], body: bytes, envelope: str) -> dict[str, Any] | None:
    """Read what the envelope holds; nothing where the body is empty or ``null``."""
    if not body.strip():
        return None
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise misuse(415, "unsupported_media_type", "Content-Type must be application/json")
    document = _json(body)
    if document is None:
        return None
    if not isinstance(document, dict):
        raise structure("Root element must be an object.")
    if set(document) != {envelope} or not isinstance(document[envelope], dict):
        raise structure(f"The request body must have one object under '{envelope}'")
    return dict(document[envelope])


def structure(message: str) -> Refused:
    """The 400 of a body without its envelope."""
    return misuse(400, "invalid_document_structure", message)


def _json(body: bytes) -> Any:
    try:
        return simplejson.loads(body.decode(), use_decimal=True)
    except ValueError as error:
        raise misuse(400, "bad_request", "The request body is not valid JSON") from error


def key_of(headers: Mapping[str, str]) -> str:
    """Give the Idempotency-Key, or nothing."""
    return headers.get("idempotency-key", "")
