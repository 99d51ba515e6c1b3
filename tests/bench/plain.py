"""The floor of a served page: the same bytes from memory, by the same server. FILE -> a port."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from waitress.server import create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def main(path: str) -> None:
    """Serve the bytes of a file to every request and say on which port."""
    body = Path(path).read_bytes()

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        kind = ("Content-Type", "application/json; charset=utf-8")
        start("200 OK", [kind, ("Content-Length", str(len(body)))])
        return [body]

    server = create_server(application, host="127.0.0.1", port=0, threads=64)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main(sys.argv[1])
