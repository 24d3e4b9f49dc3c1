"""The marts of a hand-made scenario, against numbers worked out by hand."""

from __future__ import annotations

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
    ada = {(tool, ref) for tool, ref, key, _ in rows if key == next(k for t, r, k, _ in rows if r == "cus_ada")}
    assert ada == {
        ("stripe", "cus_ada"), ("zendesk", "1"), ("segment_files", "u_000001"), ("trustpilot", "con1"), ("trustpilot", "rev1"),
        ("typeform", "r_ada"), ("typeform", "r_ada2"), ("typeform", "r_t1"), ("typeform", "r_t2"),
    }  # fmt: skip
    assert next(why for tool, _, _, why in rows if tool == "zendesk") == "account phone"


def test_an_office_telephone_joins_nobody_and_is_reported(ask: Any) -> None:
    assert ask("select count(distinct customer_key) from restricted.customer_identities where ref_id like 'cus_office%'") == [(5,)]
    reported = "select distinct identifier, not_joined_because from intermediate.int_identity__identifiers where not_joined_because is not null"
    assert ask(reported) == [("phone:4533000000", "hub")]


def test_anonymous_answers_belong_to_nobody(ask: Any) -> None:
    assert ask("select customer_key from marts.fct_answers where submitted_on = '2026-08-05' and metric = 'nps'") == [(None,)]


def test_answers_that_do_not_count_say_why(ask: Any) -> None:
    rows = ask("select metric, cast(score as integer), exclusion_reason from marts.fct_answers where exclusion_reason is not null order by all")
    assert rows == [
        ("ces", 1, "test"), ("ces", 4, "duplicate"), ("ces", None, "skipped"),
        ("csat", 1, "test"), ("csat", 3, "duplicate"), ("nps", 11, "out_of_range"),
    ]  # fmt: skip


def test_a_relational_survey_counts_a_customers_newest_answer_of_the_period(ask: Any) -> None:
    columns = "n, positive_count, neutral_count, negative_count, value, excluded_out_of_range"
    month = f"select {columns} from marts.voc_metrics where metric = 'nps' and period_type = 'month' and dimension = 'all'"
    assert ask(month) == [(2, 0, 1, 1, -50.0, 1)]
    week = f"select {columns} from marts.voc_metrics where metric = 'nps' and period_type = 'week' and dimension = 'all' order by period_start"
    assert ask(week) == [(2, 1, 1, 0, 50.0, 1), (1, 0, 0, 1, -100.0, 0)]


def test_a_customers_row_holds_what_all_tools_know(ask: Any) -> None:
    columns = "answers_count, nps_latest_score, csat_count, csat_sum, zendesk_ratings_good, tickets_count, tickets_open_count, reviews_stars_sum, orders_count, gross_paid_minor, refunded_minor, mrr_minor, cast(gross_paid_eur as double), events_count, active_days, sessions, is_churned"
    ada = f"select {columns} from marts.customer_voice join restricted.customer_identities using (customer_key) where ref_id = 'cus_ada'"
    assert ask(ada) == [(3, 6, 1, 5, 1, 1, 0, 4, 1, 100_00, 40_00, 20_00, 13.4, 3, 2, 2, False)]


def test_reply_and_resolution_ignore_internal_notes(ask: Any) -> None:
    timed = "select first_reply_seconds, first_resolution_seconds, messages_count, reopens_count from marts.fct_tickets where status = 'solved'"
    assert ask(timed) == [(86_400, 86_400, 3, 0)]


def test_columns_are_documented_in_the_database(ask: Any) -> None:
    silent = "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and database_name = current_database() and coalesce(comment, '') = ''"
    assert ask(silent) == []


def test_no_secret_stands_in_a_compiled_file(first_build: RawWarehouse) -> None:
    from tests.dbt_project.runs import SECRET

    files = [file for file in first_build.path.parent.rglob("*") if file.is_file() and file.suffix != ".duckdb"]
    assert len(files) > 50
    assert [file.name for file in files if SECRET.encode() in file.read_bytes()] == []
