"""The end of a run in words: reasons first, then what came in, what was checked, what it says, where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.cli.console import table
from orchestration.cli.outbox_words import report_lines
from orchestration.lib import headline
from orchestration.publish.record import Published

if TYPE_CHECKING:
    from orchestration.delivery.worker import DrainReport

COUNTS = ("new", "changed", "deleted", "quarantined")


@dataclass
class Summary:
    """Everything the last page of a run is made of."""

    titles: Mapping[str, str]
    loaded: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    checks_passed: int = 0
    checks_failed: Sequence[str] = ()
    is_built: bool = True
    is_sample: bool = False
    published: Published | None = None
    published_file: Path = Path()
    data_docs: Path | None = None
    seconds: float = 0.0
    numbers: Sequence[headline.Value] = field(default_factory=list)
    undeclared: tuple[int, int] = (0, 0)
    alerts: Mapping[str, int] = field(default_factory=dict)
    delivered: DrainReport | None = None
    digests: Sequence[str] = ()
    newest_digest: Path | None = None
    report: Path | None = None


def lines(summary: Summary) -> list[str]:
    """The summary, top to bottom."""
    return [
        *_verdict(summary),
        *_sources(summary),
        *_checks(summary),
        *_numbers(summary),
        *_alerts(summary),
        *_digests(summary),
        *_file(summary),
        *_next(summary),
    ]


def _verdict(summary: Summary) -> list[str]:
    reasons = [*summary.failures, *(f"check failed: {check}" for check in summary.checks_failed)]
    if not summary.failures:
        warnings = [f"  warning: {reason}" for reason in reasons]
        return ["", f"Done in {summary.seconds:.0f} s.", *warnings]
    return ["", f"FAILED after {summary.seconds:.0f} s:", *(f"  - {reason}" for reason in reasons)]


def _sources(summary: Summary) -> list[str]:
    rows = [
        [summary.titles.get(tool, tool), *(f"{counts[name]:,}" for name in COUNTS)]
        for tool, counts in sorted(summary.loaded.items())
    ]
    return ["", *table(["Source", *COUNTS], rows)] if rows else []


def _checks(summary: Summary) -> list[str]:
    if not summary.is_built:
        if summary.failures:
            return []
        return ["", "Nothing new: models, checks and publishing were skipped; what is published is up to date."]
    total = summary.checks_passed + len(summary.checks_failed)
    return ["", f"Checks: {summary.checks_passed:,} of {total:,} passed."] if total else []


def _numbers(summary: Summary) -> list[str]:
    if not summary.numbers:
        return []
    month = max(value.month for value in summary.numbers)
    heading = f"{month:%B %Y}, the latest complete month (n answers, 95 % interval)"
    return [
        "",
        heading,
        *(f"  {headline.sentence(value)}" for value in summary.numbers),
        *_undeclared(*summary.undeclared),
    ]


def _undeclared(questions: int, answers: int) -> list[str]:
    if not questions:
        return []
    noun = "question is" if questions == 1 else "questions are"
    return [
        f"  {questions:,} {noun} not declared: {answers:,} answers count in no metric. "
        "`voc scales` shows the lines to add."
    ]


def _alerts(summary: Summary) -> list[str]:
    """What is open and what was sent; who could not be told was said while it ran."""
    found = []
    if summary.alerts:
        confirmed, watched = (summary.alerts.get(name, 0) for name in ("confirmed_episodes", "watched_episodes"))
        found.append(f"Alerts: {confirmed:,} confirmed, {watched:,} on the watch list (`voc alerts list`).")
    report = summary.delivered
    if report is not None and (report.sent or not report.is_clean):
        found += [f"Messages: {line}" if not place else f"  {line}" for place, line in enumerate(report_lines(report))]
        found.append("  `voc outbox` shows them; channels are in orchestration/alert_rules.yml.")
    return ["", *found] if found else []


def _digests(summary: Summary) -> list[str]:
    """What went out, or why it did not yet; the page to open is among what comes next."""
    return ["", "Digests:", *(f"  {line}" for line in summary.digests)] if summary.digests else []


def _file(summary: Summary) -> list[str]:
    if summary.published is None:
        return ["", "Nothing is published yet."]
    through = summary.published.data_through
    until = f", data through {through:%Y-%m-%d %H:%M} UTC" if through else ""
    kind = "Still published" if summary.failures else "Published"
    found = [
        "",
        f"{kind}: {summary.published_file}",
        f"  {len(summary.published.row_counts)} tables{until}; read-only, open it with any DuckDB reader, for example",
        f"  python -c \"import duckdb; duckdb.connect(r'{summary.published_file}', read_only=True)"
        ".sql('from marts.voc_metrics').show()\"",
    ]
    return [*found, f"Data Docs: {summary.data_docs}"] if summary.data_docs else found


def _next(summary: Summary) -> list[str]:
    if summary.failures:
        return ["", "Next: mend what is named above and run `voc run` again; nothing needs cleaning up."]
    steps = _pages(summary)
    steps += ["`voc ui` shows the graph, the checks and this run"]
    if summary.is_sample:
        steps += [
            f"the warnings are in {summary.published_file.parent.parent / 'messages'}: open one of its .html files",
            "`voc sample advance` lets a day pass, then `voc run` loads what changed",
            "for your own tools copy .env.example to .env and fill in one of them",
        ]
    return ["", "Next:", *(f"  - {step}" for step in steps)]


def _pages(summary: Summary) -> list[str]:
    """What a stakeholder gets, to be opened at once."""
    found = []
    if summary.newest_digest:
        found.append(f"open a digest: {summary.newest_digest}")
    if summary.report:
        found.append(f"open the report page: {summary.report}")
    return found
