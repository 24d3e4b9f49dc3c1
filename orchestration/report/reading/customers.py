"""Customers at risk and what they are worth: customer_health beside customer_voice. Names only where wanted."""

from __future__ import annotations

from typing import Any

from orchestration.report.reading.database import columns, has

MOST = 500
KEY = 12  # characters of a key that are shown


def read(connection: Any, warehouse: Any | None, *, has_names: bool) -> dict[str, list[Any]] | None:
    """Customers with a running subscription whose health is at risk, the most valuable first; None without health."""
    if not has(connection, "customer_health"):
        return None
    found = columns(
        connection,
        """
        select
            health.customer_key as key, voice.segment, voice.country, voice.plan,
            health.score as score, health.previous_score as previous,
            health.score_change as change, health.drag_input as drag, health.mover_input as mover,
            100 * health.coverage as coverage,
            voice.mrr_eur as mrr, voice.gross_paid_eur - voice.refunded_eur as paid,
            voice.nps_latest_score as nps, voice.nps_latest_category as nps_category, voice.nps_latest_at as nps_at,
            voice.tickets_open_count as tickets,
            health.failed_payments_count as failed,
            count(cases.case_key) as cases
        from marts.customer_health as health
        left join marts.customer_voice as voice using (customer_key)
        left join marts.cases as cases
            on cases.customer_key = health.customer_key and cases.status in ('open', 'acknowledged')
        where health.band = 'at_risk' and health.is_subscribed
        group by all
        order by voice.mrr_eur desc nulls last, health.score, health.customer_key
        limit ?
        """,
        [MOST],
    )
    keys = found.pop("key")
    found["id"] = [key[:KEY] for key in keys]
    names = _names(warehouse, keys) if has_names and warehouse else {}
    found["name"] = [names.get(key) for key in keys]
    return found


def _names(warehouse: Any, keys: list[str]) -> dict[str, str]:
    from orchestration.messages.inert import one_line

    if not has(warehouse, "customer_contacts", "restricted"):
        return {}
    found = warehouse.execute(
        "select customer_key, full_name from restricted.customer_contacts where list_contains(?, customer_key)", [keys]
    ).fetchall()
    return {key: one_line(name) for key, name in found if name}
