"""What may be said of who wrote a comment: nothing where the metric hides the comments of its month, else the groups
that may show theirs, as long as all that is said together is true of enough people.

`voc_metrics` judges one group, and a pair that is published; what it does not judge (a segment of a country) is counted
here, among those who answered. Does not belong here: the comments (comments.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.report.reading.database import has

PAIR = "touchpoint_segment"
ATTRIBUTES = ("touchpoint", "segment", "country")
# What is said less, first: who wrote of what is worth most to a reader.
TAKEN_BACK = ("country", "segment")
Group = tuple[str, str, Any, Any]
FACTS = {
    "fct_answers": ("metric", "submitted_on", "response_key", "touchpoint", "exclusion_reason is null"),
    "fct_mentions": ("'net_sentiment'", "mentioned_on", "mention_key", "cast(null as varchar)", "true"),
}


@dataclass(frozen=True)
class Writers:
    """Args:
    permitted: groups whose comments of a month may be shown; by the name of the metric and of what it counts.
    people: by metric, month and attributes (None: whatever it is) how many answered.
    least: fewer are too few.
    """

    permitted: set[Group]
    people: Mapping[tuple[Any, ...], int]
    least: int

    @classmethod
    def read(cls, connection: Any, given: Mapping[str, Any]) -> Writers:
        """`given`: the vars of dbt_project.yml."""
        least = max(int(given.get(name, 0)) for name in ("suppress_below", "suppress_comments_below"))
        return cls(_permitted(connection), _people(connection), least)

    def said(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Of a comment's row; None where the comment may not be shown."""
        metric, month = row["metric"], row["said_on"].replace(day=1)
        if ("all", metric, month, "all") not in self.permitted:
            return None
        said = {name: row[name] if (name, metric, month, row[name]) in self.permitted else None for name in ATTRIBUTES}
        pair = f"{said['touchpoint']} / {said['segment']}"
        has_pairs = (PAIR, metric, None, None) in self.permitted
        if has_pairs and said["touchpoint"] and said["segment"] and (PAIR, metric, month, pair) not in self.permitted:
            said["segment"] = None
        for name in TAKEN_BACK:
            if sum(value is not None for value in said.values()) > 1 and not self._are_enough(metric, month, said):
                said[name] = None
        return said

    def _are_enough(self, metric: str, month: Any, said: Mapping[str, Any]) -> bool:
        return self.people.get((metric, month, *(said[name] for name in ATTRIBUTES)), 0) >= self.least


def _permitted(connection: Any) -> set[Group]:
    rows = connection.execute(
        f"""
        select distinct dimension, metric, observations, period_start, dimension_value,
            not (is_suppressed or coalesce(is_comment_suppressed, true)) as is_permitted
        from marts.voc_metrics inner join marts.dim_metrics using (metric)
        where period_type = 'month' and dimension in ('all', '{PAIR}', {", ".join(f"'{name}'" for name in ATTRIBUTES)})
        """
    ).fetchall()
    found: set[Group] = {
        (dimension, name, month, value)
        for dimension, *names, month, value, is_permitted in rows
        if is_permitted
        for name in names
    }
    return found | {
        (PAIR, name, None, None) for dimension, *names, _, _, _ in rows if dimension == PAIR for name in names
    }


def _people(connection: Any) -> dict[tuple[Any, ...], int]:
    """Of every two and of all three attributes."""
    found: dict[tuple[Any, ...], int] = {}
    for table, (metric, day, key, touchpoint, condition) in FACTS.items():
        if not has(connection, table):
            continue
        rows = connection.execute(
            f"""
            select metric, month, touchpoint, segment, country, count(distinct person)
            from (
                select {metric} as metric, cast(date_trunc('month', {day}) as date) as month,
                    {touchpoint} as touchpoint, segment, country, coalesce(customer_key, {key}) as person
                from marts.{table}
                where {condition}
            )
            group by metric, month, grouping sets (
                (touchpoint, segment, country), (touchpoint, segment), (touchpoint, country), (segment, country)
            )
            """
        ).fetchall()
        # Of an unknown attribute nothing is said, so a NULL is what the set leaves out: the larger count.
        for *group, count in rows:
            found[tuple(group)] = max(count, found.get(tuple(group), 0))
    return found
