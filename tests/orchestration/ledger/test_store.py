"""Opening a ledger: its tables, its version, its transactions, and what an error may not say."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.ledger import digests, evaluations, tables, unsubscriptions
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import Ledger, ledger_url, open_ledger
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.ledger.said import NOW, put

ROOT = Path(__file__).parents[3]


def test_the_ledger_is_a_file_in_the_state_folder_that_only_its_owner_reads(settings: Settings) -> None:
    ledger = open_ledger(ledger_url(settings))
    with ledger.writing() as connection:
        evaluations.record(connection, "metrics", None, True, 1, 0)
    files = sorted(settings.state_dir.glob("ledger.sqlite*"))
    assert [file.name for file in files] == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    ledger.close()


def test_the_variable_names_another_ledger(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_LEDGER_URL", "postgresql://somebody@db.example.org/voc")
    assert ledger_url(settings) == "postgresql://somebody@db.example.org/voc"


def test_what_one_opening_wrote_the_next_one_reads(url: str) -> None:
    first = open_ledger(url)
    with first.writing() as connection:
        evaluations.record(connection, "metrics", NOW, True, 7, 2, NOW)
    first.close()
    second = open_ledger(url)
    with second.reading() as connection:
        found = evaluations.last(connection, "metrics")
    assert found is not None
    assert (found["series_count"], found["as_of_at"], found["recorded_at"]) == (7, NOW, NOW)
    second.close()


def test_an_instant_is_in_utc_again_whatever_zone_it_was_written_in(ledger: Ledger) -> None:
    abroad = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    with ledger.writing() as connection:
        evaluations.record(connection, "metrics", abroad, True, 0, 0, abroad)
    with ledger.reading() as connection:
        found = evaluations.last(connection)
        is_found = connection.execute(
            sa.select(sa.func.count()).where(tables.evaluations.c.recorded_at <= NOW)
        ).scalar_one()
    assert found is not None
    assert found["as_of_at"].isoformat() == "2026-03-02T09:00:00+00:00"
    assert is_found == 1, "instants compare by what they mean, not by how they are written"


def test_an_instant_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"), ledger.writing() as connection:
        evaluations.record(connection, "metrics", NOW.replace(tzinfo=None), True, 0, 0, NOW)


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.writing() as connection:  # noqa: PT012 - the block is the transaction
        evaluations.record(connection, "metrics", None, True, 0, 0)
        put(connection, 1)
        raise RuntimeError
    with ledger.reading() as connection:
        assert evaluations.last(connection) is None
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.outbox)).scalar_one() == 0


def test_a_ledger_of_another_version_is_refused_with_what_to_do(url: str) -> None:
    ledger = open_ledger(url)
    with ledger.writing() as connection:
        connection.execute(tables.ledger_schema.insert().values(version=99, recorded_at=NOW))
    ledger.close()
    with pytest.raises(UserError, match=r"version 99.*knows version 2\. Install"):
        open_ledger(url)


def first_version(url: str) -> None:
    """A ledger as version 1 left it, with a message."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    old = [table for table in tables.metadata.sorted_tables if table.name not in ("digests", "unsubscriptions")]
    with engine.begin() as connection:
        tables.metadata.create_all(connection, tables=old)
        connection.execute(tables.ledger_schema.insert().values(version=1, recorded_at=NOW))
        put(connection, 1)
    engine.dispose()


def test_a_ledger_of_version_1_is_brought_up_to_date_with_what_it_holds(url: str) -> None:
    first_version(url)
    for _ in range(2):
        ledger = open_ledger(url)
        with ledger.writing() as connection:
            versions = connection.execute(sa.select(tables.ledger_schema.c.version).order_by(sa.text("1"))).scalars()
            assert list(versions) == [1, 2]
            assert connection.execute(sa.select(sa.func.count()).select_from(tables.outbox)).scalar_one() == 1
            sent = digests.Sent("support", "week", NOW.date(), NOW.date())
            digests.record(connection, sent)
            unsubscriptions.unsubscribe(connection, "support", "0" * 64, "link")
            assert not digests.record(connection, sent)
        ledger.close()


def test_programs_that_meet_an_old_ledger_at_once_migrate_it_once(url: str) -> None:
    first_version(url)
    failed: list[BaseException] = []

    def meet() -> None:
        try:
            open_ledger(url).close()
        except BaseException as error:  # told by the test
            failed.append(error)

    threads = [threading.Thread(target=meet) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://voc:hunter2@127.0.0.1:1/voc",
        "postgresql://voc@127.0.0.1:1/voc?password=hunter2",
        "postgresql://voc:hunter2@127.0.0.1:1/voc?connect_timeout=nonsense",
        "mysql://voc:hunter2@127.0.0.1/voc",
        "postgresql:/voc:hunter2@",
        "hunter2",
        "sqlite:///hunter2/../../../../../../proc/nowhere/ledger.sqlite",
        "sqlite:///:memory:",
    ],
)
def test_a_ledger_that_cannot_be_opened_is_one_line_without_its_password(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as refused:
        open_ledger(url)
    assert "\n" not in str(refused.value)
    if "sqlite" not in url:
        assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_text("not a database at all, but long enough to be looked at" * 30)
    with pytest.raises(UserError, match="backup"):
        open_ledger(f"sqlite:///{file}")


def test_an_error_of_a_statement_does_not_tell_its_values(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    row = {"event_id": "e", "case_key": "c", "happened_at": NOW, "came_by": "link", "recorded_at": NOW}
    with pytest.raises(sa.exc.IntegrityError) as refused, ledger.writing() as connection:
        connection.execute(tables.case_events.insert().values(note="he has cancer", kind=None, **row))
    if ledger.is_sqlite:  # Postgres' own words show the row; who prints them sees orig, so nobody prints them.
        assert "cancer" not in str(refused.value)
    assert "cancer" not in caplog.text


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger) -> None:
    with ledger.writing() as writing:
        evaluations.record(writing, "metrics", None, True, 0, 0)
        with ledger.reading() as reading:
            assert evaluations.last(reading) is None


def test_many_threads_write_at_once_and_nothing_is_locked_out(ledger: Ledger) -> None:
    def write(thread: int) -> None:
        for number in range(20):
            with ledger.writing() as connection:
                put(connection, f"{thread}-{number}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.outbox)).scalar_one() == 120


OPENER = """
import sys
from orchestration.ledger import evaluations
from orchestration.ledger.store import open_ledger
print("ready", flush=True)
sys.stdin.readline()
ledger = open_ledger(sys.argv[1])
with ledger.writing() as connection:
    evaluations.record(connection, "metrics", None, True, 0, 0)
"""


def test_several_processes_may_make_the_ledger_at_once(url: str) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(4)
    ]  # fmt: skip
    for opener in openers:
        assert opener.stdout
        opener.stdout.readline()
    for opener in openers:
        assert opener.stdin
        opener.stdin.write("\n")
        opener.stdin.flush()
    assert [(opener.communicate()[1], opener.returncode) for opener in openers] == [("", 0)] * 4
    ledger = open_ledger(url)
    with ledger.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.evaluations)).scalar_one() == 4
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.ledger_schema)).scalar_one() == 1
    ledger.close()


def test_ids_follow_from_what_they_name() -> None:
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert stable_id("a", None) != stable_id("a", "None")
    assert stable_id(NOW) == stable_id(NOW.astimezone(timezone(timedelta(hours=3))))
    assert stable_id("rule", 3, NOW.date()) == stable_id("rule", 3, NOW.date())
    assert len(stable_id("x")) == 64
    with pytest.raises(ValueError, match="time zone"):
        stable_id(datetime(2026, 1, 1))
    assert stable_id(datetime(2026, 1, 1, tzinfo=UTC)) != stable_id(datetime(2026, 1, 1, tzinfo=UTC).date())
