"""Runs against a World some of whose answers are other ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.adapters import BaseAdapter

from s300gc import wiring
from s300gc.flows import sync
from s300gc.flows.parts import Parts
from s300gc.model import Failed, Outcome
from s300gc.sandbox.wire import SandboxAdapter
from tests.company import Company

Words = Callable[[str, str], tuple[int, str] | None]
"""From method and path to another answer than the World's: status and body; None leaves it."""


class Meddled(BaseAdapter):
    """The World's answers, but for some requests another one."""

    def __init__(self, inner: SandboxAdapter, words: Words) -> None:
        super().__init__()
        self._inner = inner
        self._words = words

    def send(self, request: requests.PreparedRequest, **more: Any) -> requests.Response:  # type: ignore[override]
        path = str(request.url).split("?")[0]
        other = self._words(str(request.method), path)
        if other is None:
            return self._inner.send(request)
        answer = requests.Response()
        answer.status_code, text = other
        answer._content = text.encode()
        answer.request, answer.url = request, str(request.url)
        return answer

    def close(self) -> None:
        self._inner.close()


@contextmanager
def meddled(one: Company, words: Words) -> Iterator[Parts]:
    """The parts of a run that gets some other answers."""
    outside = one.outside
    for system, session in (
        ("sage300", outside.sage_session),
        ("gocardless", outside.gocardless_session),
    ):
        assert session is not None
        session.mount("http://", Meddled(SandboxAdapter(one.world, system), words))  # type: ignore[arg-type]
    with wiring.parts(one.config, outside) as parts:
        yield parts


def run(one: Company, words: Words) -> list[Outcome]:
    with meddled(one, words) as parts:
        return sync.run(parts)


def failures(outcomes: list[Outcome]) -> list[Failed]:
    return [failure for outcome in outcomes for failure in outcome.failures()]
