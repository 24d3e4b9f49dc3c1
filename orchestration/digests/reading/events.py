"""Warnings, cases and actions, from the marts that know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.digests.facts import Action, Cases, Episode, Measure, Metric, Priority
from orchestration.digests.reading.rows import has, number, select
from orchestration.subscriptions.model import Scope, Window

CASE_COLUMNS = frozenset({"touchpoint", "segment", "country", "language"})
PRIORITIES = 3
EPISODE = (
    "episode_id", "rule", "family", "metric", "period_type", "dimension", "dimension_value", "status", "tier", "owner",
    "opened_on", "resolved_on", "limit_value", "opened_value", "last_value", "acknowledged_at",
)  # fmt: skip


def know_episodes(connection: Any, ledger: Sequence[Mapping[str, Any]]) -> None:
    """Make `known_episodes`: those of the mart, and over them the ledger's, which the mart knows a run later."""
    columns = ", ".join(EPISODE)
    connection.execute(
        f"create or replace temp table known_episodes as select {columns} from marts.alert_episodes "
        "where not is_inhibited and not list_contains(?, episode_id)",
        [[row["episode_id"] for row in ledger]],
    )
    if ledger:
        places = ", ".join("?" for _ in EPISODE)
        connection.executemany(
            f"insert into known_episodes values ({places})", [[row[name] for name in EPISODE] for row in ledger]
        )


def episodes(connection: Any, metrics: Mapping[str, Metric], scope: Scope, window: Window) -> tuple[Episode, ...]:
    """Those that were open in the period, of the scope and of all customers: confirmed ones first, the newest first.

    What has ended since is shown as it opened: its last value is of a day that the period did not see.
    """
    rows = select(
        connection,
        """
        select rule, family, metric, period_type, dimension, dimension_value, tier, owner, opened_on,
            case when resolved_on <= $end then resolved_on end as resolved_on, limit_value, opened_value,
            case
                when resolved_on is null or resolved_on <= $end then last_value
                when family = 'threshold' then opened_value
            end as last_value,
            case when acknowledged_at < $end + interval 1 day then cast(acknowledged_at as date) end as acknowledged_on
        from known_episodes
        where opened_on <= $end and (resolved_on is null or resolved_on >= $start) and status <> 'pending'
            and ($dimension = 'all' or dimension is null or dimension = 'all'
                or dimension = $dimension and dimension_value = $group
                or dimension like '%' || $dimension || '%'
                and list_contains(string_split(dimension_value, ' / '), $group))
        order by tier = 'confirmed' desc, resolved_on is not null, opened_on desc, rule, dimension, dimension_value
        """,
        {"start": window.start, "end": window.end, "dimension": scope.dimension, "group": scope.value},
    )
    return tuple(_episode(row, metrics) for row in rows)


def incidents(connection: Any, lead: Measure, since: Any) -> tuple[Episode, ...]:
    """Confirmed episodes of the lead's metric since a day: marks in its trend."""
    rows = select(
        connection,
        """
        select rule, family, metric, period_type, dimension, dimension_value, tier, owner, opened_on, resolved_on,
            limit_value, opened_value, last_value, cast(acknowledged_at as date) as acknowledged_on
        from known_episodes
        where tier = 'confirmed' and metric = ? and opened_on between ? and ?
            and (dimension = 'all' or ? = 'all' or dimension = ? and dimension_value = ?)
        order by opened_on, rule, dimension, dimension_value
        """,
        [
            lead.metric.metric, since, lead.end, lead.group.dimension, lead.group.dimension, lead.group.value,
        ],
    )  # fmt: skip
    return tuple(_episode(row, {lead.metric.metric: lead.metric}) for row in rows)


def cases(connection: Any, scope: Scope, window: Window, loop: Measure | None) -> Cases | None:
    """None where cases do not know the scope's dimension: those of others are not the reader's."""
    if not scope.is_all and scope.dimension not in CASE_COLUMNS:
        return None
    column = "'all'" if scope.is_all else f"coalesce({scope.dimension}, 'unknown')"
    (row,) = select(
        connection,
        f"""
        select
            count(case when opened_on between $start and $end then 1 end) as opened,
            count(case when cast(contacted_at as date) between $start and $end then 1 end) as contacted,
            count(case when status in ('open', 'acknowledged') then 1 end) as open,
            count(case when is_overdue then 1 end) as overdue,
            min(case when is_overdue then opened_on end) as oldest
        from marts.cases
        where {column} = $group
        """,
        {"start": window.start, "end": window.end, "group": scope.value},
    )
    return Cases(row["opened"], row["contacted"], row["open"], row["overdue"], row["oldest"], loop)


def actions(connection: Any, metrics: Mapping[str, Metric], scope: Scope) -> tuple[Action, ...]:
    """The plan: first what is done and its effect, then what runs and what is to come. The scope's alone."""
    rows = select(
        connection,
        """
        select * from marts.action_effects
        where $dimension = 'all' or dimension = $dimension and dimension_value = $group
            or $dimension = 'touchpoint' and touchpoint = $group
        order by list_position(['finished', 'running', 'planned', 'stopped'], status), finished_on desc, deadline_on,
            action
        """,
        {"dimension": scope.dimension, "group": scope.value},
    )
    return tuple(
        Action(
            row["action"], row["title"], metrics.get(row["metric"] or ""),
            Scope(row["dimension"] or "all", row["dimension_value"] or "all"), row["owner"], row["status"],
            row["effect_status"], row["started_on"], row["deadline_on"], row["finished_on"], row["is_overdue"],
            row["before_value"], row["before_n"], row["after_value"], row["after_n"], row["change"], row["effect"],
            row["effect_low"], row["effect_high"], row["is_effect_significant"], number(row["target_value"]),
            row["is_target_reached"], row["customers_to_tell_count"],
        )
        for row in rows
    )  # fmt: skip


def priorities(connection: Any, scope: Scope) -> tuple[Priority, ...]:
    """Where most is at stake; of all customers only."""
    if not scope.is_all or not has(connection, "marts.action_priorities"):
        return ()
    rows = select(
        connection,
        """
        select touchpoint, priority, negative_count, answers_count, open_actions_count
        from marts.action_priorities
        where not is_suppressed and theme is null
        order by priority_rank
        limit ?
        """,
        [PRIORITIES],
    )
    return tuple(Priority(**row) for row in rows)


def _episode(row: Mapping[str, Any], metrics: Mapping[str, Metric]) -> Episode:
    return Episode(
        row["rule"],
        row["family"],
        metrics.get(row["metric"] or ""),
        Scope(row["dimension"] or "all", row["dimension_value"] or "all"),
        row["tier"],
        row["owner"],
        row["opened_on"],
        row["period_type"] or "",
        row["resolved_on"],
        number(row["limit_value"]),
        number(row["opened_value"]),
        number(row["last_value"]),
        row["acknowledged_on"],
    )
