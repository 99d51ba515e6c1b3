"""Answers as the switches have them: what only the form of an answer tells."""

from dataclasses import replace
from hashlib import blake2b
from typing import Any

from s300gc.sandbox.gocardless.errors import Refused, misuse
from s300gc.sandbox.gocardless.organisation import letters
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.gocardless.table import Row

FLOWS = "billing_request_flows"
STATE = "invalid_state"
STATE_NUMBER, CREATED = 422, 201


def token(kind: str, seed: int, switches: GoCardlessSwitches) -> str:
    """Give an access token of a kind: ``sandbox_`` and 36 capitals and digits, or 40 hex digits."""
    if switches.bearer_form == "hex":
        return blake2b(f"{kind} {seed}".encode(), digest_size=20).hexdigest()
    return "sandbox_" + "".join(letters(kind, n, seed) for n in range(3))


def with_metadata(switches: GoCardlessSwitches, row: Row, call: Call) -> Call:
    """Give a PUT the metadata that is there already, where it is not to replace that."""
    given = call.given.get("metadata")
    if switches.metadata_put == "replace" or not isinstance(given, dict):
        return call
    return replace(call, fields={**call.given, "metadata": {**row["metadata"], **given}})


def of_refusal(switches: GoCardlessSwitches, refused: Refused) -> Refused:
    """Give a refusal the HTTP number and the reason that the switches have for it."""
    reason = refused.entries[0].get("reason", "") if refused.entries else ""
    if reason == "access_token_not_found" and switches.unknown_bearer == "unauthorized":
        return misuse(401, "unauthorized", "Unauthorized")
    if reason == "link_not_found":
        refused.status = switches.link_number
    elif refused.kind == STATE and refused.status == STATE_NUMBER:
        refused.status = switches.state_number
    return refused


def of_answer(
    switches: GoCardlessSwitches, call: Call, status: int, value: dict[str, Any] | None
) -> tuple[int, dict[str, Any] | None]:
    """Give status and body of a success the form that the switches have for it."""
    if status == CREATED and call.resource == FLOWS:
        status = switches.flow_number
    if value is None or "meta" not in value or switches.end_of_list == "null":
        return status, value
    if not any(value["meta"]["cursors"].values()):
        value = {name: inner for name, inner in value.items() if name != "meta"}
    return status, value
