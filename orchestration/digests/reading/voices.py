"""What customers said in the period, and who is at risk: texts and names from `restricted`, groups from the marts.

A comment is read only where `is_comment_suppressed` of its metric and of every group that is named with it is false.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.digests.facts import Account, Theme, Voice
from orchestration.digests.reading.rows import has, number, select
from orchestration.subscriptions.model import Audience, Scope, Window

READ = 60  # Comments of each category that wording may choose from.
SHORTEST, LONGEST = 12, 8_000  # characters of a text that may be quoted, in part
THEMES = 6
ACCOUNTS = 5
OF_LATE = timedelta(days=91)  # in which a detractor's score still says how they feel
COMMENT_COLUMNS = frozenset({"touchpoint", "segment", "country", "language", "plan", "product", "survey"})


def shown_groups(connection: Any, scope: Scope, window: Window) -> list[tuple[str, str]]:
    """Observations and touchpoint of the groups whose comments may be shown; touchpoint '' for the scope as a whole.

    A touchpoint is named only where that alone is the group: of all customers, or of the scope itself.
    """
    return connection.execute(
        """
        select distinct d.observations, case when v.dimension = 'touchpoint' then v.dimension_value else '' end
        from marts.voc_metrics as v
        inner join marts.dim_metrics as d using (metric)
        where v.period_type = ? and v.period_start = ? and not v.is_comment_suppressed
            and (v.dimension = ? and v.dimension_value = ? or v.dimension = 'touchpoint' and ? = 'all')
        """,
        [window.period_type, window.start, scope.dimension, scope.value, scope.dimension],
    ).fetchall()


def voices(warehouse: Any, groups: list[tuple[str, str]], scope: Scope, window: Window) -> tuple[Voice, ...]:
    """Comments of these groups, of each category the newest, with the names that are to be masked."""
    is_known = scope.is_all or scope.dimension in COMMENT_COLUMNS
    if not is_known or not has(warehouse, "restricted.comments"):
        return ()
    said = _said(warehouse, window)
    wholes = sorted({metric for metric, touchpoint in groups if not touchpoint or scope.dimension == "touchpoint"})
    named = sorted(f"{metric} {touchpoint}" for metric, touchpoint in groups if touchpoint)
    column = "'all'" if scope.is_all else f"coalesce(c.{scope.dimension}, 'unknown')"
    rows = select(
        warehouse,
        f"""
        select
            c.comment_key, c.comment_text, c.said_on, c.channel,
            coalesce(nullif(c.category, 'passive'), 'neutral') as category, c.language,
            c.country, c.score, c.scale_max, c.full_name, c.email,
            case when list_contains($named, c.metric || ' ' || c.touchpoint) then c.touchpoint end as touchpoint
        from {said} as c
        where {column} = $group
            and (c.channel = 'survey' and list_contains($wholes, c.metric)
                or c.channel = 'review' and list_contains($wholes, 'sentiment'))
        qualify row_number() over (
            partition by coalesce(nullif(c.category, 'passive'), 'neutral') order by c.said_at desc, c.comment_key
        ) <= {READ}
        order by c.said_at desc, c.comment_key
        """,
        {"named": named, "wholes": wholes, "group": scope.value},
    )
    return tuple(
        Voice(
            row["comment_key"], row["comment_text"], row["said_on"], row["channel"], row["category"], row["language"],
            row["country"], row["touchpoint"], number(row["score"]), number(row["scale_max"]),
            tuple(name for name in (row["full_name"], row["email"]) if name),
        )
        for row in rows
    )  # fmt: skip


def _said(warehouse: Any, window: Window) -> str:
    """A temporary table of the period's comments: many audiences read it, and the view behind it joins whole tables."""
    name = f"digest_comments_{window.period_type}_{window.start:%Y%m%d}"
    warehouse.execute(
        f"""
        create temporary table if not exists {name} as
        select c.*, contacts.full_name, contacts.email
        from restricted.comments as c
        left join restricted.customer_contacts as contacts on contacts.customer_key = c.customer_key
        where c.is_shareable and c.said_on between ? and ? and length(c.comment_text) between {SHORTEST} and {LONGEST}
        """,
        [window.start, window.end],
    )
    return name


def themes(connection: Any, scope: Scope, window: Window) -> tuple[Theme, ...]:
    """What people talk about most, in the audience's group where themes know it."""
    if not has(connection, "marts.theme_periods"):
        return ()
    rows = select(
        connection,
        """
        select theme, d.title, p.mentions_count as mentions, p.comments_count as comments, p.value as share,
            p.negative_share, p.previous_value as previous_share, p.change, p.is_change_significant as is_significant
        from marts.theme_periods as p
        inner join marts.dim_themes as d using (theme)
        where p.period_type = ? and p.period_start = ? and p.dimension = ? and p.dimension_value = ?
            and not p.is_suppressed and p.mentions_count > 0
        order by p.is_change_significant is true desc, p.mentions_count desc, d.sort_order
        limit ?
        """,
        [window.period_type, window.start, scope.dimension, scope.value, THEMES],
    )
    return tuple(Theme(**row) for row in rows)


def accounts(connection: Any, audience: Audience, window: Window) -> tuple[Account, ...]:
    """Paying customers at risk by health, or detractors, those who pay most first. Without names."""
    columns = {"segment", "country", "language", "plan"}
    scope = audience.scope
    if not scope.is_all and scope.dimension not in columns:
        return ()
    column = "'all'" if scope.is_all else f"coalesce(v.{scope.dimension}, 'unknown')"
    rows = select(
        connection,
        f"""
        select h.customer_key, v.segment, v.mrr_eur, h.score, h.score_change, h.drag_input,
            case when v.nps_latest_category = 'negative' then v.nps_latest_score end as nps,
            case when v.nps_latest_category = 'negative' then cast(v.nps_latest_at as date) end as nps_on
        from marts.customer_health as h
        inner join marts.customer_voice as v using (customer_key)
        where h.is_subscribed and v.mrr_eur > 0 and {column} = ?
            and (h.band = 'at_risk' or v.nps_latest_category = 'negative' and v.nps_latest_at >= ?)
        order by v.mrr_eur desc, h.score, h.customer_key
        limit {ACCOUNTS}
        """,
        [scope.value, window.end - OF_LATE],
    )
    return tuple(
        Account(
            row["customer_key"], None, row["segment"], number(row["mrr_eur"]), number(row["score"]),
            number(row["score_change"]), row["drag_input"], number(row["nps"]), row["nps_on"],
        )
        for row in rows
    )  # fmt: skip


def names(warehouse: Any, keys: list[str]) -> dict[str, str]:
    """Of customers, by key."""
    rows = warehouse.execute(
        "select customer_key, full_name from restricted.customer_contacts "
        "where list_contains(?, customer_key) and full_name is not null",
        [keys],
    ).fetchall()
    return dict(rows)
