"""Is there anything to do? Compares what the last publish was made from with what is there now."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion import registry
from ingestion.settings import run_start
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
    landed = {tool: state.landed for tool, state in raw.items()}
    mark = fingerprint(code_hash(settings.project_root), landed, run_start())
    return State(raw, made_from, record.read(settings.published), mark)


def nothing_new() -> bool:
    """True when publishing now would give what is published. False when in doubt, for example while a writer works."""
    import duckdb

    try:
        return current_state(Settings.from_environment()).is_published
    except duckdb.Error:
        return False
