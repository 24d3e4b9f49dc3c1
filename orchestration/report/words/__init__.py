"""Every text of the page, in the language that is spoken now. The browser fills the places.

Does not belong here: what metrics mean (definitions.py), and titles of registries.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.report.words import figures, frame, subjects
from orchestration.report.words.forms import Words


def everything(units: Iterable[str]) -> Words:
    """Args:
    units: of the metrics that there are.
    """
    return {
        **frame.frame(),
        **frame.choosing(),
        **frame.sections(),
        **figures.figures(units),
        **figures.overview(),
        **figures.tables(),
        **subjects.comments(),
        **subjects.work(),
        **subjects.data(),
    }
