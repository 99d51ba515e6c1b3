"""E-mail: what is sent, to whom, and what is made of a server that says no or nothing."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from s300gc.errors import ConfigError, CredentialError, OutcomeUnknown, Refused, Temporary
from s300gc.mail_settings import MailSettings
from s300gc.model.mail import Message
from s300gc.remote.mail import Mail
from tests.mailbox import Mailbox, mailbox
from tests.store.conftest import FixedClock

HELLO = Message("anna@example.com", "Hello", "Dear Anna,\n\n.\nyours\n", "BRQ1.2026")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


def mail_to(box: Mailbox, password: str = "", **more: Any) -> Mail:
    settings = {
        "host": "127.0.0.1", "port": box.port, "security": "none", "timeout": 5,
        "sender": "Sample Ltd <accounts@example.com>", **more,
    }  # fmt: skip
    return Mail(MailSettings(**settings), password, FixedClock())


def test_a_letter_arrives_as_it_was_written(box: Mailbox) -> None:
    mail = mail_to(box, reply_to="help@example.com")
    mail.send(HELLO)
    mail.close()
    letter = box.last
    assert box.recipients == ["anna@example.com"]
    assert letter["From"] == "Sample Ltd <accounts@example.com>"
    assert (letter["To"], letter["Subject"]) == ("anna@example.com", "Hello")
    assert letter["Reply-To"] == "help@example.com"
    assert letter["Message-ID"] == "<BRQ1.2026@example.com>"
    assert letter["Date"] == "Mon, 05 Jan 2026 09:00:00 +0000"
    assert letter.get_content().splitlines() == HELLO.text.splitlines()


def test_several_letters_go_over_one_connection(box: Mailbox) -> None:
    mail = mail_to(box)
    for _ in range(3):
        mail.send(HELLO)
    mail.close()
    assert (len(box.letters), box.connections) == (3, 1)


@pytest.mark.parametrize(
    "odd",
    [
        {"to": "anna@example.com\r\nBcc: x@example.com"},
        {"to": "anna@example.com, x@example.com"},
        {"to": "anna"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: x@example.com"},
    ],
)
def test_nothing_gets_into_the_headers_that_does_not_belong_there(
    box: Mailbox, odd: dict[str, str]
) -> None:
    said = {"to": HELLO.to, "subject": HELLO.subject, "text": "x", **odd}
    mail = mail_to(box)
    with pytest.raises(Refused):
        mail.send(Message(**said))
    assert (box.letters, box.recipients) == ([], [])


def test_a_refused_recipient_does_not_close_the_line_for_the_next(box: Mailbox) -> None:
    box.refused["x@example.com"] = "550 no such person"
    mail = mail_to(box)
    with pytest.raises(Refused, match=r"x@example\.com.*550 no such person") as caught:
        mail.send(Message("x@example.com", "Hello", "x"))
    assert caught.value.exit_code == 3
    mail.send(HELLO)
    mail.close()
    assert (len(box.letters), box.connections) == (1, 1)


def test_who_logs_in_needs_the_right_password(box: Mailbox) -> None:
    box.users["anna"] = "right"
    mail = mail_to(box, "right", user="anna")
    mail.send(HELLO)
    mail.close()
    with pytest.raises(CredentialError, match="mail-password") as caught:
        mail_to(box, "wrong", user="anna").send(HELLO)
    assert "wrong" not in str(caught.value)


def test_a_sender_that_is_refused_is_a_matter_of_the_configuration(box: Mailbox) -> None:
    box.sender_refused = "553 not you"
    with pytest.raises(ConfigError, match="not you"):
        mail_to(box).send(HELLO)
    box.sender_refused = "451 not now"
    with pytest.raises(Temporary, match="not now"):
        mail_to(box).send(HELLO)


def test_a_server_that_is_down_is_temporary() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Mailbox(port=taken.getsockname()[1])
        with pytest.raises(Temporary, match="does not answer"):
            mail_to(nobody).send(HELLO)


def test_a_line_cut_after_the_text_leaves_it_open_whether_it_was_sent(box: Mailbox) -> None:
    box.hangs_up = "DATA"
    with pytest.raises(OutcomeUnknown, match="may have been sent"):
        mail_to(box).send(HELLO)


def test_a_server_without_starttls_gets_nothing(box: Mailbox) -> None:
    with pytest.raises(ConfigError, match=r"\[mail\]"):
        mail_to(box, security="starttls").send(HELLO)
    assert box.letters == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"host": "mail.example.com"}, "sender is needed"),
        ({"host": "mail.example.com", "sender": "nobody"}, "one address"),
        (
            {"host": "mail.example.com", "sender": "a@b.c", "user": "u", "security": "none"},
            "starttls",
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        MailSettings(**settings)
