"""The marts of a hand-made scenario, against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.dbt_project.raw_fixture import RawWarehouse


@pytest.fixture(scope="module")
def ask(first_build: RawWarehouse) -> Any:
    with duckdb.connect(str(first_build.path)) as db:
        yield lambda query: db.execute(query).fetchall()


def test_one_person_with_five_spellings_is_one_customer(ask: Any) -> None:
    rows = ask("select tool, ref_id, customer_key, joined_by from restricted.customer_identities order by all")
    ada_key = next(key for _, ref, key, _ in rows if ref == "cus_ada")
    assert {(tool, ref) for tool, ref, key, _ in rows if key == ada_key} == {
        ("stripe", "cus_ada"),
        ("zendesk", "1"),
        ("segment_files", "u_000001"),
        ("trustpilot", "con1"),
        ("trustpilot", "rev1"),
        *(("typeform", ref) for ref in ("r_ada", "r_ada2", "r_t1", "r_t2")),
    }
    assert next(why for tool, _, _, why in rows if tool == "zendesk") == "account phone"


def test_an_office_telephone_joins_nobody_and_is_reported(ask: Any) -> None:
    offices = "select count(distinct customer_key) from restricted.customer_identities where ref_id like 'cus_office%'"
    assert ask(offices) == [(5,)]
    reported = """
        select distinct identifier, not_joined_because
        from intermediate.int_identity__identifiers
        where not_joined_because is not null
    """
    assert ask(reported) == [("phone:4533000000", "hub")]


def test_anonymous_answers_belong_to_nobody(ask: Any) -> None:
    answers = "select customer_key from marts.fct_answers where submitted_on = '2026-08-05' and metric = 'nps'"
    assert ask(answers) == [(None,)]


def test_answers_that_do_not_count_say_why(ask: Any) -> None:
    rows = ask("""
        select metric, cast(score as integer), exclusion_reason
        from marts.fct_answers
        where exclusion_reason is not null
        order by all
    """)
    assert rows == [
        ("ces", 1, "test"),
        ("ces", 4, "duplicate"),
        ("ces", None, "partial"),
        ("ces", None, "skipped"),
        ("csat", 1, "test"),
        ("csat", 2, "partial"),
        ("csat", 3, "duplicate"),
        ("nps", 11, "out_of_range"),
    ]


def test_answers_know_plan_and_product_of_their_time(ask: Any) -> None:
    rows = ask("select distinct plan, product from marts.fct_answers where plan is not null or product is not null")
    assert sorted(rows, key=str) == [("pro", None), (None, "app")]
    landed = "select distinct submitted_on from marts.fct_answers where exclusion_reason = 'partial'"
    assert str(ask(landed)[0][0]) == "2026-08-07", "what was never submitted stands on the day it was begun"


@pytest.mark.parametrize(
    ("period_type", "expected"),
    [("month", [(2, 0, 1, 1, -50.0, 1)]), ("week", [(2, 1, 1, 0, 50.0, 1), (1, 0, 0, 1, -100.0, 0)])],
)
def test_a_relational_survey_counts_a_customers_newest_answer_of_the_period(
    ask: Any, period_type: str, expected: list[tuple[float, ...]]
) -> None:
    rows = ask(f"""
        select n, positive_count, neutral_count, negative_count, value, excluded_out_of_range
        from marts.voc_metrics
        where metric = 'nps' and period_type = '{period_type}' and dimension = 'all'
        order by period_start
    """)
    assert rows == expected


def test_a_customers_row_holds_what_all_tools_know(ask: Any) -> None:
    expected = {
        "answers_count": 3,
        "nps_latest_score": 6,
        "csat_count": 1,
        "csat_sum": 5,
        "zendesk_ratings_good": 1,
        "tickets_count": 1,
        "tickets_open_count": 0,
        "reviews_stars_sum": 4,
        "orders_count": 1,
        "gross_paid_minor": 100_00,
        "refunded_minor": 40_00,
        "mrr_minor": 20_00,
        "gross_paid_eur": Decimal("13.4"),
        "events_count": 3,
        "active_days": 2,
        "sessions": 2,
        "is_churned": False,
    }
    rows = ask(f"""
        select {", ".join(expected)}
        from marts.customer_voice
        join restricted.customer_identities using (customer_key)
        where ref_id = 'cus_ada'
    """)
    assert [dict(zip(expected, row, strict=True)) for row in rows] == [expected]


def test_reply_and_resolution_ignore_internal_notes(ask: Any) -> None:
    rows = ask("""
        select first_reply_seconds, first_resolution_seconds, messages_count, reopens_count
        from marts.fct_tickets
        where status = 'solved'
    """)
    assert rows == [(86_400, 86_400, 3, 0)]


def test_columns_are_documented_in_the_database(ask: Any) -> None:
    silent = """
        select table_name, column_name
        from duckdb_columns()
        where schema_name = 'marts' and database_name = current_database() and coalesce(comment, '') = ''
    """
    assert ask(silent) == []


def test_no_secret_stands_in_a_compiled_file(first_build: RawWarehouse) -> None:
    from tests.dbt_project.runs import SECRET

    files = [file for file in first_build.path.parent.rglob("*") if file.is_file() and file.suffix != ".duckdb"]
    assert len(files) > 50
    assert [file.name for file in files if SECRET.encode() in file.read_bytes()] == []
