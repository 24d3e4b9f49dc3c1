"""What becomes of each answer that the tool or the mart has in some periods, counted by reason.

Does not belong here: voc_metrics (reading.py), and what follows from the counts (the package itself).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.lib.reconciliation import Counts, Group, Published
from orchestration.lib.registries import SEEDS

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


def take_cuts(connection: Any, dbt_project: Path, scope: Mapping[str, Any]) -> None:
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
        "select distinct source, survey_id, question_ref from cuts where metric = $observations "
        "and category is distinct from category_by_registry and exclusion_reason is null order by all",
        {"observations": scope["observations"]},
    ).fetchall()
    if differing:
        raise UserError(
            f"question_versions.csv judges answers to {' '.join(differing[0])} otherwise than the published file does: "
            "it was changed since. `voc run` publishes by it."
        )


def counted_answers(
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
            -- The same instant is at most a day apart in two time zones.
            where submitted_on >= (select min(first_day) - 1 from wanted)
                and submitted_on <= (select max(last_day) + 1 from wanted)
                and (there.first_day is not null or here.first_day is not null)
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
    groups = [
        Group(reason, in_tool, in_mart, Counts(n, up, middle, down, Decimal(total)), respondents, unanswered)
        for reason, in_tool, in_mart, n, up, middle, down, total, respondents, unanswered in rows
    ]
    return groups, dict(excluded)
