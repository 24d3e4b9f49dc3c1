"""`voc alerts check` and `voc alerts replay`: rules as a table, and what one would have told."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.alerts.rules import Aggregate, Change, Known, Personal, Rule, RuleFile, known, require, rules_file
from orchestration.cli.console import Console, table
from orchestration.lib.errors import UserError
from orchestration.lib.registries import SEEDS, require_registries
from orchestration.lib.settings import Settings, load_dotenv

SHOWN, PANELS = 40, 8


def check(arguments: argparse.Namespace) -> int:
    """Exit code 0; a rule that cannot be used is a user's mistake, told with its line."""
    del arguments
    found, _ = read_rules()
    rows = [
        [
            rule.name,
            rule.family,
            _about(rule),
            str(rule.severity),
            rule.owner or "by registry",
            ", ".join(rule.channels),
            "" if rule.is_enabled else "off",
        ]
        for rule in found.rules
    ]
    console = Console()
    for line in table(["rule", "family", "looks at", "severity", "owner", "channels", ""], rows):
        console.line(line)
    console.line(f"{len(rows)} rules, all good: {rules_file()}")
    return 0


def read_rules() -> tuple[RuleFile, Known]:
    """The rules file and what it may name.

    Raises:
        UserError: a registry or a rule cannot be used.
    """
    load_dotenv()
    settings = Settings.from_environment()
    require_registries(settings.dbt_project)
    names = known(settings.dbt_project / SEEDS)
    return require(rules_file(), names, _channel_check(settings)), names


def replay(arguments: argparse.Namespace) -> int:
    """Exit code 0, whatever the rule would have told."""
    from orchestration.alerts import past
    from orchestration.alerts.replay import by_chance, counts_of, planted, told, traces

    found, names = read_rules()
    rule = found.rule(arguments.rule)
    if not isinstance(rule, Aggregate):
        raise UserError(f"{rule.name} is a rule of family {rule.family}: only rules over metrics can be replayed.")
    console = Console()
    frames = past.read(Settings.from_environment().warehouse, [rule, _by_days(rule)], names)
    episodes, events = told(rule, frames, names)
    events = _between(events, arguments.first, arguments.last)
    metric = names.metrics[rule.metric]
    console.line(f"{rule.title}: {_about(rule)}")
    _tell(console, events, metric.decimals, len(episodes))
    counts = [(each, counts_of(frames.daily, rule, each)) for each in rule.by]
    usable = [(dimension, each) for dimension, each in counts if each is not None]
    if usable:
        chance = by_chance(rule, usable, names, frames.metrics, arguments.runs)
        console.line(
            f"By chance, on the same days in another order ({chance.runs} times, {chance.groups} groups, {chance.days} "
            f"days): {chance.watch:.2f} watch lines and {chance.confirmed:.2f} confirmed a group and year."
        )
        points = arguments.planted or (rule.fall if isinstance(rule, Change) else _step(metric))
        seen = planted(rule, usable, names, frames.metrics, points, arguments.runs)
        for line in _planted(points, metric.unit, seen) if seen else ["History is too short to plant a fall."]:
            console.line(line)
    if arguments.png:
        from orchestration.lib.plots import alerts as plot
        from orchestration.lib.plots import style

        marks = [(row.dimension_value, row.happened_on, row.kind, row.value) for row in events.itertuples(index=False)]
        loud = {group for group, *_ in marks}
        chosen = sorted(traces(rule, frames, names), key=lambda trace: (trace.group not in loud, trace.group))[:PANELS]
        if not chosen:
            raise UserError(f"{rule.name} knows no group on any day: nothing can be drawn.")
        style.write(plot.over_time(rule.title, f"{metric.title}, {_about(rule)}.", chosen, marks), Path(arguments.png))
        console.line(f"Drawn: {arguments.png}")
    return 0


def _tell(console: Console, events: Any, decimals: int, episodes: int) -> None:
    shown = events[events["is_told"].astype(bool)]
    rows = [
        [
            f"{row.happened_on}",
            row.dimension_value,
            row.kind,
            "pushed" if row.is_pushed else "listed",
            f"{row.value:,.{decimals}f}",
            f"{row.limit_value:,.{decimals}f}",
            "-" if row.n is None or math.isnan(row.n) else f"{int(row.n):,}",
        ]
        for row in shown.sort_values(["happened_on", "dimension_value"]).itertuples(index=False)
    ]
    if not rows:
        console.line(f"It would have told nothing in this time ({episodes} episodes in all the past).")
        return
    for line in table(["day", "group", "what", "how", "value", "limit", "n"], rows[-SHOWN:]):
        console.line(line)
    pushed = int(shown["is_pushed"].astype(bool).sum())
    console.line(f"{len(rows)} messages, {pushed} of them pushed; the last {min(len(rows), SHOWN)} are shown.")


def _planted(points: float, unit: str, seen: Any) -> list[str]:
    said = "points" if unit == "percent" else unit
    return [
        f"A fall of {points:g} {said} from one day to the next: on the watch list after {_days(seen.days_to_list)} "
        f"(median; {seen.within_10:.0%} within 10 days), confirmed after {_days(seen.days_to_confirmed)} "
        f"({seen.confirmed_within_25:.0%} within 25). {seen.listed_before:.0%} were on the list before it."
    ]


def _days(number: float) -> str:
    from orchestration.alerts.replay import AFTER_FALL

    return f"{number:g} days" if number <= AFTER_FALL else f"more than {AFTER_FALL} days"


def _by_days(rule: Aggregate) -> Aggregate:
    """A rule that reads the days of the same groups: shuffles need them whatever the rule itself reads."""
    shared: Mapping[str, Any] = {"name": rule.name, "title": "", "line": 0, "metric": rule.metric, "by": rule.by}
    return Change(**shared, family="change", period="day")


def _step(metric: Any) -> float:
    """A tenth of the scale: 20 points of NPS."""
    if metric.scale_min is None or metric.scale_max is None:
        return 1.0
    return float(metric.scale_max - metric.scale_min) / 10


def _between(events: Any, first: date | None, last: date | None) -> Any:
    keep = [(first is None or day >= first) and (last is None or day <= last) for day in events["happened_on"]]
    return events.loc[keep] if keep else events


def _about(rule: Rule) -> str:
    parts: Sequence[str] = ()
    if isinstance(rule, Aggregate):
        values = "" if rule.values is None else f" ({', '.join(rule.values)})"
        parts = (rule.metric, f"by {', '.join(rule.by)}{values}" if rule.by != ("all",) else "", rule.period)
    elif isinstance(rule, Personal):
        parts = [getattr(rule, "metric", None) or "", *(f"{name}: {', '.join(of)}" for name, of in rule.scope.items())]
    return ", ".join(part for part in parts if part)


def _channel_check(settings: Settings) -> Any:
    """The delivery's own check of the section `channels`."""
    from orchestration.delivery.settings import read_channels

    return lambda section: read_channels(section, settings.state_dir).problems
