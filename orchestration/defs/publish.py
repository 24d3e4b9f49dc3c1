"""The publish step: it depends on every public mart, and their blocking checks stand before it."""

# No postponed annotations here: Dagster reads the config class from the signature.

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from ingestion import registry
from ingestion.settings import run_start
from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import OWNER, PUBLISHED, public_models
from orchestration.lib import progress
from orchestration.lib.fingerprint import code_hash, fingerprint
from orchestration.lib.settings import Settings
from orchestration.lib.state import data_through, news
from orchestration.lib.warehouse import raw_states, reading
from orchestration.lib.writer import writing
from orchestration.publish.record import Published
from orchestration.publish.swap import publish


class PublishConfig(dg.Config):
    """`is_complete`: every model was built, so that the same state need not be built again."""

    is_complete: bool = True


def publish_asset(manifest: Mapping[str, Any], model_key: Callable[[str], dg.AssetKey]) -> dg.AssetsDefinition:
    """The published file as an asset."""

    @dg.asset(
        key=PUBLISHED,
        deps=[model_key(name) for name in public_models(manifest)],
        group_name="publish",
        owners=[OWNER],
        kinds={"duckdb", "file"},
        pool=POOL,
        description="The read-only copy of the public marts that BI tools open; swapped in one step.",
    )
    def published_voice(context: dg.AssetExecutionContext, config: PublishConfig) -> dg.MaterializeResult:
        """Copy the public schema and swap it in."""
        passed = checks_passed(context.instance, context.run_id)
        done = publish_now(Settings.from_environment(), context.run_id, passed, config.is_complete)
        through = done.data_through.isoformat() if done.data_through else "unknown"
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(done.row_counts.values()),
                "tables": len(done.row_counts),
                "data_through": through,
                "checks_passed": passed,
            }
        )

    return published_voice


def publish_now(settings: Settings, run_id: str, passed: int, is_complete: bool = True) -> Published:
    """Publish the warehouse as it stands. `is_complete` False: made from a selection, so the next run builds again."""
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS):
        with reading(settings.warehouse) as connection:
            states = raw_states(connection, list(registry.specs()))
        specs = registry.specs()
        landed = news(states, specs)
        mark = fingerprint(code_hash(settings.project_root), landed, run_start()) if is_complete else ""
        done = publish(
            settings.warehouse,
            settings.published,
            Published(
                run_id=run_id,
                published_at=datetime.now(UTC),
                data_through=data_through(states, specs),
                checks_passed=passed,
                fingerprint=mark,
                last_loads={tool: state.last_load_id for tool, state in states.items()},
            ),
        )
    progress.report(f"publish: {len(done.row_counts)} tables, {sum(done.row_counts.values()):,} rows")
    return done


def checks_passed(instance: dg.DagsterInstance, run_id: str) -> int:
    """How many checks of this run passed so far."""
    entries = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    return sum(
        rules_passed(entry.dagster_event.asset_check_evaluation_data) for entry in entries if entry.dagster_event
    )


def rules_passed(evaluation: dg.AssetCheckEvaluation) -> int:
    """How many rules a check stands for and passed: a gate's check says so, any other is one rule."""
    rules = evaluation.metadata.get("rules_passed")
    return int(evaluation.passed) if rules is None else int(str(rules.value))
