"""What people do about it: cases, actions and their effects, alerts."""

from __future__ import annotations

from typing import Any

from orchestration.report.reading.database import columns, has, rows

MOST_CASES = 1_000
WAITING = ("open", "acknowledged")
EPISODE = (
    "episode_id", "rule", "family", "metric", "period_type", "dimension", "dimension_value", "status", "tier",
    "severity", "owner", "opened_on", "confirmed_on", "resolved_on", "limit_value", "opened_value", "last_value",
    "worst_value", "last_n",
)  # fmt: skip


def cases(connection: Any) -> dict[str, Any] | None:
    """Those that wait, the earliest due first; how many by owner and status; closing the loop by month."""
    if not has(connection, "cases"):
        return None
    waiting = columns(
        connection,
        """
        select left(case_key, 12) as id, left(customer_key, 12) as customer, case_rule as rule, metric, touchpoint,
            segment, country, owner, status, opened_on as opened, cast(due_at as date) as due,
            cast(is_overdue as integer) as overdue, escalation_level as level
        from marts.cases
        where status in ('open', 'acknowledged')
        order by due_at, case_key
        limit ?
        """,
        [MOST_CASES],
    )
    owners = rows(
        connection,
        """
        select owner, count(*) filter (where status in ('open', 'acknowledged')) as waiting,
            count(*) filter (where is_overdue) as overdue,
            count(*) filter (where status in ('contacted', 'resolved')) as contacted,
            count(*) filter (where status = 'lapsed') as lapsed
        from marts.cases group by owner order by overdue desc, waiting desc, owner
        """,
    )
    return {"waiting": waiting, "owners": owners, "months": _outcomes(connection)}


def _outcomes(connection: Any) -> list[dict[str, Any]]:
    if not has(connection, "case_outcomes"):
        return []
    return rows(
        connection,
        """
        select month_start as month, cases_count as cases, due_count as due, in_time_count as in_time,
            in_time_share as share, in_time_share_low as low, in_time_share_high as high,
            median_hours_to_contact as hours, recovery_n, recovery_points as recovery,
            recovery_points_low as recovery_low, recovery_points_high as recovery_high,
            unassisted_n, unassisted_points as unassisted, is_suppressed as hidden
        from marts.case_outcomes where dimension = 'all' order by month_start
        """,
    )


def actions(connection: Any) -> dict[str, Any] | None:
    """Rows of action_effects, and where most is at stake."""
    if not has(connection, "action_effects"):
        return None
    effects = rows(
        connection,
        "select * exclude (as_of_at) from marts.action_effects "
        "order by coalesce(finished_on, started_on) desc nulls last, action",
    )
    priorities = []
    if has(connection, "action_priorities"):
        priorities = rows(
            connection,
            """
            select touchpoint, theme, priority_rank as rank, 100 * unhappiness as unhappiness,
                100 * reach as reach, unhappy_mrr_eur as mrr, answers_count as answers,
                negative_count as negatives, unhappy_customers_count as customers, open_actions_count as actions,
                is_suppressed as hidden
            from marts.action_priorities order by priority_rank nulls last, touchpoint, theme
            """,
        )
    return {"effects": effects, "priorities": priorities}


def alerts(connection: Any, ledger: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Episodes of the mart with what the ledger knows since; those that are open and the newest first."""
    known: dict[str, dict[str, Any]] = {}
    if has(connection, "alert_episodes"):
        query = f"select {', '.join(EPISODE)} from marts.alert_episodes where not is_inhibited"
        known = {row["episode_id"]: row for row in rows(connection, query)}
    for row in ledger:
        known[row["episode_id"]] = row
    return sorted(known.values(), key=lambda row: (row["status"] == "resolved", -row["opened_on"], row["episode_id"]))
