"""Everything that one digest can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.digests.facts.events import Action, Cases, Episode, Freshness, Priority, Restated
from orchestration.digests.facts.measures import Measure
from orchestration.digests.facts.voices import Account, Theme, Voice
from orchestration.lib.drivers import Change
from orchestration.lib.metric_series import Point
from orchestration.subscriptions.model import Scope


@dataclass(frozen=True)
class Facts:
    """What a part has nothing about is empty.

    Args:
        measures: of the tiles, the first leads.
        series: of the lead's last periods, oldest first.
        drivers: of the lead's change against the period before, whatever the baseline is.
        groups: the lead by segment (or touchpoint). moved: of these and the touchpoints, those that really changed.
        incidents: confirmed episodes of the lead in the time of its series.
        few: groups that are hidden or too few to judge.
        unhappy: metrics with their negative answers, for the line below the quotes.
        titles: of the registries, by dimension and group.
        owners: titles by name.
    """

    freshness: Freshness
    measures: tuple[Measure, ...] = ()
    series: tuple[Point, ...] = ()
    drivers: Change | None = None
    groups: tuple[Measure, ...] = ()
    moved: tuple[Measure, ...] = ()
    few: tuple[Measure, ...] = ()
    service: tuple[Measure, ...] = ()
    indirect: tuple[Measure, ...] = ()
    deferred: tuple[Measure, ...] = ()
    episodes: tuple[Episode, ...] = ()
    incidents: tuple[Episode, ...] = ()
    cases: Cases | None = None
    themes: tuple[Theme, ...] = ()
    accounts: tuple[Account, ...] = ()
    voices: tuple[Voice, ...] = ()
    unhappy: tuple[Measure, ...] = ()
    actions: tuple[Action, ...] = ()
    priorities: tuple[Priority, ...] = ()
    restated: tuple[Restated, ...] = ()
    period_type: str = "week"
    scope: Scope = field(default_factory=Scope)
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def lead(self) -> Measure | None:
        return self.measures[0] if self.measures else None
