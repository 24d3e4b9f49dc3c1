"""The command line makes, advances and serves a company, and says what is wrong when it cannot."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sample_company import Service
from sample_company.cli import main
from tests.sample_company.client import Client


def test_a_company_is_made_advanced_and_served_until_it_is_told_to_stop(tmp_path: Path) -> None:
    folder, ready = tmp_path / "company", tmp_path / "ready.json"
    assert main(["generate", "--dir", str(folder), "--customers", "30", "--months", "1", "--end", "2026-06-30"]) == 0
    assert main(["advance", "--dir", str(folder), "--days", "2"]) == 0
    command = [sys.executable, "-m", "sample_company", "serve", "--dir", str(folder), "--ready-file", str(ready)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 30
        while not ready.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        service = Service(**json.loads(ready.read_text()))
        assert service.now == "2026-07-03T00:00:00Z"
        assert service.pid == server.pid
        assert json.loads((folder / "connection.json").read_text()) == json.loads(ready.read_text())
        assert Path(service.environment["SEGMENT_FILES_URL"]).is_dir()
        assert list(Client(service).stripe("customers"))
    finally:
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=15)
    assert server.returncode == 0
    assert len(output.splitlines()) == 1
    assert not ready.exists()


@pytest.mark.parametrize("command", ["generate", "advance", "serve"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert "--dir" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["advance", "serve"])
def test_a_missing_company_is_an_error_with_the_command_that_makes_one(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--dir", str(tmp_path)]) == 2
    assert f"generate --dir {tmp_path}" in capsys.readouterr().err


def test_an_interrupted_company_is_told_from_a_whole_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"")
    assert main(["advance", "--dir", str(tmp_path)]) == 2
    assert "interrupted" in capsys.readouterr().err


def test_a_rate_limit_is_written_as_vendor_requests_and_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--dir", ".", "--rate-limit", "zendesk"])
    assert "zendesk=10/60" in capsys.readouterr().err
