"""Load one tool: read it, land it, report it. The only place that knows dlt's pipeline.

The life of a load: a fresh working directory; state and schema back from the warehouse; extraction, which compares
with what the warehouse knows; then, unless nothing was new, one load package: rows, ledger and cursors become visible
together. Callers hold `lock.writer_lock`; this module does not lock.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from ingestion import ledger, registry, workdir
from ingestion.errors import IngestionError, LoadError, SettingsError
from ingestion.feed import Feed, Run
from ingestion.landing import land
from ingestion.report import LoadReport
from ingestion.settings import HttpSettings, accepted_shrinks, run_start
from ingestion.spec import FilesSpec, SourceSpec
from ingestion.versions import Versions
from ingestion.windows import FUTURE_TOLERANCE, Clock


def load(
    tool: str,
    *,
    warehouse: Path,
    state_dir: Path,
    reconcile: bool = False,
    on_progress: Callable[[str], None] | None = None,
) -> LoadReport:
    """Load one tool into `raw_<tool>`.

    Args:
        tool: a name from `registry.specs()`.
        warehouse: the DuckDB file; made when absent.
        state_dir: where the working directory is made and removed.
        reconcile: list everything, to find deletions and late changes, whatever the schedule says.
        on_progress: gets short lines while it works.

    Raises:
        LoadError: nothing of this load is visible, and the next one starts where this one did.
    """
    source = registry.spec(tool)
    unset = registry.missing(source)
    if unset:
        raise SettingsError(
            f"{source.title}: {', '.join(unset)} not set. Set it in the environment or .dlt/secrets.toml."
        )
    began = time.monotonic()
    with workdir.fresh(state_dir, warehouse, tool) as folder:
        try:
            load_id, feeds = _load(source, warehouse, folder, reconcile, on_progress or (lambda _: None))
        except Exception as error:
            ours = _ours(error)
            if ours is not None:
                # From its own cause: from dlt's wrapper the chain would lead in a circle.
                raise ours from ours.__cause__
            raise _unexpected(error, source) from error
    return LoadReport(tool, load_id, [ledger.report(feed) for feed in feeds], time.monotonic() - began)


def _load(
    source: SourceSpec, warehouse: Path, folder: workdir.WorkDir, reconcile: bool, progress: Callable[[str], None]
) -> tuple[str | None, list[Feed]]:
    # dlt is imported here, not above: listing sources and reading reports must not pay for it.
    from ingestion import package

    pipeline = package.open_pipeline(source, warehouse, folder.path)
    if folder.after_crash:
        package.purge_unfinished(pipeline, source)
    started_at = run_start()
    versions = Versions(warehouse, source.schema, started_at + FUTURE_TOLERANCE)
    try:
        run = Run(
            spec=source,
            started_at=started_at,
            versions=versions,
            clock=Clock(started_at, versions.newest_extraction(list(source.resources))),
            http=HttpSettings.from_environment(),
            reconcile=reconcile,
            accepted_shrinks=accepted_shrinks(),
            progress=progress,
        )
        feeds = package.extract(pipeline, run, _reader(source))
    finally:
        versions.close()
    load_id = package.commit(pipeline)
    if load_id is None:
        package.append_ledger(pipeline, feeds)
    return load_id, feeds


def _reader(source: SourceSpec) -> Callable[[Feed], Iterator[tuple[pa.Table, bool]]]:
    """How a feed becomes tables: the tool's `extract.py` has a function with the name of each resource.

    It yields pages; for a resource of files it yields the tables themselves (`files.land_files`).
    """
    module = importlib.import_module(f"ingestion.sources.{source.name}.extract")

    def read(feed: Feed) -> Iterator[tuple[pa.Table, bool]]:
        function = getattr(module, feed.name)
        return function(feed) if isinstance(feed.spec, FilesSpec) else land(feed, function(feed))

    return read


def _ours(error: BaseException) -> IngestionError | None:
    """The error of this package under dlt's wrappers, if there is one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, IngestionError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def _unexpected(error: BaseException, source: SourceSpec) -> LoadError:
    """For the rest only the innermost type is told: an exception's text may quote a record or an address."""
    while error.__cause__ is not None:
        error = error.__cause__
    return LoadError(
        f"an unexpected {type(error).__name__} stopped the load.",
        source.name,
        "Nothing of it is visible. Run it again; the exception's chain has the details.",
    )
