"""dbt's models, seeds and tests as assets and checks, built by one dbt invocation in this process.

Does not belong here: starting dbt (lib/dbt_build.py). A subprocess per step would cost five CPU seconds and look up
dbt's newest version on the network each time.
"""

# No postponed annotations here: Dagster reads the config class from the signature.

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import OWNER, model_group
from orchestration.lib import built, progress
from orchestration.lib.dbt_build import NodeResult, session
from orchestration.lib.registries import require_registries
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open, raw_states, reading
from orchestration.lib.writer import writing

UNIQUE_ID = "dagster_dbt/unique_id"
SHOWN_FAILURES = 5


class BuildConfig(dg.Config):
    """`full_refresh`: rebuild incremental models from the whole raw log, also when neither seeds nor models changed.

    `only_changing`: leave out what code and tools that are still the same have made (lib/built.py).
    """

    full_refresh: bool = False
    only_changing: bool = False


def dbt_assets(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """Every enabled node of the manifest; a subset of it can be built alone."""
    from dagster_dbt import DagsterDbtTranslator
    from dagster_dbt import dbt_assets as as_assets

    class Translator(DagsterDbtTranslator):
        def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
            return model_group(dbt_resource_props)

        def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
            return list(super().get_owners(dbt_resource_props) or [OWNER])

    @as_assets(manifest=manifest, dagster_dbt_translator=Translator(), name="dbt_build", pool=POOL)
    def dbt_build(context: dg.AssetExecutionContext, config: BuildConfig) -> Iterator[Any]:
        """Build the selected models and run their tests."""
        keys = keys_by_unique_id(context.assets_def)
        left_out = [fqn(manifest, name) for name in sorted(built.unchanging(manifest))] if config.only_changing else []
        select = selection(context, manifest, keys) if context.is_subset and not config.only_changing else []
        results = run_build(select, config.full_refresh, left_out)
        yield from events(results, context.assets_def, context.selected_asset_keys)
        raise_failures(results)

    return dbt_build


def run_build(select: list[str], full_refresh: bool, left_out: Sequence[str] = ()) -> list[NodeResult]:
    """One dbt build over the tools that have data, under the writer lock. Fresh when seeds or models have changed."""
    from ingestion import registry

    settings = Settings.from_environment()
    require_registries(settings.dbt_project)
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
        with reading(settings.warehouse) as connection:
            enabled = list(raw_states(connection, list(registry.specs())))
            now = built.Built.now(settings.project_root, enabled)
            is_known = built.read(connection) is not None
            is_afresh = built.begin(connection, now, is_complete=not select)
        if is_afresh and is_known and not select:
            progress.report("dbt: seeds or models have changed, so everything is made afresh")
        is_full = full_refresh or (is_afresh and not select)
        results = session(settings, enabled).build(select, is_full, _report_node, left_out)
        if not select and not any(result.is_failed or result.status == "skipped" for result in results):
            with reading(settings.warehouse) as connection:
                built.complete(connection, now)
    tests = [result for result in results if result.is_test and result.status != "skipped"]
    passed = sum(result.is_passed for result in tests)
    made = sum(result.is_built for result in results)
    progress.report(f"dbt: {made} models and seeds built, {passed} of {len(tests)} tests passed")
    return results


def keys_by_unique_id(assets: dg.AssetsDefinition) -> dict[str, dg.AssetKey]:
    """Asset key of each dbt node, as the definition itself says."""
    return {spec.metadata[UNIQUE_ID]: spec.key for spec in assets.specs if UNIQUE_ID in spec.metadata}


def selection(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any], keys: Mapping[str, dg.AssetKey]
) -> list[str]:
    """dbt's names of the selected assets; tests come along with the models they test."""
    chosen = context.selected_asset_keys
    return [fqn(manifest, unique_id) for unique_id, key in keys.items() if key in chosen]


def fqn(manifest: Mapping[str, Any], unique_id: str) -> str:
    """A node's name in dbt's selection syntax."""
    return ".".join(manifest["nodes"][unique_id]["fqn"])


def changing(models: dg.AssetsDefinition, manifest: Mapping[str, Any]) -> dg.AssetSelection:
    """What a build with `only_changing` materialises and checks: nothing is planned that will not happen."""
    left_out = built.unchanging(manifest)
    keys = [key for unique_id, key in keys_by_unique_id(models).items() if unique_id not in left_out]
    checks = [spec.key for spec in models.check_specs if (spec.metadata or {}).get(UNIQUE_ID) not in left_out]
    return dg.AssetSelection.assets(*keys).without_checks() | dg.AssetSelection.checks(*checks)


def events(
    results: Iterable[NodeResult], assets: dg.AssetsDefinition, selected: Iterable[dg.AssetKey]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """A materialisation per model or seed that was built, a check result per test; what was skipped yields nothing."""
    keys = keys_by_unique_id(assets)
    checks = {(spec.metadata or {}).get(UNIQUE_ID): spec for spec in assets.check_specs}
    chosen = set(selected)
    for result in results:
        if result.is_test:
            spec = checks.get(result.unique_id)
            if spec and result.status != "skipped":
                yield _check_result(result, spec)
        elif result.is_passed and keys.get(result.unique_id) in chosen:
            yield dg.MaterializeResult(asset_key=keys[result.unique_id], metadata={"seconds": result.seconds})


def raise_failures(results: Iterable[NodeResult]) -> None:
    """Fail the step when anything in it failed, with the first reasons in the message."""
    failed = [result for result in results if result.is_failed]
    if failed:
        shown = [f"dbt {result.resource_type} {result.name}: {_one_line(result)}" for result in failed[:SHOWN_FAILURES]]
        more = [f"and {len(failed) - SHOWN_FAILURES} more dbt nodes"] if len(failed) > SHOWN_FAILURES else []
        raise dg.Failure("\n".join([*shown, *more]))


def _check_result(result: NodeResult, spec: dg.AssetCheckSpec) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=result.is_passed,
        asset_key=spec.asset_key,
        check_name=spec.name,
        severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
        metadata={"failing_rows": result.failures or 0, "seconds": result.seconds},
    )


def _report_node(result: NodeResult) -> None:
    tell = progress.report if result.is_failed else progress.passing
    tell(f"dbt: {result.resource_type} {result.name} {result.status}")


def _one_line(result: NodeResult) -> str:
    return " ".join(result.message.split())[:300] or result.status
