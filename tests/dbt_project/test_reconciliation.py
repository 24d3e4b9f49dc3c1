"""Numbers that must agree do, in a built sample company and in a hand-made story; each check finds a planted fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project import raw_recount, reconciliations
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import build
from tests.dbt_project.scenario import STORIES, first_load
from tests.dbt_project.vendor_records import response, unfinished
from tests.end_to_end.runs import built

Check = Callable[[duckdb.DuckDBPyConnection], list[Any]]
CHECKS: list[Check] = [
    reconciliations.sides_and_scales,
    reconciliations.groups,
    reconciliations.periods,
    reconciliations.published,
    reconciliations.exclusions,
    reconciliations.raw,
]
# Where a fault is planted: table, its key, its name for what is measured.
COUNTS = ("intermediate.int_metric_counts", "counts_key", "observations")
PUBLISHED = ("marts.voc_metrics", "voc_metric_key", "metric")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with tests, duplicates, skipped questions and answers off the scale, as `voc run` builds it."""
    return built(tmp_path_factory.mktemp("company"), seed=2026, customers=300, months=4).warehouse


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with edits, deletions, reverts, partial answers and a changed scale, all loaded before one build."""
    raw = RawWarehouse(tmp_path_factory.mktemp("story") / "warehouse.duckdb")
    first_load(raw)
    for happens in STORIES:
        happens(raw)
    raw.load("typeform", {"responses": [unfinished(response("r_never", "FCST0001", 6, {"csat": 4}))]})
    build(raw.path)
    return raw.path


@contextmanager
def altered(warehouse: Path, statement: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse with one fault in it, which is taken back."""
    with duckdb.connect(str(warehouse)) as db:
        db.begin()
        (changed,) = db.execute(statement).fetchone() or (0,)
        assert changed == 1, "the fault was to be planted in one row"
        yield db
        db.rollback()


def _in_cell(
    place: tuple[str, str, str], change: str, dimension: str = "all", metric: str = "nps", period: str = "month"
) -> str:
    """Change one cell that has answers; `delete` removes it."""
    table, key, name = place
    one = (
        f"select {key} from {table} where {name} = '{metric}' and period_type = '{period}' "
        f"and dimension = '{dimension}' and n > 0 order by 1 limit 1"
    )
    verb = f"delete from {table}" if change == "delete" else f"update {table} set {change}"
    return f"{verb} where {key} = ({one})"


def _in_row(table: str, key: str, where: str, change: str) -> str:
    verb = f"delete from {table}" if change == "delete" else f"update {table} set {change}"
    return f"{verb} where {key} = (select min({key}) from {table} where {where})"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("warehouse", ["company", "story"])
def test_numbers_agree(request: pytest.FixtureRequest, warehouse: str, check: Check) -> None:
    with duckdb.connect(str(request.getfixturevalue(warehouse))) as db:
        assert check(db) == []


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (reconciliations.sides_and_scales, _in_cell(PUBLISHED, "neutral_count = neutral_count + 1")),
        (reconciliations.sides_and_scales, _in_cell(COUNTS, "negative_count = negative_count + 1")),
        (reconciliations.sides_and_scales, _in_cell(PUBLISHED, "interval_high = 100.1")),
        (reconciliations.groups, _in_cell(COUNTS, "excluded_test = 9", "country")),
        (reconciliations.groups, _in_cell(COUNTS, "value_sum = value_sum + 1", "segment", "csat")),
        (reconciliations.groups, _in_cell(COUNTS, "n = n - 1", "touchpoint_segment")),
        (reconciliations.groups, _in_cell(COUNTS, "delete", "survey")),
        (reconciliations.periods, _in_cell(COUNTS, "delete", "segment", "csat", "day")),
        (reconciliations.published, _in_cell(PUBLISHED, "n = n + 1")),
        (reconciliations.published, _in_cell(PUBLISHED, "delete")),
        (
            reconciliations.published,
            _in_row("marts.voc_metrics", "voc_metric_key", "is_suppressed", "positive_count = 1"),
        ),
        (
            reconciliations.exclusions,
            _in_row("marts.fct_answers", "answer_key", "metric = 'nps' and exclusion_reason is not null", "delete"),
        ),
        (
            reconciliations.raw,
            _in_row("marts.fct_answers", "answer_key", "metric = 'support_rating'", "score = score - 1"),
        ),
        (reconciliations.raw, _in_cell(COUNTS, "positive_count = positive_count + 1")),
        (reconciliations.raw, _in_cell(PUBLISHED, "value_sum = value_sum + 1")),
        (reconciliations.raw, _in_row("raw_typeform.responses", "record_id", "true", "is_deleted = true")),
    ],
)
def test_a_planted_fault_is_found(company: Path, check: Check, fault: str) -> None:
    with altered(company, fault) as db:
        assert check(db) != []


def test_what_is_compared_is_there(company: Path, story: Path) -> None:
    reasons: set[str | None] = set()
    for warehouse in (company, story):
        with duckdb.connect(str(warehouse)) as db:
            reasons |= {answer.reason for answer in raw_recount.judged_answers(db)}
    assert reasons == {None, "test", "duplicate", "partial", "skipped", "out_of_range", "undeclared_scale"}
    with duckdb.connect(str(company)) as db:
        compared = db.execute(
            "select count(distinct observations), count(distinct dimension), count(*) "
            "from intermediate.int_metric_counts where counting = 'all' and n > 0"
        ).fetchone()
        assert compared is not None
        assert compared[0] >= 20
        assert compared[1] >= 8
        assert compared[2] > 1_000
