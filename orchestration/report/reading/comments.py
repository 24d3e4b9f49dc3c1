"""What customers wrote, masked, of groups that may show comments. Texts are in the schema `restricted` alone.

Does not belong here: which comments may be shown, and what may stand beside them of who wrote them (writers.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from orchestration.messages.masking import Known, mask
from orchestration.report.reading.database import day_number, has
from orchestration.report.reading.writers import ATTRIBUTES, Writers

MOST = 20_000  # The newest; the oldest of a large company's would make the page slow for everybody.
PLAIN = ("text", "on", "tone", "themes")
CODED = ("metric", "score", "of", "language", "channel", *ATTRIBUTES)  # of few different values
SEEN_BY_MASK = ("comment_text", "full_name", "email", "country", "language")
TONES = {"positive": 2, "neutral": 1, "passive": 1, "negative": 0}


def read(connection: Any, warehouse: Any | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Columns, newest first; None where texts cannot be read now. `given`: the vars of dbt_project.yml."""
    if warehouse is None or not has(warehouse, "comments", "restricted"):
        return None
    writers = Writers.read(connection, given)
    themes = _themes(connection)
    found: dict[str, list[Any]] = {name: [] for name in (*PLAIN, *CODED)}
    for row in _rows(warehouse):
        held = writers.said(row)
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
