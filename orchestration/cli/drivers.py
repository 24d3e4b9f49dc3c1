"""`voc drivers NPS --by touchpoint`: why a metric changed; `voc drivers NPS --key`: what goes with promoters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from orchestration.cli.console import Console, table
from orchestration.lib.driver_words import change_sentences, driver_name, key_driver_sentences, measured, shown, signed
from orchestration.lib.drivers import Change, KeyDriver, read_change, read_key_drivers
from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period
from orchestration.lib.settings import Settings, load_dotenv


def drivers(arguments: argparse.Namespace) -> int:
    """Exit code 0; what is not published is a user's mistake."""
    load_dotenv()
    published = Settings.from_environment().published
    png = Path(arguments.png) if arguments.png else None
    if arguments.key and arguments.period:
        raise UserError("Key drivers are of the last 365 days: leave --period out.")
    if not arguments.key:
        period = Period.parse(arguments.period) if arguments.period else None
        change = read_change(published, arguments.metric.lower(), arguments.by, period)
        lines, chart = [*change_sentences(change), "", *effects_table(change)], lambda: _effects_chart(change)
    elif arguments.metric.lower() != "nps":
        raise UserError("Key drivers are known of NPS only: voc drivers NPS --key.")
    else:
        found = read_key_drivers(published)
        lines, chart = [*key_driver_sentences(found), "", *key_drivers_table(found)], lambda: _key_drivers_chart(found)
    console = Console()
    for line in lines:
        console.line(line)
    if png:
        from orchestration.lib.plots.style import write

        write(chart(), png)
        console.line(f"\nDrawn: {png}")
    return 0


def effects_table(change: Change) -> list[str]:
    """A line a group, the largest effect first, and their sum."""
    decimals = change.decimals
    rows = [
        [
            effect.group,
            shown(effect.previous_value, decimals),
            shown(effect.value, decimals),
            _count(effect.previous_n),
            _count(effect.n),
            signed(effect.rate, decimals),
            signed(effect.mix, decimals),
            signed(effect.total, decimals),
            {True: "clear", False: "steady", None: ""}[effect.is_significant],
        ]
        for effect in change.effects
    ]
    numbers = [shown(change.previous_value, decimals), shown(change.value, decimals)]
    counts = [_count(change.previous_n), _count(change.n)]
    whole = [
        "all",
        *numbers,
        *counts,
        "",
        "",
        signed(change.difference, decimals),
        "clear" if change.is_significant else "steady",
    ]
    return table(
        [change.dimension, "before", "now", "n before", "n now", "by value", "by mix", "effect", "own change"],
        [*rows, whole],
    )


def key_drivers_table(found: Sequence[KeyDriver]) -> list[str]:
    """A line a candidate, the strongest first."""
    header = [
        "driver",
        "promoters",
        "detractors",
        "n",
        "difference",
        "95 % interval",
        "std. difference",
        "rank corr.",
        "q",
        "known of",
        "",
    ]
    reasons = {"too_few": "too few", "no_variation": "all alike"}
    rows = [
        [
            driver_name(item),
            measured(item, item.promoters_mean),
            measured(item, item.detractors_mean),
            f"{_count(item.promoters)} / {_count(item.detractors)}",
            signed(item.difference, 2),
            "-"
            if item.difference_low is None
            else f"{signed(item.difference_low, 2)} to {signed(item.difference_high, 2)}",
            signed(item.g, 2),
            signed(item.correlation, 2),
            "-" if item.q_value is None else "< 0.001" if item.q_value < 0.001 else f"{item.q_value:.3f}",
            f"{100 * item.coverage:.0f} %",
            reasons.get(item.not_tested_because or "", "clear" if item.is_significant else "not clear"),
        ]
        for item in found
    ]
    return table(header, rows) if rows else []


def _count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _effects_chart(change: Change) -> object:
    from orchestration.lib.plots.drivers import effects_chart

    return effects_chart(change)


def _key_drivers_chart(found: Sequence[KeyDriver]) -> object:
    from orchestration.lib.plots.drivers import key_drivers_chart

    return key_drivers_chart(found)
