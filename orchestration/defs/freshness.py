"""A freshness check per source: has a load of it succeeded within the hours its SPEC promises?

A load that found nothing new counts: the source was asked. How old the data themselves are is in the marts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg

from ingestion.spec import SourceSpec
from orchestration.defs.translator import raw_key

JOB = "freshness"


def freshness_checks(specs: Mapping[str, SourceSpec]) -> list[dg.AssetChecksDefinition]:
    """One check step per source, on its ledger: every load writes it, whether anything was new or not."""
    return [
        check
        for spec in specs.values()
        for check in dg.build_last_update_freshness_checks(
            assets=[raw_key(spec.name, "row_ledger")],
            lower_bound_delta=timedelta(hours=spec.freshness_hours),
        )
    ]


def freshness_job(checks: list[dg.AssetChecksDefinition]) -> Any:
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.checks(*checks),
        description="Say which sources have not been read in time.",
    )
