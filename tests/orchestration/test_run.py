"""`voc run` on a small sample company, served over real loopback HTTP: one first run, then what follows from it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

import sample_company
from expectations.model import Finding, GateResult, Measurements, Rule
from orchestration.cli import main
from orchestration.defs import dbt, gates
from orchestration.lib import registries
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.publish import record

TOOLS = {"segment_files", "stripe", "trustpilot", "typeform", "zendesk"}
FAILING = Rule("absent", "tables too few", "Build them", maximum=0)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that point a run at a small company without faults."""
    folder = tmp_path_factory.mktemp("company")
    sample_company.generate(folder, customers=60, months=3)
    with sample_company.serve(folder, faults="none") as service:
        yield {**service.environment, "VOC_NOW": service.now}


@pytest.fixture(scope="module")
def first_state(company: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder after the first run."""
    folder = tmp_path_factory.mktemp("first") / "state"
    before = dict(os.environ)
    os.environ.update({**company, "VOC_STATE_DIR": str(folder)})
    try:
        assert main(["run"]) == 0
    finally:
        os.environ.clear()
        os.environ.update(before)
    return folder


@pytest.fixture
def after_first(first_state: Path, company: dict[str, str]) -> Settings:
    """The environment of a further run in the same state folder; these tests run in the order in which they stand."""
    os.environ.update({**company, "VOC_STATE_DIR": str(first_state)})
    settings = Settings.from_environment()
    settings.apply()
    return settings


def test_the_first_run_publishes_every_public_mart(after_first: Settings):
    published = record.read(after_first.published)
    assert published is not None
    assert {"customer_voice", "voc_metrics", "fct_answers", "dim_customers"} <= set(published.row_counts)
    assert published.row_counts["customer_voice"] > 0
    assert published.checks_passed > 50
    assert set(published.last_loads) == TOOLS


def test_dagsters_instance_holds_the_headless_run_with_materialisations_and_checks(after_first: Settings):
    with dg.DagsterInstance.get() as instance:
        runs = {run.job_name: run for run in instance.get_runs()}
        assert {"load_sources", "build_marts"} <= set(runs)
        assert all(run.status == dg.DagsterRunStatus.SUCCESS for run in runs.values())
        loaded = instance.get_latest_materialization_event(dg.AssetKey(["raw_stripe", "customers"]))
        assert loaded is not None
        assert loaded.asset_materialization is not None
        new = loaded.asset_materialization.metadata["new"].value
        with duckdb.connect(str(after_first.warehouse)) as connection:
            assert connection.execute("select count(*) from raw_stripe.customers").fetchone() == (new,)
        assert instance.get_latest_materialization_event(dg.AssetKey(["published", "voice"]))
        checks = instance.all_logs(runs["build_marts"].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        names = {entry.get_dagster_event().asset_check_evaluation_data.check_name for entry in checks}
        assert {gates.RAW_CHECK, gates.MART_CHECK} < names


def test_a_second_run_finds_nothing_new_and_leaves_the_published_file(after_first: Settings, capsys):
    before = after_first.published.stat().st_ino
    assert main(["run"]) == 0
    output = capsys.readouterr().out
    assert "Nothing new: models, checks and publishing were skipped" in output
    assert "Published: " in output
    assert after_first.published.stat().st_ino == before


def test_a_failing_source_is_named_first_and_the_others_are_loaded_and_published(
    after_first: Settings, capsys, unused_port
):
    os.environ.update({"TYPEFORM_BASE_URL": f"http://127.0.0.1:{unused_port}", "VOC_HTTP_ATTEMPTS": "1"})
    assert main(["run"]) == 1
    lines = capsys.readouterr().out.splitlines()
    verdict = next(number for number, line in enumerate(lines) if line.startswith("FAILED"))
    assert lines[verdict + 1].startswith("  - Typeform: ")
    table = [line.split()[0] for line in lines[verdict + 2 :] if line.endswith(" 0")]
    assert set(table) == {"Segment", "Stripe", "Trustpilot", "Zendesk", "Ledger"}


def test_a_mart_gate_that_fails_stops_publishing(after_first: Settings, capsys, monkeypatch):
    before = after_first.published.stat().st_ino

    def failing(gate: str, frames: list[Measurements]) -> GateResult:
        if gate != "mart gate":
            return GateResult()
        return GateResult([Finding("marts", "customer_voice", FAILING, 1.0, False)])

    monkeypatch.setattr(gates, "evaluate", failing)
    assert main(["run", "--select", "customer_voice"]) == 1
    output = capsys.readouterr().out
    assert "FAILED" in output
    assert "marts.customer_voice: 1 tables too few. Build them" in output
    assert after_first.published.stat().st_ino == before


def test_a_broken_check_is_not_called_bad_data(after_first: Settings, capsys, monkeypatch):
    from expectations import engine

    monkeypatch.setattr(engine, "evaluate", lambda frames: GateResult(broken=["marts.absent: no such column"]))
    assert main(["run", "--select", "customer_voice"]) == 1
    assert "itself is broken (this says nothing about the data): marts.absent" in capsys.readouterr().out


def test_a_selection_builds_only_that_and_publishes(after_first: Settings, capsys):
    assert main(["run", "--select", "customer_voice"]) == 0
    output = capsys.readouterr().out
    assert "1 models and seeds built" in output
    published = record.read(after_first.published)
    assert published is not None
    assert published.fingerprint == "", "a partial build must not pass for a complete one"


def test_status_shows_the_sources_and_the_runs(after_first: Settings, capsys):
    assert main(["status"]) == 0
    output = capsys.readouterr().out
    assert all(tool in output for tool in TOOLS)
    assert "build_marts" in output


@pytest.mark.parametrize(("metric", "is_small"), [("NPS", True), ("failed_payment_rate", False)])
def test_metric_shows_the_published_periods_and_hides_small_groups(after_first: Settings, capsys, metric, is_small):
    assert main(["metric", metric, "--last", "3m"]) == 0
    shown = [line.split()[:3] for line in capsys.readouterr().out.splitlines()[2:]]
    with duckdb.connect(str(after_first.published), read_only=True) as db:
        rows = db.execute(
            "select period_start, value, n, is_suppressed from marts.voc_metrics "
            "where metric = ? and period_type = 'month' and dimension = 'all' order by 1 desc limit 3",
            [metric.lower()],
        ).fetchall()
    assert is_small in {hidden for *_, hidden in rows}
    assert shown == [
        [f"{start:%Y-%m-%d}", *(["-", "-"] if hidden else [f"{value:.1f}", f"{n:,}"])]
        for start, value, n, hidden in reversed(rows)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["metric", "npz"], "There is no metric npz in voc_metrics; there is active_days, "),
        (["metric", "nps", "--by", "planet"], "There is no dimension planet in voc_metrics; there is all, country, "),
    ],
)
def test_metric_says_what_there_is_instead(after_first: Settings, capsys, words, said):
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_scales_lists_every_question_beside_the_registry(after_first: Settings, capsys):
    assert main(["scales"]) == 0
    output = capsys.readouterr().out
    assert "nps, 0 to 10" in output
    assert "Every question is declared." in output


def test_a_faulty_registry_stops_a_run_before_anything_is_read(after_first: Settings, capsys, monkeypatch, tmp_path):
    seeds = shutil.copytree(after_first.dbt_project / "seeds", tmp_path / "seeds")
    (seeds / "segments.csv").write_text("segment,title,sort_order\nsmb,Small,first\n")
    monkeypatch.setattr(registries, "SEEDS", str(seeds))
    assert main(["run"]) == 2
    shown = capsys.readouterr()
    assert "segments.csv, line 2: sort_order is not a whole number" in shown.err
    assert "reading" not in shown.out


def test_a_persons_mistake_found_in_a_step_is_told_in_its_own_words(after_first: Settings, capsys, monkeypatch):
    def refused(_: Path) -> None:
        raise UserError("Correct the registries.\nsegments.csv, line 2: title is empty")

    monkeypatch.setattr(dbt, "require_registries", refused)
    assert main(["run", "--select", "customer_voice"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "  - Correct the registries." in lines
    assert "  - segments.csv, line 2: title is empty" in lines


def test_data_docs_are_written_on_request(after_first: Settings, capsys):
    assert main(["run", "--data-docs"]) == 0
    assert f"Data Docs: {after_first.data_docs_dir}" in capsys.readouterr().out
    assert (after_first.data_docs_dir / "index.html").is_file()
