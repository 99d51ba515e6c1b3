"""The door over real sockets of this machine: what libraries do to errors on the way up."""

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from s300gc.errors import ConfigError, OutcomeUnknown, Temporary
from s300gc.remote.http import Http, Request
from s300gc.remote.tls import tls_adapter
from tests.remote.support import FakeClock

READ = Request("GET", "/x", "read x", repeatable=True)
WRITE = Request("POST", "/x", "make x", body={})

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + b'{"a": 1}'
SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n" + b'{"a": 1}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n" + b'{"a'
ZIPPED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"


@contextmanager
def serving(answer: bytes, wrap: Callable[[socket.socket], socket.socket]) -> Iterator[int]:
    """Answer every connection with the same bytes and hang up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                with closing(wrap(connection)) as channel:
                    channel.recv(65536)
                    channel.sendall(answer)
            except OSError:
                connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def plainly(connection: socket.socket) -> socket.socket:
    return connection


@contextmanager
def door(base: str, ca_file: Path | None = None) -> Iterator[Http]:
    with requests.Session() as session:
        session.mount("https://", tls_adapter(ca_file))
        yield Http(session, base, system="Sage 300", clock=FakeClock(), attempts=2)


@pytest.mark.parametrize("answer", [b"", SHORT, CHUNKED, ZIPPED, b"not http at all\r\n\r\n"])
def test_an_answer_that_breaks_off_is_none(answer: bytes) -> None:
    with serving(answer, plainly) as port, door(f"http://127.0.0.1:{port}") as http:
        with pytest.raises(Temporary, match="Sage 300 broke off the connection"):
            http.send(READ)
        with pytest.raises(OutcomeUnknown):
            http.send(WRITE)


def test_an_answer_over_a_socket_is_read() -> None:
    with serving(GOOD, plainly) as port, door(f"http://127.0.0.1:{port}") as http:
        assert http.send(READ).data == {"a": 1}


def test_nobody_at_the_address_means_that_nothing_was_sent() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    with (
        door(f"http://127.0.0.1:{port}") as http,
        pytest.raises(Temporary, match=f"cannot be reached at 127.0.0.1:{port}") as error,
    ):
        http.send(WRITE)
    assert not isinstance(error.value, OutcomeUnknown)


def certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody has signed but itself."""
    pytest.importorskip("cryptography", reason="needed to make a certificate")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


def test_a_certificate_is_believed_only_where_its_ca_is_given(tmp_path: Path) -> None:
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def wrap(connection: socket.socket) -> socket.socket:
        return context.wrap_socket(connection, server_side=True)

    with serving(GOOD, wrap) as port:
        base = f"https://127.0.0.1:{port}"
        with door(base, ca_file=file) as http:
            assert http.send(READ).data == {"a": 1}
        with door(base) as http, pytest.raises(ConfigError, match=r"not trusted .*ca_file"):
            http.send(READ)
