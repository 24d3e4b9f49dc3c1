"""1-to-1 reports in Dagster: a look at the responses after each publish, beside the alert rules. Neither stops the
other.

Does not belong here: which responses are sent and what is said (orchestration/responses).
"""

from __future__ import annotations

import dagster as dg

from orchestration.defs.raw import POOL, WAIT_FOR_WRITER_SECONDS
from orchestration.defs.translator import OWNER, PUBLISHED
from orchestration.lib import progress
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import kept_open
from orchestration.lib.writer import writing

REPORTED = dg.AssetKey(["responses", "reported"])


def reported_asset() -> dg.AssetsDefinition:
    """Responses that are new in what was just published."""

    @dg.asset(
        key=REPORTED,
        deps=[PUBLISHED],
        group_name="responses",
        owners=[OWNER],
        kinds={"python"},
        pool=POOL,
        description="1-to-1 reports: responses that are new, told to the people concerned; words go to the outbox.",
    )
    def reported() -> dg.MaterializeResult:
        """Look at the responses."""
        return dg.MaterializeResult(metadata=report_now())

    return reported


def report_now() -> dict[str, int]:
    """One look under the writer lock; counts for the graph."""
    from orchestration.responses import evaluating

    settings = Settings.from_environment()
    with writing(settings.warehouse, WAIT_FOR_WRITER_SECONDS), kept_open(settings.warehouse):
        sent = evaluating.evaluate(settings)
    progress.report(f"responses: {sent.enqueued} messages to send about {sent.responses} responses")
    for reason in sent.unreached:
        progress.report(f"responses: {reason}")
    return {"messages": sent.enqueued, "responses": sent.responses, "unreached": len(sent.unreached)}
