"""The picture of an episode, drawn in the process; none where there is no trend to see or no single limit to it."""

from __future__ import annotations

from orchestration.alerts.wording.headlines import limit_words
from orchestration.alerts.wording.story import Story
from orchestration.language import say
from orchestration.messages.message import Plot

WITH_LIMIT = frozenset({"threshold"})  # Elsewhere the limit moves with the days.


def drawn(story: Story) -> Plot | None:
    """Values, interval and limit up to the event, with the numbers in words."""
    from orchestration.lib.plots import episode as plot

    if story.counts_answers:
        return None
    limit = story.limit if story.episode.family in WITH_LIMIT else None
    words = say("limit {limit}", limit=limit_words(story, limit)) if limit is not None else ""
    points = [point for point in story.history if point.end <= story.now.end]
    is_over = story.event.kind == "resolved"
    chart = plot.drawn(story.definition, points, limit, story.episode.opened_on, words, is_over=is_over)
    if chart is None:
        return None
    return Plot(plot.png(chart), plot.alt_text(story.definition, points, limit, words))
