"""`voc actions`: the plan as it was published, and the customers to be told, in a file that no spreadsheet runs."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.actions import harmless
from orchestration.lib.settings import Settings


@pytest.fixture
def plan(settings: Settings) -> Settings:
    """A published plan of two actions, one of them finished, and two customers to be told of it."""
    settings.published_dir.mkdir(parents=True)
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.action_effects as
            select * from (values
                ('staffing', 'support_lead', 'finished', false, date '2026-09-15', date '2026-08-03', 41.0, 58.7, 18.4,
                 5.1, 31.7, 'measured', 2),
                ('wording', 'billing_lead', 'running', true, date '2026-08-31', date '2026-07-01', null, null, null,
                 null, null, 'too_early', 0)
            ) as t (action, owner, status, is_overdue, deadline_on, started_on, before_value, after_value, effect,
                effect_low, effect_high, effect_status, customers_to_tell_count);
            create table marts.action_priorities as
            select 'support' as touchpoint, 1 as priority_rank, 4.5 as priority, 0.34 as unhappiness, 0.34 as reach,
                0.39 as revenue_at_stake;
            """
        )
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            """
            create schema restricted;
            create table restricted.told_customers as
            select * from (values
                ('staffing', '=HYPERLINK("http://x.example")', 'a@x.example', '+45 20 00 00 01', 'da', 'More agents',
                 date '2026-09-14', 'support', date '2026-09-01'),
                ('staffing', 'Åsa', 'b@x.example', null, 'sv', 'More agents', date '2026-09-14', 'support',
                 date '2026-08-20')
            ) as t (action, name, email, phone, language, title, finished_on, touchpoint, said_on);
            """
        )
    return settings


def test_the_plan_shows_effects_with_their_interval_and_what_is_overdue(
    plan: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["actions"]) == 0
    shown = capsys.readouterr().out
    assert "+18.4" in shown
    assert "+5.1 to +31.7" in shown
    assert "overdue" in shown
    assert "too early" in shown


def test_customers_to_be_told_are_written_into_a_file_for_its_owner_alone(plan: Settings, tmp_path: Path) -> None:
    file = tmp_path / "told.csv"
    assert main(["actions", "told", "staffing", "--csv", str(file)]) == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["email"] for row in rows] == ["a@x.example", "b@x.example"]
    assert rows[0]["name"] == '\'=HYPERLINK("http://x.example")'
    assert rows[0]["phone"] == "+45 20 00 00 01"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_action_that_is_not_there_is_a_mistake_that_names_those_that_are(
    plan: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["actions", "told", "nothing", "--csv", str(tmp_path / "told.csv")]) == 2
    assert "staffing, wording" in capsys.readouterr().err
    assert not (tmp_path / "told.csv").exists()


def test_an_action_that_runs_has_nobody_to_tell_and_says_why(
    plan: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["actions", "told", "wording", "--csv", str(tmp_path / "told.csv")]) == 0
    assert "told when it is finished" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["=1+1", "+1-2", "-2", "@x", "\t=1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
