"""`voc responses` and the look after each publish: counts without names, one response as it is sent, faults apart."""

from __future__ import annotations

import argparse
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from orchestration.alerts.rounds import evaluating as alert_rounds
from orchestration.alerts.rounds.evaluating import Round
from orchestration.cli.responses_commands import add_commands
from orchestration.defs import alerts, responses
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.conftest import NOW, Written
from tests.orchestration.messages.samples import png
from tests.orchestration.responses.conftest import HOUR, Surveys

FILE = """
brands:
  acme: {name: Acme Care, logo: logo.png, colour: "#7a1f5c"}
responses:
  - name: unhappy
    title: Unhappy answers
    surveys: FNPS0001
    only_when: {metric: nps, at_most: 6}
    channels: folder
    brand: acme
  - {name: all, title: Everything, channels: folder, context: false}
"""
Voc = Callable[..., int]
Read = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The data reach until NOW, as in the sample company."""
    (tmp_path / "logo.png").write_bytes(png())
    found = tmp_path / "mine.yml"
    found.write_text(FILE)
    os.environ["VOC_SUBSCRIPTIONS"] = str(found)
    os.environ["VOC_NOW"] = NOW.isoformat()
    return found


@pytest.fixture
def voc(file: Path, surveys: Surveys) -> Voc:
    parser = argparse.ArgumentParser(prog="voc")
    add_commands(parser.add_subparsers())
    surveys.response("aaaa1111", NOW - HOUR)
    surveys.response("bbbb2222", NOW - 2 * HOUR, customer="c2", score=9, comment="Splendid, said Nora.")
    surveys.response("aabb3333", NOW - 3 * HOUR, customer=None)

    def run(*words: str) -> int:
        arguments = parser.parse_args(["responses", *words])
        return int(arguments.command(arguments))

    return run


def test_a_look_writes_messages_and_says_how_many(voc: Voc, capsys: Read, written: Written) -> None:
    assert voc("evaluate") == 0
    assert "6 messages about 3 responses wait for delivery" in capsys.readouterr().out
    assert {row["family"] for row in written("evaluations")} == {"responses"}
    assert voc("evaluate") == 0
    assert "0 messages about 0 responses" in capsys.readouterr().out


def test_the_list_counts_and_names_nobody(voc: Voc, capsys: Read) -> None:
    assert voc() == 0
    assert re.search(r"unhappy\s+on\s+never\s+0", capsys.readouterr().out)
    voc("evaluate")
    capsys.readouterr()
    assert voc("list") == 0
    out = capsys.readouterr().out
    assert re.search(r"unhappy\s+on\s+2026-03-10 12:00\s+1\s+0\s+1\s+0\s+1\s+0", out)
    assert re.search(r"all\s+on\s+2026-03-10 12:00\s+2\s+0\s+1\s+0\s+0\s+0", out)
    assert "Messages: 6 waiting." in out
    assert "Nora" not in out


def test_a_report_that_is_no_longer_in_the_file_stays_in_the_list(voc: Voc, capsys: Read, file: Path) -> None:
    voc("evaluate")
    file.write_text(FILE.replace("name: unhappy", "name: sad"))
    capsys.readouterr()
    voc("list")
    assert re.search(r"unhappy\s+gone\s+2026", capsys.readouterr().out)


def test_a_preview_shows_one_response_and_sends_nothing(voc: Voc, capsys: Read, written: Written) -> None:
    assert voc("preview", "aaaa") == 0
    out = capsys.readouterr().out
    assert out.startswith("Relationship survey: NPS 3 of 10 (response aaaa1111)")
    assert "Nora Vinter c1" in out
    assert written("outbox") == []


def test_the_newest_is_one_that_the_report_is_about(voc: Voc, capsys: Read) -> None:
    voc("preview", "--latest")
    assert "NPS 3 of 10" in capsys.readouterr().out
    voc("preview", "--latest", "--report", "all")
    out = capsys.readouterr().out
    assert "NPS 3 of 10" in out
    assert "+45 32 12 34 56" not in out, "without context"


def test_a_preview_as_a_page_has_the_brand_and_is_for_its_owner_alone(voc: Voc, tmp_path: Path, capsys: Read) -> None:
    page = tmp_path / "page.html"
    assert voc("preview", "--latest", "--html", str(page)) == 0
    text = page.read_text()
    assert "data:image/png;base64," in text
    assert 'alt="Acme Care"' in text
    assert "http:" not in text.replace("http://www.w3.org", "").replace("http-equiv", "")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "Nora" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("preview", "cccc"), "No response begins with cccc"),
        (("preview", "aa"), "More than one response begins with aa"),
        (("preview", "aabb"), "anonymous"),
        (("preview", "aaaa", "--report", "nothing"), "There is no report nothing"),
        (("preview", "aaaa", "--language", "xx"), "There is no language xx"),
    ],
)
def test_what_cannot_be_shown_says_why(voc: Voc, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(UserError, match=said):
        voc(*words)


def test_a_faulty_file_stops_the_look_and_says_where(voc: Voc, file: Path, written: Written) -> None:
    file.write_text(FILE.replace("only_when: {metric: nps", "only_when: {metric: npss"))
    with pytest.raises(UserError, match=r"mine\.yml:8: metric npss is not known"):
        voc("evaluate")
    assert written("outbox") == []


def test_a_look_that_fails_is_written_down(voc: Voc, surveys: Surveys, written: Written, capsys: Read) -> None:
    surveys.db.execute("drop table restricted.response_answers")
    with pytest.raises(UserError, match="voc run"):
        voc("evaluate")
    assert [row["is_ok"] for row in written("evaluations")] == [False]
    voc("list")
    assert "failed: `voc responses evaluate`" in capsys.readouterr().out


def test_in_dagster_a_fault_of_one_stops_not_the_other(
    settings: Settings, voc: Voc, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = [alerts.evaluated_asset(), responses.reported_asset()]
    monkeypatch.setattr(alert_rounds, "evaluate", lambda settings, checks: Round())
    file.write_text("responses: 3\n")
    done = dg.materialize(assets, raise_on_error=False)
    assert [event.step_key for event in done.get_step_failure_events()] == ["responses__reported"]
    assert done.asset_materializations_for_node("alerts__evaluated")

    def fault(settings: Settings, checks: object) -> Round:
        raise RuntimeError("a fault of the rules")

    file.write_text(FILE)
    monkeypatch.setattr(alert_rounds, "evaluate", fault)
    done = dg.materialize(assets, raise_on_error=False)
    assert [event.step_key for event in done.get_step_failure_events()] == ["alerts__evaluated"]
    (reported,) = done.asset_materializations_for_node("responses__reported")
    assert reported.metadata["responses"].value == 3
