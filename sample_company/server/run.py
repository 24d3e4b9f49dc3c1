"""Starting and stopping the four vendors' servers: each on its own free port of 127.0.0.1, all on one event loop."""

import asyncio
import base64
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from sample_company.calendar import iso
from sample_company.server.faults import Faults, Intercept
from sample_company.server.http import HttpProtocol, Reply, Request
from sample_company.server.pages import BadRequestError, Pages, error
from sample_company.server.stripe import Stripe
from sample_company.server.trustpilot import BUSINESS_UNIT, Trustpilot
from sample_company.server.typeform import Typeform
from sample_company.server.zendesk import Zendesk
from sample_company.store import read_meta

TOKENS = {vendor: f"sample-{vendor}-token" for vendor in ("typeform", "zendesk", "trustpilot")}
TOKENS["stripe"] = "sk_test_sample"


class Vendor(Protocol):
    """What a vendor's server is: an answer to a request, and its way of refusing parameters."""

    def answer(self, request: Request) -> Reply: ...

    def refuse(self, problem: BadRequestError) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Service:
    """Where a served company is found; the same as connection.json."""

    environment: dict[str, str]
    now: str
    pid: int


class _Front:
    """Authentication, faults and the interceptor, in front of one vendor."""

    def __init__(self, name: str, vendor: Vendor, faults: Faults, intercept: Intercept | None) -> None:
        self.name, self.vendor, self.faults, self.intercept = name, vendor, faults, intercept
        token = TOKENS[name]
        self.accepted = {f"Bearer {token}"}
        if name == "stripe":
            self.accepted.add("Basic " + base64.b64encode(f"{token}:".encode()).decode())

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") not in self.accepted:
            return error(401, {"error": "unauthorized", "description": "No valid credentials provided"})
        mishap = (self.intercept(request) if self.intercept else None) or self.faults.before(request)
        if mishap:
            return mishap
        try:
            return self.vendor.answer(request)
        except BadRequestError as problem:
            return self.vendor.refuse(problem)


@dataclass(frozen=True, slots=True)
class _Running:
    """Listening servers with what must be closed after them."""

    service: Service
    pages: Pages
    servers: list[asyncio.Server]
    connections: set[HttpProtocol]

    def close(self) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.connections):
            if connection.transport:
                connection.transport.abort()
        self.pages.db.close()


async def _listen(folder: Path, faults: Faults, intercept: Intercept | None) -> _Running:
    pages = Pages(folder / "records.sqlite", shuffled=faults.kind == "shuffled")
    vendors: dict[str, Vendor] = {
        "typeform": Typeform(pages),
        "stripe": Stripe(pages),
        "zendesk": Zendesk(pages),
        "trustpilot": Trustpilot(pages),
    }
    servers, environment = [], {}
    connections: set[HttpProtocol] = set()
    for name, vendor in vendors.items():
        front = _Front(name, vendor, faults, intercept)
        server = await asyncio.get_running_loop().create_server(
            partial(HttpProtocol, name, front.answer, connections), "127.0.0.1", 0
        )
        servers.append(server)
        port = server.sockets[0].getsockname()[1]
        environment[f"{name.upper()}_BASE_URL"] = f"http://127.0.0.1:{port}"
        environment["STRIPE_API_KEY" if name == "stripe" else f"{name.upper()}_TOKEN"] = TOKENS[name]
    environment["TRUSTPILOT_BUSINESS_UNIT_ID"] = BUSINESS_UNIT
    environment["SEGMENT_FILES_URL"] = str((folder / "segment").resolve())
    return _Running(Service(environment, iso(pages.now()), os.getpid()), pages, servers, connections)


def write_connection(path: Path, service: Service) -> None:
    """Write connection.json whole or not at all: a waiting process reads it as soon as it is there."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(service), indent=2) + "\n")
    partial.replace(path)


async def serve_for_ever(folder: Path, faults: Faults, ready_file: Path | None) -> None:
    """Serve until SIGTERM or SIGINT; writes connection.json (and `ready_file`) once all ports listen."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    running = await _listen(folder, faults, None)
    files = [folder / "connection.json", *([ready_file] if ready_file else [])]
    for path in files:
        write_connection(path, running.service)
    try:
        await stop.wait()
    finally:
        running.close()
        for path in files:
            path.unlink(missing_ok=True)


@contextmanager
def serve(
    folder: Path | str,
    *,
    faults: str = "documented",
    limits: dict[str, tuple[int, float]] | None = None,
    intercept: Intercept | None = None,
) -> Iterator[Service]:
    """Serve a company from a thread of this process while the block runs.

    `intercept` sees every authenticated request first: what it returns (an answer, a delay, a reset, a cut body) is
    sent instead of the vendor's answer; None lets the request pass. It runs on the server's thread.
    """
    folder = Path(folder)
    read_meta(folder / "records.sqlite")
    mishaps = Faults(faults, limits)
    loop = asyncio.new_event_loop()
    running = loop.run_until_complete(_listen(folder, mishaps, intercept))
    thread = threading.Thread(target=loop.run_forever, name="sample-company", daemon=True)
    thread.start()
    write_connection(folder / "connection.json", running.service)
    try:
        yield running.service
    finally:
        (folder / "connection.json").unlink(missing_ok=True)
        loop.call_soon_threadsafe(running.close)
        loop.call_soon_threadsafe(loop.call_later, 0.01, loop.stop)
        thread.join(10)
        loop.close()
