"""Runs the webhook application under waitress until it is asked to end."""

import signal
import sys
from types import FrameType
from typing import Any

from waitress.server import create_server

from s300gc import wiring
from s300gc.cli.options import Common
from s300gc.config import Config
from s300gc.errors import ConfigError
from s300gc.flows import live
from s300gc.overlap import begun
from s300gc.receiver import LARGEST, Worker, receiver

LIMITS: dict[str, Any] = {
    # Clients that send nothing, or a byte now and then, must not keep GoCardless out.
    "connection_limit": 400 if sys.platform == "win32" else 1000,
    "channel_timeout": 10,
    "cleanup_interval": 5,
    "max_request_body_size": LARGEST,
    "max_request_header_size": 32768,
    "asyncore_use_poll": sys.platform != "win32",
    "ident": None,
}
"""Windows cannot watch more than 512 sockets by ``select``, and has no ``poll``."""
STOPPING = 20.0
"""Seconds that a turn of the worker gets to end by itself; the next start goes on with it."""


def serve(config: Config, common: Common, *, host: str, port: int | None) -> int:
    """Listen until SIGTERM or Ctrl-C; gives 0. Raises ConfigError where it cannot listen."""
    with wiring.reception(config) as reception:
        live.agree(reception.open_parts(), yes=common.yes)
        worker = Worker(reception)
        settings = config.webhook
        address = host or settings.host, settings.port if port is None else port
        server = _server(receiver(reception, worker), *address, proxied=settings.behind_proxy)
        thread = None
        try:
            _until_asked()
            thread = begun(worker.run, "webhook worker")
            if not common.quiet:
                sys.stderr.write(
                    f"s300gc: receiving webhooks at http://{address[0]}:{server.effective_port}"
                    "/gocardless\n"
                )
            # It ends with SystemExit or KeyboardInterrupt, and answers what it has taken in.
            server.run()
        finally:
            server.close()
            worker.stop()
            if thread is not None:
                thread.join(STOPPING)
            reception.intake.note_refusals()
    return 0


def _server(application: Any, host: str, port: int, *, proxied: bool) -> Any:
    trust: dict[str, Any] = {}
    if proxied:
        # The address of the sender is what the web server in front of this one says.
        trust = {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for"},
            "clear_untrusted_proxy_headers": True,
        }
    try:
        return create_server(application, host=host, port=port, **LIMITS, **trust)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"nothing can listen at {host}:{port} ({reason}): is another receiver running?"
            " Choose another with --port or webhook.port"
        ) from None


def _until_asked() -> None:
    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, end)
