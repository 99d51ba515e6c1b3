"""A `requests` adapter that answers from a World: no socket, no thread, no waiting."""

import time
from collections.abc import Mapping
from email.utils import formatdate
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.call import Call, System
from s300gc.sandbox.control import ROOT
from s300gc.sandbox.faults import rate_limit_answer
from s300gc.sandbox.gocardless.pages import is_page
from s300gc.sandbox.limits import RateLimit
from s300gc.sandbox.world import Reply, World


class SandboxAdapter(BaseAdapter):
    """Mount it on a session for the address of one of the two systems.

    Faults show as they would over a socket: reset as ``ConnectionError``, timeout as
    ``ReadTimeout`` at once, cut as ``ChunkedEncodingError`` when the body is read; slow is
    not. ``world`` may be replaced at any time by another. GoCardless answers carry the
    rate-limit headers of ``limits``, or those of no limit.
    """

    def __init__(self, world: World, system: System, limits: RateLimit | None = None) -> None:
        super().__init__()
        self.world = world
        self.system: System = system
        self._limits = limits or RateLimit()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Answer one prepared request; the arguments about the connection have no meaning here."""
        method, target, body = request.method or "GET", _target(request), _body(request)
        if self.system == "gocardless" and target.startswith(ROOT):
            return _response(request, Reply(self.world.control(method, target, body)))
        headers = {name: _text(value) for name, value in request.headers.items()}
        call = Call.to(self.system, method, target, headers, body)
        reply, extra = admit(self.world, call, self._limits)
        if reply.trouble == "reset":
            raise requests.ConnectionError("connection reset by the sandbox", request=request)
        if reply.trouble == "timeout":
            raise requests.ReadTimeout("the sandbox gave no answer", request=request)
        return _response(request, reply, extra)

    def close(self) -> None:
        """Hold nothing that could be closed."""


def admit(world: World, call: Call, limits: RateLimit) -> tuple[Reply, dict[str, str]]:
    """Let a request in, or refuse it for the rate limit; with the headers that go with that."""
    at = time.time()
    if call.system != "gocardless" or is_page(call.plain_path):
        return world.reply(call, at), {}
    token = next((v for k, v in call.headers.items() if k.lower() == "authorization"), "")
    allowed, headers = limits.take(token, at, call.plain_path)
    if allowed:
        return world.reply(call, at), headers
    answer = rate_limit_answer()
    world.refused(call, answer.status, at)
    return Reply(answer), headers


def _target(request: requests.PreparedRequest) -> str:
    parts = urlsplit(request.url or "")
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _body(request: requests.PreparedRequest) -> bytes:
    body = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b"".join(body)


def _response(
    request: requests.PreparedRequest, reply: Reply, extra: Mapping[str, str] | None = None
) -> requests.Response:
    """Build the response that `requests` would have built from the wire."""
    answer: Answer = reply.answer
    headers = {**answer.headers, **(extra or {}), "Date": formatdate(usegmt=True)}
    body = answer.body
    if answer.status != 204:
        headers["Content-Length"] = str(len(body))
    if reply.trouble == "cut":
        body = body[: len(body) // 2]
    response = requests.Response()
    response.status_code = answer.status
    response.headers = CaseInsensitiveDict(headers)
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    response.url = request.url or ""
    response.request = request
    response.raw = HTTPResponse(
        BytesIO(body),
        headers=headers,
        status=answer.status,
        preload_content=False,
        request_method=request.method,
    )
    response.reason = HTTPStatus(answer.status).phrase
    return response
