"""Which questions the tools ask, on which scales, and what the registry says of each; lines to add for the others.

A proposal takes the scale from the tool's own definition, never from the answers: a scale of 0 to 10 may only have
answers up to 6. What the tool does not say stays a word in capitals, which the registry's check refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

# The usual question on a scale: metric, first positive and first neutral answer. A proposal for people to correct.
USUAL: dict[tuple[int | None, int | None], tuple[str, int | str, int | str]] = {
    (0, 10): ("nps", 9, 7),
    (1, 5): ("csat", 4, 3),
    (1, 7): ("ces", 5, 4),
}
UNKNOWN: tuple[str, int | str, int | str] = ("METRIC", "POSITIVE_FROM", "NEUTRAL_FROM")
FIRST_VERSION = 1


@dataclass(frozen=True)
class Question:
    """One scored question today. `shown` is the tool's scale, `declared` the registry's, `seen` the answers' range.

    Metric, direction and headline are the newest version's, which a further version keeps unless somebody decides.
    """

    source: str
    survey_id: str
    question_ref: str
    label: str
    shown: tuple[int | None, int | None]
    declared: tuple[int | None, int | None]
    seen: tuple[float, float] | None
    answers: int
    metric: str
    version: int | None
    direction: str
    is_headline: bool
    is_declared: bool
    is_survey_known: bool


def read(connection: Any, today: date) -> list[Question]:
    """Every scored question that the tools have, as it stands today; empty before the first build."""
    exists = connection.execute(
        "select 1 from duckdb_views() where schema_name = 'intermediate' and view_name = 'int_questions'"
    ).fetchone()
    if not exists:
        return []
    rows = connection.execute(
        """
        with seen as (
            select question_key, count(value_number) as answers, min(value_number) as low, max(value_number) as high
            from intermediate.int_answers
            group by question_key
        ),
        versions as (
            select * from registry.question_versions
            qualify row_number() over (partition by source, survey_id, question_ref order by version desc) = 1
        )
        select
            asked.source, asked.survey_id, asked.question_ref, coalesce(asked.label, ''),
            asked.scale_min, asked.scale_max, judged.scale_min, judged.scale_max,
            seen.low, seen.high, coalesce(seen.answers, 0),
            coalesce(versions.metric, 'undeclared'), versions.version, coalesce(versions.direction, 'high'),
            coalesce(versions.is_headline, false), judged.is_declared, surveys.survey_id is not null
        from intermediate.int_question_versions as asked
        inner join intermediate.int_questions as judged
            on asked.question_key = judged.question_key and ? between judged.valid_from and judged.valid_to
        left join seen on asked.question_key = seen.question_key
        left join versions
            on asked.source = versions.source
            and asked.survey_id = versions.survey_id
            and asked.question_ref = versions.question_ref
        left join registry.surveys on asked.source = surveys.source and asked.survey_id = surveys.survey_id
        where asked.question_type = 'scale' and not asked.is_deleted
        order by all
        """,
        [today],
    ).fetchall()
    return [_question(row) for row in rows]


def _question(row: tuple[Any, ...]) -> Question:
    source, survey_id, ref, label, low, high, declared_low, declared_high, least, most, answers = row[:11]
    metric, version, direction, is_headline, is_declared, is_survey_known = row[11:]
    return Question(
        source,
        survey_id,
        ref,
        label,
        (_whole(low), _whole(high)),
        (_whole(declared_low), _whole(declared_high)),
        None if least is None else (float(least), float(most)),
        answers,
        metric,
        version,
        direction,
        is_headline,
        is_declared,
        is_survey_known,
    )


def survey_line(question: Question) -> str:
    """The line for `surveys.csv`."""
    return f"{question.source},{question.survey_id},SURVEY_KIND,TOUCHPOINT,"


def question_line(question: Question) -> str:
    """The line for `question_versions.csv`; a further version starts on a day that only people know."""
    low, high = question.shown
    metric, positive, neutral = USUAL.get(question.shown, UNKNOWN)
    version, start = FIRST_VERSION, ""
    if question.version is not None:
        version, start = question.version + 1, "VALID_FROM"
    if question.metric not in {metric, "undeclared"}:
        # It measured something else before: the scale's usual cuts are not its own.
        metric, positive, neutral = question.metric, *UNKNOWN[1:]
    parts = [
        question.source,
        question.survey_id,
        question.question_ref,
        version,
        metric,
        "SCALE_MIN" if low is None else low,
        "SCALE_MAX" if high is None else high,
        question.direction,
        positive,
        neutral,
        str(question.is_headline).lower(),
        start,
        "",
    ]
    return ",".join(str(part) for part in parts)


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)
