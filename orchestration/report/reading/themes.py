"""What comments are about, by period and group: marts.theme_periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.language import title
from orchestration.report.reading.database import columns, day_number, has, rows, scaled

DIGITS = 1


def titles(connection: Any) -> dict[str, str]:
    if not has(connection, "dim_themes"):
        return {}
    found = rows(connection, "select theme, title from marts.dim_themes order by sort_order, theme")
    return {row["theme"]: title(row["title"]) for row in found}


def read(connection: Any, places: Mapping[str, Mapping[Any, int]]) -> dict[str, list[Any]] | None:
    """Columns, or None where there are no themes. Shares and changes are whole numbers of one decimal."""
    if not has(connection, "theme_periods"):
        return None
    numbers = {
        "v": "value", "lo": "interval_low", "hi": "interval_high", "neg": "negative_share", "pv": "previous_value",
        "c": "change", "cl": "change_low", "ch": "change_high",
    }  # fmt: skip
    found = columns(
        connection,
        f"""
        select period_type as kind, period_start as start, period_end as ending, dimension, dimension_value as value,
            theme, comments_count as n, mentions_count as mentions, negative_count as negatives,
            {", ".join(f"{scaled(sql, DIGITS)} as {name}" for name, sql in numbers.items())},
            cast(is_change_significant as integer) as sig, cast(is_complete as integer) as complete,
            cast(is_suppressed as integer) as hidden
        from marts.theme_periods
        order by theme, dimension, dimension_value, period_type, period_start
        """,
    )
    by_start = {
        kind: {day_number(start): place for (start, _), place in known.items()} for kind, known in places.items()
    }
    found["place"] = [
        by_start.get(kind, {}).get(start) for kind, start in zip(found["kind"], found["start"], strict=True)
    ]
    del found["start"], found["ending"]
    return found
