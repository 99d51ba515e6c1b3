"""How the answers of one server look, where servers differ in that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.sage300.switches import SageSwitches

_PAGE = b"""<!DOCTYPE html>
<html><head><title>401 - Unauthorized</title></head>
<body><h2>401 - Unauthorized: access is denied due to invalid credentials.</h2></body></html>
"""


def unauthorized(switches: SageSwitches) -> Answer:
    """Say 401; what it says beside the number is a switch."""
    challenge = {"WWW-Authenticate": 'Basic realm="Sage 300 Web API"'}
    if switches.unauthorized_body == "json":
        error = SageError("Unauthorized", "The user name or password is not valid.")
        return json_answer(401, error.body(), challenge)
    if switches.unauthorized_body == "html":
        return Answer(401, {**challenge, "Content-Type": "text/html"}, _PAGE)
    return Answer(401, challenge, b"")


def refusal(switches: SageSwitches, error: SageError) -> Answer:
    """Say no in Sage's form."""
    number = switches.forbidden_number if error.code == "Forbidden" else error.status
    return json_answer(number, error.body())


def inserted(switches: SageSwitches, entity: dict[str, Any], sent: Mapping[str, Any]) -> Answer:
    """Give the entity that a POST has inserted; ``sent`` is what stood in its body."""
    if "JournalHeaders" in entity and switches.gl_reply_number == "sent":
        entity = {**entity, "BatchNumber": sent.get("BatchNumber", "")}
    return json_answer(201 if switches.success_numbers == "201-204" else 200, entity)


def nothing(switches: SageSwitches) -> Answer:
    """Answer PATCH, PUT, DELETE and processes, which have no body."""
    return Answer(204 if switches.success_numbers == "201-204" else 200, {}, b"")


def annotated(switches: SageSwitches, body: dict[str, Any]) -> dict[str, Any]:
    """Name the annotations of a feed or an entity as this server does."""
    if switches.feed_names == "@odata":
        return body
    found = {name.removeprefix("@"): value for name, value in body.items()}
    if "odata.count" in found:
        found["odata.count"] = str(found["odata.count"])
    return found


def dressed(switches: SageSwitches, answer: Answer) -> Answer:
    """Let an answer call itself what this server calls its answers."""
    kind = answer.headers.get("Content-Type", "")
    if switches.answer_type == "application/json" or not kind.startswith("application/json"):
        return answer
    headers = {**answer.headers, "Content-Type": f"{switches.answer_type}; charset=utf-8"}
    return replace(answer, headers=headers)
