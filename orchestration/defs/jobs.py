"""Jobs and schedules: each source on its own cron, the marts daily, freshness hourly.

Schedules of configured sources run as soon as the daemon does; all others wait until somebody switches them on, so the
sample company is never read by the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import dagster as dg

from ingestion.spec import SourceSpec
from orchestration.defs.alerts import EVALUATED
from orchestration.defs.raw import raw_assets
from orchestration.defs.report import PAGE
from orchestration.defs.responses import REPORTED
from orchestration.defs.translator import BOOKKEEPING, PUBLISHED, raw_key
from orchestration.lib.state import nothing_new

LOAD_ALL = "load_sources"
BUILD = "build_marts"
MARTS_CRON = "30 5 * * *"  # After the sources' default of 04:00 UTC.
FRESHNESS_CRON = "15 * * * *"


def job_name(tool: str) -> str:
    """Name of the job that loads one tool."""
    return f"load_{tool}"


def load_jobs(specs: Mapping[str, SourceSpec], tools: Collection[str]) -> list[Any]:
    """A job per source, and one that loads `tools` in one run: there a source that fails stops no other."""
    jobs = [
        dg.define_asset_job(
            job_name(spec.name),
            selection=_raw_selection(spec),
            description=f"Load {spec.title}.",
            tags={"tool": spec.name},
        )
        for spec in specs.values()
    ]
    chosen = [spec for spec in specs.values() if spec.name in tools]
    if chosen:
        jobs.append(
            dg.define_asset_job(
                LOAD_ALL, selection=_raw_selection(*chosen), description="Load every configured source."
            )
        )
    return jobs


def load_schedules(specs: Mapping[str, SourceSpec], configured: Collection[str]) -> list[dg.ScheduleDefinition]:
    return [
        dg.ScheduleDefinition(
            name=f"{job_name(spec.name)}_schedule",
            job_name=job_name(spec.name),
            cron_schedule=spec.cron,
            execution_timezone="UTC",
            default_status=_status(spec.name in configured),
        )
        for spec in specs.values()
    ]


def build_job(
    models: dg.AssetsDefinition, gates: Sequence[dg.AssetChecksDefinition], selection: dg.AssetSelection | None = None
) -> Any:
    """Raw gate, models, mart gate, publish, alerts, responses, report page. `selection` narrows the models alone."""
    chosen = dg.AssetSelection.assets(models) if selection is None else selection
    after = dg.AssetSelection.assets(PUBLISHED, EVALUATED, REPORTED, PAGE)
    return dg.define_asset_job(
        BUILD,
        selection=chosen | after | dg.AssetSelection.checks(*gates),
        description="Judge the raw log, build the models, judge the marts, publish them, evaluate the alert rules, "
        "tell of new responses, write the report page.",
    )


def build_schedule(configured: Collection[str]) -> dg.ScheduleDefinition:
    """The daily marts; a tick on which nothing is new says so and starts nothing."""

    @dg.schedule(
        name=f"{BUILD}_schedule",
        job_name=BUILD,
        cron_schedule=MARTS_CRON,
        execution_timezone="UTC",
        default_status=_status(bool(configured)),
    )
    def build_marts_schedule() -> dg.RunRequest | dg.SkipReason:
        if nothing_new():
            return dg.SkipReason("Nothing new landed since the last publish, and neither code nor date changed.")
        return dg.RunRequest()

    return build_marts_schedule


def freshness_schedule(configured: Collection[str]) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name="freshness_schedule",
        job_name="freshness",
        cron_schedule=FRESHNESS_CRON,
        execution_timezone="UTC",
        default_status=_status(bool(configured)),
    )


def assets_of(specs: Mapping[str, SourceSpec]) -> list[dg.AssetsDefinition]:
    return [raw_assets(spec) for spec in specs.values()]


def _raw_selection(*specs: SourceSpec) -> dg.AssetSelection:
    # Without the gates' checks: they judge all sources at once, before the models.
    keys = [raw_key(spec.name, table) for spec in specs for table in (*spec.resources, *BOOKKEEPING)]
    return dg.AssetSelection.assets(*keys).without_checks()


def _status(is_running: bool) -> dg.DefaultScheduleStatus:
    return dg.DefaultScheduleStatus.RUNNING if is_running else dg.DefaultScheduleStatus.STOPPED
