"""The two gates as blocking asset checks: the raw gate before the models, the mart gate before publishing.

What the gates ask is in expectations/; here is when they run and how their answers reach Dagster.
"""

# No postponed annotations here: Dagster reads the kind of context from the signature.

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from expectations import marts, raw
from expectations.model import GateResult, Measurements
from ingestion.spec import SourceSpec
from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import PUBLIC_SCHEMA, public_models, raw_key
from orchestration.lib import progress
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import raw_states, reading
from orchestration.lib.writer import writing
from orchestration.publish import record

RAW_CHECK = "raw_contract"
MART_CHECK = "fit_to_publish"


def raw_gate(specs: Mapping[str, SourceSpec]) -> dg.AssetChecksDefinition:
    """One step that judges the raw log of every tool; nothing is built on a broken contract."""
    targets = {raw_key(spec.name, table): (spec.name, table) for spec in specs.values() for table in spec.resources}

    @dg.multi_asset_check(
        name="raw_gate",
        specs=[dg.AssetCheckSpec(RAW_CHECK, asset=key, blocking=True) for key in targets],
        can_subset=True,
        pool=POOL,
    )
    def check_raw(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Judge what the loads since the last publish left in the raw schemas."""
        frames = measure_raw(Settings.from_environment(), specs)
        yield from _judged("raw gate", context, frames, RAW_CHECK, targets)

    return check_raw


def mart_gate(manifest: Mapping[str, Any], model_key: Callable[[str], dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One step that judges every public mart; nothing that fails is published."""
    targets = {model_key(name): (marts.SUITE, name) for name in public_models(manifest)}

    @dg.multi_asset_check(
        name="mart_gate",
        specs=[dg.AssetCheckSpec(MART_CHECK, asset=key, blocking=True) for key in targets],
        can_subset=True,
        pool=POOL,
    )
    def check_marts(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Judge the public marts as they would be published."""
        frames = measure_marts(Settings.from_environment(), [table for _, table in targets.values()])
        yield from _judged("mart gate", context, frames, MART_CHECK, targets)

    return check_marts


def measure_raw(settings: Settings, specs: Mapping[str, SourceSpec], every_load: bool = False) -> list[Measurements]:
    """The frames of the raw gate: tools with completed loads that the published file has not seen, or `every_load`."""
    published = None if every_load else record.read(settings.published)
    seen = published.last_loads if published else {}
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), reading(settings.warehouse) as connection:
        frames = [
            raw.measure(connection, tool, specs[tool].resources, seen.get(tool))
            for tool in raw_states(connection, list(specs))
        ]
    return [frame for frame in frames if frame is not None]


def measure_marts(settings: Settings, tables: Sequence[str], accept_loss: bool = False) -> list[Measurements]:
    """The frame of the mart gate. `accept_loss`: do not compare row counts with the last published file."""
    published = None if accept_loss else record.read(settings.published)
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), reading(settings.warehouse) as connection:
        return [marts.measure(connection, PUBLIC_SCHEMA, tables, published.row_counts if published else {})]


def evaluate(gate: str, frames: Sequence[Measurements]) -> GateResult:
    """Judge frames. Raises dg.Failure when a check could not be evaluated: that is no statement about the data."""
    from expectations.engine import evaluate as judge

    result = judge(frames)
    progress.report(f"{gate}: {len(result.passed)} of {len(result.findings)} checks passed")
    if result.broken:
        raise dg.Failure(f"The {gate} itself is broken (this says nothing about the data): {'; '.join(result.broken)}")
    return result


def _judged(
    gate: str,
    context: dg.AssetCheckExecutionContext,
    frames: Sequence[Measurements],
    check: str,
    targets: Mapping[dg.AssetKey, tuple[str, str]],
) -> Iterator[dg.AssetCheckResult]:
    result = evaluate(gate, frames)
    for key, (suite, subject) in targets.items():
        if dg.AssetCheckKey(key, check) in context.selected_asset_check_keys:
            yield as_check_result(key, check, result, suite, subject)


def as_check_result(key: dg.AssetKey, check: str, result: GateResult, suite: str, subject: str) -> dg.AssetCheckResult:
    """What the gate found about one table. A table it had no reason to look at passes with zero rules."""
    findings = result.of(suite, subject)
    failed = [finding for finding in findings if not finding.is_passed]
    blocking = [finding for finding in failed if finding.rule.is_blocking]
    return dg.AssetCheckResult(
        passed=not failed,
        asset_key=key,
        check_name=check,
        severity=dg.AssetCheckSeverity.ERROR if blocking or not failed else dg.AssetCheckSeverity.WARN,
        description="; ".join(finding.sentence for finding in failed) or f"{len(findings)} rules hold",
        metadata={
            "rules": len(findings),
            "rules_passed": len(findings) - len(failed),
            **{finding.rule.name: finding.observed for finding in findings},
        },
    )
