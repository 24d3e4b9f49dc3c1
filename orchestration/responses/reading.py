"""What a round reads: responses that may be news, their answers, whose they are. Reads the warehouse, whose restricted
marts are in no published file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from orchestration.alerts.rounds.reading import context as contexts
from orchestration.alerts.wording.subjects import Customer, of
from orchestration.lib.errors import UserError
from orchestration.responses.model import Answer, Head, Report, Response

HEADS = """
    select
        answers.response_key,
        max(answers.survey_id) as survey_id,
        max(answers.customer_key) as customer_key,
        max(answers.submitted_at) as submitted_at,
        bool_and(answers.is_complete) as is_complete,
        bool_or(answers.is_comment and trim(coalesce(answers.value_text, '')) <> '') as has_comment,
        min(case when answers.metric = $metric then answers.score end) as low,
        max(case when answers.metric = $metric then answers.score end) as high
    from restricted.response_answers as answers
    where {condition}
    group by answers.response_key
"""
GROUPS = """
    select response_key, max(touchpoint) as touchpoint, max(segment) as segment, max(country) as country
    from marts.fct_answers
    where list_contains(?, response_key)
    group by response_key
"""


def require_mart(connection: Any) -> None:
    """Raises UserError where the warehouse was built before there were responses."""
    query = "select 1 from information_schema.tables where table_schema = 'restricted' and table_name = ?"
    if connection.execute(query, ["response_answers"]).fetchone() is None:
        raise UserError("The warehouse has no restricted.response_answers yet. `voc run` builds it.")


def heads(connection: Any, report: Report, since: datetime) -> list[Head]:
    """The responses to the report's surveys that were submitted since then."""
    values: dict[str, Any] = {"since": since.astimezone(UTC).replace(tzinfo=None), "metric": report.condition.metric}
    condition = "answers.submitted_at >= $since"
    if report.surveys is not None:
        condition += " and list_contains($surveys, answers.survey_id)"
        values["surveys"] = list(report.surveys)
    return [of(Head, row) for row in _rows(connection, HEADS.format(condition=condition), values)]


def head(connection: Any, report: Report, response_key: str) -> Head | None:
    """One response, whatever survey it answers."""
    values = {"key": response_key, "metric": report.condition.metric}
    rows = _rows(connection, HEADS.format(condition="answers.response_key = $key"), values)
    return of(Head, rows[0]) if rows else None


def groups(connection: Any, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """Touchpoint, segment and country by response, as its scores have them."""
    return {row["response_key"]: row for row in _rows(connection, GROUPS, [sorted(keys)])} if keys else {}


def responses(connection: Any, keys: Collection[str]) -> dict[str, Response]:
    """Whole responses, every question in its place."""
    if not keys:
        return {}
    query = """
        select * from restricted.response_answers where list_contains(?, response_key)
        order by response_key, position nulls last, question_ref
    """
    places = groups(connection, keys)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(connection, query, [sorted(keys)]):
        found.setdefault(row["response_key"], []).append(row)
    return {
        key: of(Response, {**rows[0], **places.get(key, {}), "answers": tuple(of(Answer, row) for row in rows)})
        for key, rows in found.items()
    }


def customers(connection: Any, keys: Collection[str]) -> dict[str, Customer]:
    """What is known of them; of who did nothing that a warning looks at, how to reach them alone."""
    found = contexts(connection, keys)
    missing = sorted(set(keys) - set(found))
    if missing:
        query = """
            select customer_key, full_name as name, email, phone
            from restricted.customer_contacts
            where list_contains(?, customer_key)
        """
        found |= {row["customer_key"]: row for row in _rows(connection, query, [missing])}
    return {key: of(Customer, found.get(key, {"customer_key": key})) for key in keys}


def titles(connection: Any) -> dict[str, str]:
    """Of metrics, by what is observed for them: the answers of `csat` are those of `csat_mean`, too."""
    query = "select metric, coalesce(observations, metric), title from marts.dim_metrics order by metric"
    found: dict[str, str] = {}
    for metric, observed, title in connection.execute(query).fetchall():
        if metric == observed or observed not in found:
            found[observed] = title
    return found


def newest(connection: Any, report: Report, limit: int = 500) -> list[Head]:
    """The newest responses to its surveys by somebody known, the newest first."""
    values: dict[str, Any] = {"metric": report.condition.metric}
    condition = "answers.customer_key is not null and answers.is_complete"
    if report.surveys is not None:
        condition += " and list_contains($surveys, answers.survey_id)"
        values["surveys"] = list(report.surveys)
    query = f"{HEADS.format(condition=condition)} order by submitted_at desc, response_key limit {limit}"
    return [of(Head, row) for row in _rows(connection, query, values)]


def beginning(connection: Any, start: str) -> list[str]:
    """The responses whose key begins so; three at most."""
    query = """
        select distinct response_key from restricted.response_answers where starts_with(response_key, ?)
        order by response_key limit 3
    """
    return [row["response_key"] for row in _rows(connection, query, [start])] if start.strip() else []


def _rows(connection: Any, query: str, values: Sequence[Any] | dict[str, Any]) -> list[dict[str, Any]]:
    result = connection.execute(query, values)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
