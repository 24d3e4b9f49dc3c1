"""What Dagster loads: `build_defs` puts the parts together, and does no I/O; `defs` reads what it needs and calls it.

Loads with an empty environment and without a network: credentials are looked up when a step runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import dagster as dg

from ingestion import registry
from ingestion.spec import SourceSpec
from orchestration.defs import alerts, digests, freshness, gates, jobs, report, responses
from orchestration.defs.publish import publish_asset
from orchestration.lib.settings import BY_HAND, Settings
from orchestration.subscriptions.model import Audience

Manifest = Mapping[str, Any]


def build_defs(
    *,
    specs: Mapping[str, SourceSpec],
    manifest: Manifest | None = None,
    configured: Collection[str] = (),
    select: str | None = None,
    only_changing: bool = False,
    has_schedules_on: bool = True,
    audiences: Sequence[Audience] = (),
) -> dg.Definitions:
    """All definitions.

    Args:
        specs: the sources.
        manifest: dbt's manifest; None leaves out models, gates and publishing (a load needs none of them, and dbt's
            import costs more than a CPU second).
        configured: the sources that have credentials: one job loads them all, and their schedules run.
        select: dbt selection syntax that narrows the models of the marts job.
        only_changing: the marts job leaves out what the same code has made before (lib/built.py).
        has_schedules_on: False leaves every schedule switched off.
        audiences: whose digests have a schedule each.
    """
    scheduled = configured if has_schedules_on else ()
    parts: dict[str, Any] = {
        "assets": [*jobs.assets_of(specs)],
        "asset_checks": [],
        "jobs": [*jobs.load_jobs(specs, configured or specs)],
        "schedules": [*jobs.load_schedules(specs, scheduled)],
    }
    if manifest is not None:
        _add_models(parts, specs, manifest, scheduled, select, only_changing)
        parts["jobs"].append(digests.digest_job())
        parts["schedules"] += digests.digest_schedules(audiences, scheduled)
        parts["sensors"].append(digests.digest_sensor(scheduled))
    return dg.Definitions(executor=dg.in_process_executor, **parts)


def _add_models(
    parts: dict[str, Any],
    specs: Mapping[str, SourceSpec],
    manifest: Manifest,
    scheduled: Collection[str],
    select: str | None,
    only_changing: bool,
) -> None:
    from dagster_dbt import build_dbt_asset_selection, get_asset_key_for_model

    from orchestration.defs.dbt import changing, dbt_assets

    models = dbt_assets(manifest)

    def model_key(name: str) -> dg.AssetKey:
        return get_asset_key_for_model([models], name)

    narrowed = build_dbt_asset_selection([models], dbt_select=select) if select else None
    if only_changing:
        narrowed = changing(models, manifest)
    fresh = freshness.freshness_checks(specs)
    told = [alerts.evaluated_asset(), responses.reported_asset(), report.page_asset()]
    parts["assets"] += [models, publish_asset(manifest, model_key), *told]
    judges = [gates.raw_gate(specs), gates.mart_gate(manifest, model_key)]
    parts["asset_checks"] += [*judges, fresh]
    build, telling = jobs.build_job(models, judges, narrowed), alerts.alert_jobs()
    parts["jobs"] += [build, freshness.freshness_job(fresh), *telling]
    parts["schedules"] += [jobs.build_schedule(scheduled), jobs.freshness_schedule(scheduled)]
    parts["schedules"] += alerts.alert_schedules(scheduled)
    parts["sensors"] = alerts.alert_sensors(scheduled, build, telling[-1])


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of this folder and environment. Parses the dbt project when nobody has done so yet."""
    settings = Settings.from_environment()
    specs, configured = registry.specs(), registry.configured()
    own = [name for name, spec in specs.items() if spec.is_own]
    return build_defs(
        specs=specs,
        manifest=_manifest(settings),
        # The project's own is read along with others, also where it is not there yet; alone it is nothing to read.
        configured=[*configured, *own] if configured else [],
        has_schedules_on=BY_HAND not in os.environ,
        audiences=digests.audiences_of(settings),
    )


def _manifest(settings: Settings) -> Manifest:
    if settings.manifest.is_file():
        manifest: Manifest = json.loads(settings.manifest.read_text(encoding="utf-8"))
        return manifest
    from orchestration.lib.dbt_build import session

    settings.apply()
    return session(settings, list(registry.specs())).manifest()
