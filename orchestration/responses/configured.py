"""The reports of the file of subscriptions. Does not belong here: what a report may say (settings.py)."""

from __future__ import annotations

from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.responses.model import Report
from orchestration.responses.settings import read_responses
from orchestration.subscriptions.known import known
from orchestration.subscriptions.read import require, subscriptions_file


def require_reports(settings: Settings) -> tuple[Report, ...]:
    """Every report of the file.

    Raises:
        UserError: with file, line and reason of every fault, or of the channels of the rules file.
    """
    file, what = subscriptions_file(), known(settings)
    subscriptions = require(file, what)
    reports, problems = read_responses(
        file.name, subscriptions.responses, what, subscriptions.groups, subscriptions.brands
    )
    if problems:
        lines = [str(problem) for problem in problems]
        raise UserError("\n".join([f"No response was sent: correct the reports in {file.parent}.", *lines]))
    return reports
