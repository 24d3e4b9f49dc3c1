"""Why a metric changed, by group, and what goes with promoters: one chart each, from the rows that lib/drivers.py reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.lib.driver_words import driver_name, measured, shown, signed
from orchestration.lib.drivers import Change, KeyDriver
from orchestration.lib.periods import said
from orchestration.lib.plots.style import BAD, GOOD, GRID, INK, MUTED, VALUE, styled

UNCLEAR = "#b8c2cc"
ROW = 34
BAR = 14
COLUMN = 168
ALL = "All together"


def effects_chart(change: Change) -> Any:
    """Three columns on one scale: what each group's value adds, what its share adds, and both. The last row is their sum.

    Coloured is only what is more than chance: a group whose own value changed clearly, the sum when the whole did.
    """
    import altair as alt

    rows = _effect_rows(change)
    order = [row["group"] for row in rows]
    ends = [0.0, *(row[name] for row in rows for name in ("rate", "mix", "total") if row[name] is not None)]
    room = 0.4 * (max(ends) - min(ends)) or 1.0  # For the labels beside the bars.
    scale = alt.Scale(domain=[min(ends) - room, max(ends) + room])
    height = ROW * len(rows)

    def column(name: str, title: str) -> Any:
        known = [row | {"effect": row[name], "label": _minus(signed(row[name], change.decimals))} for row in rows if row[name] is not None]
        base = alt.Chart(alt.Data(values=known)).encode(y=_rows(order))
        x = alt.X("effect:Q", scale=scale, axis=alt.Axis(grid=False, labels=False, title=None))
        bars = base.mark_bar(height=BAR, cornerRadius=1).encode(x=x, color=alt.Color(f"{name}_colour:N", scale=None))
        zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color=GRID, strokeWidth=1.5).encode(x=alt.datum(0, type="quantitative", scale=scale))
        right = base.transform_filter("datum.effect >= 0").mark_text(align="left", dx=5, fontSize=11.5, color=INK)
        left = base.transform_filter("datum.effect < 0").mark_text(align="right", dx=-5, fontSize=11.5, color=INK)
        labels = [part.encode(x=x, text="label:N") for part in (left, right)]
        return alt.layer(zero, bars, *labels, _head(title, COLUMN // 2, "center")).properties(width=COLUMN, height=height)

    words = "scores" if change.unit in ("points", "score") else "values"
    chart = alt.hconcat(
        _texts(rows, order, [("group", 0, "left", change.dimension.capitalize()), ("values", 212, "right", "before → now"), ("counts", 300, "right", "n")], 300),
        column("rate", f"from its own {words}"),
        column("mix", "from its share of answers"),
        column("total", "effect on the whole"),
        spacing=16,
    )  # fmt: skip
    return styled(chart, _effects_title(change), _effects_subtitle(change))


def key_drivers_chart(drivers: Sequence[KeyDriver]) -> Any:
    """One row a tested candidate: the difference between promoters and detractors in standard deviations, with its interval."""
    import altair as alt

    tested = [driver for driver in drivers if driver.g is not None]
    rows = [
        {
            "group": driver_name(driver),
            "g": driver.g, "low": driver.g_low, "high": driver.g_high,
            "promoters": measured(driver, driver.promoters_mean),
            "detractors": measured(driver, driver.detractors_mean),
            "n": f"{driver.promoters:,} / {driver.detractors:,}",
            "colour": VALUE if driver.is_significant else UNCLEAR,
            "ink": INK if driver.is_significant else MUTED, "weight": "normal",
        }
        for driver in tested
    ]  # fmt: skip
    order = [row["group"] for row in rows]
    height = ROW * max(len(rows), 1)
    base = alt.Chart(alt.Data(values=rows)).encode(y=_rows(order), color=alt.Color("colour:N", scale=None))
    axis = alt.Axis(title="difference in standard deviations", titleFontWeight="normal", tickCount=5, labelFlush=False, titlePadding=10)
    x = alt.X("g:Q", axis=axis, scale=alt.Scale(nice=True, zero=True))
    zero = alt.Chart(alt.Data(values=[{}])).mark_rule(color=MUTED, strokeWidth=1).encode(x=alt.datum(0, type="quantitative"))
    dots = alt.layer(
        zero,
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", axis=axis), x2="high:Q"),
        base.mark_circle(size=85, opacity=1).encode(x=x),
        _head("← lower among promoters", 0, "left"),
        _head("higher among promoters →", 380, "right"),
    ).properties(width=380, height=height)
    texts = [("group", 0, "left", "Before the answer"), ("promoters", 226, "right", "promoters"), ("detractors", 304, "right", "detractors"), ("n", 382, "right", "n")]  # fmt: skip
    chart = alt.hconcat(_texts(rows, order, texts, 386), dots, spacing=22)
    return styled(chart, *_key_drivers_title(drivers))


def _rows(order: Sequence[str]) -> Any:
    import altair as alt

    return alt.Y("group:N", scale=alt.Scale(domain=list(order)), axis=None)


def _texts(rows: Sequence[dict[str, Any]], order: Sequence[str], columns: Sequence[tuple[str, int, Any, str]], width: int) -> Any:
    """Words and numbers in columns, each at its place with a head; they are read row by row with the marks beside them."""
    import altair as alt

    height = ROW * max(len(rows), 1)
    layers = []
    for name, place, align, head in columns:
        for weight in ("normal", "bold"):
            text = alt.Chart(alt.Data(values=[row for row in rows if row["weight"] == weight])).mark_text(
                align=align, fontSize=12, fontWeight=weight
            )
            layers.append(
                text.encode(y=_rows(order), x=alt.value(place), text=alt.Text(f"{name}:N"), color=alt.Color("ink:N", scale=None))
            )
        layers.append(_head(head, place, align))
    return alt.layer(*layers).properties(width=width, height=height)


def _head(text: str, place: int, align: Any) -> Any:
    import altair as alt

    mark = alt.Chart(alt.Data(values=[{"head": text}])).mark_text(align=align, fontSize=11.5, color=MUTED, baseline="bottom")
    return mark.encode(x=alt.value(place), y=alt.value(-8), text="head:N")


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _from_to(before: float | None, now: float | None, decimals: int) -> str:
    return "" if before is None and now is None else _minus(f"{shown(before, decimals)} → {shown(now, decimals)}")


def _effect_rows(change: Change) -> list[dict[str, Any]]:
    decimals = change.decimals
    rows: list[dict[str, Any]] = [
        {
            "group": effect.group,
            "values": _from_to(effect.previous_value, effect.value, decimals),
            "counts": "" if effect.n is None else f"{effect.previous_n:,} → {effect.n:,}",
            "rate": effect.rate, "mix": effect.mix, "total": effect.total,
            "rate_colour": _colour(change, effect.rate, effect.is_significant), "mix_colour": UNCLEAR,
            "total_colour": _colour(change, effect.total, effect.is_significant), "ink": INK, "weight": "normal",
        }
        for effect in change.effects
    ]  # fmt: skip
    is_whole = all(effect.rate is not None for effect in change.effects)
    whole = {
        "group": ALL,
        "values": _from_to(change.previous_value, change.value, decimals),
        "counts": f"{change.previous_n:,} → {change.n:,}",
        "rate": sum(effect.rate or 0 for effect in change.effects) if is_whole else None,
        "mix": sum(effect.mix or 0 for effect in change.effects) if is_whole else None,
        "total": change.difference,
        "rate_colour": UNCLEAR, "mix_colour": UNCLEAR,
        "total_colour": _colour(change, change.difference, change.is_significant), "ink": INK, "weight": "bold",
    }  # fmt: skip
    return [*rows, whole]


def _colour(change: Change, effect: float | None, is_clear: bool | None) -> str:
    if not is_clear or effect is None:
        return UNCLEAR
    if change.is_high_good is None:
        return VALUE
    return GOOD if (effect > 0) == change.is_high_good else BAD


def _effects_title(change: Change) -> str:
    now, before = said(change.period_type, change.start), said(change.period_type, change.previous_start, with_year=False)
    if not change.is_significant:
        return f"{change.title} is steady in {now}: {_minus(signed(change.difference, change.decimals))} against {before} is within normal variation"
    verb = "rose" if change.difference > 0 else "fell"
    first = change.effects[0]
    most = f", most of it in {first.group}" if first.total * change.difference > 0 and abs(first.total) > abs(change.difference) / 2 else ""
    return f"{change.title} {verb} {shown(abs(change.difference), change.decimals)} from {before} to {now}{most}"


def _effects_subtitle(change: Change) -> str:
    what = f"What each {change.dimension} added to the change"
    if any(effect.is_significant for effect in change.effects):
        return f"{what}. Coloured: its own change is clear, also after correction for all groups; grey may be chance."
    return f"{what}. Grey: no {change.dimension} changed by more than chance."


def _key_drivers_title(drivers: Sequence[KeyDriver]) -> tuple[str, list[str]]:
    clear = [driver for driver in drivers if driver.is_significant]
    title = "Nothing tells promoters from detractors more than chance would"
    if clear:
        title = f"Promoters and detractors differ most in {' and '.join(driver_name(driver) for driver in clear[:2])}"
    few = sum(driver.not_tested_because == "too_few" for driver in drivers)
    lines = [
        "Promoters minus detractors, with 95 % interval, over the 90 days before their newest answer.",
        "Blue: clear after correction for all tests. What goes together, not what causes what."
        + (f" {few} more: too few answers to tell." if few else ""),
    ]
    return title, lines
