"""What is remembered of series between evaluations, and how the ledger's table series_states holds it.

A series at rest (never open, or long resolved) has no row. A rule has one row of its own, with the key of the rule and
the day it was evaluated through, so that days are never folded twice and a new rule is known as new.

`state` of a series holds the fields of `FIELDS` that are set; days are ISO dates. Nothing else may be read from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

EPOCH = date(1970, 1, 1)
NEVER = -1_000_000  # A day before all days.
DAYS = (
    "opened_on",
    "confirmed_on",
    "resolved_on",
    "pending_since",
    "notified_on",
    "known_on",
    "since",
    "acknowledged_on",
    "snoozed_until",
)
FLAGS = ("is_open", "is_sure", "is_told", "is_pushed", "is_inhibited", "is_backfilled")
NUMBERS = ("opened_value", "worst_value", "worst_badness", "told_badness", "last_value", "limit_value", "last_n")
FIELDS = (*FLAGS, *DAYS, *NUMBERS, "level", "inhibited_by")


@dataclass(frozen=True)
class States:
    """Between evaluations.

    Args:
        through: by rule the last day that was folded.
        series: by series key the fields that are set; without those at rest.
        rules: by series key its rule.
        rested: series that had a state before and need none now; their row is emptied.
    """

    through: Mapping[str, date] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    rested: frozenset[str] = frozenset()

    def rows(self) -> list[dict[str, Any]]:
        """As rows of series_states, without updated_at."""
        heads = [
            {"series_key": key_of(rule), "rule": rule, "evaluated_through": through, "state": {}}
            for rule, through in self.through.items()
        ]
        bodies = [
            {
                "series_key": key,
                "rule": self.rules[key],
                "evaluated_through": self.through[self.rules[key]],
                "state": {name: _written(name, value) for name, value in fields.items()},
            }
            for key, fields in [*self.series.items(), *((key, {}) for key in sorted(self.rested))]
        ]
        return [*heads, *bodies]

    @classmethod
    def of(cls, rows: Iterable[Mapping[Any, Any]]) -> States:
        """From rows of series_states. A series at rest is written with an empty state and dropped here."""
        through: dict[str, date] = {}
        series: dict[str, Mapping[str, Any]] = {}
        rules: dict[str, str] = {}
        for row in rows:
            if row["series_key"] == key_of(row["rule"]):
                through[row["rule"]] = row["evaluated_through"]
            elif row["state"]:
                series[row["series_key"]] = {name: _read(name, value) for name, value in row["state"].items()}
                rules[row["series_key"]] = row["rule"]
        return cls(through, series, rules)


def key_of(*parts: object) -> str:
    """A deterministic id."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def day_number(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: int) -> date | None:
    return None if number == NEVER else EPOCH + timedelta(days=int(number))


def _written(name: str, value: Any) -> Any:
    return day_of(value).isoformat() if name in DAYS else value  # type: ignore[union-attr]


def _read(name: str, value: Any) -> Any:
    return day_number(date.fromisoformat(value)) if name in DAYS else value


def said_of(episodes: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """What people said of open episodes, as the evaluation takes it, from rows of the ledger's table (instants)."""
    rows = [
        (row["episode_id"], _date(row.get("acknowledged_at")), _date(row.get("snoozed_until")))
        for row in episodes
        if row.get("acknowledged_at") or row.get("snoozed_until")
    ]
    return pd.DataFrame(rows, columns=["episode_id", "acknowledged_on", "snoozed_until"])


def _date(instant: datetime | None) -> date | None:
    return None if instant is None else instant.date()
