"""`voc restated NPS --period 2026-08 --reported 2026-10-01`: why a number is not what a report said."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from orchestration.cli.console import Console, table
from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition, definitions
from orchestration.lib.restatements import Period, Restatement, State, read, reported_on, restatement
from orchestration.lib.settings import Settings, load_dotenv
from orchestration.publish import record

SHOWN_ROWS = 40
HIDDEN = "(too few in it, or in a group beside it)"
# What became of answers: said of one, said of several.
CHANGED = {
    "late": ("came late", "came late"),
    "edited": ("was edited", "were edited"),
    "replaced": ("was replaced or reinstated", "were replaced or reinstated"),
    "deleted": ("was deleted", "were deleted"),
    "erased": ("was erased at the person's request", "were erased at the persons' request"),
    "redefined": (
        "counts otherwise since its question is defined otherwise",
        "count otherwise since their question is defined otherwise",
    ),
    "rejoined": ("belongs to another customer than was known", "belong to other customers than was known"),
}
OTHERWISE = {
    "records changed": "records that it counts have changed",
    "definition changed": "the metric is defined otherwise",
    "calculation changed": "the same answers are calculated or grouped otherwise",
    "group hidden": "the group was hidden meanwhile",
    "group shown": "the group was hidden meanwhile",
}


def restated(arguments: argparse.Namespace) -> int:
    """Exit code 0; a metric, dimension, period or day that is not there is a user's mistake."""
    load_dotenv()
    published = Settings.from_environment().published
    console = Console()
    metric = arguments.metric and arguments.metric.lower()
    period = Period.parse(arguments.period) if arguments.period else None
    cells = read(published, arguments.by, metric, period)
    past = record.read_past(published)
    instant = reported_on(past, _day(arguments.reported)) if arguments.reported else None
    found = [restatement(cell, past, instant) for cell in cells]
    known = definitions(published)
    if metric and period:
        for each in found:
            console.line(sentence(each, known[metric]))
        return 0
    for line in listed([each for each in found if each.is_restated], known):
        console.line(line)
    return 0


def sentence(found: Restatement, what: Definition) -> str:
    """One number: what was reported, what is known now and why, in words."""
    group = "" if found.cell.group == "all" else f" for {found.cell.group}"
    name = f"{_name(what)} of {period_name(found.cell.period_type, found.cell.start)}{group}"
    reported, now = found.reported, found.now
    on = f"on {_date(found.reported_at)}"
    if now is None:
        return f"{name}: {_number(reported, what)} {on}; it is no longer published."
    if not now.is_shown:
        then = "what was reported {on} is withheld with it" if reported and reported.is_withheld else "so it was {on}"
        then = then if reported else "not reported {on}"
        return f"{name}: hidden now {HIDDEN}; {then.format(on=on)}."
    if reported is None:
        return f"{name}: not reported yet {on}; known now {_number(now, what)}."
    if not reported.is_shown:
        return f"{name}: hidden {on} {HIDDEN}; known now {_number(now, what)}."
    if not found.is_restated:
        return f"{name}: {_number(now, what)}, as reported {on}."
    return f"{name}: reported {_number(reported, what)} {on}; known now {_number(now, what)}: {why(found, what)}."


def why(found: Restatement, what: Definition) -> str:
    """The reasons: answers by what became of them, then everything else."""
    parts = said(found.changes)
    is_settled = found.reported_at.date() > found.cell.end + timedelta(days=what.settle_days)
    for reason in found.reasons:
        if reason == "records changed" and not is_settled:
            parts.append(f"{OTHERWISE[reason]} (the period had not settled)")
        elif reason in OTHERWISE and OTHERWISE[reason] not in parts:
            parts.append(OTHERWISE[reason])
    return ", ".join(parts)


def said(changes: Mapping[str, int]) -> list[str]:
    """`23 answers came late`, `2 were deleted`."""
    parts: list[str] = []
    for change, (one, several) in CHANGED.items():
        if count := changes.get(change):
            noun = "" if parts else " answer" if count == 1 else " answers"
            parts.append(f"{count:,}{noun} {one if count == 1 else several}")
    return parts


def listed(found: Sequence[Restatement], known: Mapping[str, Definition]) -> list[str]:
    """One line a number that is not as it was reported."""
    if not found:
        return ["Nothing that was reported has been restated."]
    rows = [
        [
            f"{each.cell.metric}  {period_name(each.cell.period_type, each.cell.start)}"
            + ("" if each.cell.group == "all" else f"  {each.cell.group}"),
            _date(each.reported_at),
            _number(each.reported, known[each.cell.metric]),
            _number(each.now, known[each.cell.metric]),
        ]
        for each in found[:SHOWN_ROWS]
    ]
    reasons = ["because", *(why(each, known[each.cell.metric]) for each in found[:SHOWN_ROWS])]
    numbers = table(["number", "reported on", "reported", "known now"], rows)
    lines = [f"{line}  {reason}" for line, reason in zip(numbers, reasons, strict=True)]
    more = len(found) - SHOWN_ROWS
    return [*lines, f"and {more:,} more: name a metric or a --period"] if more > 0 else lines


def period_name(period_type: str, start: date) -> str:
    """`August 2026`, `week 35 of 2026`, `Q3 2026`."""
    if period_type == "month":
        return f"{start:%B %Y}"
    if period_type == "week":
        year, week, _ = (start + timedelta(days=3)).isocalendar()
        return f"week {week} of {year}"
    if start.month % 3 == 1:
        return f"Q{start.month // 3 + 1} {start.year}"
    return f"the quarter from {_date(start)}"


def _name(what: Definition) -> str:
    return what.title if "_" in what.metric else what.metric.upper()


def _number(state: State | None, what: Definition) -> str:
    if state is None:
        return "-"
    value = "no value" if state.value is None else f"{state.value:,.{what.decimals}f}"
    return f"{value} (n {state.n:,})" if state.n is not None else value


def _date(day: date | datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--reported {text} is no day: say 2026-10-01.") from error
