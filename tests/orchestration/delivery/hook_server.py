"""An HTTP server on loopback that plays Slack, Teams, PagerDuty and a webhook, and answers as it is told to."""

from __future__ import annotations

import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds_a_byte: float = 0.0  # The body trickles; without a body the headers do.
    seconds_before: float = 0.0
    is_silent: bool = False  # Hangs up without a word.


@dataclass
class HookServer:
    """`replies`: by path, taken one after the other; when none is left it says 200 ok."""

    port: int = 0
    replies: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    asked: list[Asked] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)  # by which it was called in TLS

    def url(self, path: str = "/hook", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def to(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[HookServer]:
    """The server, listening on a port of its own."""
    told = HookServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            waiting = told.replies[self.path]
            reply = waiting.pop(0) if waiting else Reply(200, b"ok")
            time.sleep(reply.seconds_before)
            if reply.is_silent:
                self.connection.close()
                return
            self.send_response(reply.status)
            for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
                self.send_header(name, value)
            if reply.seconds_a_byte and not reply.body:
                self._trickle(b"".join(self._headers_buffer) + b"\r\n", reply.seconds_a_byte)
                return
            self.end_headers()
            self._trickle(reply.body, reply.seconds_a_byte)

        def _trickle(self, content: bytes, seconds_a_byte: float) -> None:
            if not seconds_a_byte:
                self.wfile.write(content)
                return
            for byte in content:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(seconds_a_byte)

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *words: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        tls.sni_callback = lambda sock, name, context: told.names.append(name)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
