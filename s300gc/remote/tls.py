"""The adapter that carries https: which certificates are believed, how many connections."""

import ssl
from pathlib import Path
from typing import Any

import truststore
from requests.adapters import HTTPAdapter

from s300gc.errors import ConfigError


def tls_adapter(ca_file: Path | None = None, connections: int = 8) -> HTTPAdapter:
    """Give an adapter to mount for ``https://``.

    Without ``ca_file`` the operating system's trust store decides; with it, only
    the certificates in that file (PEM) are believed. A file that cannot be read is
    a ``ConfigError``. ``connections`` is how many are kept open to one host.
    """
    return _TrustedAdapter(tls_context(ca_file), connections)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Give what decides which certificates are believed, as ``tls_adapter`` says."""
    if ca_file is None:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            f"the CA file {ca_file} cannot be used ({error.strerror or 'no certificates in it'}): "
            "give a readable PEM file"
        ) from None


class _TrustedAdapter(HTTPAdapter):
    """Uses one TLS context for all connections and adds no certificates of its own to it."""

    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._context = context
        super().__init__(pool_connections=4, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Open direct connections with the context."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Open connections through a proxy with the same context."""
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the context as it is; requests would add its own bundle of certificates."""
        conn.cert_reqs = "CERT_REQUIRED"
