"""Groups of few stay hidden in theme_periods, also from whoever puts all weeks, months and quarters together."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
import pytest

from tests.dbt_project.expressions import compiled
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.small_groups import DAY, Company, Group, Period, Record, random_company
from tests.dbt_project.small_groups_attack import recovered

K = 5
COMPANIES = 80
TYPES = ("week", "month", "quarter")
DIMENSIONS = ("all", "touchpoint", "segment")
Cell = tuple[Group, Period]


@pytest.fixture(scope="module")
def hiding(first_build: RawWarehouse) -> str:
    return compiled(first_build.path, {"hidden": "{{ hidden_comment_groups('cells', ['respondents_count']) }}"})[
        "hidden"
    ]


def counted(company: Company) -> dict[Cell, int]:
    """Respondents by group and period, as theme_periods has them."""
    return {
        (group, period): len({record.respondent for record in records})
        for (group, period), records in company.cells.items()
        if group[0] in DIMENSIONS and period[0] in TYPES
    }


def suppressed(hiding: str, company: Company) -> set[Cell]:
    """Hidden groups, also those that nobody may be in."""
    groups = {(group[0], group[1]): group for group, _ in counted(company)}
    periods = {period[:2]: period for _, period in counted(company)}
    cells = pd.DataFrame(  # noqa: F841 read by DuckDB
        [
            (group[0], group[1], *period, people, period[2] < company.today)
            for (group, period), people in counted(company).items()
        ],
        columns=[
            "dimension", "dimension_value", "period_type", "period_start", "period_end", "respondents_count",
            "is_complete",
        ],
    )  # fmt: skip
    rows = duckdb.sql(
        "with cells as ("
        "select * replace (period_start::date as period_start, period_end::date as period_end) from cells) "
        f"select dimension, dimension_value, period_type, period_start from ({hiding}) where is_suppressed"
    ).fetchall()
    return {(groups[dimension, value], periods[kind, start]) for dimension, value, kind, start in rows}


def not_published(company: Company) -> set[Cell]:
    """Days, rolling windows and pairs: theme_periods has none."""
    return {
        (group, period)
        for group in {group for group, _ in company.cells}
        for period in company.periods
        if group[0] not in DIMENSIONS or period[0] not in TYPES
    }


def test_nobody_recovers_a_group_of_few_from_everything_that_is_shown(hiding: str) -> None:
    found, attacked, shown = {}, 0, 0
    for number in range(COMPANIES):
        company = random_company(number)
        cells = counted(company)
        hidden = suppressed(hiding, company)
        wanted = sorted(cell for cell, people in cells.items() if people < K)
        assert set(wanted) <= hidden, f"{company.name} shows a small group"
        attacked, shown = attacked + len(wanted), shown + len(cells) - len(hidden)
        if recoveries := recovered(company, hidden | not_published(company), wanted):
            found[company.name] = recoveries
    assert attacked > 1_000, "too few to mean anything"
    assert shown > 1_000, "hiding everything hides well"
    assert found == {}


def company_of(days: int, first: date, **a_day: int) -> Company:
    records = [
        Record(first + DAY * day, name, "smb", f"{name} {day} {number}")
        for day in range(days)
        for name, people in a_day.items()
        for number in range(people)
    ]
    return Company("company", first + DAY * days, records)


def test_nothing_is_hidden_where_nothing_is_small(hiding: str) -> None:
    # A quarter that begins on a Monday and is over.
    assert suppressed(hiding, company_of(91, date(2024, 1, 1), billing=9, support=8)) == set()


def test_the_present_week_is_small_every_monday_and_hides_nothing_that_is_over(hiding: str) -> None:
    company = company_of(64, date(2024, 1, 1), billing=2, support=2)
    assert (company.today - DAY).weekday() == 0
    hidden = suppressed(hiding, company)
    assert hidden, "two on a Monday are few"
    assert all(period[2] >= company.today for _, period in hidden)


def test_a_month_of_few_takes_the_quarters_other_months_with_it_and_leaves_the_quarter(hiding: str) -> None:
    lively = company_of(91, date(2024, 1, 1), billing=9, support=8)
    records = [record for record in lively.records if record.touchpoint == "billing" or record.day.month != 2] + [
        Record(date(2024, 2, 14), "support", "smb", "lonely")
    ]
    hidden = suppressed(hiding, Company("company", lively.today, records))
    assert {group[1] for group, _ in hidden} == {"support", "billing"}, "billing less all would be support"
    assert {period[0] for _, period in hidden} == {"week", "month"}
    assert len([period for group, period in hidden if group[1] == "support" and period[0] == "month"]) == 3
