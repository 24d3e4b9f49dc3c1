"""A small HTTP/1.1 server for GET requests on loopback, fast enough not to be what a benchmark measures.

Own code because faults must reach the socket (a reset, a body cut short) and because a general framework costs more per
page than looking the page up. No TLS, no request bodies, no use outside 127.0.0.1.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed"}
REASONS |= {
    413: "Content Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_LONGEST_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A request as vendors and interceptors see it; header names are in lower case."""

    vendor: str
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]

    def get(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and what may go wrong with it on the way.

    delay_seconds: wait before answering. reset: close the connection with a TCP reset and no answer.
    cut_after: send only so many bytes of the announced body, then close.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay_seconds: float = 0.0
    reset: bool = False
    cut_after: int | None = None


class HttpProtocol(asyncio.Protocol):
    """One keep-alive connection of one vendor."""

    def __init__(self, vendor: str, answer: Callable[[Request], Reply], live: set["HttpProtocol"]) -> None:
        self.vendor, self.answer, self.live = vendor, answer, live
        self.buffer = b""
        self.transport: asyncio.Transport | None = None
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.live.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        self.live.discard(self)
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self._next()

    def _next(self) -> None:
        while not self.waiting and self.transport and not self.transport.is_closing():
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                if len(self.buffer) > _LONGEST_HEAD:
                    self._send(Reply(b'{"error":"request head too long"}', 413), close=True)
                return
            self.buffer = rest
            request = _parse(self.vendor, head)
            if request is None or "content-length" in request.headers or request.method != "GET":
                self._send(Reply(b'{"error":"only GET without a body is served here"}', 405), close=True)
                return
            reply = self.answer(request)
            close = request.headers.get("connection", "").lower() == "close"
            if reply.delay_seconds:
                self.waiting = True
                asyncio.get_running_loop().call_later(reply.delay_seconds, self._resume, reply, close)
            else:
                self._send(reply, close=close)

    def _resume(self, reply: Reply, close: bool) -> None:
        self.waiting = False
        if self.transport:
            self._send(reply, close=close)
            self._next()

    def _send(self, reply: Reply, *, close: bool) -> None:
        assert self.transport is not None
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.transport.abort()
            return
        lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}"]
        lines += [f"Content-Type: {reply.content_type}", f"Content-Length: {len(reply.body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        if close:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        body = reply.body if reply.cut_after is None else reply.body[: reply.cut_after]
        self.transport.writelines((head, body))
        if close or reply.cut_after is not None:
            self.transport.close()


def _parse(vendor: str, head: bytes) -> Request | None:
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3:
        return None
    path, _, query = parts[1].partition("?")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Request(vendor, parts[0], path, parse_qsl(query, keep_blank_values=True), headers)
