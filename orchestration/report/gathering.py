"""Everything that the page shows, from the published file, the ledger and, for texts and names, the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingestion import registry
from ingestion.settings import run_start
from orchestration.language import speaking
from orchestration.lib.project_vars import project_vars
from orchestration.lib.registries import SEEDS
from orchestration.lib.settings import Settings
from orchestration.publish import record
from orchestration.report import definitions, words
from orchestration.report.reading import (
    catalogue,
    comments,
    customers,
    data_health,
    database,
    drivers,
    ledger,
    operations,
    series,
    themes,
)


@dataclass(frozen=True)
class Gathered:
    """`head` is read as the page opens, each of `parts` when it is needed."""

    head: Mapping[str, Any]
    parts: Mapping[str, Any]


def gather(settings: Settings, language: str, *, has_names: bool) -> Gathered:
    """Raises:
    UserError: nothing is published.
    """
    published = record.read(settings.published)
    with (
        speaking(language),
        database.published(settings.published) as connection,
        database.warehouse(settings.warehouse) as warehouse,
    ):
        known = catalogue.definitions(connection)
        periods = series.periods(connection)
        places = {kind: {each: place for place, each in enumerate(found)} for kind, found in periods.items()}
        parts: dict[str, Any] = {}
        for definition in known:
            numbers = series.read(connection, definition, places)
            parts[f"metric-{definition['metric']}"] = {
                "series": numbers,
                "drivers": drivers.of_metric(connection, definition, places),
            }
        parts["key-drivers"] = drivers.key_drivers(connection)
        parts["themes"] = themes.read(connection, places)
        parts["comments"] = comments.read(connection, warehouse, project_vars(settings.dbt_project))
        parts["customers"] = customers.read(connection, warehouse, has_names=has_names)
        parts["cases"] = operations.cases(connection)
        parts["data"] = data_health.read(connection, published, _sources(), run_start())
        head = {
            "language": language,
            "words": words.everything({definition["unit"] for definition in known} | {"percent", "eur"}),
            "metrics": [_described(definition, parts) for definition in known],
            "periods": catalogue.labelled(periods),
            "touchpoints": catalogue.touchpoints(connection),
            "titles": catalogue.titles(connection, settings.dbt_project / SEEDS),
            "themes": themes.titles(connection),
            "actions": operations.actions(connection),
            "alerts": operations.alerts(connection, ledger.episodes(settings)),
            "published": parts["data"]["published"],
            "through": parts["data"]["through"],
        }
    return Gathered(head, parts)


def _described(definition: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """What the page has to know of a metric before it unpacks its numbers: where it has any."""
    dimensions: dict[str, set[str]] = {}
    for key in parts[f"metric-{definition['metric']}"]["series"]:
        kind, dimension, _ = key.split("|", 2)
        dimensions.setdefault(kind, set()).add(dimension)
    return {
        **{name: definition[name] for name in ("metric", "title", "unit", "is_high_good", "feedback_class", "formula")},
        "decimals": int(definition["decimals"]),
        "exact": series.decimals(definition),
        "observations": definition["observations"],
        "version": definition["definition_version"],
        "has": {
            kind: [each for each in catalogue.DIMENSIONS if each in found]
            for kind, found in sorted(dimensions.items(), key=lambda pair: catalogue.PERIOD_TYPES.index(pair[0]))
        },
        "plain": definitions.plain(definition),
    }


def _sources() -> dict[str, tuple[str, int]]:
    return {name: (spec.title, spec.freshness_hours) for name, spec in registry.specs().items() if not spec.is_own}
