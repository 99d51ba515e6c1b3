"""Both systems on two loopback ports of this process."""

import select
import threading
from types import TracebackType
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from s300gc.sandbox.courier import PATIENCE, Courier
from s300gc.sandbox.web import Doors
from s300gc.sandbox.world import World

HOST = "127.0.0.1"
THREADS = 64
_CONNECTIONS = 900
"""Open connections per port; below what ``select`` can watch where there is no ``poll``."""
_TICK = 1.0


class Served:
    """A World on two ports for as long as the ``with`` block lasts.

    Port 0 takes a free one. ``latency_ms`` is added to every request of both systems;
    ``rate_limit`` is per token and calendar minute on the GoCardless port, 0 for none;
    ``patience`` is the time in real seconds that a webhook's receiver has.
    Whoever looks into ``world`` meanwhile holds ``lock``.
    """

    def __init__(
        self,
        world: World,
        *,
        sage_port: int = 0,
        gocardless_port: int = 0,
        latency_ms: float = 0,
        rate_limit: int = 0,
        webhook_url: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.world = world
        self._stop = threading.Event()
        self._doors = Doors(
            world, latency=latency_ms / 1000, per_minute=rate_limit, stop=self._stop
        )
        self.lock = self._doors.lock
        self._map: dict[int, Any] = {}
        self._gocardless = self._open(self._doors.gocardless, gocardless_port)
        try:
            self._sage300 = self._open(self._doors.sage300, sage_port)
        except OSError:
            self._gocardless.task_dispatcher.shutdown()
            wasyncore.close_all(self._map)
            raise
        self._courier = Courier(self._doors, webhook_url, patience) if webhook_url else None
        world.gocardless.webhook_url = webhook_url or ""
        world.gocardless.serve_pages(self.gocardless_url)
        self._thread = threading.Thread(target=self._loop, name="sandbox", daemon=True)

    def _open(self, application: Any, port: int) -> Any:
        return create_server(
            application,
            map=self._map,
            host=HOST,
            port=port,
            threads=THREADS,
            connection_limit=_CONNECTIONS,
            channel_request_lookahead=1,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,
            ident=None,
        )

    @property
    def waiting(self) -> int:
        """How many requests are on the wire, for their latency."""
        return self._doors.waiting

    @property
    def gocardless_url(self) -> str:
        """Where GoCardless and the control answer."""
        return f"http://{HOST}:{self._gocardless.effective_port}"

    @property
    def sage_url(self) -> str:
        """Root of the Sage 300 Web API, as the setting wants it."""
        return f"http://{HOST}:{self._sage300.effective_port}/Sage300WebApi"

    def _loop(self) -> None:
        use_poll = hasattr(select, "poll")
        while not self._stop.is_set():
            wasyncore.loop(timeout=_TICK, use_poll=use_poll, map=self._map, count=1)

    def __enter__(self) -> "Served":
        self._thread.start()
        if self._courier is not None:
            self._courier.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the requests under way end, then close everything."""
        self._stop.set()
        self._gocardless.pull_trigger()
        self._thread.join()
        for server in (self._gocardless, self._sage300):
            server.task_dispatcher.shutdown(timeout=30)
        if self._courier is not None:
            self._courier.close()
        wasyncore.close_all(self._map)
