"""The mart gate passes sound marts and stops personal data, metrics that do not add up, and collapses."""

from __future__ import annotations

import pytest

from expectations import marts
from expectations.engine import evaluate

TABLES = ["customer_voice", "dim_metrics", "fct_answers", "voc_metrics"]


def _failed(warehouse, previous=None):
    result = evaluate([marts.measure(warehouse, "marts", TABLES, previous or {})])
    assert not result.broken
    return {(finding.subject, finding.rule.name): finding.observed for finding in result.failed}


def test_sound_marts_pass(warehouse):
    assert _failed(warehouse, {"customer_voice": 120}) == {}


@pytest.mark.parametrize(
    ("damage", "table", "rule", "observed"),
    [
        ("drop table marts.fct_answers", "fct_answers", "absent", 1),
        ("alter table marts.customer_voice add column email varchar", "customer_voice", "personal_columns", 1),
        ("alter table marts.customer_voice add column comment_text varchar", "customer_voice", "personal_columns", 1),
        ("insert into marts.customer_voice values ('c1', 1)", "customer_voice", "repeated_customers", 1),
        ("update marts.voc_metrics set n = 5 where metric = 'nps' and n = 4", "voc_metrics", "unreconciled_counts", 1),
        ("update marts.voc_metrics set value = 0 where n = 0", "voc_metrics", "values_without_answers", 1),
        (
            "update marts.voc_metrics set value = -101 where metric = 'nps' and n = 4",
            "voc_metrics",
            "values_out_of_range",
            1,
        ),
        ("update marts.voc_metrics set value_sum = 3 where n is null", "voc_metrics", "hidden_numbers", 1),
        ("update marts.voc_metrics set n = 3 where dimension_value = 'smb'", "voc_metrics", "groups_not_adding_up", 1),
        ("delete from marts.fct_answers where exclusion_reason = 'test'", "voc_metrics", "answers_unaccounted", 2),
        ("update marts.voc_metrics set interval_low = 90 where n = 6", "voc_metrics", "disordered_intervals", 1),
        (
            "insert into marts.fct_answers values ('csat', null, true, '2026-08-07')",
            "voc_metrics",
            "answers_unaccounted",
            1,
        ),
    ],
)
def test_each_damage_breaks_its_rule(warehouse, damage, table, rule, observed):
    warehouse.execute(damage)
    assert _failed(warehouse)[table, rule] == observed


def test_a_mart_that_lost_most_of_its_rows_is_stopped(warehouse):
    assert _failed(warehouse, {"customer_voice": 400}) == {("customer_voice", "lost_rows_share"): 0.75}


def test_counts_of_comments_and_hashed_keys_are_not_personal_data(warehouse):
    warehouse.execute("alter table marts.customer_voice add column comments_count integer")
    warehouse.execute("alter table marts.customer_voice add column email_key_hash varchar")
    assert _failed(warehouse) == {}


SHOWN = "10, 8, 0, 4, 40.0, 20.0, 60.0, 1, 25.0, null, null, false"
NOTHING = "null, null, null, null, null, null, null, null, null, null, null, true"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (SHOWN, None),
        (NOTHING, None),
        (SHOWN.replace("false", "true"), "hidden_numbers"),
        (NOTHING.replace("null, true", "2.5, true"), "hidden_numbers"),
        (SHOWN.replace("10, 8", "3, 3"), "values_out_of_range"),
        (SHOWN.replace("60.0, 1", "60.0, 5"), "values_out_of_range"),
        (SHOWN.replace("20.0, 60.0", "60.0, 20.0"), "disordered_intervals"),
    ],
)
def test_themes_hide_small_groups_and_are_named_by_some_of_the_comments(warehouse, row, rule):
    warehouse.execute(
        "create table marts.theme_periods (comments_count bigint, respondents_count bigint, not_scored_count bigint, "
        "mentions_count bigint, value double, interval_low double, interval_high double, negative_count bigint, "
        "negative_share double, previous_value double, change double, is_suppressed boolean)"
    )
    warehouse.execute(f"insert into marts.theme_periods values ({row})")
    assert _failed(warehouse) == ({("theme_periods", rule): 1} if rule else {})
