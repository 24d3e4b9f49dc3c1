"""A real SMTP server on loopback that can refuse, hesitate, and hang up before it says that it has a message."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

SLOW_SECONDS = 0.15


@dataclass
class MailServer:
    """What it got, and how it behaves.

    Args:
        faults: asked for each message and each connection: refuse, drop, slow, garbage, or any reply, None for none.
        taken: (Message-ID, bytes, recipients) of what it has, acknowledged or not.
        unacknowledged: copies whose sender did not hear that they were taken.
        overlaps: Message-IDs that came while the same one was still coming.
    """

    faults: Callable[[str], str | None] = lambda stage: None
    users: dict[str, str] = field(default_factory=dict)
    port: int = 0
    taken: list[tuple[str, bytes, list[str]]] = field(default_factory=list)
    unacknowledged: int = 0
    connections: int = 0
    overlaps: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    _coming: set[str] = field(default_factory=set)

    @property
    def ids(self) -> list[str]:
        return [message_id for message_id, _, _ in self.taken]

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.faults("mail")
        if fault:
            return fault
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.options += options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.faults("rcpt")
        if fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = bytes(envelope.original_content or b"")
        message_id = str(message_from_bytes(content)["Message-ID"])
        if message_id in self._coming:
            self.overlaps.append(message_id)
        self._coming.add(message_id)
        try:
            fault = self.faults("data")
            if fault and fault[0].isdigit():
                return fault
            self.taken.append((message_id, content, list(envelope.rcpt_tos)))
            if fault == "slow":
                await asyncio.sleep(SLOW_SECONDS)
            if fault == "hang":
                await asyncio.sleep(60)
            if fault == "drop":
                self.unacknowledged += 1
                server.transport.abort()
            return "250 OK"
        except asyncio.CancelledError:
            self.unacknowledged += 1  # The sender is gone.
            raise
        finally:
            self._coming.discard(message_id)

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        is_known = self.users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=is_known, handled=False)


class _Smtp(SMTP):
    def connection_made(self, transport: Any) -> None:
        handler: MailServer = self.event_handler
        handler.connections += 1
        fault = handler.faults("connect")
        if fault == "drop":
            transport.abort()
        elif fault:
            transport.write(f"{fault}\r\n".encode())
            transport.close()
        super().connection_made(transport)


@contextmanager
def serving(
    server: MailServer, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[MailServer]:
    """The server, listening on a port of its own."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)  # Connections that are cut are what it is for.
    login = {"authenticator": server.authenticate, "auth_required": True} if server.users else {}

    def protocol() -> SMTP:
        return _Smtp(
            server, hostname="mail.test", tls_context=starttls, auth_require_tls=bool(starttls), loop=loop,
            enable_SMTPUTF8=True, **login,
        )  # fmt: skip

    listening = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
