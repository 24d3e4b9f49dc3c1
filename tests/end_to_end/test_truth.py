"""Every number of the marts equals what the simulated company knows to be true, however its data arrived."""

from pathlib import Path

import duckdb
import pytest

from sample_company import advance, generate
from tests.dbt_project.test_incremental import differences
from tests.end_to_end import truth
from tests.end_to_end.runs import State, serving

SIZE = {"customers": 300, "months": 4}
# seed: days that pass. Twenty see late, deleted and edited records, joined customers, a new month and quarter.
DAYS = {7: 20, 2026: 3, 4711: 3}
SENT = ("staging.stg_ledger__outbox", "staging.stg_ledger__delivery_attempts", "marts.alert_messages")


def assert_equal_to_truth(state: State, company: Path) -> None:
    with truth.open_both(state.warehouse, company) as db:
        quality = truth.identity_quality(db)
        assert quality.precision == 1.0
        assert quality.recall >= 0.99
        assert quality.joinable > 100, "too few pairs to mean anything"
        assert truth.answer_differences(db) == []
        assert truth.metric_differences(db) == []
        assert truth.driver_differences(db) == []
        assert truth.customer_differences(db) == []


@pytest.fixture(scope="module", params=DAYS)
def loaded_day_by_day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[State, Path]:
    """A company after some simulated days, each loaded on its own day, deletions reconciled on the last."""
    folder = tmp_path_factory.mktemp(f"seed-{request.param}")
    company, state = folder / "company", State(folder / "state")
    generate(company, seed=request.param, **SIZE)
    with serving(company) as environment:
        state.succeed(environment)
    assert_equal_to_truth(state, company)
    days = DAYS[request.param]
    for day in range(1, days + 1):
        advance(company)
        with serving(company) as environment:
            state.succeed(environment, *(["--reconcile"] if day == days else []))
    return state, company


def test_days_loaded_one_by_one_give_the_true_numbers(loaded_day_by_day: tuple[State, Path]) -> None:
    assert_equal_to_truth(*loaded_day_by_day)


def missing(one: Path, other: Path, table: str) -> int:
    """Rows of one warehouse's table that the other's lacks."""
    with duckdb.connect() as db:
        db.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        query = f"select count(*) from (from one.{table} except all from other.{table})"
        return int(db.execute(query).fetchall()[0][0])


def test_days_built_one_by_one_equal_a_full_refresh_row_by_row(
    loaded_day_by_day: tuple[State, Path], tmp_path: Path
) -> None:
    loaded, company = loaded_day_by_day
    state = loaded.copy(tmp_path / "state")
    with serving(company) as environment:
        state.succeed(environment, "--full-refresh")
    different = differences(loaded.warehouse, state.warehouse)
    # How often each source was read: once more. What was sent after the last build is known a run later: nothing that
    # was known is gone or another.
    assert different.keys() <= {"marts.source_freshness", *SENT}, different
    assert {table: missing(loaded.warehouse, state.warehouse, table) for table in SENT} == dict.fromkeys(SENT, 0)


def test_the_same_days_loaded_in_one_go_give_the_true_numbers(
    loaded_day_by_day: tuple[State, Path], tmp_path: Path
) -> None:
    _, company = loaded_day_by_day
    state = State(tmp_path / "state")
    with serving(company) as environment:
        state.succeed(environment)
    assert_equal_to_truth(state, company)


def test_delivering_everything_again_in_another_order_changes_nothing(
    loaded_day_by_day: tuple[State, Path], tmp_path: Path
) -> None:
    loaded, company = loaded_day_by_day
    state = loaded.copy(tmp_path / "state")
    with serving(company, faults="shuffled") as environment:
        state.succeed(environment, "--reconcile")
    assert_equal_to_truth(state, company)
