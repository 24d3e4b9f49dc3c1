"""All that a message about an episode may say, gathered by the caller from the ledger, the marts and the registries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestration.alerts.wording.subjects import NO_ANSWERS, Answers, Comment, Episode, Event, Owner
from orchestration.lib.drivers import Change
from orchestration.lib.metric_series import Definition, Point
from orchestration.messages.message import Plot


@dataclass(frozen=True)
class Story:
    """One event of an episode.

    Args:
        rule_title: the rule's title or name.
        now: the row of voc_metrics that the event is about.
        history: rows of the same series, oldest first.
        change: of the metric, taken apart (lib/drivers), or None.
        comments: of the group since the episode began; empty where they are hidden.
        told_at: when this is said.
        is_rise: of a change, whether upwards; None: whichever way is worse.
        usual: of a change against the usual level, that level.
        is_count: whether the values are numbers of answers (an anomaly of how many), not of the metric.
    """

    episode: Episode
    event: Event
    rule_title: str
    definition: Definition
    now: Point
    told_at: datetime
    history: Sequence[Point] = ()
    change: Change | None = None
    comments: Sequence[Comment] = ()
    are_comments_hidden: bool = False
    owner: Owner | None = None
    backup: Owner | None = None
    due_at: datetime | None = None
    data_through: datetime | None = None
    answers: Answers = NO_ANSWERS
    plot: Plot | None = None
    is_count: bool = False
    is_rise: bool | None = None
    usual: float | None = None

    @property
    def counts_answers(self) -> bool:
        return self.is_count or self.episode.family == "silence"

    @property
    def unit(self) -> str:
        return "answers" if self.counts_answers else self.definition.unit

    @property
    def decimals(self) -> int:
        return 0 if self.counts_answers else self.definition.decimals

    @property
    def limit(self) -> float | None:
        return self.event.limit_value if self.event.limit_value is not None else self.episode.limit_value

    @property
    def value(self) -> float | None:
        return self.event.value if self.event.value is not None else self.now.value

    @property
    def n(self) -> int | None:
        return self.event.n if self.event.n is not None else self.now.n

    @property
    def is_above(self) -> bool:
        """Of the episode, not of today's value: a resolved one is on the other side of its limit."""
        if self.episode.family == "change":
            return self.definition.is_high_good is False if self.is_rise is None else self.is_rise
        first, limit = self.episode.opened_value, self.episode.limit_value
        if first is not None and limit is not None and first != limit:
            return first > limit
        if self.value is not None and self.limit is not None and self.event.kind != "resolved":
            return self.value > self.limit
        return self.definition.is_high_good is False

    @property
    def is_beyond(self) -> bool:
        if self.value is None or self.limit is None:
            return True
        return self.value > self.limit if self.is_above else self.value < self.limit

    @property
    def side(self) -> str:
        """Of its limit: `above`, `below`, `at`."""
        if self.value is not None and self.limit is not None and self.value == self.limit:
            return "at"
        return "above" if self.is_above else "below"
