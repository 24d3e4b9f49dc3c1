"""The picture of an episode, drawn in the process; none where there is no trend to see or no single limit to it."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.alerts.wording.headlines import limit_words
from orchestration.alerts.wording.story import Story
from orchestration.language import charts, say, title
from orchestration.language.dates import day
from orchestration.language.numbers import number
from orchestration.lib.metric_series import Point
from orchestration.messages.message import Plot

WITH_LIMIT = frozenset({"threshold"})  # Elsewhere the limit moves with the days.


def drawn(story: Story) -> Plot | None:
    """Values, interval and limit up to the event, with the numbers in words."""
    from orchestration.lib.plots import episode as plot

    if story.counts_answers:
        return None
    limit = story.limit if story.episode.family in WITH_LIMIT else None
    words = say("limit {limit}", limit=limit_words(story, limit)) if limit is not None else ""
    points = plot.shown([point for point in story.history if point.end <= story.now.end])
    manner = plot.Manner(lambda value: number(value, story.definition.decimals), charts.day(), charts.locale())
    is_over = story.event.kind == "resolved"
    chart = plot.drawn(points, limit, story.episode.opened_on, words, manner, is_over=is_over)
    return None if chart is None else Plot(plot.png(chart), _in_words(story, points, words))


def _in_words(story: Story, points: Sequence[Point], limit: str) -> str:
    """The picture's numbers in a sentence."""
    values = [point.value for point in points if point.value is not None]
    shown = [number(value, story.definition.decimals) for value in (min(values), max(values), values[-1])]
    said = {
        "what": title(story.definition.title),
        "first": day(points[0].end),
        "last": day(points[-1].end),
        "lowest": shown[0],
        "highest": shown[1],
        "value": shown[2],
    }
    if limit:
        return say(
            "{what} from {first} to {last}: between {lowest} and {highest}, at the end {value}; {limit}.",
            limit=limit,
            **said,
        )
    return say("{what} from {first} to {last}: between {lowest} and {highest}, at the end {value}.", **said)
