"""Load one tool: read it, land it, report it. The only place that knows dlt's pipeline.

The life of a load: a fresh working directory; state and schema back from the warehouse; extraction with the warehouse
attached read-only; then, unless nothing was new, one load package whose rows, ledger and cursors become visible together.
Callers hold `lock.writer_lock`; this module does not lock.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingestion import ledger, registry, workdir
from ingestion.errors import IngestionError, LoadError, SettingsError
from ingestion.feed import Feed, Run
from ingestion.package import Package
from ingestion.report import LoadReport
from ingestion.settings import HttpSettings, accepted_shrinks, run_start
from ingestion.spec import SourceSpec
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
    raise NotImplementedError
