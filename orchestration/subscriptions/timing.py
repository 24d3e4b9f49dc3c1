"""The cadence of an audience as the file has it. Does not belong here: when that is (cadence.py)."""

from __future__ import annotations

import re
from datetime import datetime, time

from orchestration.alerts.rules.fields import Fields
from orchestration.subscriptions.model import PERIODS, Cadence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("daily", "weekly", "monthly", "cron")
PERIOD_OF = {"daily": "day", "weekly": "week", "monthly": "month", "cron": "week"}
# What else a kind may have.
KEYS = {"daily": {"at"}, "weekly": {"at", "on"}, "monthly": {"at", "day"}, "cron": {"cron"}}
# Numbers, names of three letters, the last day. Not a lone R, by which croniter draws lots.
_FIELD = re.compile(r"(?:[A-Za-z]{3}|[0-9Ll*,/#-])+")


def cadence(fields: Fields, at: time | None) -> Cadence:
    """Keys cadence, at, on, day, cron. `at` is read already; None where it is not written."""
    kind = fields.text("cadence", "weekly", KINDS) or "weekly"
    on = fields.text("on", None, WEEKDAYS)
    day = fields.whole("day", None, 1, 28)
    cron = fields.text("cron")
    for key, value in {"at": at, "on": on, "day": day, "cron": cron}.items():
        if value is not None and key not in KEYS[kind] and fields.has(key):
            fields.refuse(key, f"{key} has no meaning where cadence is {kind}; leave it out")
    if kind == "cron":
        _check_cron(fields, cron)
    return Cadence(
        kind=kind,
        at=at or time(7),
        weekday=WEEKDAYS.index(on) if on else 0,
        day=day or 1,
        cron=cron or "" if kind == "cron" else "",
    )


def period_type(fields: Fields, kind: str) -> str:
    return fields.text("period", PERIOD_OF[kind], PERIODS) or PERIOD_OF[kind]


def _check_cron(fields: Fields, cron: str | None) -> None:
    from croniter import croniter  # type: ignore[import-untyped]

    if not cron:
        fields.refuse("cron", 'cron is missing; write cron: "0 7 * * 1-5" (minute hour day month weekday)')
        return
    parts = cron.split()
    if len(parts) != 5 or not all(_FIELD.fullmatch(part) for part in parts) or not croniter.is_valid(cron):
        fields.refuse("cron", f'cron {cron} is not understood; write five fields: "0 7 * * 1-5"')
        return
    if not (parts[0].isdigit() and parts[1].isdigit()):
        fields.refuse("cron", f'cron {cron} comes more than once a day; name one minute and one hour: "0 7 * * 1-5"')
        return
    try:
        croniter(cron, datetime(2000, 1, 1)).get_next(datetime)
    except (ValueError, KeyError):
        fields.refuse("cron", f"cron {cron} never comes; correct its day or month")
