"""Which day, week and quarter an instant belongs to, where clocks change and where weeks and years begin elsewhere.

The macros are rendered by dbt with other vars and computed by DuckDB.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
import sqlglot

from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import dbt
from tests.dbt_project.test_portable_sql import ENGINES

ZONE = "Europe/Copenhagen"
ELSEWHERE = {"reporting_time_zone": ZONE, "week_starts_on": 7, "fiscal_year_starts_in": 2}
MACROS = {
    "date": "{{ reporting_date('a') }}",
    "day": "{{ reporting_period_start('b', 'day') }}",
    "week": "{{ reporting_period_start('b', 'week') }}",
    "month": "{{ reporting_period_start('b', 'month') }}",
    "quarter": "{{ reporting_period_start('b', 'quarter') }}",
}


def rendered(raw: RawWarehouse, *, engine: str = "", **settings: Any) -> dict[str, str]:
    """Each macro as SQL over the instant a and the date b."""
    inline = "\n~~~\n".join(MACROS.values())
    # Other vars make dbt parse everything again: in a folder of their own, so that later tests keep the parsed project.
    folder = str(raw.path.parent / "target_with_vars")
    result = dbt(
        raw.path, "compile", "--inline", inline, "--vars", str(settings), DBT_TARGET_PATH=folder, VOC_SQL_DIALECT=engine
    )
    return dict(zip(MACROS, result.results[0].node.compiled_code.split("~~~"), strict=True))


def column(expression: str, values: list[datetime] | list[date]) -> list[date]:
    name = "a" if isinstance(values[0], datetime) else "b"
    with duckdb.connect() as db:
        rows = db.execute(f"select {expression} from (select unnest(?) as {name}) order by {name}", [values]).fetchall()
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def usual(first_build: RawWarehouse) -> dict[str, str]:
    return rendered(first_build)


@pytest.fixture(scope="module")
def elsewhere(first_build: RawWarehouse) -> dict[str, str]:
    return rendered(first_build, **ELSEWHERE)


@pytest.mark.parametrize(
    ("changing", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)]
)
def test_days_on_which_clocks_change_have_23_or_25_hours(elsewhere: dict[str, str], changing: date, hours: int) -> None:
    noon = datetime.combine(changing, datetime.min.time())
    halves = [noon + timedelta(minutes=30 * k) for k in range(-96, 144)]
    assert column(elsewhere["date"], halves).count(changing) == 2 * hours
    first, following = (
        datetime.combine(day, datetime.min.time(), ZoneInfo(ZONE)).astimezone(UTC).replace(tzinfo=None)
        for day in (changing, changing + timedelta(days=1))
    )
    midnights = [first - timedelta(seconds=1), first, following - timedelta(seconds=1), following]
    assert column(elsewhere["date"], midnights) == [
        changing - timedelta(days=1),
        changing,
        changing,
        changing + timedelta(days=1),
    ]


def test_dates_equal_the_time_zone_databases(elsewhere: dict[str, str]) -> None:
    hours = [datetime(2024, 1, 1, 0, 59) + timedelta(hours=7 * k) for k in range(3_000)]
    expected = [at.replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)).date() for at in hours]
    assert column(elsewhere["date"], hours) == expected


def test_with_the_usual_settings_periods_are_the_calendars(usual: dict[str, str]) -> None:
    days = [date(2025, 11, 1) + timedelta(days=k) for k in range(500)]
    assert column(usual["day"], days) == days
    assert column(usual["week"], days) == [day - timedelta(days=day.weekday()) for day in days]
    assert column(usual["month"], days) == [day.replace(day=1) for day in days]
    assert column(usual["quarter"], days) == [date(day.year, (day.month - 1) // 3 * 3 + 1, 1) for day in days]
    assert column(usual["date"], [datetime(2026, 3, 28, 23, 59, 59)]) == [date(2026, 3, 28)]
    assert usual["date"].strip() == "cast(a as date)", "UTC costs nothing"


def test_weeks_may_begin_on_sunday_and_fiscal_years_in_february(elsewhere: dict[str, str]) -> None:
    days = [date(2025, 11, 1) + timedelta(days=k) for k in range(500)]
    assert column(elsewhere["week"], days) == [day - timedelta(days=day.isoweekday() % 7) for day in days]
    assert column(elsewhere["month"], days) == [day.replace(day=1) for day in days]
    quarters = column(elsewhere["quarter"], days)
    assert {quarter.month for quarter in quarters} == {2, 5, 8, 11}
    for day, quarter in zip(days, quarters, strict=True):
        months = (day.year - quarter.year) * 12 + day.month - quarter.month
        assert quarter.day == 1
        assert 0 <= months < 3, f"{day} is in the quarter of {quarter}"


@pytest.mark.parametrize("engine", ENGINES)
def test_other_engines_can_read_what_they_get(first_build: RawWarehouse, engine: str) -> None:
    for name, expression in rendered(first_build, engine=engine, **ELSEWHERE).items():
        parsed = sqlglot.parse_one(f"select {expression} from t", dialect=engine)
        assert ZONE in expression or name != "date"
        assert not list(parsed.find_all(sqlglot.exp.Command))


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("week_starts_on", 8, "week_starts_on is 8: it must be a whole number from 1 (Monday) to 7 (Sunday)"),
        ("fiscal_year_starts_in", 0, "fiscal_year_starts_in is 0: it must be a whole number from 1 (January)"),
        ("fiscal_year_starts_in", "May", "fiscal_year_starts_in is May: it must be a whole number"),
        ("reporting_time_zone", "x'; drop", "reporting_time_zone is x'; drop: give a name of the time zone database"),
    ],
)
def test_settings_that_mean_nothing_stop_compilation(
    first_build: RawWarehouse, capsys: pytest.CaptureFixture[str], setting: str, value: Any, said: str
) -> None:
    with pytest.raises(AssertionError):
        rendered(first_build, **{setting: value})
    assert said in capsys.readouterr().out


def test_a_zone_that_does_not_exist_is_refused_by_the_engine(first_build: RawWarehouse) -> None:
    unknown = rendered(first_build, reporting_time_zone="Mars/Olympus")
    with pytest.raises(duckdb.Error, match="Unknown TimeZone 'Mars/Olympus'"):
        column(unknown["date"], [datetime(2026, 1, 1)])
