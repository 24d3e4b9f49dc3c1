"""When a message may leave: business hours on the clocks of whoever is told. Pure; the instant is given."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orchestration.alerts.rules.model import Rule
from orchestration.messages.message import Severity

OPENS, CLOSES = time(9), time(17)
LAST_WORKDAY = 4  # Friday; holidays are not known


def not_before(rule: Rule, at: datetime, *, owner_zone: str | None = None, is_owner_in_hours: bool = False) -> datetime:
    """The first instant (UTC) at which the message may leave.

    Args:
        rule: `business_hours` holds the message back, or the owner's own wish does; what is critical goes at once where
            the rule is `urgent`.
        at: an instant with its zone.
        owner_zone: the owner's, where the rule names none; UTC without either.
        is_owner_in_hours: the owner is to be told in business hours only (registry owners).
    """
    now = at.astimezone(UTC)
    is_urgent = rule.is_urgent and rule.severity is Severity.CRITICAL
    if is_urgent or not (rule.is_business_hours or is_owner_in_hours):
        return now
    return max(now, next_opening(now, ZoneInfo(rule.time_zone or owner_zone or "UTC")))


def next_opening(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant itself within hours, else the next 9:00 of a workday on the zone's clocks; UTC."""
    local = at.astimezone(zone)
    if local.weekday() <= LAST_WORKDAY and OPENS <= local.time() < CLOSES:
        return at.astimezone(UTC)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() > LAST_WORKDAY:
        day += timedelta(days=1)
    # Built on the day's own clocks: adding hours to an instant would be off by one where the clocks change.
    return datetime.combine(day, OPENS, tzinfo=zone).astimezone(UTC)
