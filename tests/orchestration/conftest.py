"""A state folder of its own for every test, and no trace of the developer's own settings."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.ledger.store import Ledger, open_ledger
from orchestration.lib.settings import Settings
from tests.orchestration import postgres

OURS = ("VOC_", "TYPEFORM_", "STRIPE_", "ZENDESK_", "TRUSTPILOT_", "SEGMENT_", "REQUEST_TRACKER_", "DBT_", "DAGSTER_")


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """VOC_STATE_DIR of this test; the environment is put back afterwards, whatever a command set."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(OURS):
            del os.environ[name]
    folder = tmp_path / "state"
    os.environ["VOC_STATE_DIR"] = str(folder)
    yield folder
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def settings(state_dir: Path) -> Settings:
    found = Settings.from_environment()
    found.apply()
    return found


@pytest.fixture
def marts(settings: Settings) -> Path:
    """A warehouse with two public marts that carry the same number, so that a mixture would show."""
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            """
            create schema marts; create schema restricted;
            create table marts.customer_voice as select 'c' || i as customer_key, 0 as run from range(2000) t (i);
            create table marts.voc_metrics as select i as n, 0 as run from range(500) t (i);
            create table restricted.customer_contacts as select 'somebody@example.org' as email;
            create view marts.dim_customers as select customer_key from marts.customer_voice;
            comment on table marts.customer_voice is 'One row per customer. It''s public.';
            comment on column marts.customer_voice.customer_key is 'Keyed hash.';
            """
        )
    return settings.warehouse


@pytest.fixture
def unused_port() -> int:
    """A port on loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_host() -> Iterator[str]:
    """A running Postgres; the folder of its socket."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("Postgres is not installed: Debian's package postgresql")
    with postgres.serving(programs) as host:
        yield host


@pytest.fixture
def postgres_url(postgres_host: str) -> str:
    """An empty database; one test at a time has it."""
    return postgres.emptied(postgres_host)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be: the test runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    opened = open_ledger(url)
    yield opened
    opened.close()
