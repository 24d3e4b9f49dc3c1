"""Reads what a reconciliation is made from: what the published file says of the metric, and of its answers.

Does not belong here: what becomes of each answer (answers.py), and what follows from it (the package itself).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.lib.errors import UserError
from orchestration.lib.metric_series import Definition
from orchestration.lib.periods import Period
from orchestration.lib.project_vars import project_vars
from orchestration.lib.reconciliation import Counts, Published, Reconciliation, reconcile
from orchestration.lib.reconciliation.answers import counted_answers, take_cuts

FORMULAS = ("net_share", "share", "mean")
# Without a period all months are taken together, since of a relational survey a whole year is no number of its own.
WHOLE_TIME = "month"


@dataclass(frozen=True)
class Found:
    """A metric's reconciliation: of all periods together, and of each where there are several.

    `hidden`: periods that are left out, since they or a step of theirs are too small to be shown.
    """

    definition: Definition
    survey: str | None
    sources: Sequence[str]
    time_zone: str
    period_type: str
    whole: Reconciliation
    parts: Sequence[Reconciliation]
    hidden: Sequence[date]


def read(published: Path, dbt_project: Path, metric: str, survey: str | None, period: Period | None) -> Found:
    """The metric in a period (all months when none is given), of one survey or of all.

    Raises:
        UserError: nothing is published, the file has no such metric, survey or period (says which it has), or the
            registry is not the one that it was made with.
    """
    with _open(published) as connection:
        definition, observations, formula = _definition(connection, metric)
        _require_survey(connection, observations, survey)
        period_type = period.period_type if period else WHOLE_TIME
        periods = _periods(connection, metric, survey, period_type, period)
        settings = project_vars(dbt_project)
        scope = {"observations": observations, "survey": survey}
        take_cuts(connection, dbt_project, scope)

        def of(chosen: Sequence[Published]) -> Reconciliation:
            groups, excluded = counted_answers(connection, scope, chosen)
            return reconcile(chosen, formula, groups, excluded, int(settings["suppress_below"]))

        parts = [of([each]) for each in periods]
        # A sum with a hidden month in it would give it away, beside the months that are shown.
        shown = [part for part in parts if not part.is_withheld]
        whole = parts[0] if len(parts) == 1 else of([part.periods[0] for part in shown or parts])
        sources = connection.execute(
            "select distinct source from answers where question_key in (select question_key from asked) order by 1"
        ).fetchall()
    return Found(
        definition,
        survey,
        [source for (source,) in sources],
        str(settings["reporting_time_zone"]),
        period_type,
        whole,
        shown if len(parts) > 1 else [],
        [part.periods[0].start for part in parts if part.is_withheld],
    )


def _open(published: Path) -> Any:
    import duckdb  # imported late: most commands never need it

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    connection = duckdb.connect(str(published), read_only=True)
    connection.execute("create temp view answers as select * from marts.fct_answers")
    return connection


def _definition(connection: Any, metric: str) -> tuple[Definition, str, str]:
    rows = connection.execute(
        f"""
        select metric, title, unit, decimals, is_high_good, settle_days, observations, formula
        from marts.dim_metrics
        where formula in {FORMULAS} and observations in (select metric from answers)
            and metric in (select metric from marts.voc_metrics)
        """
    ).fetchall()
    # A loyalty index is put together from several questions of a response: no tool shows one.
    known = {row[0]: (Definition(*row[:6]), row[6], row[7]) for row in rows if row[6] != "cli"}
    if metric not in known:
        raise UserError(
            f"There is no metric {metric} that a survey tool shows too; there is {', '.join(sorted(known)) or 'none'}."
        )
    return known[metric]


def _require_survey(connection: Any, observations: str, survey: str | None) -> None:
    rows = connection.execute("select distinct survey_id from answers where metric = ?", [observations]).fetchall()
    known = sorted(row[0] for row in rows)
    if survey is not None and survey not in known:
        raise UserError(f"No survey {survey} asks for {observations}; these do: {', '.join(known)}.")


def _periods(
    connection: Any, metric: str, survey: str | None, period_type: str, period: Period | None
) -> list[Published]:
    excluded = [row[0] for row in connection.execute("describe marts.voc_metrics").fetchall()]
    excluded = [name for name in excluded if name.startswith("excluded_") and name != "excluded_count"]
    rows = connection.execute(
        f"""
        select period_start, period_end, is_complete, is_suppressed, value,
            n, positive_count, neutral_count, negative_count, value_sum, {", ".join(excluded)}
        from marts.voc_metrics
        where metric = ? and period_type = ? and dimension = ? and dimension_value = ?
        order by period_start
        """,
        [metric, period_type, "survey" if survey else "all", survey or "all"],
    ).fetchall()
    found = [_published(row, excluded) for row in rows if not period or period.first <= row[0] <= period.last]
    if not found:
        held = f"there are those from {rows[0][0]} to {rows[-1][0]}" if rows else "there is none"
        raise UserError(f"There is no such {period_type} of {metric}{f' by {survey}' if survey else ''}: {held}.")
    return found


def _published(row: Sequence[Any], excluded: Sequence[str]) -> Published:
    start, end, is_complete, is_suppressed, value, n, positive, neutral, negative, value_sum, *numbers = row
    if is_suppressed:
        return Published(start, end, is_complete, is_suppressed)
    reasons = {name.removeprefix("excluded_"): count for name, count in zip(excluded, numbers, strict=True) if count}
    counts = Counts(n, positive, neutral, negative, Decimal(value_sum))
    return Published(start, end, is_complete, is_suppressed, value, counts, reasons)
