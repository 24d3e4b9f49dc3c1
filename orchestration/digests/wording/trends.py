"""The lead over its last 13 periods: the picture's contents, and what it says to who does not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from orchestration.digests.facts import Facts, Measure
from orchestration.digests.wording import amounts, figures, names
from orchestration.language import say, say_count
from orchestration.language.dates import day, month, quarter
from orchestration.language.numbers import measured, number
from orchestration.lib.metric_series import Point
from orchestration.lib.plots.trend import Trend, TrendMark, TrendPoint
from orchestration.messages.inert import one_line
from orchestration.messages.message import Plot, Section

Draw = Callable[[Trend], bytes | None]
LEAST = 3  # A trend of fewer values is none.
LONGEST_MARK = 26


def section(facts: Facts, draw: Draw, *, is_told: bool) -> Section:
    """`is_told`: what the verdict rests on stands below the tiles already."""
    lead = facts.lead
    if lead is None or sum(point.value is not None for point in _shown(facts)) < LEAST:
        return Section("")
    png = draw(trend(facts, lead))
    plot = Plot(png, alternative(facts, lead), _caption(lead)) if png else None
    paragraphs = () if plot else (alternative(facts, lead),)
    return Section(_title(facts, lead), paragraphs, plot=plot, note="" if is_told else figures.evidence(facts))


def trend(facts: Facts, lead: Measure) -> Trend:
    metric, decimals, compared = lead.metric, amounts.digits(lead), lead.main
    points = [_point(lead, point, decimals) for point in _shown(facts)]
    is_real = compared is not None and compared.is_significant
    return Trend(
        tuple(points),
        compared.value if compared else None,
        _baseline(lead) if compared else "",
        tuple(_marks(facts)),
        amounts.tone(metric, compared.change, is_real=is_real).value if compared else "plain",
        tick=lambda value, places: measured(value, metric.unit, places),
        lowest=metric.scale_low,
        highest=metric.scale_high,
    )


def alternative(facts: Facts, lead: Measure) -> str:
    """Every number of the picture in sentences."""
    name = names.metric_name(lead.metric)
    values = "; ".join(
        say("{period}: {value}", period=_label(lead, point.start), value=amounts.shown(lead, point.value))
        for point in _shown(facts)
        if point.value is not None
    )
    said = [say("{metric}, by the first day of each period: {values}.", metric=name, values=values)]
    if interval := amounts.interval(lead):
        said.append(say("95% interval of the last one: {interval}.", interval=interval))
    if lead.main:
        before = names.beside(lead.main.baseline, lead.period_type)
        said.append(say("Baseline ({before}): {value}.", before=before, value=amounts.shown(lead, lead.main.value)))
    said += [say("{on}: {what}.", on=day(mark.on), what=mark.label) for mark in _marks(facts)]
    return " ".join(said)


def _shown(facts: Facts) -> Iterator[Point]:
    return iter(facts.series)


def _point(lead: Measure, point: Point, decimals: int) -> TrendPoint:
    if point.value is None or point.is_suppressed:
        return TrendPoint(point.start, _label(lead, point.start))
    return TrendPoint(
        point.start,
        _label(lead, point.start),
        point.value,
        measured(point.value, lead.metric.unit, decimals),
        point.low,
        point.high,
        "" if point.n is None else number(point.n, 0),
    )


def _label(lead: Measure, start: date) -> str:
    """`17 Aug`; months and quarters by their name."""
    if lead.period_type == "month":
        return month(start)
    return quarter(start) if lead.period_type == "quarter" else day(start, has_year=False)


def _baseline(lead: Measure) -> str:
    if lead.main is None:
        return ""
    return say(
        "{before}: {value}",
        before=names.before(lead.main.baseline, lead.period_type),
        value=amounts.shown(lead, lead.main.value),
    )


def _marks(facts: Facts) -> Iterator[TrendMark]:
    """Warnings of the metric, and actions that began or were finished, in the time that is shown."""
    lead = facts.lead
    if lead is None or not facts.series:
        return
    first, last = facts.series[0].start, facts.series[-1].end
    found: list[TrendMark] = []
    for episode in facts.incidents:
        found.append(TrendMark(episode.opened_on, say("Warning"), "bad"))
    for action in facts.actions:
        if action.metric is None or action.metric.metric != lead.metric.metric:
            continue
        for on, tone in ((action.started_on, "plain"), (action.finished_on, "good")):
            if on is not None:
                found.append(TrendMark(on, _mark(action.title, is_done=tone == "good"), tone))
    yield from sorted((mark for mark in found if first <= mark.on <= last), key=_order)


def _mark(title: str, *, is_done: bool) -> str:
    short = one_line(title, LONGEST_MARK)
    return say("Done: {action}", action=short) if is_done else say("Begun: {action}", action=short)


def _order(mark: TrendMark) -> tuple[date, str]:
    return mark.on, mark.label


def _title(facts: Facts, lead: Measure) -> str:
    count, name = len(facts.series), names.named(facts, lead.metric, lead.group)
    by = {
        "day": say_count(count, "{metric}, last {count} day", "{metric}, last {count} days", metric=name),
        "week": say_count(count, "{metric}, last {count} week", "{metric}, last {count} weeks", metric=name),
        "month": say_count(count, "{metric}, last {count} month", "{metric}, last {count} months", metric=name),
        "quarter": say_count(count, "{metric}, last {count} quarter", "{metric}, last {count} quarters", metric=name),
    }
    return by[lead.period_type]


def _caption(lead: Measure) -> str:
    by = {
        "day": say("Shaded: 95% interval of each day."),
        "week": say("Shaded: 95% interval of each week."),
        "month": say("Shaded: 95% interval of each month."),
        "quarter": say("Shaded: 95% interval of each quarter."),
    }
    return by[lead.period_type] if amounts.interval(lead) else ""
