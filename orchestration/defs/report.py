"""The report page in Dagster: written anew after each publish, once the alert rules have been judged.

Does not belong here: what the page shows (orchestration/report).
"""

from __future__ import annotations

import dagster as dg

from orchestration.defs.alerts import EVALUATED
from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import OWNER, PUBLISHED
from orchestration.lib import progress
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing

PAGE = dg.AssetKey(["report", "page"])


def page_asset() -> dg.AssetsDefinition:
    """What was just published, as one page."""

    @dg.asset(
        key=PAGE,
        deps=[PUBLISHED, EVALUATED],
        group_name="report",
        owners=[OWNER],
        kinds={"python"},
        pool=POOL,
        description="The report page: every metric, comments, customers at risk, cases and actions in one HTML file.",
    )
    def page() -> dg.MaterializeResult:
        """Write the page."""
        return dg.MaterializeResult(metadata=write_now())

    return page


def write_now() -> dict[str, int]:
    """Under the writer lock, since comments are read from the warehouse; how large it is."""
    from orchestration import report

    settings = Settings.from_environment()
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
        file = report.write(settings)
    size = file.stat().st_size
    progress.report(f"report: one page, {size / 1e6:.1f} MB")
    return {"bytes": size}
