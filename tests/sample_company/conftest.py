"""One small company per session, read-only; tests that let days pass make their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sample_company import generate, serve
from tests.sample_company.client import Client

SIZE = {"customers": 400, "months": 6}


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("sample") / "company", **SIZE)


@pytest.fixture(scope="session")
def client(company: Path) -> Iterator[Client]:
    with serve(company, faults="none") as service:
        yield Client(service)


@pytest.fixture(scope="session")
def served(client: Client) -> dict[str, list[dict[str, Any]]]:
    return client.everything()
