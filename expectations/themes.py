"""What the mart gate asks of `theme_periods`: hidden groups show nothing, and a theme is named by some of the comments.

Belongs here: promises that hold for any comments. Does not belong here: whether the words find the right ones (seeds).
The rules' names and remedies are those of metrics.py.
"""

from __future__ import annotations

from typing import Any

TABLE = "theme_periods"
HIDDEN = (
    "comments_count", "respondents_count", "not_scored_count", "mentions_count", "value", "interval_low",
    "negative_count", "negative_share", "previous_value", "change",
)  # fmt: skip


def measure(connection: Any, schema: str) -> dict[str, float]:
    """Counts by rule for the theme mart of `schema`."""
    shows = " or ".join(f"{column} is not null" for column in HIDDEN)
    counts = connection.execute(
        f"""
        select
            count(case when is_suppressed and ({shows}) then 1 end),
            count(case when mentions_count > comments_count or negative_count > mentions_count then 1 end),
            count(case when interval_low > interval_high then 1 end)
        from {schema}.{TABLE}
        """
    ).fetchone()
    return dict(zip(("hidden_numbers", "values_out_of_range", "disordered_intervals"), counts, strict=True))
