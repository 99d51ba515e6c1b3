"""Hands e-mail to the mail server of the configuration (SMTP, RFC 5321)."""

import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from s300gc.clock import Clock
from s300gc.errors import ConfigError, CredentialError, OutcomeUnknown, Refused, Temporary
from s300gc.gate import Gate
from s300gc.mail_settings import MailSettings
from s300gc.model.mail import Message
from s300gc.remote.tls import tls_context

LONGEST = 200
"""So much of what the server says stands in a message of ours."""
AWAY = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError)


class Mail:
    """One mail server; the connection is made with the first message and kept until ``close``."""

    def __init__(
        self, settings: MailSettings, password: str, clock: Clock, gate: Gate | None = None
    ) -> None:
        self._settings = settings
        self._password = password
        self._clock = clock
        self._gate = gate or Gate()
        name, self._from = parseaddr(settings.sender)
        self._sender = _address(self._from, name)
        self._server: smtplib.SMTP | None = None

    def send(self, message: Message) -> None:
        """Hand one message over; returns once the server has taken it.

        Raises Refused where the server takes it not, or its address is none; Temporary
        where it does not answer, OutcomeUnknown where it may have taken it; CredentialError
        where it refuses the password; ConfigError where it refuses the sender or speaks
        otherwise than ``[mail]`` says.
        """
        letter = self._letter(message)
        server = self._connected()
        self._gate.point("request", "SMTP message")
        try:
            server.send_message(letter, self._from, [message.to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[message.to]
            raise _refused(message.to, code, said) from None
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise self._of_all("refuses the sender", error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _refused(message.to, error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise _refused(message.to, 0, str(error)) from None
        except AWAY as error:
            self.close()
            raise OutcomeUnknown(
                f"{self._who} did not answer ({_line(error)}): the e-mail to {message.to} may have"
                " been sent"
            ) from None

    def close(self) -> None:
        """Take leave of the server; the next message connects anew."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
        self._server = None

    # ------------------------------------------------------------ the letter

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        domain = self._from.rpartition("@")[2]
        try:
            letter["From"] = self._sender
            letter["To"] = _address(message.to)
            letter["Subject"] = message.subject
            if self._settings.reply_to:
                name, address = parseaddr(self._settings.reply_to)
                letter["Reply-To"] = _address(address, name)
            letter["Date"] = format_datetime(self._clock.now())
            if message.id:
                letter["Message-ID"] = f"<{message.id}@{domain}>"
        except (ValueError, MessageError) as error:
            raise _refused(message.to, 0, str(error)) from None
        # No answer of a machine is wanted (RFC 3834).
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter

    # ------------------------------------------------------------ the server

    @property
    def _who(self) -> str:
        host, port = self._settings.address
        return f"the mail server {host}:{port}"

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._server.noop()[0] == 250:
                    return self._server
            self.close()
        self._gate.point("request", "SMTP connection")
        try:
            self._server = self._opened()
            if self._settings.security == "starttls":
                self._server.starttls(context=self._tls())
            if self._settings.user:
                self._server.login(self._settings.user, self._password)
        except smtplib.SMTPNotSupportedError as error:
            self.close()
            raise ConfigError(f"{self._who} does not do what [mail] says: {error}") from None
        except ssl.SSLError as error:
            self.close()
            why = f"no safe connection to {self._who} ({_line(error)}): see mail.security"
            raise ConfigError(f"{why} and mail.ca_file") from None
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise self._login_refused(error) from None
        except (smtplib.SMTPException, *AWAY) as error:
            self.close()
            raise Temporary(f"{self._who} does not answer: {_line(error)}") from None
        return self._server

    def _opened(self) -> smtplib.SMTP:
        host, port = self._settings.address
        name, wait = self._from.rpartition("@")[2], self._settings.timeout
        if self._settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, name, timeout=wait, context=self._tls())
        return smtplib.SMTP(host, port, name, timeout=wait)

    def _tls(self) -> ssl.SSLContext:
        file = self._settings.ca_file
        return tls_context(Path(file) if file else None)

    def _login_refused(self, error: smtplib.SMTPAuthenticationError) -> CredentialError | Temporary:
        if 400 <= error.smtp_code < 500:
            return Temporary(f"{self._who} lets nobody in just now: {_line(error.smtp_error)}")
        return CredentialError(
            f"{self._who} refuses the password of {self._settings.user}: store it with"
            " 's300gc credentials set mail-password'"
        )

    def _of_all(self, what: str, code: int, said: bytes | str) -> ConfigError | Temporary:
        why = f"{self._who} {what} {self._from}: {_line(said)}"
        return Temporary(why) if 400 <= code < 500 else ConfigError(f"{why}; see mail.sender")


def _address(spec: str, name: str = "") -> Address:
    """Make an address for a header; what is none, or holds a line end, is a ValueError."""
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in spec) or spec.count("@") != 1:
        raise ValueError("it is no e-mail address")
    return Address(display_name=name, addr_spec=spec)


def _refused(to: str, code: int, said: bytes | str) -> Refused:
    number = f"{code} " if code else ""
    why = f"no e-mail to {_line(to)!r}: {number}{_line(said)}"
    return Refused(why, status=code, code="recipient")


def _line(said: object) -> str:
    """Give what a server said as one short line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:LONGEST] or type(said).__name__
