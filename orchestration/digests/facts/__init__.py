"""What was read for a digest, before it is put into words: numbers as the marts have them, nothing rounded.

Belongs here: plain data. Does not belong here: SQL (reading/), sentences (wording/), arithmetic of any kind: a
difference, a share or a significance that no mart says is not said.
"""

from __future__ import annotations

from orchestration.digests.facts.digest import Facts
from orchestration.digests.facts.events import Action, Cases, Episode, Freshness, Priority, Restated
from orchestration.digests.facts.measures import Comparison, Measure, Metric
from orchestration.digests.facts.voices import Account, Theme, Voice

__all__ = [
    "Account",
    "Action",
    "Cases",
    "Comparison",
    "Episode",
    "Facts",
    "Freshness",
    "Measure",
    "Metric",
    "Priority",
    "Restated",
    "Theme",
    "Voice",
]
