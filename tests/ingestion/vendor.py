"""A vendor in miniature: a real HTTP server on loopback that speaks Typeform, whose every answer a test can replace.

One vendor's shape is enough for the mechanics; the sources' own manners are tested against sample_company.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

NEWEST = "2026-09-30T12:00:00Z"
TOKEN = "secret-token"


@dataclass
class Reply:
    """What a test answers instead of the vendor. `cut` sends only so many bytes; `reset` drops the connection."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None
    reset: bool = False


@dataclass
class Call:
    path: str
    query: dict[str, str]
    number: int


Fault = Callable[[Call], Reply | None]


def response(number: int, **changes: Any) -> dict[str, Any]:
    """A Typeform response; number n was submitted n minutes into September 2026."""
    day, minute = 1 + number // 1440, number % 1440
    submitted = f"2026-09-{day:02d}T{minute // 60:02d}:{minute % 60:02d}:00Z"
    record = {
        "response_id": f"r{number:06d}",
        "token": f"r{number:06d}",
        "landed_at": submitted,
        "submitted_at": submitted,
        "hidden": {"email": f"p{number}@example.com"},
        "metadata": {"user_agent": "test"},
        "answers": [
            {"field": {"id": "f1", "ref": "nps", "type": "opinion_scale"}, "type": "number", "number": number % 11}
        ],
    }
    return {**record, **changes}


@dataclass
class Vendor:
    """The server's state: what a test changes between loads."""

    responses: list[Any] = field(default_factory=list)
    forms: list[str] = field(default_factory=lambda: ["F1"])
    fault: Fault | None = None
    calls: list[Call] = field(default_factory=list)
    page_limit: int = 1000
    url: str = ""
    total: int | None = None
    ignores_until: bool = False

    def answer(self, call: Call) -> Any:
        parts = call.path.strip("/").split("/")
        if parts == ["forms"]:
            items = [{"id": f, "title": f, "last_updated_at": "2026-01-01T00:00:00Z"} for f in self.forms]
            return {"total_items": len(items), "page_count": 1, "items": items}
        if len(parts) == 2:
            return {"id": parts[1], "title": parts[1], "fields": [{"id": "f1", "ref": "nps"}], "hidden": []}
        return self._responses(call)

    def _responses(self, call: Call) -> Any:
        since, until = int(call.query.get("since", 0)), int(call.query.get("until", 2**40))
        until = 2**40 if self.ignores_until else until
        items = [r for r in self.responses if not _time(r) or since <= _time(r) <= until]
        items.sort(key=_order, reverse=True)
        total = len(items)
        if "before" in call.query:
            items = [r for r in items if _order(r)[1] < call.query["before"]]
        size = min(int(call.query.get("page_size", 25)), self.page_limit)
        return {"total_items": self.total or total, "page_count": 1 + total // size, "items": items[:size]}


def _time(record: Any) -> int:
    stamp = record.get("submitted_at") if isinstance(record, dict) else None
    try:
        return int(time.mktime(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone)
    except (TypeError, ValueError):
        return 0


def _order(record: Any) -> tuple[int, str]:
    token = record.get("token") if isinstance(record, dict) else None
    return (_time(record) if token is None else 1, token or "")


@contextlib.contextmanager
def serve(vendor: Vendor) -> Iterator[Vendor]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            call = Call(parts.path, query, len(vendor.calls))
            vendor.calls.append(call)
            reply = vendor.fault(call) if vendor.fault else None
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                reply = Reply(401, b"{}")
            if reply is None:
                reply = Reply(body=json.dumps(vendor.answer(call)).encode())
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            time.sleep(reply.delay)
            if reply.reset:
                # Linger 0 makes close() a reset instead of an orderly end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
            if reply.cut is not None:
                self.wfile.flush()
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Connections that a test cuts are no news."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
