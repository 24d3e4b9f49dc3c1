"""The report page: every metric of the published file in one HTML file that needs nothing else.

Belongs here: reading (SQL to columns), the page's words, its look and its script (templates/). Does not belong here:
any number of its own, sending it, and choosing who gets it.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.lib.settings import Settings

__all__ = ["write"]

WITH_NAMES = "report-with-names"


def write(
    settings: Settings,
    *,
    output: Path | None = None,
    language: str = "en",
    has_names: bool = False,
    selection: str = "",
) -> Path:
    """Write the page and return where: `output`, else `<state>/report/report.html`; with names beside it, since that
    one is what every link of a digest opens.

    Whoever opens it meanwhile sees the old page or the new one; only the user who runs this may read it.

    Args:
        language: of the page; what customers wrote stays as it is.
        has_names: customers at risk are named; else they are keys.
        selection: what the page opens with, as in its address: `metric=nps&by=touchpoint`.

    Raises:
        UserError: nothing is published, or the file cannot be written.
    """
    from orchestration.report.file import put
    from orchestration.report.gathering import gather
    from orchestration.report.page import html

    target = output or (settings.report.with_stem(WITH_NAMES) if has_names else settings.report)
    return put(target, html(gather(settings, language, has_names=has_names), language, selection))
