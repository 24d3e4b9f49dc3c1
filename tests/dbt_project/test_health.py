"""Customer health in the hand-made scenario, against numbers worked out by hand, and what a run scores again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project.raw_fixture import Deleted, RawWarehouse
from tests.dbt_project.runs import build
from tests.dbt_project.test_incremental import differences
from tests.dbt_project.vendor_records import event, invoice, response, ticket

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (7, 8, 9, 10))
OF_ADA = "customer_key = (select customer_key from restricted.customer_identities where ref_id = 'cus_ada')"
HEALTH = ("--select", "+customer_health", "+health_backtest", "--exclude-resource-type", "test")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path)) as db:
        return db.execute(query).fetchall()


def test_a_customers_months_are_scored_as_known_at_their_ends(first_build: RawWarehouse) -> None:
    # August: used on 1 of the last 28 days (25); answers 90, 60, 100 and 100, all younger than 30 days (87.5); a ticket
    # replied to after 24 hours (85); a running subscription (100). September is as of the 6th: all answers but one have
    # become a step lighter: (5 * 90 + 6 * 60 + 5 * 100 + 5 * 100) / 21, and nothing was used.
    found = rows(
        first_build.path,
        f"""
        select month_start, usage_score, feedback_score, support_score, commercial_score, score, band, coverage,
            is_complete, score_change, mover_input, mover_points, drag_input, drag_points,
            used_days_count, answers_count
        from marts.customer_health_months
        where {OF_ADA}
        order by month_start
        """,
    )
    no, exactly = None, Decimal
    assert found == [
        (
            *(AUGUST, 25, 87.5, 85, 100, exactly("67.625"), "neutral", 100, True),
            *(no, no, no, "usage", exactly("26.25"), 1, 4),
        ),
        (
            *(SEPTEMBER, 0, exactly("86.190476"), 85, 100, exactly("58.547619"), "neutral", 100, False),
            *(exactly("-9.077381"), "usage", exactly("-8.75"), "usage", 35, 0, 4),
        ),
    ]  # fmt: skip


def test_the_newest_month_is_the_customers_health(first_build: RawWarehouse) -> None:
    newest = rows(first_build.path, f"select month_start, score, drag_input from marts.customer_health where {OF_ADA}")
    assert newest == [(SEPTEMBER, Decimal("58.547619"), "usage")]
    missing = """
        select count(*) from restricted.customer_identities
        where customer_key not in (select customer_key from marts.customer_health)
    """
    anonymous = "select count(*) from marts.customer_health where customer_key is null"
    assert rows(first_build.path, missing) == rows(first_build.path, anonymous) == [(0,)]


def test_who_has_too_little_data_has_no_score(first_build: RawWarehouse) -> None:
    # Cy only wrote to the help desk, which weighs 20 of 100.
    cy = OF_ADA.replace("'cus_ada'", "'2' and tool = 'zendesk'")
    found = rows(
        first_build.path,
        f"select score, band, coverage, support_score, drag_input from marts.customer_health where {cy}",
    )
    assert [(score, band, coverage, drag) for score, band, coverage, _, drag in found] == [(None, None, 20, None)]
    assert found[0][3] == 65, "open and without a reply for five days: 20 and 15 points"


@pytest.fixture
def raw(first_build: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]) -> RawWarehouse:
    changed = RawWarehouse.__new__(RawWarehouse)
    changed.__dict__ |= first_build.__dict__
    changed.path = copy_of(first_build, "health")
    return changed


def is_marked(path: Path, month: date) -> bool:
    (found,) = rows(
        path, f"select max(weights_version) from marts.customer_health_months where month_start = '{month}'"
    )
    return bool(found[0] == -1)


def mark(path: Path) -> None:
    rows(path, "update marts.customer_health_months set weights_version = -1")


def test_a_past_month_is_scored_again_only_when_what_it_follows_from_changed(
    raw: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    mark(raw.path)
    raw.load("typeform", {"responses": [response("r_new", "FNPS0001", 30, {"nps": 2}, email="ada@gmail.com")]})
    build(raw.path, *HEALTH)
    assert is_marked(raw.path, AUGUST), "a new answer of September is none of August's business"
    assert not is_marked(raw.path, SEPTEMBER)

    # A deleted ticket leaves no row that could say so; August follows all the same.
    raw.load("zendesk", {"tickets": [ticket(10, 1, "deleted")]})
    build(raw.path, *HEALTH)
    assert not is_marked(raw.path, AUGUST)
    assert rows(raw.path, f"select distinct support_score from marts.customer_health_months where {OF_ADA}") == [(100,)]

    # Weeks later: September is over, October is new, August stays.
    mark(raw.path)
    raw._loads = 40
    for tool, resource in [
        ("stripe", "invoices"),
        ("zendesk", "users"),
        ("trustpilot", "reviews"),
        ("segment_files", "pages"),
    ]:
        raw.load(tool, {resource: [invoice("in_9", "cus_ada", 35, 10_00)] if tool == "stripe" else []})
    raw.load("typeform", {"responses": []})
    build(raw.path, *HEALTH)
    held = "select month_start, is_complete, max(weights_version) from marts.customer_health_months group by all"
    assert sorted(rows(raw.path, held)) == [(AUGUST, True, -1), (SEPTEMBER, True, 1), (OCTOBER, False, 1)]

    rows(raw.path, f"update marts.customer_health_months set weights_version = 1 where month_start = '{AUGUST}'")
    full = copy_of(raw, "in_one_go")
    build(full, *HEALTH, "--full-refresh")
    assert differences(raw.path, full) == {}


def test_a_month_that_nobody_can_be_scored_in_any_more_is_removed(
    raw: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    months = "select distinct month_start from marts.customer_health_months order by 1"
    raw.load("segment_files", {"tracks": [event("m_july", "u_000001", -20)]})
    raw.load("typeform", {"responses": [response("r_july", "FNPS0001", -20, {"nps": 2}, email="ada@gmail.com")]})
    build(raw.path, *HEALTH)
    assert rows(raw.path, months) == [(JULY,), (AUGUST,), (SEPTEMBER,)]
    raw.load("typeform", {"responses": [Deleted("r_july")]})
    build(raw.path, *HEALTH)
    assert rows(raw.path, months) == [(AUGUST,), (SEPTEMBER,)], "usage alone has 35 of 100"
    full = copy_of(raw, "in_one_go")
    build(full, *HEALTH, "--full-refresh")
    assert differences(raw.path, full) == {}
