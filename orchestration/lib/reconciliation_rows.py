"""Reads what a reconciliation is made from: fct_answers and voc_metrics of the published file, cuts of the registry.

Does not belong here: what follows from it (reconciliation.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition
from orchestration.lib.periods import Period
from orchestration.lib.reconciliation import Counts, Group, Published, Reconciliation, reconcile
from orchestration.lib.registries import SEEDS

FORMULAS = ("net_share", "share", "mean")
WHOLE_TIME = (
    "month"  # Without a period all months are taken together: the longest type that every survey's numbers have.
)
# Why an answer is not counted; of whole questions first, as int_event_observations leaves those out altogether.
_REASON = """
    case
        when metric = 'undeclared' then 'undeclared_scale'
        when metric <> $observations then 'other_metric'
        when not is_headline and is_nonstandard_scale then 'nonstandard_scale'
        when not is_headline then 'outside_headline'
        when exclusion_reason is not null then exclusion_reason
        when survey_kind = 'relational' and row_number() over (
            partition by here, respondent, metric = $observations and is_headline and exclusion_reason is null,
                survey_kind
            order by submitted_at desc, answer_key desc
        ) > 1 then 'older_answer'
        else 'counted'
    end
"""


@dataclass(frozen=True)
class Found:
    """A metric's reconciliation: of all periods together, and of each where there are several.

    `hidden`: periods that are left out, since they or a step of theirs are too small to be shown.
    """

    definition: Definition
    survey: str | None
    sources: Sequence[str]
    time_zone: str
    period_type: str
    whole: Reconciliation
    parts: Sequence[Reconciliation]
    hidden: Sequence[date]


def read(published: Path, dbt_project: Path, metric: str, survey: str | None, period: Period | None) -> Found:
    """The metric in a period (all months when none is given), of one survey or of all.

    Raises:
        UserError: nothing is published, the file has no such metric, survey or period (says which it has), or the
            registry is not the one that it was made with.
    """
    with _open(published) as connection:
        definition, observations, formula = _definition(connection, metric)
        _require_survey(connection, observations, survey)
        period_type = period.period_type if period else WHOLE_TIME
        periods = _periods(connection, metric, survey, period_type, period)
        settings = _vars(dbt_project)
        scope = {"observations": observations, "survey": survey}
        _take_cuts(connection, dbt_project, scope)

        def of(chosen: Sequence[Published]) -> Reconciliation:
            groups, excluded = _answers(connection, scope, chosen)
            return reconcile(chosen, formula, groups, excluded, int(settings["suppress_below"]))

        parts = [of([each]) for each in periods]
        # A sum with a hidden month in it would give it away, beside the months that are shown.
        shown = [part for part in parts if not part.is_withheld]
        whole = parts[0] if len(parts) == 1 else of([part.periods[0] for part in shown or parts])
        sources = connection.execute(
            "select distinct source from answers where question_key in (select question_key from asked) order by 1"
        ).fetchall()
    return Found(
        definition,
        survey,
        [source for (source,) in sources],
        str(settings["reporting_time_zone"]),
        period_type,
        whole,
        shown if len(parts) > 1 else [],
        [part.periods[0].start for part in parts if part.is_withheld],
    )


def _open(published: Path) -> Any:
    import duckdb  # imported late: most commands never need it

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    connection = duckdb.connect(str(published), read_only=True)
    connection.execute("create temp view answers as select * from marts.fct_answers")
    return connection


def _definition(connection: Any, metric: str) -> tuple[Definition, str, str]:
    rows = connection.execute(
        f"""
        select metric, title, unit, decimals, is_high_good, settle_days, observations, formula
        from marts.dim_metrics
        where formula in {FORMULAS} and observations in (select metric from answers)
            and metric in (select metric from marts.voc_metrics)
        """
    ).fetchall()
    # A loyalty index is put together from several questions of a response: no tool shows one.
    known = {row[0]: (Definition(*row[:6]), row[6], row[7]) for row in rows if row[6] != "cli"}
    if metric not in known:
        raise UserError(
            f"There is no metric {metric} that a survey tool shows too; there is {', '.join(sorted(known)) or 'none'}."
        )
    return known[metric]


def _require_survey(connection: Any, observations: str, survey: str | None) -> None:
    rows = connection.execute("select distinct survey_id from answers where metric = ?", [observations]).fetchall()
    known = sorted(row[0] for row in rows)
    if survey is not None and survey not in known:
        raise UserError(f"No survey {survey} asks for {observations}; these do: {', '.join(known)}.")


def _periods(
    connection: Any, metric: str, survey: str | None, period_type: str, period: Period | None
) -> list[Published]:
    excluded = [row[0] for row in connection.execute("describe marts.voc_metrics").fetchall()]
    excluded = [name for name in excluded if name.startswith("excluded_") and name != "excluded_count"]
    rows = connection.execute(
        f"""
        select period_start, period_end, is_complete, is_suppressed, value,
            n, positive_count, neutral_count, negative_count, value_sum, {", ".join(excluded)}
        from marts.voc_metrics
        where metric = ? and period_type = ? and dimension = ? and dimension_value = ?
        order by period_start
        """,
        [metric, period_type, "survey" if survey else "all", survey or "all"],
    ).fetchall()
    found = [_published(row, excluded) for row in rows if not period or period.first <= row[0] <= period.last]
    if not found:
        held = f"there are those from {rows[0][0]} to {rows[-1][0]}" if rows else "there is none"
        raise UserError(f"There is no such {period_type} of {metric}{f' by {survey}' if survey else ''}: {held}.")
    return found


def _published(row: Sequence[Any], excluded: Sequence[str]) -> Published:
    start, end, is_complete, is_suppressed, value, *numbers = row
    if is_suppressed:
        return Published(start, end, is_complete, is_suppressed)
    reasons = {name.removeprefix("excluded_"): n for name, n in zip(excluded, numbers[5:], strict=True) if n}
    return Published(start, end, is_complete, is_suppressed, value, Counts(*numbers[:4], Decimal(numbers[4])), reasons)


def _vars(dbt_project: Path) -> Mapping[str, Any]:
    import yaml

    settings: Mapping[str, Any] = yaml.safe_load((dbt_project / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return settings


def _take_cuts(connection: Any, dbt_project: Path, scope: Mapping[str, Any]) -> None:
    """Temporary tables `asked`, the questions, and `cuts`, what their answers count as, day by day.

    fct_answers says it of answers that count; a tool shows the others too.

    Raises:
        UserError: the registry says something else of answers that were counted.
    """
    from expectations.registries import table

    connection.execute(
        """
        create or replace temp table asked as
        select distinct source, survey_id, question_ref, question_key
        from answers
        where metric = $observations and ($survey is null or survey_id = $survey)
        """,
        scope,
    )
    registry = next(
        each
        for each in table.read(dbt_project / SEEDS, dbt_project / SEEDS / "_seeds.yml")
        if each.name == "question_versions"
    )
    columns = ["source", "survey_id", "question_ref", "version", "direction", "positive_from", "neutral_from"]
    connection.execute(
        "create or replace temp table versions (source text, survey_id text, question_ref text, version integer, "
        "direction text, positive_from double, neutral_from double, valid_from date, valid_to date)"
    )
    for row in registry.rows:
        if row["metric"] == scope["observations"]:
            days = [row["valid_from"] or date.min, row["valid_to"] or date.max]
            connection.execute(
                "insert into versions values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*(row[name] for name in columns), *days]
            )
    connection.execute(
        """
        create or replace temp table cuts as
        select answers.*, asked_as.category as category_by_registry
        from answers
        inner join asked using (question_key)
        left join lateral (
            select case
                when score is null then null
                when direction = 'high' and score >= positive_from then 'positive'
                when direction = 'high' and score >= neutral_from then 'neutral'
                when direction = 'low' and score <= positive_from then 'positive'
                when direction = 'low' and score <= neutral_from then 'neutral'
                else 'negative'
            end as category
            from versions
            where versions.source = answers.source and versions.survey_id = answers.survey_id
                and versions.question_ref = answers.question_ref
            order by answers.submitted_on between valid_from and valid_to desc, version desc
            limit 1
        ) as asked_as on true
        """
    )
    differing = connection.execute(
        "select source, survey_id, question_ref, count(*) from cuts where metric = $observations "
        "and category is distinct from category_by_registry and exclusion_reason is null group by all order by all",
        {"observations": scope["observations"]},
    ).fetchall()
    if differing:
        source, survey_id, question_ref, count = differing[0]
        raise UserError(
            f"question_versions.csv counts {count:,} answers to {source} {survey_id} {question_ref} otherwise than the "
            "published file does: it was changed since. `voc run` publishes by it."
        )


def _answers(
    connection: Any, scope: Mapping[str, Any], periods: Sequence[Published]
) -> tuple[list[Group], dict[str, int]]:
    values = ", ".join(f"(date '{each.start}', date '{each.end}')" for each in periods)
    connection.execute(
        f"""
        create or replace temp table judged as
        with wanted (first_day, last_day) as (values {values}),
        placed as (
            select cuts.*, coalesce(customer_key, response_key) as respondent,
                there.first_day as there, here.first_day as here
            from cuts
            left join wanted as there on cast(submitted_at as date) between there.first_day and there.last_day
            left join wanted as here on submitted_on between here.first_day and here.last_day
            where there.first_day is not null or here.first_day is not null
        )
        select *, {_REASON} as reason from placed
        """,
        {"observations": scope["observations"]},
    )
    rows = connection.execute(
        """
        select reason, there is not null, here is not null,
            count(score), count(*) filter (category_by_registry = 'positive'),
            count(*) filter (category_by_registry = 'neutral'), count(*) filter (category_by_registry = 'negative'),
            coalesce(sum(score), 0),
            count(distinct respondent) filter (score is not null), count(*) filter (score is null)
        from judged
        group by all
        """
    ).fetchall()
    excluded = connection.execute(
        "select exclusion_reason, count(*) from judged where here is not null and exclusion_reason is not null "
        "and metric = $observations and is_headline group by all",
        {"observations": scope["observations"]},
    ).fetchall()
    groups = [Group(row[0], row[1], row[2], Counts(*row[3:7], Decimal(row[7])), row[8], row[9]) for row in rows]
    return groups, dict(excluded)
