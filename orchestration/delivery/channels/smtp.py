"""Mail: the frozen bytes are the whole message with its Message-ID; the envelope is the channel's and the recipient's.

A relay in the own network needs `allow_private`, like any channel. One connection carries many messages.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any, ClassVar, Literal

from orchestration.delivery.channels.base import Channel, Send, secret
from orchestration.delivery.connection import Deadline, connected, trusting
from orchestration.delivery.outcomes import Refused, Retry
from orchestration.ledger.outbox import Claim

PORTS = {"starttls": 587, "tls": 465, "none": 25}
MESSAGES_A_CONNECTION = 50  # Servers cut long sessions.
PLAUSIBLE = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass(frozen=True, kw_only=True)
class Smtp(Channel):
    """Args:
    security: starttls (587), tls (465) or none (25).
    sender: the From line; its address is the envelope's sender.
    allow_clear_password: log in without TLS.
    """

    kind: ClassVar[str] = "smtp"
    host: str
    sender: str
    reply_to: str | None = None
    port: int | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    username_env: str | None = None
    password_env: str | None = None
    allow_private: bool = False
    allow_clear_password: bool = False
    ca_file: Path | None = None

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(name for name in (self.username_env, self.password_env) if name)

    @contextmanager
    def open(self) -> Iterator[Send]:
        line = _Line(self)
        try:
            yield line.send
        finally:
            line.hang_up()


class _Line:
    """A connection that is made when it is needed and made again when it broke."""

    def __init__(self, channel: Smtp) -> None:
        self._channel = channel
        self._client: smtplib.SMTP | None = None
        self._carried = 0

    def send(self, claim: Claim) -> None:
        if not PLAUSIBLE.fullmatch(claim.recipient):
            raise Refused("the recipient is no mail address")
        with Deadline(self._channel.timeout_seconds) as deadline:
            try:
                client = self._ready(deadline)
                self._hand_over(client, claim)
            except (Retry, Refused) as outcome:
                if isinstance(outcome, Retry):
                    self._drop()
                raise
            except (OSError, smtplib.SMTPException, ValueError) as error:
                self._drop()
                if deadline.is_over or isinstance(error, TimeoutError):
                    raise Retry("no answer in time", is_channel=True) from None
                # After the last byte the server may have it or not: it is sent again with the same Message-ID.
                raise Retry(f"the connection broke ({type(error).__name__})") from None
        self._carried += 1

    def hang_up(self) -> None:
        if self._client is not None:
            with suppress(OSError, smtplib.SMTPException, ValueError), Deadline(5) as deadline:
                if self._client.sock is not None:
                    self._client.sock.settimeout(deadline.left)
                self._client.quit()
        self._drop()

    def _ready(self, deadline: Deadline) -> smtplib.SMTP:
        client = self._client
        if client is not None and client.sock is not None and self._carried < MESSAGES_A_CONNECTION:
            client.sock.settimeout(deadline.left)
            deadline.watch(client.sock)
            with suppress(OSError, smtplib.SMTPException, ValueError):
                if client.noop()[0] == 250:
                    return client
        self.hang_up()
        self._client = _logged_in(self._channel, deadline)
        self._carried = 0
        return self._client

    def _hand_over(self, client: smtplib.SMTP, claim: Claim) -> None:
        sender = parseaddr(self._channel.sender)[1]
        options = ["BODY=8BITMIME"] if not claim.body.isascii() and client.has_extn("8bitmime") else []
        if not (sender.isascii() and claim.recipient.isascii()):
            if not client.has_extn("smtputf8"):
                raise Refused("the mail server takes ASCII addresses only")
            options.append("SMTPUTF8")
        # A bare LF is where servers disagree on what a line is.
        body = re.sub(rb"\r\n|\n|\r", b"\r\n", claim.body)
        try:
            client.sendmail(sender, [claim.recipient], body, options)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _judged("recipient", code, text) from None
        except smtplib.SMTPSenderRefused as refused:
            raise _judged("sender", refused.smtp_code, refused.smtp_error) from None
        except smtplib.SMTPDataError as refused:
            raise _judged("message", refused.smtp_code, refused.smtp_error) from None

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _logged_in(channel: Smtp, deadline: Deadline) -> smtplib.SMTP:
    """Whatever fails here is about the channel: no message is to blame, and none is tried after it."""
    username, password = secret(channel.username_env), secret(channel.password_env)
    port = channel.port or PORTS[channel.security]
    client: smtplib.SMTP | None = None
    try:
        client = (_Tls if channel.security == "tls" else _Plain)(channel, port, deadline)
        if channel.security == "starttls":
            client.starttls(context=trusting(channel.ca_file))
            if client.sock is not None:
                deadline.watch(client.sock)
        if username or password:
            client.login(username, password)
        else:
            client.ehlo_or_helo_if_needed()
        return client
    except smtplib.SMTPAuthenticationError as error:
        reason = f"SMTP {error.smtp_code}: the login was refused"
    except smtplib.SMTPNotSupportedError:
        reason = "the mail server offers no TLS or no login"
    except smtplib.SMTPResponseException as error:
        reason = f"SMTP {error.smtp_code}: the mail server does not talk to us"
    except ssl.SSLCertVerificationError:
        reason = "the mail server's certificate is not trusted"
    except (OSError, smtplib.SMTPException, ValueError) as error:
        reason = f"no session with the mail server ({type(error).__name__})"
    if client is not None:
        client.close()
    raise Retry(reason, is_channel=True)


def _judged(what: str, code: int, text: bytes | str) -> Retry | Refused:
    # Of the server's words only the code: they quote addresses. RFC 3463's code says more than the three digits.
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", words)
    said = f"SMTP {code}{' ' + enhanced[0] if enhanced else ''}: the {what} was "
    if code == 421:
        return Retry(said + "put off, the server closes", is_channel=True)
    return Refused(said + "refused") if code >= 500 else Retry(said + "put off")


class _Plain(smtplib.SMTP):
    """Connects to a checked address; the name stays for the certificate."""

    def __init__(self, channel: Smtp, port: int, deadline: Deadline) -> None:
        self._channel, self._deadline = channel, deadline
        super().__init__(channel.host, port, timeout=deadline.left)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        del timeout
        return connected(host, port, self._channel.allow_private, self._deadline)


class _Tls(_Plain):
    """TLS from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        secure = trusting(self._channel.ca_file).wrap_socket(plain, server_hostname=host)
        self._deadline.watch(secure)
        return secure
