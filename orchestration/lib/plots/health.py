"""The back-test of the health score: how well it ranked who left, month by month, and the share that left by band."""

from __future__ import annotations

from typing import Any

from orchestration.lib.health import CHANCE, Backtest, Ranking
from orchestration.lib.plots.style import BAD, GOOD, INK, MUTED, VALUE, styled

WIDTH, HEIGHT, BAND_HEIGHT = 640, 220, 150
COLOURS = {"at risk": BAD, "neutral": VALUE, "healthy": GOOD, "all": MUTED}
ALL = "all months"


def judged(backtest: Backtest) -> Any:
    """An altair chart; without anything to judge by yet it says so."""
    import altair as alt

    if backtest.overall and backtest.overall.auc is not None:
        chart = alt.vconcat(_ranking(backtest), _shares(backtest), spacing=34).resolve_scale(color="independent")
    else:
        chart = alt.Chart(alt.Data(values=[{}])).mark_point(opacity=0).properties(width=WIDTH, height=1)
    return styled(chart, _title(backtest), _subtitle(backtest))


def _ranking(backtest: Backtest) -> Any:
    import altair as alt

    points = [*backtest.rankings, *([backtest.overall] if backtest.overall else [])]
    names = [_name(point) for point in points]
    rows = [
        {
            "name": _name(point),
            "auc": point.auc,
            "low": point.low,
            "high": point.high,
            "n": [f"{point.left:,}", f"of {point.n:,}"],
            "kind": "all" if point.month is None else "month",
        }
        for point in points
    ]
    ends = [end for point in points for end in (point.low, point.auc, point.high) if end is not None]
    low, high = min(*ends, CHANCE) - 0.03, max(*ends, CHANCE) + 0.03
    scale, tenths = alt.Scale(domain=[low, high], nice=False), [n / 10 for n in range(11) if low <= n / 10 <= high]
    x = alt.X("name:N", sort=names, title=None, axis=alt.Axis(labelAngle=0, labelPadding=36, grid=False))
    y = alt.Y("auc:Q", title="AUC", scale=scale, axis=alt.Axis(format=".1f", values=tenths))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["month", "all"], range=[VALUE, INK]), legend=None)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    chance = alt.Chart(alt.Data(values=[{"auc": CHANCE}]))
    return alt.layer(
        chance.mark_rule(color=MUTED, strokeDash=[4, 4]).encode(y=y),
        chance.mark_text(text="chance", align="left", dx=6, color=MUTED, fontSize=11).encode(x=alt.value(WIDTH), y=y),
        base.mark_rule(strokeWidth=6, opacity=0.28).encode(y=alt.Y("low:Q"), y2="high:Q", color=colour),
        base.mark_point(filled=True, size=70, opacity=1).encode(y=y, color=colour),
        base.mark_text(align="left", dx=8, dy=-6, color=INK, fontSize=11).encode(
            y=y, text=alt.Text("auc:Q", format=".2f")
        ),
        base.mark_text(baseline="top", color=MUTED, fontSize=10, lineHeight=12).encode(
            y=alt.value(HEIGHT + 8), text="n:N"
        ),
    ).properties(
        width=WIDTH,
        height=HEIGHT,
        title=_heading("How well the scores at each month's end ranked who left (below: how many left, of how many)"),
    )


def _shares(backtest: Backtest) -> Any:
    import altair as alt

    rows = [
        {
            "band": share.band,
            "value": share.value,
            "low": share.low,
            "high": share.high,
            "label": f"{share.value:.1f} %  ({share.left:,} of {share.n:,})",
        }
        for share in backtest.shares
    ]
    bands = [share.band for share in backtest.shares]
    most = max(share.high for share in backtest.shares)
    colour = alt.Color("band:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None)
    y = alt.Y("band:N", sort=bands, title=None, axis=alt.Axis(labelColor=INK, labelFontSize=12.5))
    x = alt.X(
        "value:Q",
        title="percent that left",
        scale=alt.Scale(domain=[0, most * 1.02], nice=False),
        axis=alt.Axis(tickCount=6, format="~f"),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, color=colour)
    return alt.layer(
        base.mark_rule(strokeWidth=6, opacity=0.28).encode(x=alt.X("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x),
        base.mark_text(align="left", dy=-13, dx=-4, fontSize=11).encode(x=x, text="label:N", color=alt.value(INK)),
    ).properties(
        width=WIDTH,
        height=BAND_HEIGHT,
        title=_heading("Share that left, by band at the month's end, all months together"),
    )


def _heading(text: str) -> Any:
    import altair as alt

    return alt.TitleParams(text, anchor="start", frame="group", fontSize=12.5, fontWeight="bold", color=INK, offset=10)


def _name(point: Ranking) -> str:
    return f"{point.month:%b %Y}" if point.month else ALL


def _title(backtest: Backtest) -> str:
    overall = backtest.overall
    if overall is None or overall.auc is None or overall.low is None or overall.high is None:
        return backtest.verdict
    return f"{backtest.verdict} (AUC {overall.auc:.2f}, {overall.low:.2f} to {overall.high:.2f})"


def _subtitle(backtest: Backtest) -> list[str]:
    return [
        "Customers with a running subscription and a score at a month's end; "
        f"who has none {backtest.horizon_days} days later left.",
        "AUC: how often, of one who stayed and one who left, the one who stayed had the higher score. "
        "Bars: 95 % intervals.",
    ]
