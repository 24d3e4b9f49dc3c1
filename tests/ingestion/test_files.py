"""Parquet folders: each file once, each row once, and a broken delivery stops the load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion.errors import LoadError
from ingestion.report import ResourceReport
from tests.ingestion.conftest import House

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "segment"
    for name in ("tracks", "pages", "identifies"):
        (root / name).mkdir(parents=True)
    monkeypatch.setenv("SEGMENT_FILES_URL", root.as_uri())
    return root


def _write(folder: Path, name: str, ids: list[Any], **changes: Any) -> Path:
    columns: dict[str, Any] = {
        "message_id": pa.array(ids, pa.string()),
        "anonymous_id": pa.array(["a"] * len(ids)),
        "user_id": pa.array([None] * len(ids), pa.string()),
        "event": pa.array(["opened"] * len(ids)),
        "timestamp": pa.array([NOON] * len(ids), pa.timestamp("us", "UTC")),
        "received_at": pa.array([NOON] * len(ids), pa.timestamp("us", "UTC")),
        "context_locale": pa.array(["en"] * len(ids)),
        "context_user_agent": pa.array(["x"] * len(ids)),
        "properties": pa.array(["{}"] * len(ids)),
    }
    columns.update(changes)
    path = folder / "tracks" / "date=2026-09-01" / name
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table({key: value for key, value in columns.items() if value is not None}), path)
    return path


def _tracks(house: House) -> ResourceReport:
    return house.load("segment_files").resources[0]


def test_only_new_files_are_read(house: House, folder: Path) -> None:
    _write(folder, "part-0.parquet", ["m1", "m2"])
    assert _tracks(house).new == 2
    assert _tracks(house).fetched == 0
    _write(folder, "part-1.parquet", ["m3"])
    counts = _tracks(house)
    assert (counts.fetched, counts.new) == (1, 1)


def test_a_file_delivered_again_under_another_name_changes_nothing(house: House, folder: Path) -> None:
    _write(folder, "part-0.parquet", ["m1", "m2", "m2"])
    counts = _tracks(house)
    assert (counts.new, counts.unchanged) == (2, 1)
    _write(folder, "part-7.parquet", ["m2", "m1"])
    counts = _tracks(house)
    assert (counts.fetched, counts.unchanged) == (2, 2)
    assert house.ask("select count(*) from raw_segment_files.tracks") == [(2,)]


def test_a_changed_row_is_a_second_version(house: House, folder: Path) -> None:
    _write(folder, "part-0.parquet", ["m1"])
    house.load("segment_files")
    _write(folder, "part-1.parquet", ["m1"], event=pa.array(["closed"]))
    assert _tracks(house).changed == 1


def test_bad_rows_are_set_aside_and_the_rest_lands(house: House, folder: Path) -> None:
    far = pa.array([NOON, NOON, NOON + timedelta(days=30_000), None], pa.timestamp("us", "UTC"))
    _write(folder, "part-0.parquet", ["m1", None, "m3", "m4"], received_at=far)
    counts = _tracks(house)
    assert (counts.new, counts.quarantined) == (1, 3)
    reasons = {reason for (reason,) in house.ask("select reason from raw_segment_files.quarantine")}
    assert reasons == {
        "message_id is null, not an id",
        "the time of change lies in the future",
        "received_at is null, which is not declared for it",
    }


def test_a_column_nobody_declared_is_kept_and_a_retyped_one_is_cast(house: House, folder: Path) -> None:
    _write(folder, "part-0.parquet", ["m1"], colour=pa.array(["red"]), user_id=pa.array([7], pa.int64()))
    house.load("segment_files")
    assert house.ask("select user_id, extra from raw_segment_files.tracks") == [("7", '{"colour":"red"}')]


def test_a_missing_column_stops_the_load_and_names_file_and_column(house: House, folder: Path) -> None:
    _write(folder, "part-0.parquet", ["m1"])
    _write(folder, "part-1.parquet", ["m2"], event=None)
    with pytest.raises(LoadError, match=r"part-1\.parquet has no column event"):
        house.load("segment_files")


def test_a_change_time_without_zone_stops_the_load(house: House, folder: Path) -> None:
    naive = pa.array([NOON.replace(tzinfo=None)], pa.timestamp("us"))
    _write(folder, "part-0.parquet", ["m1"], received_at=naive)
    with pytest.raises(LoadError, match="not a time with a zone"):
        house.load("segment_files")


def test_a_cut_file_stops_the_load_until_it_is_whole(house: House, folder: Path) -> None:
    path = _write(folder, "part-0.parquet", ["m1"])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LoadError, match="cannot be read"):
        house.load("segment_files")
    path.write_bytes(whole)
    assert _tracks(house).new == 1


def test_a_folder_that_lost_all_files_is_an_error_and_cleared_old_files_are_not(house: House, folder: Path) -> None:
    old = _write(folder, "part-0.parquet", ["m1"])
    new = _write(folder, "part-1.parquet", ["m2"])
    house.load("segment_files")
    old.unlink()
    assert _tracks(house).deleted == 0
    new.unlink()
    with pytest.raises(LoadError, match="no Parquet files any more"):
        house.load("segment_files")
