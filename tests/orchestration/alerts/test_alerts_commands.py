"""`voc alerts`: check, replay over a warehouse, and what people say of episodes in a ledger."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from orchestration.alerts import past
from orchestration.alerts.counts import Counts, frames
from orchestration.alerts.evaluation import evaluate
from orchestration.alerts.rules import Aggregate, Known, load, rules_file
from orchestration.cli import alerts
from orchestration.lib.errors import UserError

store = pytest.importorskip("orchestration.ledger.store", reason="the ledger's part is merged beside this one")
episodes = pytest.importorskip("orchestration.ledger.episodes", reason="the same")
pytest.importorskip("orchestration.delivery.settings", reason="so are the channels")

COUNTED = ("n", "positive_count", "negative_count", "value_sum", "value_sum_of_squares")


@pytest.fixture
def warehouse(tmp_path: Path, registry: Known) -> Path:
    """Two segments of NPS over 560 days; the first falls in its last 40, the second is hidden. No day is published."""
    rng = np.random.default_rng(5)
    n = rng.poisson(4, (560, 2))
    share = np.full(n.shape, 0.55)
    share[-40:] = 0.1
    positive = rng.binomial(n, share)
    negative = rng.binomial(n - positive, 0.5)
    counts = Counts.of_three(date(2025, 1, 1), ("smb", "enterprise"), n, positive, negative)
    made = frames(counts, registry.metrics["nps"], "segment", "rolling_28")
    metrics = made.metrics.assign(is_suppressed=made.metrics["dimension_value"] == "enterprise")
    published_days = made.daily.reindex(columns=metrics.columns).assign(is_suppressed=True, is_complete=True)
    days = made.daily.rename(columns={"metric": "observations"})
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as db:
        db.execute("create schema marts; create schema intermediate")
        every = pd.concat([metrics, published_days])
        db.register("every", every)
        db.execute("create table marts.voc_metrics as select * replace (period_end::date as period_end) from every")
        db.register("days", days)
        columns = ", ".join(("observations", "period_type", "dimension", "dimension_value", *COUNTED))
        db.execute(
            f"create table intermediate.int_metric_counts as select {columns}, period_end::date as period_end from days"
        )
    return file


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    alerts.add_commands(parser.add_subparsers())
    arguments = parser.parse_args(["alerts", *words])
    return arguments.command(arguments)


@pytest.fixture
def place(tmp_path: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOC_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("VOC_WAREHOUSE", str(warehouse))
    monkeypatch.delenv("VOC_ALERT_RULES", raising=False)
    monkeypatch.delenv("VOC_LEDGER_URL", raising=False)
    return tmp_path


def test_only_shown_groups_are_read_and_only_published_numbers_are_said(warehouse: Path, registry: Known) -> None:
    rules = [rule for rule in load(rules_file({}), registry).rules if rule.name == "nps_fell"]
    chosen = [rule for rule in rules if isinstance(rule, Aggregate)]
    made = past.read(warehouse, chosen, registry)
    found = evaluate(chosen, made, registry, is_daily_told=True)
    assert set(found.episodes["dimension_value"]) == {"smb"}
    assert "confirmed" in set(found.episodes["tier"])
    with duckdb.connect(str(warehouse)) as db:
        rows = db.execute("select value from marts.voc_metrics where not is_suppressed").fetchall()
    published = {round(value, 9) for (value,) in rows}
    assert {round(value, 9) for value in found.events["value"]} <= published


def test_check_lists_the_rules_and_refuses_with_the_line(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("check") == 0
    assert "rules, all good" in capsys.readouterr().out
    bad = place / "bad.yml"
    bad.write_text("channels:\n  mail:\n    kind: pigeon\nrules:\n  - {name: a, family: review, foo: 1}\n")
    monkeypatch.setenv("VOC_ALERT_RULES", str(bad))
    with pytest.raises(UserError, match=r"bad\.yml:3: kind must be one of(.|\n)*bad\.yml:5: foo is no key"):
        run("check")


def test_replay_tells_messages_chance_and_delay_and_draws(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = place / "fell.svg"
    assert run("replay", "--rule", "nps_fell", "--runs", "1", "--from", "2026-05-01", "--png", str(picture)) == 0
    said = capsys.readouterr().out
    assert "smb" in said
    assert "confirmed" in said
    assert "enterprise" not in said
    assert "By chance, on the same days in another order" in said
    assert "A fall of 25 points" in said
    assert picture.read_text().startswith("<svg")
    with pytest.raises(UserError, match="do you mean nps_fell"):
        run("replay", "--rule", "nps_fel")
    with pytest.raises(UserError, match="only rules over metrics"):
        run("replay", "--rule", "detractor")


def test_episodes_are_listed_acknowledged_and_snoozed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "Nothing is open" in capsys.readouterr().out
    row = {
        **{"episode_id": "abc123", "series_key": "s", "rule": "nps_fell", "family": "change", "metric": "nps"},
        **{"dimension": "segment", "dimension_value": "smb", "status": "open", "tier": "watch", "severity": "warning"},
        **{"opened_on": date(2026, 3, 1), "limit_value": 20.0, "last_value": 12.5, "last_n": 84, "level": 0},
        "is_backfilled": False,
    }
    with store.open_ledger(f"sqlite:///{place / 'ledger.sqlite'}").writing() as connection:
        episodes.put_episodes(connection, [row], datetime.now(UTC))
    assert run("list") == 0
    assert "smb" in capsys.readouterr().out
    assert run("ack", "abc", "--by", "Jo") == 0
    assert run("snooze", "abc", "--days", "3", "--by", "Jo") == 0
    capsys.readouterr()
    run("list")
    assert "snoozed until" in capsys.readouterr().out
    with pytest.raises(UserError, match="No episode begins with zzz"):
        run("ack", "zzz")
    with pytest.raises(UserError, match="is over"):
        run("snooze", "abc", "--until", "2020-01-01")
