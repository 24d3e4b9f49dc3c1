"""`voc health`: what is printed and drawn says what the published numbers say."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.health import judged, shown
from orchestration.lib.errors import UserError
from orchestration.lib.health import Backtest, BandCount, Present, Ranking, Share, read

MONTH = Ranking(date(2026, 5, 1), 400, 12, 0.7, 0.6, 0.78)
OVERALL = Ranking(None, 800, 20, 0.65, 0.57, 0.73)
SHARES = [Share("at risk", 50, 10, 20.0, 11.2, 33.0), Share("healthy", 750, 10, 1.3, 0.7, 2.4)]


def publish(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.customer_health_months as
            select key as customer_key, start::date as month_start, score, band, is_subscribed, drag as drag_input,
                '2026-09-14 00:00:00'::timestamp as scored_at
            from (values
                ('a', '2026-08-01', 80.0, 'healthy', true, 'usage'),
                ('b', '2026-08-01', 40.0, 'at_risk', true, 'usage'),
                ('a', '2026-09-01', 60.0, 'neutral', true, 'support'),
                ('b', '2026-09-01', 30.0, 'at_risk', true, 'usage'),
                ('c', '2026-09-01', null, null, true, null), ('d', '2026-09-01', 10.0, 'at_risk', false, 'usage'),
                ('e', '2026-07-01', 10.0, 'at_risk', true, 'usage')
            ) as rows (key, start, score, band, is_subscribed, drag);
            create table marts.customer_health as
            select * from marts.customer_health_months where month_start = '2026-09-01';
            create table marts.health_backtest as
            select period, month_start, band, n, churned_count, churn_share::double as churn_share,
                churn_share_low::double as churn_share_low, churn_share_high::double as churn_share_high,
                auc::double as auc, auc_low::double as auc_low, auc_high::double as auc_high, horizon_days
            from (values
                ('2026-05-01', date '2026-05-01', 'all', 400, 12, 3.0, 1.7, 5.2, 0.7, 0.6, 0.78, 90),
                ('2026-05-01', date '2026-05-01', 'at_risk', 25, 5, 20.0, 8.9, 39.1, null, null, null, 90),
                ('2026-04-01', date '2026-04-01', 'all', 400, 0, 0.0, 0.0, 1.0, null, null, null, 90),
                ('all', null, 'all', 800, 20, 2.5, 1.6, 3.8, 0.65, 0.57, 0.73, 90),
                ('all', null, 'at_risk', 50, 10, 20.0, 11.2, 33.0, null, null, null, 90),
                ('all', null, 'healthy', 750, 10, 1.3, 0.7, 2.4, null, null, null, 90),
                ('all', null, 'unknown', 90, 1, 1.1, 0.2, 6.0, null, null, null, 90)
            ) as rows (period, month_start, band, n, churned_count, churn_share, churn_share_low, churn_share_high,
                auc, auc_low, auc_high, horizon_days)
            """
        )


def test_the_published_numbers_are_read(tmp_path):
    publish(tmp_path / "voice.duckdb")
    present, backtest = read(tmp_path / "voice.duckdb")
    assert present == Present(
        date(2026, 9, 13),
        [
            BandCount("at risk", 1, 0),
            BandCount("neutral", 1, 1),
            BandCount("healthy", 0, -1),
            BandCount("no score", 1, 1),
        ],
        others=1,
        drags=[("support", 1), ("usage", 1)],
    )
    assert backtest.rankings == [MONTH], "a month in which nobody left ranks nobody"
    assert backtest.overall == OVERALL
    assert [share.band for share in backtest.shares] == ["at risk", "healthy", "all"]


def test_bands_are_drawn_in_proportion():
    lines = list(
        shown(Present(date(2026, 9, 30), [BandCount("at risk", 10, -1), BandCount("healthy", 40, None)], 7, []))
    )
    bars = {line.split("  ")[0]: line.count("█") for line in lines if "█" in line}
    assert bars == {"at risk": 10, "healthy": 40}
    assert "7" in lines[-1]


def test_an_interval_that_touches_chance_is_not_called_a_ranking():
    def said(low: float | None, high: float | None) -> str:
        return Backtest(90, Ranking(None, 800, 20, 0.55, low, high), [], []).verdict

    assert said(0.51, 0.6) == "Customers with lower scores leave more often"
    assert said(0.49, 0.6) == "Scores do not tell yet who leaves"
    assert said(0.3, 0.48).endswith("the score misleads")
    assert said(None, None) == "Too few customers left to judge the scores by"


def test_the_backtest_is_drawn_on_one_axis_with_chance_marked():
    lines = list(judged(Backtest(90, OVERALL, [MONTH], SHARES)))
    month = next(line for line in lines if line.startswith("2026-05"))
    overall = next(line for line in lines if line.startswith("all"))
    assert month.split()[:7] == ["2026-05", "400", "12", "0.70", "0.60", "to", "0.78"]
    assert month.index("┊") == overall.index("┊") < overall.index("─") < month.index("─")
    assert month.rindex("─") > overall.rindex("─")


def test_before_anything_can_be_judged_it_is_said():
    assert list(judged(Backtest(90, None, [], [])))[1].startswith(
        "Nothing to judge by yet: it takes months that ended 90"
    )


def test_nothing_published_and_an_older_file_are_told_apart(tmp_path):
    with pytest.raises(UserError, match="Nothing is published yet"):
        read(tmp_path / "voice.duckdb")
    duckdb.connect(str(tmp_path / "voice.duckdb")).close()
    with pytest.raises(UserError, match="has no customer health"):
        read(tmp_path / "voice.duckdb")


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_command_prints_and_draws(settings, tmp_path, capsys, ending, start):
    publish(settings.published)
    assert main(["health"]) == 0
    printed = capsys.readouterr().out
    assert "Health of 3 customers with a running subscription, 13 September 2026" in printed
    assert "AUC 0.65, 0.57 to 0.73" in printed
    file = tmp_path / f"health.{ending}"
    assert main(["health", "--png", str(file)]) == 0
    assert file.read_bytes().startswith(start)
    if ending == "svg":
        text = file.read_text()
        assert "Customers with lower scores leave more often (AUC 0.65, 0.57 to 0.73)" in text
        assert "20.0 %  (10 of 50)" in text or "20.0 % (10 of 50)" in text
        assert "http" not in text.replace("http://www.w3.org", "")
    assert os.environ.get("VOC_STATE_DIR") is not None
