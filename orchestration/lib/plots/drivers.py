"""Why a metric changed, by group, and what goes with promoters: one chart each, from the rows of lib/drivers.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.lib.driver_words import OF_ANSWERS, driver_name, measured, shown, signed
from orchestration.lib.drivers import Change, KeyDriver
from orchestration.lib.periods import said
from orchestration.lib.plots.style import BAD, GOOD, GRID, INK, MUTED, VALUE, styled
from orchestration.lib.plots.table import ROW, Row, data, heading, row_axis, text_columns

UNCLEAR = "#b8c2cc"
BAR, COLUMN, DOTS = 14, 168, 380
LABEL_ROOM = 0.4  # Of the bars' range.


def effects_chart(change: Change) -> Any:
    """Three columns on one scale: what each group's value adds, what its share adds, and both. The last row is the sum.

    Coloured is only what is more than chance: a group whose own value changed clearly, the sum when the whole did.
    """
    import altair as alt

    rows = _effect_rows(change)
    order = [str(row["group"]) for row in rows]
    ends = [0.0, *(row[name] for row in rows for name in ("rate", "mix", "total") if row[name] is not None)]
    room = LABEL_ROOM * (max(ends) - min(ends)) or 1.0
    scale = alt.Scale(domain=[min(ends) - room, max(ends) + room])
    scores, answers = ("scores", "answers") if change.metric.startswith(OF_ANSWERS) else ("values", "the cases")
    columns = [
        ("group", 0, "left", change.dimension.capitalize()),
        ("values", 212, "right", "before → now"),
        ("counts", 300, "right", "n"),
    ]
    chart = alt.hconcat(
        text_columns(rows, order, columns, 300),
        _bars(rows, order, "rate", f"from its own {scores}", scale, change.decimals),
        _bars(rows, order, "mix", f"from its share of {answers}", scale, change.decimals),
        _bars(rows, order, "total", "effect on the whole", scale, change.decimals),
        spacing=16,
    )
    return styled(chart, _effects_title(change), _effects_subtitle(change))


def key_drivers_chart(drivers: Sequence[KeyDriver]) -> Any:
    """One row a tested candidate: promoters minus detractors in standard deviations, with the interval."""
    import altair as alt

    rows = [_key_driver_row(driver) for driver in drivers if driver.g is not None]
    order = [str(row["group"]) for row in rows]
    base = data(rows).encode(y=row_axis(order), color=alt.Color("colour:N", scale=None))
    axis = alt.Axis(title="difference in standard deviations", titleFontWeight="normal", tickCount=5, labelFlush=False)
    scale = alt.Scale(nice=True, zero=True)
    dots = alt.layer(
        data([{}]).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.datum(0, type="quantitative")),
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", axis=axis, scale=scale), x2="high:Q"),
        base.mark_circle(size=85, opacity=1).encode(x=alt.X("g:Q", axis=axis, scale=scale)),
        heading("← lower among promoters", 0, "left"),
        heading("higher among promoters →", DOTS, "right"),
    ).properties(width=DOTS, height=ROW * max(len(rows), 1))
    columns = [
        ("group", 0, "left", "Before the answer"),
        ("promoters", 226, "right", "promoters"),
        ("detractors", 304, "right", "detractors"),
        ("n", 382, "right", "n"),
    ]
    chart = alt.hconcat(text_columns(rows, order, columns, 386), dots, spacing=22)
    return styled(chart, _key_drivers_title(drivers), _key_drivers_subtitle(drivers))


def _bars(rows: Sequence[Row], order: Sequence[str], name: str, title: str, scale: Any, decimals: int) -> Any:
    import altair as alt

    known = [
        row | {"effect": row[name], "label": _minus(signed(row[name], decimals))}
        for row in rows
        if row[name] is not None
    ]
    base = data(known).encode(y=row_axis(order))
    x = alt.X("effect:Q", scale=scale, axis=alt.Axis(grid=False, labels=False, title=None))
    zero = alt.datum(0, type="quantitative", scale=scale)
    return alt.layer(
        data([{}]).mark_rule(color=GRID, strokeWidth=1.5).encode(x=zero),
        base.mark_bar(height=BAR, cornerRadius=1).encode(x=x, color=alt.Color(f"{name}_colour:N", scale=None)),
        *(
            base.transform_filter(side)
            .mark_text(align=align, dx=dx, fontSize=11.5, color=INK)
            .encode(x=x, text="label:N")
            for side, align, dx in (("datum.effect >= 0", "left", 5), ("datum.effect < 0", "right", -5))
        ),
        heading(title, COLUMN // 2, "center"),
    ).properties(width=COLUMN, height=ROW * len(rows))


def _effect_rows(change: Change) -> list[Row]:
    rows: list[Row] = [
        {
            "group": effect.group,
            "values": _from_to(effect.previous_value, effect.value, change.decimals),
            "counts": "" if effect.n is None else _minus(f"{effect.previous_n:,} → {effect.n:,}"),
            "rate": effect.rate,
            "mix": effect.mix,
            "total": effect.total,
            "rate_colour": _colour(change, effect.rate, effect.is_significant),
            "mix_colour": UNCLEAR,
            "total_colour": _colour(change, effect.total, effect.is_significant),
            "ink": INK,
            "weight": "normal",
        }
        for effect in change.effects
    ]
    is_whole = all(effect.rate is not None for effect in change.effects)
    whole: Row = {
        "group": "All together",
        "values": _from_to(change.previous_value, change.value, change.decimals),
        "counts": f"{change.previous_n:,} → {change.n:,}",
        "rate": sum(effect.rate or 0 for effect in change.effects) if is_whole else None,
        "mix": sum(effect.mix or 0 for effect in change.effects) if is_whole else None,
        "total": change.difference,
        "rate_colour": UNCLEAR,
        "mix_colour": UNCLEAR,
        "total_colour": _colour(change, change.difference, change.is_significant),
        "ink": INK,
        "weight": "bold",
    }
    return [*rows, whole]


def _key_driver_row(driver: KeyDriver) -> Row:
    return {
        "group": driver_name(driver),
        "g": driver.g,
        "low": driver.g_low,
        "high": driver.g_high,
        "promoters": measured(driver, driver.promoters_mean),
        "detractors": measured(driver, driver.detractors_mean),
        "n": f"{driver.promoters:,} / {driver.detractors:,}",
        "colour": VALUE if driver.is_significant else UNCLEAR,
        "ink": INK if driver.is_significant else MUTED,
        "weight": "normal",
    }


def _colour(change: Change, effect: float | None, is_clear: bool | None) -> str:
    if not is_clear or effect is None:
        return UNCLEAR
    if change.is_high_good is None:
        return VALUE
    return GOOD if (effect > 0) == change.is_high_good else BAD


def _effects_title(change: Change) -> str:
    now = said(change.period_type, change.start)
    before = said(change.period_type, change.previous_start, with_year=change.previous_start.year != change.start.year)
    if not change.is_significant:
        moved = _minus(signed(change.difference, change.decimals))
        return f"{change.title} is steady in {now}: {moved} against {before} is within normal variation"
    verb, first = "rose" if change.difference > 0 else "fell", change.effects[0]
    is_most = first.total * change.difference > 0 and abs(first.total) > abs(change.difference) / 2
    where = f", most of it in {first.group}" if is_most and first.is_significant else ""
    return f"{change.title} {verb} {shown(abs(change.difference), change.decimals)} from {before} to {now}{where}"


def _effects_subtitle(change: Change) -> str:
    what = f"What each {change.dimension} added to the change"
    if any(effect.is_significant for effect in change.effects):
        return f"{what}. Coloured: its own change is clear, also after correction for all groups; grey may be chance."
    return f"{what}. Grey: no {change.dimension} changed by more than chance."


def _key_drivers_title(drivers: Sequence[KeyDriver]) -> str:
    clear = [driver_name(driver) for driver in drivers if driver.is_significant]
    if not clear:
        return "Nothing tells promoters from detractors more than chance would"
    return f"Promoters and detractors differ most in {' and '.join(clear[:2])}"


def _key_drivers_subtitle(drivers: Sequence[KeyDriver]) -> list[str]:
    few = sum(driver.not_tested_because == "too_few" for driver in drivers)
    return [
        "Promoters minus detractors, with 95 % interval, over the 90 days before their newest answer.",
        "Blue: clear after correction for all tests. What goes together, not what causes what."
        + (f" {few} more: too few answers to tell." if few else ""),
    ]


def _from_to(before: float | None, now: float | None, decimals: int) -> str:
    return "" if before is None and now is None else _minus(f"{shown(before, decimals)} → {shown(now, decimals)}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
