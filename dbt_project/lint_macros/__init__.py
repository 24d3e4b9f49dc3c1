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


is_incremental = is_enabled = yes
staging_config = fact_config = settings
latest_versions = typed_fields = delivered_rows = json_rows = json_columns = completed_loads = newly_loaded = (
    rekeyed
) = business_seconds_of = a_query
instant = try_type = parse_instant = period_start = add_to_date = shifted_day = add_seconds = regex_replace = the_column
reporting_date = reporting_time = reporting_period_start = the_column
json_text = normal_email = normal_phone = is_bot = md5_text = keyed_hash = seconds_between = the_column
nps = csat = ces = nps_bound = wilson_bound = mean_bound = normalised_score = answer_category = exclusion_reason = (
    the_column
)
health_due_months = health_usage = health_feedback = health_support = health_commercial = ranking_sums = a_query
health_score = health_coverage = health_points_lost = health_largest_input = health_amount_of = ranking_auc = one
ranking_variance = ranking_bound = one
real = reporting_day_start = health_band = the_column
customer_as_at = as_at
as_type = cast
surrogate_key = text_of
metric_definition_version = constant

_CONTRACTS = (
    "survey", "question_version", "invitation", "response", "answer", "ticket", "ticket_event", "message", "mention",
    "transaction", "subscription_period", "cart", "usage_day", "customer_ref",
)  # fmt: skip
_contract: Callable[..., str] = lambda _, relation, __: f"select * from {relation}"  # noqa: E731
globals().update({f"contract_{name}": _contract for name in _CONTRACTS})
