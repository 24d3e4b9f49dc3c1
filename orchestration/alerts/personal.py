"""1-to-1 rules over records of single customers: who is told, and why the others are not.

Pure and deterministic: the same records and the same past give the same outcomes with the same ids, in whatever order
they come. Does not belong here: reading restricted.personal_signals, the message, the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from orchestration.alerts.keywords import matched
from orchestration.alerts.owners import PRECEDENCE, Assignment, owner_of
from orchestration.alerts.rules.model import Answer, Health, Keyword, Personal, RepeatContact, Review, Rule
from orchestration.alerts.states import key_of


class Outcome(StrEnum):
    """What became of a record that met a rule."""

    TOLD = "told"
    BATCHED = "batched"  # over the rule's most_a_day: one message for all of them
    COOLDOWN = "cooldown"  # the customer's owner heard of the customer lately
    ANONYMOUS = "anonymous"  # nobody to call
    OLD = "old"  # before look_back_days, or before the rule's first look


@dataclass(frozen=True)
class PersonalEvent:
    """A row of the ledger's personal_events, and what its message needs."""

    event_id: str
    rule: str
    trigger: str
    customer_key: str | None
    record_key: str
    signal_key: str
    case_key: str | None
    happened_at: datetime
    outcome: Outcome
    owner: str | None
    backup: str | None
    word: str | None = None  # of keyword rules: as the rule writes it, never the text


@dataclass(frozen=True)
class Told:
    """What earlier evaluations wrote: event ids, so that nothing is judged twice, and when each customer was told."""

    event_ids: frozenset[str] = frozenset()
    customers: Mapping[tuple[str, str], datetime] | None = None  # (rule, customer_key) to the newest instant
    today: Mapping[str, int] | None = None  # by rule the messages of the last 24 hours


def evaluate_personal(
    rules: Iterable[Rule],
    records: pd.DataFrame,
    told: Told,
    *,
    as_of: datetime,
    first_looks: Iterable[str] = (),
    assignments: Sequence[Assignment] = (),
) -> list[PersonalEvent]:
    """What every record that meets a personal rule becomes, in the order of time.

    Args:
        records: rows of restricted.personal_signals; texts may be missing. Instants are UTC.
        as_of: how far the data reach; says what is too old.
        first_looks: rules that were never evaluated before: what they find is old, so that a new rule does not call
            up last week. Their newest day counts.
        assignments: for rules without an owner of their own.
    """
    rows = _sorted(records)
    is_first = frozenset(first_looks)
    found: list[PersonalEvent] = []
    for rule in rules:
        if isinstance(rule, Personal) and rule.is_enabled:
            found += _of_rule(rule, rows, told, as_of, rule.name in is_first, assignments)
    return sorted(found, key=lambda event: (event.happened_at, event.event_id))


def _of_rule(
    rule: Personal,
    rows: Sequence[Mapping[str, Any]],
    told: Told,
    as_of: datetime,
    is_first_look: bool,
    assignments: Sequence[Assignment],
) -> list[PersonalEvent]:
    last = {customer: at for (name, customer), at in (told.customers or {}).items() if name == rule.name}
    sent = (told.today or {}).get(rule.name, 0)
    oldest = as_of - timedelta(days=1 if is_first_look else rule.look_back_days)
    events: list[PersonalEvent] = []
    judged = set(told.event_ids)
    for row in rows:
        event_id = key_of(rule.name, row["record_key"])
        if event_id in judged or not _in_scope(rule, row):
            continue
        is_met, word = _meets(rule, row)
        if not is_met:
            continue
        judged.add(event_id)
        customer, happened_at = row["customer_key"], row["happened_at"]
        if customer is None:
            outcome = Outcome.ANONYMOUS
        elif happened_at < oldest:
            outcome = Outcome.OLD
        elif customer in last and happened_at < last[customer] + timedelta(days=rule.cooldown_days):
            outcome = Outcome.COOLDOWN
        else:
            outcome = Outcome.TOLD if sent < rule.most_a_day else Outcome.BATCHED
            sent += 1
            last[customer] = max(happened_at, last.get(customer, happened_at))
        owner, backup = (rule.owner, None) if rule.owner else owner_of(assignments, _attributes(row))
        events.append(
            PersonalEvent(
                event_id,
                rule.name,
                rule.family,
                customer,
                row["record_key"],
                row["signal_key"],
                row["case_key"],
                happened_at,
                outcome,
                owner,
                backup,
                word,
            )
        )
    return events


def _meets(rule: Personal, row: Mapping[str, Any]) -> tuple[bool, str | None]:
    """Whether the record is what the rule looks for, and the word that it was found by."""
    score, trigger = row["score"], row["trigger"]
    match rule:
        case Keyword():
            word = matched(row["text"], row["language"], rule.words) if trigger in rule.triggers else None
            return word is not None, word
        case Answer():
            is_asked = (
                trigger == "answer"
                and (rule.metric is None or row["metric"] == rule.metric)
                and (not rule.surveys or row["survey_id"] in rule.surveys)
                and (not rule.questions or row["question_ref"] in rule.questions)
            )
            return is_asked and _is_bad(row, rule.at_most, rule.at_least), None
        case Review():
            return trigger == "review" and _is_bad(row, rule.at_most), None
        case RepeatContact():
            return trigger == "repeat_contact" and score is not None and score <= rule.within_days, None
        case Health():
            # A score that stays low is no news.
            earlier = row["earlier_score"]
            is_fall = rule.at_most is None or earlier is None or earlier > rule.at_most
            return trigger == "health" and is_fall and _is_bad(row, rule.at_most), None
    return False, None


def _is_bad(row: Mapping[str, Any], at_most: float | None, at_least: float | None = None) -> bool:
    """By the rule's level, or without one by what the record's own scale says."""
    if at_most is None and at_least is None:
        return bool(row["is_negative"])
    score = row["score"]
    return score is not None and (at_most is None or score <= at_most) and (at_least is None or score >= at_least)


def _in_scope(rule: Personal, row: Mapping[str, Any]) -> bool:
    return all(row.get("survey_id" if name == "survey" else name) in values for name, values in rule.scope.items())


def _attributes(row: Mapping[str, Any]) -> dict[str, str | None]:
    named = {"customer": row["customer_key"], "account": row.get("account") or row.get("account_id")}
    return {name: named.get(name, row.get(name)) for name in PRECEDENCE}


COLUMNS = (
    *("signal_key", "trigger", "record_key", "customer_key", "case_key", "metric", "survey_id", "question_ref"),
    *("score", "earlier_score", "is_negative", "text", "language", "touchpoint", "segment", "country", "happened_at"),
)


def _sorted(records: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None for what is missing, in the order of time; ties by key, so that input order changes nothing."""
    rows = []
    for record in records.to_dict("records"):
        row = {str(name): None if _is_missing(value) else value for name, value in record.items()}
        row = {**dict.fromkeys(COLUMNS), **row}
        row["happened_at"] = _instant(row["happened_at"])
        for name in ("score", "earlier_score"):
            score = row[name]
            row[name] = None if score is None else float(score)
        rows.append(row)
    return sorted(rows, key=lambda row: (row["happened_at"], str(row["record_key"]), str(row["signal_key"])))


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, str | list | dict) and bool(pd.isna(value)))


def _instant(value: Any) -> datetime:
    stamp = pd.Timestamp(value).to_pydatetime()
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
