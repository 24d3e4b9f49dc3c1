"""Publishing swaps a whole run at once: no reader sees an error, a half, or two runs mixed."""

from __future__ import annotations

import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.errors import UserError
from orchestration.publish import record
from orchestration.publish.record import Published
from orchestration.publish.swap import KEEP_PREVIOUS, publish

START = datetime(2026, 10, 1, tzinfo=UTC)

READER = textwrap.dedent(
    """
    import pathlib, sys, duckdb
    file, stop = sys.argv[1], pathlib.Path(sys.argv[2])
    reads, runs = 0, set()
    while not stop.exists():
        with duckdb.connect(file, read_only=True) as connection:
            first = connection.execute("select min(run), max(run), count(*) from marts.customer_voice").fetchone()
            second = connection.execute("select min(run), max(run), count(*) from marts.voc_metrics").fetchone()
            run = connection.execute("select run_id from _published").fetchone()[0]
        assert first[0] == first[1] == second[0] == second[1], (first, second)
        assert (first[2], second[2]) == (2000, 500), (first, second)
        assert run == f"run-{first[0]}", (run, first)
        reads += 1
        runs.add(run)
    print(reads, len(runs))
    """
)


def _published(number: int) -> Published:
    return Published(f"run-{number}", START + timedelta(seconds=number), START, 7, "mark", {"stripe": "1.5"})


def test_a_reader_loops_through_twenty_publishes_without_error_or_mixture(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    publish(marts, target, _published(0))
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(target), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for number in range(1, 21):
        with duckdb.connect(str(marts)) as connection:
            connection.execute("update marts.customer_voice set run = ?", [number])
            connection.execute("update marts.voc_metrics set run = ?", [number])
        publish(marts, target, _published(number))
    stop.touch()
    output, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    reads, runs_seen = map(int, output.split())
    assert reads >= 10
    assert runs_seen >= 5


def test_the_file_is_read_only_and_says_what_it_is(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    done = publish(marts, target, _published(3))
    assert stat.S_IMODE(target.stat().st_mode) == 0o444
    assert record.read(target) == done
    assert done.row_counts == {"customer_voice": 2000, "dim_customers": 2000, "voc_metrics": 500}
    assert done.data_through == START


def test_only_the_public_schema_is_published_with_its_comments(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    publish(marts, target, _published(0))
    with duckdb.connect(str(target), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by 1, 2").fetchall()
        comments = connection.execute(
            "select comment from duckdb_tables() where table_name = 'customer_voice' union all "
            "select comment from duckdb_columns() where comment is not null and column_name = 'customer_key'"
        ).fetchall()
    # The view became a table: a view would name the catalog it was made in.
    marts_published = [("marts", name) for name in ("customer_voice", "dim_customers", "voc_metrics")]
    assert tables == [("main", "_published"), ("main", "_publishes"), *marts_published]
    assert comments == [("One row per customer. It's public.",), ("Keyed hash.",)]
    assert b"somebody@example.org" not in target.read_bytes()


def test_every_file_knows_all_publishes_before_it_and_which_states_they_showed(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    publish(marts, target, _published(0))
    with duckdb.connect(str(marts)) as connection:
        connection.execute(
            """
            alter table marts.voc_metrics add column as_of_at timestamp default timestamp '2026-10-01';
            create table marts.metric_history as
            select timestamp '2026-09-01' as known_from, cast(null as timestamp) as known_to;
            """
        )
    publish(marts, target, _published(1))
    with duckdb.connect(str(marts)) as connection:
        # A definition changed over the same data: the clock of the history has ticked.
        connection.execute("update marts.metric_history set known_to = timestamp '2026-10-01 00:00:01'")
    publish(marts, target, _published(2))
    assert [(each.run_id, each.as_of) for each in record.read_past(target)] == [
        ("run-0", None),
        ("run-1", START),
        ("run-2", START + timedelta(seconds=1)),
    ]


def test_the_last_three_are_kept_beside_it(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    for number in range(6):
        publish(marts, target, _published(number))
    kept = sorted((target.parent / "previous").iterdir())
    runs = [found.run_id for file in kept if (found := record.read(file))]
    assert runs == ["run-2", "run-3", "run-4"]
    assert len(kept) == KEEP_PREVIOUS


def test_a_publish_that_was_killed_leaves_the_old_file_and_is_cleaned_up(marts: Path, tmp_path: Path) -> None:
    target = tmp_path / "published" / "voice.duckdb"
    publish(marts, target, _published(0))
    code = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from orchestration.publish import swap
        from tests.orchestration.test_publish import _published
        swap._fsync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        swap.publish(Path(sys.argv[1]), Path(sys.argv[2]), _published(1))
        """
    )
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", code, str(marts), str(target)], cwd=root, check=False)
    assert killed.returncode == -9
    assert list(target.parent.glob(".unfinished-*"))
    found = record.read(target)
    assert found is not None
    assert found.run_id == "run-0"
    publish(marts, target, _published(2))
    assert not list(target.parent.glob(".unfinished-*"))


def test_nothing_to_publish_is_said_and_changes_nothing(settings, tmp_path: Path) -> None:
    duckdb.connect(str(settings.warehouse)).close()
    with pytest.raises(UserError, match="nothing to publish"):
        publish(settings.warehouse, tmp_path / "published" / "voice.duckdb", _published(0))
    assert not (tmp_path / "published" / "voice.duckdb").exists()
    assert settings.warehouse.exists()
