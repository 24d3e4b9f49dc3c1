"""Is there anything to do? Compares what the last publish was made from with what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ingestion import registry
from ingestion.settings import run_start
from ingestion.spec import SourceSpec
from orchestration.lib import built
from orchestration.lib.built import Built
from orchestration.lib.fingerprint import code_hash, fingerprint
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import RawState, raw_states, reading
from orchestration.publish import record
from orchestration.publish.record import Published


@dataclass(frozen=True)
class State:
    """The raw log now, what the models were made from, the last publish, and the fingerprint publishing would have."""

    raw: dict[str, RawState]
    built: Built | None
    published: Published | None
    fingerprint: str

    @property
    def has_data(self) -> bool:
        """Whether anything has been loaded that can be built; the project's own source alone is nothing."""
        specs = registry.specs()
        return any(not specs[tool].is_own for tool in self.raw)

    @property
    def is_published(self) -> bool:
        return self.published is not None and self.published.fingerprint == self.fingerprint


def current_state(settings: Settings) -> State:
    """Look at the warehouse and the published file. The caller holds the writer lock, or no writer is at work."""
    raw: dict[str, RawState] = {}
    made_from = None
    if settings.warehouse.is_file():
        with reading(settings.warehouse) as connection:
            raw = raw_states(connection, list(registry.specs()))
            made_from = built.read(connection)
    mark = fingerprint(code_hash(settings.project_root), news(raw, registry.specs()), run_start())
    return State(raw, made_from, record.read(settings.published), mark)


def news(states: Mapping[str, RawState], specs: Mapping[str, SourceSpec]) -> dict[str, int]:
    """Rows that ever landed by tool, as far as they are a reason to build.

    What runs write about themselves is none: every run would cause the next. A source of the project's own with nothing
    else is left out, so that its first load is no reason either.
    """
    counts = {
        tool: sum(count for resource, count in state.landed_in.items() if resource not in specs[tool].echoes)
        for tool, state in states.items()
    }
    return {tool: count for tool, count in counts.items() if count or not specs[tool].is_own}


def data_through(states: Mapping[str, RawState], specs: Mapping[str, SourceSpec]) -> datetime | None:
    """Until when every tool has been read; the project's own source is never behind."""
    ends = [state.data_through for tool, state in states.items() if not specs[tool].is_own]
    return min((end for end in ends if end is not None), default=None)


def nothing_new() -> bool:
    """True when publishing now would give what is published. False when in doubt, for example while a writer works."""
    import duckdb

    try:
        return current_state(Settings.from_environment()).is_published
    except duckdb.Error:
        return False
