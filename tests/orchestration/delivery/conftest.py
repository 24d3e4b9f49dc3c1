"""Servers, certificates, and a name service that answers what a test wants."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.orchestration.delivery import certificate, hook_server
from tests.orchestration.delivery.hook_server import HookServer

NAME = "hooks.example.test"
Names = dict[str, list[str]]


@pytest.fixture
def hooks() -> Iterator[HookServer]:
    with hook_server.serving() as server:
        yield server


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Callable[[], ssl.SSLContext]]:
    """The certificate to trust, and what a server that is called hooks.example.test uses."""
    return certificate.make(tmp_path_factory.mktemp("certificate"), NAME)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Names, list[str]]]:
    """What names resolve to (name -> addresses, one list for all look-ups), and the look-ups that took place."""
    known: Names = {}
    asked: list[str] = []
    real = socket.getaddrinfo

    def answer(host: str, port: int, *rest: object, **more: object) -> object:
        if host not in known:
            return real(host, port, *rest, **more)  # type: ignore[arg-type]
        asked.append(host)
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(families[":" in a], socket.SOCK_STREAM, 6, "", (a, port)) for a in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    yield known, asked
