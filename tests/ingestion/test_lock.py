"""One writer at a time, between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion.errors import LockHeld
from ingestion.lock import lock_path, writer_lock

HOLDER = """
import sys, time, pathlib
from ingestion.lock import writer_lock
with writer_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _holder(warehouse: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(warehouse)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    holder = _holder(tmp_path / "warehouse.duckdb")
    try:
        with pytest.raises(LockHeld) as raised, writer_lock(tmp_path / "warehouse.duckdb"):
            pass
        assert raised.value.pid == holder.pid
        assert "warehouse.duckdb" in raised.value.command
        assert f"process {holder.pid}" in str(raised.value)
    finally:
        holder.kill()
        holder.wait()


def test_a_killed_holder_frees_the_lock_at_once(tmp_path: Path) -> None:
    holder = _holder(tmp_path / "warehouse.duckdb")
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with writer_lock(tmp_path / "warehouse.duckdb"):
        pass


def test_a_patient_writer_waits_and_an_impatient_one_does_not(tmp_path: Path) -> None:
    holder = _holder(tmp_path / "warehouse.duckdb")
    try:
        began = time.monotonic()
        with pytest.raises(LockHeld), writer_lock(tmp_path / "warehouse.duckdb", wait_seconds=0.5):
            pass
        assert time.monotonic() - began > 0.4
        holder.terminate()
        with writer_lock(tmp_path / "warehouse.duckdb", wait_seconds=10):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_the_lock_file_stays_and_carries_no_stale_holder(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "warehouse.duckdb"):
        assert str(os.getpid()) in lock_path(tmp_path / "warehouse.duckdb").read_text()
    assert lock_path(tmp_path / "warehouse.duckdb").read_text() == ""
