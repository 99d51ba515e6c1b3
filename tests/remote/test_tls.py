import ssl
from pathlib import Path

import certifi
import pytest
import requests
import truststore

from s300gc.errors import ConfigError
from s300gc.remote.tls import tls_adapter


def context_of(adapter: requests.adapters.HTTPAdapter) -> object:
    return adapter.poolmanager.connection_pool_kw["ssl_context"]


def test_the_operating_system_decides_whom_to_trust() -> None:
    context = context_of(tls_adapter())
    assert isinstance(context, truststore.SSLContext)


def test_a_ca_file_is_the_only_one_believed() -> None:
    context = context_of(tls_adapter(Path(certifi.where())))
    assert isinstance(context, ssl.SSLContext)
    assert not isinstance(context, truststore.SSLContext)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("content", [None, "this is no certificate"])
def test_a_ca_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ConfigError, match=r"ca\.pem cannot be used"):
        tls_adapter(file)


def test_requests_adds_no_certificates_of_its_own() -> None:
    adapter = tls_adapter(connections=3)
    pool = adapter.poolmanager.connection_from_url("https://api.test")
    adapter.cert_verify(pool, "https://api.test", True, None)
    assert pool.ca_certs is None
    assert pool.cert_reqs == "CERT_REQUIRED"


def test_a_proxy_is_reached_with_the_same_context() -> None:
    adapter = tls_adapter()
    proxy = adapter.proxy_manager_for("http://proxy.test:3128")
    assert proxy.connection_pool_kw["ssl_context"] is context_of(adapter)
