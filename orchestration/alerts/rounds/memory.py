"""What the ledger remembers for the 1-to-1 rules: who was told of whom, how much today, which rules are new.

Does not belong here: what follows from it (alerts/personal.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from orchestration.alerts.personal import Outcome
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rules import Personal
from orchestration.alerts.states import States
from orchestration.ledger import episodes
from orchestration.ledger.tables import personal_events
from orchestration.messages.message import Severity

RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}


def told_of(rules: Mapping[str, Personal], past: Iterable[Mapping[Any, Any]]) -> dict[tuple[str, str], datetime]:
    """When the owner of a customer last heard of them, for each rule: by whichever rule, unless it was a milder one."""
    found: dict[tuple[str, str], datetime] = {}
    for row in past:
        if not row["customer_key"]:
            continue
        earlier = rules.get(row["rule"])
        for name, rule in rules.items():
            if earlier is None or RANK[earlier.severity] >= RANK[rule.severity]:
                key = (name, row["customer_key"])
                found[key] = max(row["happened_at"], found.get(key, row["happened_at"]))
    return found


def today(past: Iterable[Mapping[Any, Any]], now: datetime) -> dict[str, int]:
    """Messages of the last 24 hours by rule, on the wall clock: what a person's inbox has taken."""
    counts: dict[str, int] = defaultdict(int)
    for row in past:
        if row["outcome"] == Outcome.TOLD and row["recorded_at"] > now - timedelta(days=1):
            counts[row["rule"]] += 1
    return counts


def first_looks(transaction: sa.Connection, rules: Collection[str]) -> list[str]:
    """Rules that have never looked. One that looked and found nobody is not new: what it finds next is news."""
    looked = States.of(episodes.read_series_states(transaction, rules)).through
    found: set[str] = set(transaction.execute(sa.select(personal_events.c.rule).distinct()).scalars())
    return [name for name in rules if name not in looked and name not in found]


def looked(transaction: sa.Connection, rules: Iterable[str], clock: Clock) -> None:
    """Keep that these rules have looked, as rules over metrics do."""
    through = States(through=dict.fromkeys(rules, clock.as_of.date()))
    episodes.put_series_states(transaction, through.rows(), clock.now)
