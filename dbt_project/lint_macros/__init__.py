"""Stand-ins for dbt and the project's macros while sqlfluff renders a model: its shape, nothing of its meaning.

Belongs here: one function per macro that models call. Does not belong here: SQL anybody runs (tests/dbt_project
compiles that). A macro that is missing here shows up as `Undefined jinja template variable` in `make lint`.
"""

from collections.abc import Callable
from typing import Any

this = "this_table"
QUERY = "select 1 as stand_in"


def config(*_: Any, **__: Any) -> str:
    return ""


def settings(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


def ref(name: str) -> str:
    return name


def source(schema: str, name: str) -> str:
    return f"{schema}.{name}"


def var(_: str) -> int:
    return 2


def yes(*_: Any) -> bool:
    return True


def enabled_sources() -> list[str]:
    return ["typeform", "stripe"]


vendors_sources = enabled_sources


def staged_resources(_: str) -> list[str]:
    return ["forms", "responses"]


def exclusion_reasons() -> list[str]:
    return ["test", "skipped"]


def a_query(*_: Any, **__: Any) -> str:
    return QUERY


def the_column(expression: str, *_: Any) -> str:
    return expression


def cast(expression: str, kind: str) -> str:
    return f"cast({expression} as {'text' if kind == 'text' else 'bigint'})"


def count_if(condition: str) -> str:
    return f"sum(case when {condition} then 1 else 0 end)"


def constant(*_: Any) -> str:
    return "max(1)"


def text_of(parts: list[str]) -> str:
    return f"md5({' || '.join(parts)})"


def union_contract(name: str, _: Any) -> str:
    return f"select * from {name}"


def as_at(*_: Any) -> str:
    return "left join dim_customers as described on true"


def health_inputs() -> list[str]:
    return ["usage", "feedback", "support", "commercial"]


def health_parameters() -> dict[str, list[str]]:
    return {name: ["window_days"] for name in health_inputs()}


def health_settings() -> list[str]:
    return ["weights_version", "usage_weight", "support_window_days"]


def one(*_: Any) -> str:
    return "1"


def star_round(edges: str, number: int) -> str:
    return f"small_star_{number} as (select larger, smaller from {edges}),"


def compared(one: str, other: str, columns: list[str]) -> str:
    return " and ".join(f"{one}.{column} = {other}.{column}" for column in columns)


def comparable_columns(columns: list[str]) -> list[list[str]]:
    return [columns, columns[-1:]]


def answer_changes() -> list[str]:
    return ["late", "deleted"]


def counted_answer_changes(_: str) -> str:
    return "answer_changes as (select 1 as late_count)"


is_incremental = is_enabled = yes
staging_config = fact_config = history_config = settings
equal = differs = differs_noticeably = compared
history_clock = vanished_groups = ended_states = explained_states = a_query
latest_versions = typed_fields = delivered_rows = json_rows = json_columns = completed_loads = newly_loaded = (
    rekeyed
) = rekeyed_accounts = business_seconds_of = a_query
instant = try_type = parse_instant = period_start = add_to_date = shifted_day = add_seconds = regex_replace = the_column
reporting_date = reporting_time = reporting_period_start = the_column
json_text = normal_email = normal_phone = is_bot = md5_text = keyed_hash = seconds_between = the_column
wilson_bound = mean_bound = normalised_score = answer_category = exclusion_reason = the_column
health_due_months = health_usage = health_feedback = health_support = health_commercial = ranking_sums = a_query
health_score = health_coverage = health_points_lost = health_largest_input = health_amount_of = ranking_auc = one
ranking_variance = ranking_bound = one
real = reporting_day_start = health_band = the_column
customer_as_at = as_at
rank_score = real = the_column
net_share = share = mean = rate_per_hundred = net_share_bound = poisson_bound = the_column
net_share_standard_error = share_standard_error = mean_standard_error = rate_standard_error = the_column
quantile_standard_error = quantile_from_ranks = quantile_bound_from_ranks = the_column
design_effect_share = design_effect_net = design_effect_mean = the_column
two_sided_p = difference_bound = benjamini_hochberg_step = benjamini_hochberg = the_column
as_type = cast
surrogate_key = text_of
metric_definition_version = constant
newest_instant = answer_change = constant

_CONTRACTS = (
    "survey", "question_version", "invitation", "response", "answer", "ticket", "ticket_event", "message", "mention",
    "transaction", "subscription_period", "cart", "usage_day", "usage_session", "customer_ref", "case_event",
    "alert_episode", "alert_message",
)  # fmt: skip
_contract: Callable[..., str] = lambda _, relation, __: f"select * from {relation}"  # noqa: E731
globals().update({f"contract_{name}": _contract for name in _CONTRACTS})

# Drivers: macros that give several columns or a whole statement.
decomposed_formulas = decomposed_periods = exclusion_reasons
centred_rank = the_column
driver_effects = key_driver_values = key_driver_sums = key_driver_comparisons = key_driver_tests = key_driver_rows = (
    a_query
)


def weighted_value() -> str:
    return "sum_of_hits"


def one_side(alias: str, **_: Any) -> str:
    return f"{alias}.n as n, 0 as previous_n"


def each_sum(expression: str) -> str:
    return ", ".join(f"{expression.replace('@', name)} as {name}" for name in ("n", "previous_n"))


def key_driver_days() -> dict[str, int]:
    return {"answers": 365, "before": 90}


def key_driver_behaviours(relation: str) -> str:
    return f"support as (select customer_key from {relation}),"


def as_of_relation() -> str:
    return "(select 1 as as_of_on, 2 as as_of_at) as as_of"


# Metrics: from facts to counts to published numbers.
OBSERVED = (
    "answers", "cli", "completion", "invitations", "first_reply", "first_reply_business", "unreplied",
    "first_resolution",
    "full_resolution", "open_ticket", "reopened_7d", "reopened_30d", "repeat_purchase", "failed_payment",
    "subscription_cancelled", "cart", "session_length", "sentiment", "share_of_voice", "close_the_loop",
)  # fmt: skip
COUNTED = ("recurring", "contact", "retention", "usage", "health")
globals().update({f"observe_{name}": a_query for name in OBSERVED})
globals().update({f"count_{name}": a_query for name in COUNTED})
subscription_spans = purchase_days = a_query
row_checksum = difference_of = constant
row_text = one
days_between = two_sided_p = the_column


def period_types() -> list[str]:
    return ["week", "month"]


calendar_periods = period_types


def rolling_periods() -> dict[str, int]:
    return {"rolling_28": 28}


def daily_rolling_ends() -> int:
    return 2


def earlier_start(_: str, date: str, __: str) -> str:
    return date


def breakdowns() -> list[str]:
    return ["touchpoint", "segment"]


customer_attributes = breakdowns


def observation_columns() -> list[str]:
    return ["n", "amount"]


def observation_measures() -> dict[str, str]:
    return {"n": "n", "value_sum": "amount"}


def single_cluster_measures() -> dict[str, str]:
    return {"respondents_count": "n"}


cluster_measures = newest_measures = single_cluster_measures


def paired_cluster_measures(*_: str) -> dict[str, str]:
    return {"respondents_count": "1"}


def summed_again(measures: Any) -> dict[str, str]:
    return {measure: measure for measure in measures}


def excluded_measures() -> list[str]:
    return ["excluded_test"]


def longest_period() -> int:
    return 92


def additive_measures() -> list[str]:
    return ["n", "value_sum"]


def count_measures() -> list[str]:
    return ["n", "value_sum", "respondents_count"]


def measure_type(_: str) -> str:
    return "integer"


def is_declared_for(*_: str) -> str:
    return "1 = 1"


def under_dimension_sets(relation: str, *_: Any) -> str:
    return f"select * from {relation}"


def partial_counts(relation: str, _: Any) -> str:
    sums = "sum(n) as n, sum(n) as value_sum, sum(n) as respondents_count"
    return f"select group_no, window_no, {sums} from {relation} group by group_no, window_no"


def added_counts(relation: str, _: Any) -> str:
    return partial_counts(relation, _)


def order_statistics(observations: str, counted_in: str) -> str:
    return f"select counted_in.group_no, counted_in.window_no from {observations} cross join {counted_in}"


def period_cells(relation: str, _: Any) -> str:
    return f"select * from {relation}"


def comparison(now: str, then: str, _: str) -> str:
    return f"{now}.value as {then}_change, {now}.value as {then}_change_error"


def unless_hidden(expression: str, name: str | None = None) -> str:
    return f"max({expression}) as {name or expression}" if name else expression


metric_value = metric_bound = metric_standard_error = metric_design_effect = threshold_status = constant


def quantile_columns() -> list[str]:
    return ["median", "p90"]


# Small groups.
def groups_and_boundaries() -> str:
    relations = {"known_groups": "group_no", "windows": "window_key", "cells": "group_no"}
    return "".join(f"{name} as (select 1 as {column})," for name, column in relations.items())


def closed_by_themselves() -> str:
    return ""


companions = closed_in_pairs = closed_by_themselves


def all_that_is_closed() -> str:
    return "closed as (select group_no, window_key from known_groups cross join windows cross join cells),"


def nearest_shown() -> str:
    return "shown as (select 1 as group_no)"


# Cases and actions.
signal_records = case_owners = business_due_of = observations_of_actions = counted_cells = a_query


def a_condition(*_: Any) -> str:
    return "1 = 1"


meets_case_rule = small_or_companion = a_condition
shifted_instant = the_column


def signal_columns() -> dict[str, str]:
    return {"trigger": "text", "happened_at": "timestamp"}


def following_cooldowns() -> str:
    return "openers as (select customer_key, path from ordered),"


def next_scores(cases: str) -> str:
    names = ("recoveries", "unassisted_scores")
    return ", ".join(f"{name} as (select case_key, score_no from {cases})" for name in names)


def effect_cells() -> list[str]:
    return ["before", "after", "comparison_before", "comparison_after"]


def programme_measures() -> dict[str, str]:
    return {"cases_closed_in_time": "share"}


def programme_measure(_: str) -> str:
    return "select month_start, dimension, dimension_value, numerator, denominator, customers_count from cases"


def z95() -> str:
    return "1.96"


# Themes: what people write about.
newest_response_rank = sentiment_category = constant
spoken_language = searchable = the_column
searched_words = hidden_comment_groups = a_query


def comments_by_group(relation: str, columns: list[str]) -> str:
    group = "'week' as period_type, said_on as period_start, 'all' as dimension, 'all' as dimension_value"
    return f"select {group}, {', '.join(columns)} from {relation}"


def text_contains(text: str, part: str) -> str:
    return f"position({part} in {text}) > 0"


def listed_texts(array: str) -> str:
    return array
