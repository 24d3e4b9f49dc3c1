"""`voc confirm serve`, started as people start it."""

from __future__ import annotations

import argparse
import os
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
import requests

from orchestration.cli import confirm
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.messages.links import urls


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    confirm.add_commands(parser.add_subparsers(required=True))
    return parser.parse_args(["confirm", "serve", *words])


def test_it_listens_on_this_machine_only_unless_told_otherwise() -> None:
    assert (parsed().host, parsed().port) == ("127.0.0.1", 8025)
    assert parsed("--host", "0.0.0.0", "--port", "80").host == "0.0.0.0"


def test_the_secret_of_links_is_made_once_for_its_owner_only(settings: Settings) -> None:
    file = settings.state_dir / "link_secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = os.environ.pop("VOC_LINK_SECRET")
    assert len(made) == 64
    assert made != os.environ["VOC_KEY_SECRET"]
    settings.apply()
    assert os.environ["VOC_LINK_SECRET"] == made == file.read_text()


def test_a_short_secret_is_a_users_mistake() -> None:
    os.environ["VOC_LINK_SECRET"] = "short"
    with pytest.raises(UserError, match="fewer than 16"):
        confirm.link_secret()


def test_a_link_is_confirmed_into_the_ledger(settings: Settings, unused_port: int) -> None:
    script = (
        "import argparse; from orchestration.cli.confirm import serve; "
        f"serve(argparse.Namespace(host='127.0.0.1', port={unused_port}))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        found = urls(
            f"http://127.0.0.1:{unused_port}", os.environ["VOC_LINK_SECRET"], "case", "c1", "owner", datetime.now(UTC)
        )
        until = time.monotonic() + 60
        while True:
            try:
                shown = requests.get(found["contacted"], timeout=5)
                break
            except requests.ConnectionError:
                assert time.monotonic() < until
                assert server.poll() is None, server.communicate()[0]
                time.sleep(0.1)
        assert shown.status_code == 200
        assert "<h1>Recorded</h1>" in requests.post(found["contacted"], timeout=10).text
        assert "already" in requests.post(found["contacted"], timeout=10).text
    finally:
        server.terminate()
        said = server.communicate(timeout=20)[0]
    assert "Links are confirmed on http://127.0.0.1" in said
    assert found["contacted"].rpartition("/")[2] not in said, "a token in the log"
