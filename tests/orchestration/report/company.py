"""A small published company, made from the contracts of the marts, with numbers that a test can work out again.

Tables are made as the marts' YAML declares them: a column that the page reads and no mart has fails here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from orchestration.lib.settings import PROJECT_ROOT, Settings
from orchestration.publish import record
from orchestration.publish.record import Publish, Published

MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 10, 1, 6, 30, tzinfo=UTC)
ATTACKS = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    '"><svg onload="document.title=\'run\'">',
    "</script><script>document.title='run'</script>",
    "{{7*7}} ${7*7} <!-- \u2028 ' \" ` \\",
)
FORMULA = '=HYPERLINK("https://evil.example","open")'
METRICS = {
    # observations, formula, unit, is_high_good, decimals, class, value at the time t of a group g
    "nps": ("nps", "net_share", "points", True, 1, "direct", lambda t, g: 12.34 + 9 * math.sin(t) - 3 * g),
    "csat": ("csat", "share", "percent", True, 1, "direct", lambda t, g: 61.25 + 7 * math.cos(t) - 5 * g),
    "first_reply_median": ("first_reply", "median", "seconds", False, 0, "direct", lambda t, g: 9000 + 500.5 * t),
    "net_sentiment": ("sentiment", "net_share", "points", True, 1, "indirect", lambda t, g: -4.05 + t),
    "mrr": ("recurring", "total", "eur", True, 0, "deferred", lambda t, g: 120000.5 + 1000 * t),
}  # fmt: skip
TOUCHPOINTS = ("relationship", "support")


def settings_of(folder: Path) -> Settings:
    return Settings(PROJECT_ROOT, folder, folder / "warehouse.duckdb")


def build(folder: Path, attacks: Iterable[str] = ()) -> Settings:
    """A state folder with a published file and a warehouse. `attacks` go wherever somebody else's text goes."""
    settings = settings_of(folder)
    settings.published_dir.mkdir(parents=True)
    hostile = list(attacks)
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute("set timezone = 'UTC'")
        _tables(connection, "marts")
        segments = ["smb", "enterprise", *hostile, *([FORMULA] if hostile else [])]
        _definitions(connection)
        _numbers(connection, segments)
        _themes(connection, hostile)
        _customers(connection, hostile)
        _work(connection, hostile)
        published = Published("run", PUBLISHED_AT, AS_OF, 245, row_counts={"voc_metrics": 10})
        connection.execute("attach ':memory:' as nothing")
        record.write(connection, "voice", published, [Publish("run", PUBLISHED_AT, AS_OF)])
    with duckdb.connect(str(settings.warehouse)) as connection:
        _tables(connection, "restricted")
        _comments(connection, hostile)
    return settings


def _tables(connection: Any, schema: str) -> None:
    connection.execute(f"create schema {schema}")
    for file in sorted(MARTS.rglob("_*__models.yml")):
        if (file.parent.name == "restricted") != (schema == "restricted"):
            continue
        for model in yaml.safe_load(file.read_text()).get("models", []):
            typed = [(column["name"], column.get("data_type")) for column in model.get("columns", [])]
            if typed and all(kind for _, kind in typed):
                columns = ", ".join(f'"{name}" {"varchar" if kind == "string" else kind}' for name, kind in typed)
                connection.execute(f"create table {schema}.{model['name']} ({columns})")


def insert(connection: Any, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    connection.register("rows_to_insert", pa.Table.from_pylist([dict(row) for row in rows]))
    connection.execute(f"insert into {table} by name select * from rows_to_insert")
    connection.unregister("rows_to_insert")


def periods() -> Iterable[tuple[str, date, date]]:
    """Fourteen months to September 2026 and thirty weeks; the last week is not over."""
    first = date(2025, 8, 1)
    for place in range(14):
        start = date(first.year + (first.month - 1 + place) // 12, (first.month - 1 + place) % 12 + 1, 1)
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        yield "month", start, following - timedelta(days=1)
    for place in range(30):
        start = date(2026, 3, 9) + timedelta(weeks=place)
        yield "week", start, start + timedelta(days=6)


def _definitions(connection: Any) -> None:
    insert(connection, "marts.dim_metrics", [
        {"metric": name, "title": name.upper() if len(name) < 5 else name.replace("_", " ").capitalize(),
         "observations": observations, "formula": formula, "unit": unit, "is_high_good": good, "decimals": decimals,
         "feedback_class": kind, "settle_days": 4, "definition_version": "1"}
        for name, (observations, formula, unit, good, decimals, kind, _) in METRICS.items()
    ])  # fmt: skip
    insert(connection, "marts.dim_touchpoints", [
        {"touchpoint": "relationship", "title": "Relationship as a whole", "sort_order": 1},
        {"touchpoint": "support", "title": "Getting help", "sort_order": 5},
    ])  # fmt: skip


def _numbers(connection: Any, segments: list[str]) -> None:
    for metric, (_, formula, *_rest, value_at) in METRICS.items():
        groups = [("all", "all"), *(("touchpoint", name) for name in TOUCHPOINTS)]
        groups += [("segment", name) for name in segments]
        groups = groups[:1] if metric in ("net_sentiment", "mrr") else groups
        for at, (dimension, group) in enumerate(groups):
            cells = [_cell(metric, formula, value_at, kind, start, end, place, dimension, group, at)
                     for place, (kind, start, end) in enumerate(periods())]  # fmt: skip
            insert(connection, "marts.voc_metrics", cells)


def _cell(metric, formula, value_at, kind, start, end, place, dimension, group, at) -> dict[str, Any]:
    # Support was too small to show in one month and in two weeks.
    is_hidden = group == "support" and (start == date(2026, 2, 1) or (kind == "week" and place in (20, 21)))
    value, before = value_at(place / 3, at), value_at((place - 1) / 3, at)
    change = None if start in (date(2025, 8, 1), date(2026, 3, 9)) else value - before
    row = {
        "voc_metric_key": f"{metric}-{kind}-{start}-{dimension}-{group}", "metric": metric, "period_type": kind,
        "period_start": start, "period_end": end, "dimension": dimension, "dimension_value": group,
        "is_complete": end < AS_OF.date(), "is_settled": end < date(2026, 9, 20), "is_suppressed": is_hidden,
        "is_comment_suppressed": is_hidden or group == "enterprise", "as_of_at": AS_OF.replace(tzinfo=None),
    }  # fmt: skip
    if is_hidden:
        return row | {"n": None}
    has_interval = formula != "total"
    return row | {
        "value": value, "n": 100 + place + 10 * at, "respondents_count": 90 + place,
        "interval_low": value - 8.123 if has_interval else None,
        "interval_high": value + 8.123 if has_interval else None,
        "previous_value": before if change is not None else None, "previous_n": 99, "change": change,
        "change_low": change - 3 if change is not None and has_interval else None,
        "change_high": change + 3 if change is not None and has_interval else None,
        "is_change_significant": abs(change) > 2.9 if change is not None and has_interval else None,
        "target": 20 if metric == "nps" else None, "threshold": 10 if metric == "nps" else None,
        "threshold_status": "ok" if metric == "nps" else None, "excluded_test": place % 3, "excluded_skipped": 4,
    }  # fmt: skip


def _themes(connection: Any, hostile: list[str]) -> None:
    titles = {"speed": hostile[0] if hostile else "Speed and waiting", "price": "Price and invoice"}
    insert(connection, "marts.dim_themes", [
        {"theme": name, "title": title, "sort_order": at} for at, (name, title) in enumerate(titles.items())
    ])  # fmt: skip
    for name in titles:
        insert(connection, "marts.theme_periods", [
            {"period_type": kind, "period_start": start, "period_end": end, "dimension": "all",
             "dimension_value": "all", "theme": name, "comments_count": 40, "mentions_count": 10,
             "value": 25.04 if name == "speed" else 12.5,
             "interval_low": 20.0, "interval_high": 30.0, "negative_count": 5, "negative_share": 50.0, "change": 1.5,
             "is_change_significant": False, "is_complete": True, "is_suppressed": False}
            for kind, start, end in periods()
        ])  # fmt: skip


def _customers(connection: Any, hostile: list[str]) -> None:
    for at in range(20):
        key = f"{at:02}{'c' * 62}"
        insert(connection, "marts.customer_health", [{
            "customer_key": key, "is_subscribed": True, "band": "at_risk" if at < 18 else "healthy",
            "score": 40.4 + at / 10, "previous_score": 50, "score_change": -9.6, "drag_input": "usage", "coverage": 0.8,
        }])  # fmt: skip
        insert(connection, "marts.customer_voice", [{
            "customer_key": key, "segment": hostile[0] if hostile else "smb", "country": "DK", "mrr_eur": 1000 - at,
            "nps_latest_score": 3, "tickets_open_count": 1,
        }])  # fmt: skip


def _work(connection: Any, hostile: list[str]) -> None:
    owner = hostile[0] if hostile else "support_lead"
    insert(connection, "marts.cases", [
        {"case_key": f"{at:032}", "customer_key": f"{at:02}{'c' * 62}", "case_rule": owner, "metric": "csat",
         "touchpoint": "support", "segment": "smb", "opened_on": date(2026, 9, 1), "due_at": datetime(2026, 9, 3),
         "owner": owner, "status": "open", "is_due": True, "is_overdue": at < 3, "escalation_level": 0}
        for at in range(5)
    ])  # fmt: skip
    insert(connection, "marts.action_effects", [{
        "action": "a", "title": hostile[1] if hostile else "More agents", "dimension": "touchpoint",
        "dimension_value": "support", "metric": "csat", "owner": owner, "status": "finished",
        "started_on": date(2026, 8, 3), "finished_on": date(2026, 9, 14), "target_value": 60.0, "is_overdue": False,
        "effect_status": "measured", "before_value": 41.0, "after_value": 59.98, "change": 18.98, "effect": 18.4,
        "effect_low": 5.1, "effect_high": 31.7, "is_effect_significant": True, "is_target_reached": False,
    }])  # fmt: skip
    insert(connection, "marts.alert_episodes", [{
        "episode_id": "e1", "rule": owner, "family": "threshold", "metric": "nps", "period_type": "rolling_28",
        "dimension": "all", "dimension_value": "all", "status": "open", "tier": "watch", "severity": "warning",
        "owner": owner, "opened_on": date(2026, 9, 14), "limit_value": 10, "last_value": 9.98, "last_n": 329,
        "is_inhibited": False,
    }])  # fmt: skip
    insert(connection, "marts.source_freshness", [
        {"source": "zendesk", "resource": "tickets", "data_through_at": datetime(2026, 10, 1), "fetched_rows": 3784},
        {"source": "stripe", "resource": "charges", "data_through_at": datetime(2026, 9, 20), "fetched_rows": 31091},
    ])  # fmt: skip
    insert(connection, "marts.fct_answers", [
        {"response_key": f"r{month}{at}", "metric": "csat", "submitted_on": date(2026, month, 12),
         "touchpoint": "support", "segment": "smb", "country": "DK" if at < 4 else "EE"}
        for month in (8, 9) for at in range(7 if month == 9 else 4)
    ])  # fmt: skip
    insert(connection, "marts.metric_drivers", [
        {"metric": "csat", "period_type": "month", "period_start": date(2026, 9, 1), "dimension": "touchpoint",
         "dimension_value": name, "n": 60, "value": 55.5, "previous_value": 50.0, "rate_effect": 1.25,
         "mix_effect": 0.1, "total_effect": 1.35, "driver_rank": at}
        for at, name in enumerate(TOUCHPOINTS)
    ])  # fmt: skip


def _comments(connection: Any, hostile: list[str]) -> None:
    attacks = [*hostile, FORMULA] if hostile else []
    texts = [
        ("The invoice is unclear, call me: mari@example.org", "negative", "support", "smb", "en", date(2026, 9, 20)),
        ("Fakturaen er nem, hilsen Mette", "positive", "support", "smb", "da", date(2026, 9, 12)),
        ("Nobody may know who wrote this of February", "negative", "support", "enterprise", "en", date(2026, 2, 10)),
        *((text, "neutral", "support", "smb", "en", date(2026, 9, 2)) for text in attacks),
    ]  # fmt: skip
    insert(connection, "restricted.comments", [
        {"comment_key": f"k{at}", "channel": "survey", "record_key": f"r{at}",
         "customer_key": f"{at:02}{'c' * 62}" if at < 2 else None,
         "said_on": on, "said_at": datetime(on.year, on.month, on.day, 12), "language": language, "country": "DK",
         "segment": segment, "touchpoint": touchpoint, "metric": "csat", "score": 2.0, "scale_max": 5.0,
         "category": tone, "comment_text": text, "is_shareable": True}
        for at, (text, tone, touchpoint, segment, language, on) in enumerate(texts)
    ])  # fmt: skip
    insert(connection, "restricted.comments", [{
        "comment_key": "test", "customer_key": None, "said_on": date(2026, 9, 2), "said_at": datetime(2026, 9, 2),
        "metric": "csat", "comment_text": "An answer that does not count", "is_shareable": False,
    }])  # fmt: skip
    insert(connection, "restricted.customer_contacts", [
        {"customer_key": f"{at:02}{'c' * 62}", "email": "mette.holm@example.org",
         "full_name": f"Mette Holm {hostile[at % len(hostile)]}" if hostile else "Mette Holm"}
        for at in range(20)
    ])  # fmt: skip
