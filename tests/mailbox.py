"""A mail server on the loopback that keeps what it is given (the part of RFC 5321 that is met)."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Mailbox:
    """What came, and how the server is to behave."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    users: dict[str, str] = field(default_factory=dict)
    """Who may log in with which password; empty: nobody has to."""
    refused: dict[str, str] = field(default_factory=dict)
    """Recipients that are refused, with what is said."""
    sender_refused: str = ""
    hangs_up: str = ""
    """The command at which the line is cut."""

    @property
    def last(self) -> EmailMessage:
        return self.letters[-1]


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.box.connections += 1
        self._say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == self.box.hangs_up:
                return
            getattr(self, f"_{verb.lower()}", self._unknown)(line)
            if verb == "QUIT":
                return

    def _unknown(self, line: str) -> None:
        self._say("502 no such command")

    def _ehlo(self, line: str) -> None:
        self._say("250-mailbox")
        self._say("250 AUTH PLAIN" if self.box.users else "250 8BITMIME")

    def _auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        known = self.box.users.get(user) == password
        self._say("235 welcome" if known else "535 wrong password")

    def _mail(self, line: str) -> None:
        self._say(self.box.sender_refused or "250 yes")

    def _rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        self.box.recipients.append(address)
        self._say(self.box.refused.get(address, "250 yes"))

    def _data(self, line: str) -> None:
        self._say("354 go on")
        text = b""
        while (read := self.rfile.readline()) != b".\r\n":
            text += read.removeprefix(b".") if read.startswith(b"..") else read
        letter = message_from_bytes(text, policy=default)
        assert isinstance(letter, EmailMessage)
        self.box.letters.append(letter)
        self._say("250 taken")

    def _noop(self, line: str) -> None:
        self._say("250 yes")

    _rset = _noop

    def _quit(self, line: str) -> None:
        self._say("221 bye")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Serve a mailbox on a free port of this machine."""
    box = Mailbox()
    talk = type("Talk", (_Talk,), {"box": box})
    with _Server(("127.0.0.1", 0), talk) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
