"""Raw assets: one factory for every source; differences live in the source's SPEC."""

# No postponed annotations here: Dagster reads the config class from the signature.

from collections.abc import Iterator

import dagster as dg

from ingestion.report import LoadReport, ResourceReport
from ingestion.spec import SourceSpec
from orchestration.defs.translator import BOOKKEEPING, raw_asset, raw_key
from orchestration.lib import progress
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing

# The name of the queue for everything that writes to the warehouse. It spares waiting processes; the lock is the truth.
POOL = "warehouse"
# Two schedules may meet; the longest wait is a first load of years.
WAIT_FOR_WRITER_SECONDS = 3 * 3600


class LoadConfig(dg.Config):
    """`reconcile`: list everything the vendor has now, to find what it deleted or changed without telling."""

    reconcile: bool = False


def raw_assets(spec: SourceSpec) -> dg.AssetsDefinition:
    """All raw tables of one tool: one load, so one step; they commit together or not at all."""

    @dg.multi_asset(
        name=step_name(spec.name),
        specs=[raw_asset(spec, table) for table in (*spec.resources, *BOOKKEEPING)],
        description=f"Load {spec.title} into raw_{spec.name}.",
        pool=POOL,
        op_tags={"tool": spec.name},
    )
    def load_tool(context: dg.AssetExecutionContext, config: LoadConfig) -> Iterator[dg.MaterializeResult]:
        report = run_load(spec, config.reconcile, context.run_id)
        yield from materialisations(report)

    return load_tool


def step_name(tool: str) -> str:
    """Name of the step that loads a tool. Not its job's: Dagster wants names of steps and jobs to differ."""
    return f"raw_{tool}"


def run_load(spec: SourceSpec, reconcile: bool, run_id: str) -> LoadReport:
    """Load one tool under the writer lock. Raises dg.Failure with the loader's own reason."""
    from ingestion.errors import IngestionError
    from ingestion.load import load

    settings = Settings.from_environment()
    progress.passing(f"{spec.name}: reading")
    try:
        with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
            report = load(
                spec.name,
                warehouse=settings.warehouse,
                state_dir=settings.state_dir,
                reconcile=reconcile,
                on_progress=progress.passing,
            )
    except IngestionError as error:
        raise dg.Failure(f"{spec.title}: {error}", metadata={"tool": spec.name, "run": run_id}) from error
    progress.report(f"{spec.name}: {sentence(report)}")
    return report


def materialisations(report: LoadReport) -> Iterator[dg.MaterializeResult]:
    """A materialisation per table, with the row counts of this load; a load that found nothing new is one too."""
    for resource in report.resources:
        yield dg.MaterializeResult(asset_key=raw_key(report.tool, resource.resource), metadata=counts(resource))
    for table in BOOKKEEPING:
        yield dg.MaterializeResult(
            asset_key=raw_key(report.tool, table), metadata={"load_id": report.load_id or "none"}
        )


def counts(resource: ResourceReport) -> dict[str, int]:
    """Row counts of one resource, under the names the summary and the graph use."""
    return {
        "fetched": resource.fetched,
        "new": resource.new,
        "changed": resource.changed,
        "deleted": resource.deleted,
        "unchanged": resource.unchanged,
        "quarantined": resource.quarantined,
    }


def sentence(report: LoadReport) -> str:
    """One line about a finished load."""
    parts = [
        f"{report.total(name):,} {name}" for name in ("new", "changed", "deleted", "quarantined") if report.total(name)
    ]
    return f"{', '.join(parts) or 'nothing new'} ({report.seconds:.1f} s)"
