"""Served sites for the installed command: with other settings, and with somebody in between."""

import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from s300gc.sandbox.config import moved
from s300gc.sandbox.serve import SAVED
from tests.company import Company
from tests.processes import Site, served


@contextmanager
def served_on(one: Company, *options: str) -> Iterator[Site]:
    """Serve a company's world as it stands, with its database."""
    (one.folder / SAVED).write_text(one.world.save(), encoding="utf-8")
    with served(one.folder, *options) as site:
        yield site


def variant(
    site: Site,
    folder: Path,
    *,
    sage: str = "",
    gocardless: str = "",
    sandbox: str = "",
    change: tuple[str, str] = ("", ""),
    known: bool = True,
    **environment: str,
) -> Site:
    """The same site with other addresses, text or environment, and a copy of its database."""
    text = site.config.read_text(encoding="utf-8")
    text = moved(text, sage or site.sage, gocardless or site.gocardless, sandbox or site.gocardless)
    assert change[0] in text
    folder.mkdir(exist_ok=True)
    config = folder / "s300gc.toml"
    config.write_text(text.replace(*change), encoding="utf-8")
    if known:
        shutil.copy(site.config.with_suffix(".db"), folder)
    return replace(site, config=config, environment={**site.environment, **environment})


def one_line(done: "subprocess.CompletedProcess[str]", code: int, *words: str) -> None:
    """The exit code, nothing on standard output, and one line that has these words."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.startswith("s300gc: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def writes(site: Site) -> list[str]:
    return [one["path"] for one in site.requests() if one["method"] != "GET"]


class Meddler(ThreadingHTTPServer):
    """Passes requests on to a server, but answers some paths itself."""

    def __init__(self, behind: str, answers: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = behind
        self.answers = answers

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Passing(BaseHTTPRequestHandler):
    """One request on its way."""

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Meddler)
        for path, (kind, body) in server.answers.items():
            if path in self.path:
                self._answer(200, kind, body)
                return
        headers = {name: value for name, value in self.headers.items() if name != "Host"}
        request = urllib.request.Request(server.behind + self.path, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                self._answer(answer.status, "application/json", answer.read())
        except urllib.error.HTTPError as error:
            with error:
                self._answer(error.code, "application/json", error.read())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@contextmanager
def meddling(site: Site, **answers: tuple[str, bytes]) -> Iterator[str]:
    """Stand between the tool and Sage 300; gives the address of the Web API there."""
    server = Meddler(site.sage.removesuffix("/Sage300WebApi"), answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{server.url}/Sage300WebApi"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
