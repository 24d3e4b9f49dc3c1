"""A freshness check per source: has a load of it succeeded within the hours its SPEC promises?

A load that found nothing new counts: the source was asked. How far the data themselves reach is in the marts.
"""

# No postponed annotations here: Dagster reads the kind of context from the signature.

import time
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from ingestion.spec import SourceSpec
from orchestration.defs.translator import raw_key

JOB = "freshness"
CHECK = "read_in_time"


def freshness_checks(specs: Mapping[str, SourceSpec]) -> dg.AssetChecksDefinition:
    """One check per source, on its ledger: every load writes it, whether anything was new or not.

    The project's own source is never late.
    """
    hours = {raw_key(spec.name, "row_ledger"): spec.freshness_hours for spec in specs.values() if not spec.is_own}

    @dg.multi_asset_check(name=CHECK, specs=[dg.AssetCheckSpec(CHECK, asset=key) for key in hours], can_subset=True)
    def check_freshness(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Ask Dagster when each source was last loaded."""
        for key, limit in hours.items():
            if dg.AssetCheckKey(key, CHECK) in context.selected_asset_check_keys:
                event = context.instance.get_latest_materialization_event(key)
                yield judge(key, event.timestamp if event else None, limit, time.time())

    return check_freshness


def judge(key: dg.AssetKey, loaded_at: float | None, limit_hours: int, now: float) -> dg.AssetCheckResult:
    """Is an age within its limit? Instants are seconds since 1970. A source that was never loaded is late."""
    hours = None if loaded_at is None else (now - loaded_at) / 3600
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=CHECK,
        passed=hours is not None and hours <= limit_hours,
        severity=dg.AssetCheckSeverity.WARN,
        description="never loaded" if hours is None else f"last loaded {hours:.1f} hours ago (limit {limit_hours})",
    )


def freshness_job(checks: dg.AssetChecksDefinition) -> Any:
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.checks(checks),
        description="Say which sources have not been read in time.",
    )
