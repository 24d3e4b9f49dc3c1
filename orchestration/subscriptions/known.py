"""What the file of subscriptions may name: metrics, groups, owners, channels; from the registries and the rules file.

Does not belong here: the file itself (read.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from expectations.registries.table import read as read_registries
from orchestration.alerts.owners import Assignment
from orchestration.alerts.rules import Known as Registries
from orchestration.alerts.rules import known as read_known
from orchestration.delivery.configured import configured_channels
from orchestration.lib.registries import SEEDS
from orchestration.lib.settings import Settings
from orchestration.subscriptions.model import Person

# An incident is nothing that a digest opens.
REFUSED_KINDS = frozenset({"pagerduty"})


@dataclass(frozen=True)
class Known:
    """Args:
    registries: metrics, dimensions with their periods and values.
    people: of the registry owners, by name.
    assignments: who looks after whom nobody else is named for.
    channels: name -> kind.
    """

    registries: Registries
    people: Mapping[str, Person]
    assignments: tuple[Assignment, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)


def known(settings: Settings) -> Known:
    """Read them.

    Raises:
        UserError: the channels of the rules file cannot be used.
    """
    seeds = settings.dbt_project / SEEDS
    rows = {registry.name: registry.rows for registry in read_registries(seeds, seeds / "_seeds.yml")}
    return Known(
        registries=read_known(seeds),
        people={
            row["owner"]: Person(row["owner"], row["email"], row["language"], row["time_zone"], row["title"] or "")
            for row in rows.get("owners", [])
        },
        assignments=tuple(
            Assignment(row["dimension"], row["dimension_value"], row["owner"], row["backup"])
            for row in rows.get("owner_assignments", [])
        ),
        channels={name: channel.kind for name, channel in configured_channels(settings).items()},
    )
