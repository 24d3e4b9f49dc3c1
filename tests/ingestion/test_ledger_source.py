"""The project's own ledger as a source: what is read, what stays there, and what counts as news. Real SQLite."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingestion import registry
from ingestion.errors import LoadError
from ingestion.sources.ledger.settings import TABLES
from orchestration.ledger import tables
from tests.ingestion.conftest import House
from tests.orchestration import postgres

NOW = datetime(2026, 9, 30, 23, tzinfo=UTC)  # VOC_NOW of these tests
NEVER_READ = {
    "case_events": {"actor", "note"},
    "episode_events": {"actor"},
    "episodes": {"acknowledged_by"},
    "outbox": {
        "recipient", "subject", "content_type", "body", "claimed_by", "claimed_at",
        "claimed_until", "attempts_forgiven",
    },
    "delivery_attempts": {"worker"},
}  # fmt: skip
NO_HISTORY = {"series_states", "ledger_schema", "digests", "unsubscriptions", "response_events", "response_looks"}
EVENT = {"case_key": "c1", "happened_at": NOW - timedelta(hours=2), "recorded_at": NOW - timedelta(hours=1)}
SECRET = "Anna said the invoice was wrong"


class Ledger:
    """A ledger that tests write to as the project does: through its tables."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        tables.metadata.create_all(self.engine)

    def add(self, table: str, **row: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(tables.metadata.tables[table].insert().values(**row))

    def change(self, table: str, key: str, value: str, **row: Any) -> None:
        target = tables.metadata.tables[table]
        with self.engine.begin() as connection:
            connection.execute(target.update().where(target.c[key] == value).values(**row))

    def contact(self, event_id: str, **more: Any) -> None:
        self.add("case_events", event_id=event_id, kind="contacted", came_by="command", **{**EVENT, **more})

    def message(self, message_id: str, **more: Any) -> None:
        row = {
            "event_id": "e1", "thread": "t1", "kind": "opened", "channel": "mail", "channel_kind": "smtp",
            "recipient": "lead@company.example", "subject": SECRET, "content_type": "message/rfc822",
            "body": SECRET.encode(), "status": "waiting", "attempts": 0, "not_before": NOW, "enqueued_at": NOW,
            "updated_at": NOW - timedelta(minutes=5),
        }  # fmt: skip
        self.add("outbox", message_id=message_id, **{**row, **more})


@pytest.fixture
def state(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOC_STATE_DIR", str(house.folder))
    monkeypatch.delenv("VOC_LEDGER_URL", raising=False)
    return house.folder


@pytest.fixture
def ledger(state: Path) -> Ledger:
    return Ledger(f"sqlite:///{state / 'ledger.sqlite'}")


def counts(house: House, resource: str) -> tuple[int, int, int, int]:
    """new, changed, unchanged and quarantined of a load."""
    found = next(r for r in house.load("ledger").resources if r.resource == resource)
    return found.new, found.changed, found.unchanged, found.quarantined


def record(house: House, resource: str, record_id: str) -> dict[str, Any]:
    return json.loads(house.current(f"raw_ledger.{resource}")[record_id][1])


def test_every_column_is_the_ledgers_own_and_all_are_read_but_what_must_stay() -> None:
    read: dict[str, set[str]] = {}
    for source in TABLES:
        read.setdefault(source.table, set()).update(source.columns)
    assert set(read) == set(tables.metadata.tables) - NO_HISTORY
    for name, columns in read.items():
        own = {column.name for column in tables.metadata.tables[name].columns}
        assert columns <= own, name
        assert not columns & NEVER_READ.get(name, set()), name
        assert own - columns <= NEVER_READ.get(name, set()), f"{name}: say of a new column whether it may be read"


def test_where_there_is_no_ledger_there_is_nothing_to_read(house: House, state: Path) -> None:
    assert registry.own() == []
    assert house.load("ledger").total("new") == 0
    assert not (state / "ledger.sqlite").exists(), "reading makes none"


def test_the_ledger_is_no_configured_source(ledger: Ledger) -> None:
    assert registry.own() == ["ledger"]
    assert registry.configured() == []


def test_rows_are_read_once_and_again_when_they_change(house: House, ledger: Ledger) -> None:
    ledger.message("m1")
    assert counts(house, "outbox") == (1, 0, 0, 0)
    assert counts(house, "outbox") == (0, 0, 1, 0), "within the lag it is read again, and found unchanged"
    ledger.change("outbox", "message_id", "m1", status="sent", sent_at=NOW, updated_at=NOW - timedelta(minutes=1))
    assert counts(house, "outbox") == (0, 1, 0, 0)
    assert record(house, "outbox", "m1")["status"] == "sent"


def test_texts_addresses_and_names_stay_in_the_ledger(house: House, ledger: Ledger) -> None:
    ledger.contact("e1", note=SECRET, actor="anna@company.example")
    ledger.message("m1")
    house.load("ledger")
    everything = json.dumps(house.everything("ledger"), default=str)
    for hidden in (SECRET, "anna@company.example", "lead@company.example"):
        assert hidden not in everything


def test_instants_and_truths_come_out_the_same_from_every_engine(house: House, ledger: Ledger) -> None:
    ledger.contact("e1", happened_at=datetime(2026, 9, 30, 12, 30, tzinfo=UTC))
    ledger.add(
        "evaluations", evaluation_id="v1", family="metrics", as_of_at=None, is_ok=True, series_count=3, events_count=0,
        recorded_at=NOW,
    )  # fmt: skip
    house.load("ledger")
    assert record(house, "case_events", "e1")["happened_at"] == "2026-09-30T12:30:00Z"
    assert record(house, "evaluations", "v1")["is_ok"] is True


def test_a_ledger_ahead_of_the_simulated_time_is_read_all_the_same(house: House, ledger: Ledger) -> None:
    ledger.contact("e1", recorded_at=NOW + timedelta(days=57))
    assert counts(house, "case_events") == (1, 0, 0, 0)
    ledger.contact("e2", recorded_at=NOW + timedelta(days=58))
    assert counts(house, "case_events") == (1, 0, 1, 0)
    (newest,) = house.ask("select max(updated_at at time zone 'UTC') from raw_ledger.case_events")
    assert newest[0] == NOW.replace(tzinfo=None), "what decides never passes the run's start"


def test_what_people_did_and_what_rules_did_land_apart(house: House, ledger: Ledger) -> None:
    ledger.contact("e1")
    ledger.add("case_events", event_id="e2", kind="escalated", level=1, came_by="rule", **EVENT)
    episode = {"episode_id": "p1", "happened_on": NOW.date(), "recorded_at": NOW}
    ledger.add("episode_events", event_id="o1", kind="opened", **episode)
    ledger.add("episode_events", event_id="a1", kind="acknowledged", actor="anna", **episode)
    house.load("ledger")
    landed = {name: set(house.current(f"raw_ledger.{name}")) for name in ("case_events", "escalations")}
    landed |= {name: set(house.current(f"raw_ledger.{name}")) for name in ("episode_events", "acknowledgements")}
    assert landed == {
        "case_events": {"e1"},
        "escalations": {"e2"},
        "episode_events": {"o1"},
        "acknowledgements": {"a1"},
    }
    echoes = registry.spec("ledger").echoes
    assert not echoes & {"case_events", "acknowledgements"}
    assert {"escalations", "episode_events", "episodes", "outbox", "delivery_attempts", "evaluations"} <= echoes


def test_a_ledger_of_an_earlier_version_has_no_rows_of_what_it_lacks(house: House, state: Path, ledger: Ledger) -> None:
    tables.case_events.drop(ledger.engine)
    ledger.message("m1")
    assert counts(house, "outbox") == (1, 0, 0, 0)


def test_a_ledger_that_does_not_answer_is_named_without_its_password(
    house: House, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_LEDGER_URL", "postgresql+psycopg://voc:hush@127.0.0.1:1/ledger")
    with pytest.raises(LoadError, match="the ledger cannot be read") as caught:
        house.load("ledger")
    chain: list[BaseException | None] = [caught.value]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__)
    assert "hush" not in " ".join(str(error) for error in chain)


def test_postgres_gives_the_same_records_as_sqlite(
    house: House, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("Postgres is not installed")
    ledger.contact("e1")
    ledger.message("m1")
    house.load("ledger")
    names = ("case_events", "outbox")
    expected = [house.ask(f"select record_id, record from raw_ledger.{name} order by all") for name in names]
    house.warehouse.unlink()
    with postgres.serving(programs) as host:
        url = postgres.emptied(host).replace("postgresql://", "postgresql+psycopg://")
        other = Ledger(url)
        other.contact("e1")
        other.message("m1")
        monkeypatch.setenv("VOC_LEDGER_URL", url)
        house.load("ledger")
        other.engine.dispose()
    assert [house.ask(f"select record_id, record from raw_ledger.{name} order by all") for name in names] == expected
