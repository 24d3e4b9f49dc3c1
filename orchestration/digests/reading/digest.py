"""Everything that an edition's parts need, read once and no more than that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from orchestration.digests.facts import Facts, Measure, Metric
from orchestration.digests.reading import events, freshness, history, measures, movers, voices
from orchestration.digests.reading.rows import has
from orchestration.subscriptions.model import Edition, Part, Scope

SERVICE = (
    "ces", "support_rating", "first_reply_median", "first_reply_p90", "first_resolution_median", "reopen_rate_7d",
    "unreplied_share", "open_share", "contact_rate",
)  # fmt: skip
INDIRECT = ("net_sentiment", "share_of_voice")
DEFERRED = (
    "retention_rate", "churn_rate", "active_days", "sessions_per_customer", "repeat_purchase_rate", "cart_abandonment",
    "failed_payment_rate", "mrr", "chs",
)  # fmt: skip
LOOP = "close_the_loop_rate"
EXTRA = {Part.SERVICE: SERVICE, Part.INDIRECT: INDIRECT, Part.DEFERRED: DEFERRED, Part.CASES: (LOOP,)}
# What the line below the quotes counts: metrics whose negative answers are unhappy customers.
UNHAPPY = ("nps", "csat", "ocs")
PAIRS = "touchpoint_segment"


def read(
    connection: Any,
    warehouse: Any | None,
    edition: Edition,
    owners: Mapping[str, str],
    episodes: Sequence[Mapping[str, Any]] = (),
) -> Facts:
    """Facts of the edition.

    Args:
        connection: the published file.
        episodes: of the ledger, which are newer than the file's.
        warehouse: has the schema `restricted`; None: no comments and no names.
    """
    audience, window, parts = edition.audience, edition.window, frozenset(edition.audience.parts)
    known = measures.metrics(connection)
    events.know_episodes(connection, episodes)
    wanted = chain(audience.metrics, *(EXTRA[part] for part in EXTRA if part in parts), UNHAPPY)
    found = measures.of_scope(connection, known, wanted, audience, window)
    tiles = _of(found, audience.metrics)
    groups = _groups(connection, tiles, edition)
    lead = tiles[0] if tiles else None
    facts = Facts(
        freshness.read(connection, window, audience.metrics),
        tiles,
        moved=tuple(each for each in groups if each.has_moved),
        few=tuple(each for each in groups if each.is_suppressed or each.status == "too_few"),
        period_type=window.period_type,
        scope=audience.scope,
        titles=_titles(connection),
        owners=owners,
        service=_beside(found, Part.SERVICE, edition),
        indirect=_beside(found, Part.INDIRECT, edition),
        deferred=_beside(found, Part.DEFERRED, edition),
    )
    if lead is not None:
        facts = replace(
            facts,
            series=history.series(connection, lead) if Part.TREND in parts else (),
            drivers=movers.drivers(connection, lead, audience.role) if Part.DRIVERS in parts else None,
            groups=tuple(each for each in groups if each.metric == lead.metric and _is_segment(each, audience.scope)),
        )
    return _with_people(connection, warehouse, _with_events(connection, facts, found, known, edition), found, edition)


def is_empty(connection: Any, edition: Edition) -> bool:
    """Whether no metric of the audience counted anything in the period; a hidden group may have answered."""
    known = measures.metrics(connection)
    found = measures.of_scope(connection, known, edition.audience.metrics, edition.audience, edition.window).values()
    asked = [measure for measure in found if measure.metric.is_of_answers] or list(found)
    own = [measure for measure in asked if measure.is_own] or asked
    return all(measure.is_silent for measure in own)


def _with_events(
    connection: Any, facts: Facts, found: Mapping[str, Measure], known: dict[str, Metric], edition: Edition
) -> Facts:
    audience, window, parts = edition.audience, edition.window, frozenset(edition.audience.parts)
    if Part.ALERTS in parts:
        facts = replace(facts, episodes=events.episodes(connection, known, audience.scope, window))
    if facts.lead and facts.series:
        facts = replace(facts, incidents=events.incidents(connection, facts.lead, facts.series[0].start))
    if Part.CASES in parts:
        facts = replace(facts, cases=events.cases(connection, audience.scope, window, found.get(LOOP)))
    if Part.ACTIONS in parts or facts.series:
        facts = replace(facts, actions=events.actions(connection, known, audience.scope))
    if Part.ACTIONS in parts:
        facts = replace(facts, priorities=events.priorities(connection, audience.scope))
    if Part.RESTATED in parts and edition.last_as_of is not None:
        restated = history.restated(
            connection, known, [*audience.metrics], audience.scope, window.period_type, edition.last_as_of
        )
        facts = replace(facts, restated=restated)
    return facts


def _with_people(
    connection: Any, warehouse: Any | None, facts: Facts, found: Mapping[str, Measure], edition: Edition
) -> Facts:
    audience, window, parts = edition.audience, edition.window, frozenset(edition.audience.parts)
    if Part.THEMES in parts:
        facts = replace(facts, themes=voices.themes(connection, audience.scope, window))
    if Part.ACCOUNTS in parts:
        at_risk = voices.accounts(connection, audience, window)
        if audience.has_names and warehouse is not None:
            names = voices.names(warehouse, [each.customer_key for each in at_risk])
            at_risk = tuple(replace(each, name=names.get(each.customer_key)) for each in at_risk)
        facts = replace(facts, accounts=at_risk)
    if Part.QUOTES in parts:
        facts = replace(facts, unhappy=_unhappy(found, audience.metrics))
        if warehouse is not None:
            groups = voices.shown_groups(connection, audience.scope, window)
            facts = replace(facts, voices=voices.voices(warehouse, groups, audience.scope, window))
    return facts


def _groups(connection: Any, tiles: tuple[Measure, ...], edition: Edition) -> list[Measure]:
    """Of every tile the touchpoints and segments of its period, hidden ones too; of a scope its pairs."""
    scope = edition.audience.scope
    dimensions = ("touchpoint", "segment") if scope.is_all else (PAIRS,)
    found = [
        each
        for tile in tiles
        if tile.is_own
        for dimension in dimensions
        for each in measures.of_groups(connection, tile.metric, dimension, edition.audience, edition.window)
    ]
    return found if scope.is_all else [each for each in found if scope.value in each.group.value.split(" / ")]


def _is_segment(measure: Measure, scope: Scope) -> bool:
    return measure.group.dimension == ("segment" if scope.is_all else PAIRS)


def _unhappy(found: Mapping[str, Measure], names: Iterable[str]) -> tuple[Measure, ...]:
    """Of the tiles' metrics those that count unhappy customers; NPS where none of them does."""
    chosen = [name for name in names if name in UNHAPPY] or ["nps"]
    return tuple(each for each in _of(found, chosen) if each.is_own and each.negative_count is not None)


def _beside(found: Mapping[str, Measure], part: Part, edition: Edition) -> tuple[Measure, ...]:
    """A part's own metrics, without those of the tiles."""
    if part not in edition.audience.parts:
        return ()
    return _of(found, (name for name in EXTRA[part] if name not in edition.audience.metrics))


def _of(found: Mapping[str, Measure], names: Iterable[str]) -> tuple[Measure, ...]:
    return tuple(found[name] for name in dict.fromkeys(names) if name in found)


def _titles(connection: Any) -> dict[tuple[str, str], str]:
    """Of the registries that the file has."""
    found: dict[tuple[str, str], str] = {}
    for dimension in ("touchpoint", "segment"):
        if has(connection, f"marts.dim_{dimension}s"):
            rows = connection.execute(f"select {dimension}, title from marts.dim_{dimension}s").fetchall()
            found |= {(dimension, value): title for value, title in rows}
    return found
