"""Answers judged and counted from the raw records with plain Python, and nothing of the project's SQL.

Taken from the project: who is the same customer (restricted.customer_identities), the vendors' field names, and the
registries, which are what people declare. Does not belong here: the marts.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
GOOD_BAD = {"good": 1, "good_with_comment": 1, "bad": 0, "bad_with_comment": 0}
SCALES = ("opinion_scale", "rating", "number")


@dataclass(frozen=True)
class Answer:
    """One scored question of one response that the tool still has."""

    source: str
    survey: str
    question: str
    response: str
    respondent: str
    invitation: str | None
    at: datetime
    is_test: bool
    is_completed: bool
    score: float | None
    is_declared: bool
    version: dict[str, str] | None
    reason: str | None = None

    @property
    def metric(self) -> str:
        return self.version["metric"] if self.version else "undeclared"

    @property
    def month(self) -> date:
        return self.at.date().replace(day=1)


@dataclass(frozen=True)
class Counted:
    """What a metric of a month is made from."""

    n: int
    positive: int
    neutral: int
    negative: int
    value_sum: float


def judged_answers(db: duckdb.DuckDBPyConnection) -> list[Answer]:
    """Every answer with the first reason for which it does not count."""
    answers = [*_typeform(db), *_zendesk(db)]
    newest: dict[tuple[object, ...], Answer] = {}
    for answer in sorted(answers, key=lambda answer: (answer.is_completed, answer.at)):
        newest[_invitation(answer)] = answer
    return [
        replace(answer, reason=_reason(answer, newest[_invitation(answer)].response != answer.response))
        for answer in answers
    ]


def months(answers: Sequence[Answer]) -> dict[tuple[str, date], Counted]:
    """(metric, month) of the headline's valid answers; of a relational survey a customer's newest of the month."""
    kinds = {(row["source"], row["survey_id"]): row["survey_kind"] for row in _seed("surveys")}
    valid = [answer for answer in answers if answer.reason is None and _is_headline(answer)]
    kept: dict[tuple[object, ...], Answer] = {}
    for answer in sorted(valid, key=lambda answer: answer.at):
        is_relational = kinds.get((answer.source, answer.survey)) == "relational"
        one = (
            (answer.respondent,) if is_relational else (answer.source, answer.survey, answer.response, answer.question)
        )
        kept[(answer.metric, answer.month, *one)] = answer
    cells = {(answer.metric, answer.month) for answer in answers if _is_headline(answer)}
    return {cell: _counted([each for each in kept.values() if (each.metric, each.month) == cell]) for cell in cells}


def exclusions(answers: Sequence[Answer]) -> Counter[tuple[str, date, str]]:
    """(metric, month, reason): how many answers of the headline."""
    return Counter(
        (answer.metric, answer.month, answer.reason) for answer in answers if answer.reason and _is_headline(answer)
    )


def _winners(db: duckdb.DuckDBPyConnection, tool: str, resource: str) -> list[dict[str, Any]]:
    """Of each record what was seen last in a completed load, unless that is its deletion."""
    completed = {row[0] for row in db.execute(f"select load_id from raw_{tool}._dlt_loads where status = 0").fetchall()}
    last: dict[str, tuple[datetime, bool, str]] = {}
    for record_id, seen, is_deleted, text, load in db.execute(
        f"select record_id, extracted_at, is_deleted, record, _dlt_load_id from raw_{tool}.{resource}"
    ).fetchall():
        if load in completed and (record_id not in last or seen > last[record_id][0]):
            last[record_id] = (seen, is_deleted, text)
    return [json.loads(text) for _, is_deleted, text in last.values() if not is_deleted]


def _typeform(db: duckdb.DuckDBPyConnection) -> Iterator[Answer]:
    customers = _customers(db, "typeform")
    forms = {form["id"]: form for form in _winners(db, "typeform", "forms")}
    for response in _winners(db, "typeform", "responses"):
        hidden = response.get("hidden") or {}
        numbers = {given["field"]["ref"]: given.get("number") for given in response.get("answers") or []}
        submitted = datetime.fromisoformat(response["submitted_at"])
        at = submitted if submitted.year >= 1970 else datetime.fromisoformat(response["landed_at"])
        key = response["response_id"]
        for field in forms[response["_form_id"]]["fields"] if response["_form_id"] in forms else []:
            if field["type"] in SCALES:
                version = _version("typeform", response["_form_id"], field["ref"], at.date())
                yield Answer(
                    "typeform", response["_form_id"], field["ref"], key, customers.get(key) or key,
                    hidden.get("invitation_id"), at.astimezone(UTC), hidden.get("test") == "1",
                    response.get("response_type") not in ("started", "partial"), numbers.get(field["ref"]),
                    _is_declared(field, version), version,
                )  # fmt: skip


def _zendesk(db: duckdb.DuckDBPyConnection) -> Iterator[Answer]:
    customers = _customers(db, "zendesk")
    for rating in _winners(db, "zendesk", "satisfaction_ratings"):
        if rating.get("score") in GOOD_BAD:
            key, at = str(rating["id"]), datetime.fromisoformat(rating["updated_at"]).astimezone(UTC)
            version = _version("zendesk", "satisfaction", "rating", at.date())
            yield Answer(
                "zendesk", "satisfaction", "rating", key, customers.get(str(rating["requester_id"])) or key,
                key, at, False, True, GOOD_BAD[rating["score"]], version is not None, version,
            )  # fmt: skip


def _customers(db: duckdb.DuckDBPyConnection, tool: str) -> dict[str, str]:
    query = "select ref_id, customer_key from restricted.customer_identities where tool = ?"
    return dict(db.execute(query, [tool]).fetchall())


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _version(source: str, survey: str, question: str, day: date) -> dict[str, str] | None:
    for row in _seed("question_versions"):
        is_asked = (row["source"], row["survey_id"], row["question_ref"]) == (source, survey, question)
        if is_asked and (row["valid_from"] or "0") <= str(day) <= (row["valid_to"] or "9"):
            return row
    return None


def _is_declared(field: dict[str, Any], version: dict[str, str] | None) -> bool:
    """Typeform shows the same scale as the registry says: ratings begin at 1, opinion scales at 0 unless told."""
    if version is None:
        return False
    steps = (field.get("properties") or {}).get("steps")
    first = 1 if field["type"] == "rating" or field["properties"].get("start_at_one") else 0
    return steps is None or (int(version["scale_min"]), int(version["scale_max"])) == (first, first + steps - 1)


def _invitation(answer: Answer) -> tuple[object, ...]:
    return answer.source, answer.survey, answer.invitation or answer.response, answer.is_test


def _reason(answer: Answer, is_older: bool) -> str | None:
    version = answer.version
    if not answer.is_declared or version is None:
        return "undeclared_scale"
    if answer.is_test:
        return "test"
    if is_older:
        return "duplicate"
    if not answer.is_completed:
        return "partial"
    if answer.score is None:
        return "skipped"
    return None if int(version["scale_min"]) <= answer.score <= int(version["scale_max"]) else "out_of_range"


def _is_headline(answer: Answer) -> bool:
    return answer.version is not None and answer.version["is_headline"] == "true"


def _counted(answers: Sequence[Answer]) -> Counted:
    sides = Counter(_side(answer) for answer in answers)
    total = float(sum(answer.score or 0 for answer in answers))
    return Counted(len(answers), sides["positive"], sides["neutral"], sides["negative"], total)


def _side(answer: Answer) -> str:
    assert answer.version is not None
    assert answer.score is not None
    sign = 1 if answer.version["direction"] == "high" else -1
    positive, neutral = float(answer.version["positive_from"]), float(answer.version["neutral_from"])
    if sign * answer.score >= sign * positive:
        return "positive"
    return "neutral" if sign * answer.score >= sign * neutral else "negative"
