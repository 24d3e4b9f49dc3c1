"""What customers wrote, masked, of groups that may show comments. Texts are in the schema `restricted` alone.

A comment is here when its metric may show comments of its month. What it says of its writer (touchpoint, segment,
country) stands beside it only where that group may show comments of the month, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from orchestration.messages.masking import Known, mask
from orchestration.report.reading.database import day_number, has

MOST = 20_000  # The newest; the oldest of a large company's would make the page slow for everybody.
PAIR = "touchpoint_segment"
ATTRIBUTES = ("touchpoint", "segment", "country")
PLAIN = ("text", "on", "tone", "themes")
CODED = ("metric", "score", "of", "language", "channel", *ATTRIBUTES)  # of few different values
SEEN_BY_MASK = ("comment_text", "full_name", "email", "country", "language")
TONES = {"positive": 2, "neutral": 1, "passive": 1, "negative": 0}
Group = tuple[str, str, Any, Any]


def read(connection: Any, warehouse: Any | None) -> dict[str, Any] | None:
    """Columns, newest first; None where texts cannot be read now."""
    if warehouse is None or not has(warehouse, "comments", "restricted"):
        return None
    permitted = _permitted(connection)
    themes = _themes(connection)
    found: dict[str, list[Any]] = {name: [] for name in (*PLAIN, *CODED)}
    for row in _rows(warehouse):
        held = _withheld(row, permitted)
        text = _masked(*(row[name] for name in SEEN_BY_MASK)) if held else ""
        if held is None or not text:
            continue
        values = {
            **row,
            **held,
            "text": text,
            "on": day_number(row["said_on"]),
            "of": row["scale_max"],
            "tone": TONES.get(row["category"]),
            "language": (row["language"] or "")[:2].lower() or None,
            "themes": themes.get(row["comment_key"]) or 0,
        }
        for name, column in found.items():
            column.append(values[name])
        if len(found["text"]) == MOST:
            break
    return {name: _coded(values) if name in CODED else values for name, values in found.items()}


def _withheld(row: Mapping[str, Any], permitted: set[Group]) -> dict[str, Any] | None:
    """What may be said of the writer, or None where nothing may be shown."""
    metric, month = row["metric"], row["said_on"].replace(day=1)
    if ("all", metric, month, "all") not in permitted:
        return None
    said = {name: row[name] if (name, metric, month, row[name]) in permitted else None for name in ATTRIBUTES}
    pair = f"{said['touchpoint']} / {said['segment']}"
    has_pairs = (PAIR, metric, None, None) in permitted
    if has_pairs and said["touchpoint"] and said["segment"] and (PAIR, metric, month, pair) not in permitted:
        said["segment"] = None
    return said


def _permitted(connection: Any) -> set[Group]:
    """The groups whose comments of a month may be shown; by the name of the metric and of what it counts."""
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


def _rows(warehouse: Any) -> Iterator[dict[str, Any]]:
    result = warehouse.execute(
        """
        select comments.*, contacts.full_name, contacts.email
        from restricted.comments left join restricted.customer_contacts as contacts using (customer_key)
        where comments.is_shareable and comments.metric is not null
        order by comments.said_at desc, comments.comment_key
        """
    )
    names = [column[0] for column in result.description]
    while rows := result.fetchmany(2_000):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def _themes(connection: Any) -> dict[str, list[str]]:
    if not has(connection, "comment_themes"):
        return {}
    return dict(
        connection.execute(
            "select comment_key, list(theme order by theme) from marts.comment_themes group by comment_key"
        ).fetchall()
    )


@lru_cache(maxsize=50_000)
def _masked(text: str, name: str | None, email: str | None, country: str | None, language: str | None) -> str:
    return mask(text, Known.of(name, email), country=country, language=language)


def _coded(values: list[Any]) -> dict[str, list[Any]]:
    """Few different values: the values, and the place of each row's among them."""
    known = list(dict.fromkeys(values))
    place = {value: at for at, value in enumerate(known)}
    return {"values": known, "at": [place[value] for value in values]}
