"""`voc scales`: the scored questions of all tools beside the registry, and the lines to add for those it lacks."""

from __future__ import annotations

import argparse
from typing import Any

from ingestion.settings import run_start
from orchestration.cli.console import Console, table
from orchestration.lib.errors import UserError
from orchestration.lib.scales import Question, question_line, read, survey_line
from orchestration.lib.settings import Settings
from orchestration.lib.warehouse import reading
from orchestration.lib.writer import writing

LABEL_WIDTH = 40


def scales(arguments: argparse.Namespace) -> int:
    """Always exit code 0: it tells, it does not judge."""
    del arguments
    settings = Settings.ready()
    console = Console()
    questions: list[Question] = []
    if settings.warehouse.is_file():
        with writing(settings.warehouse), reading(settings.warehouse) as connection:
            questions = _read(connection)
    if not questions:
        console.line("No tool has brought a scored question yet: `voc run` first.")
        return 0
    rows = [
        [
            f"{question.source} {question.survey_id} {question.question_ref}",
            _shortened(question.label),
            _range(*question.shown),
            f"{question.answers:,}",
            _range(*question.seen) if question.seen else "-",
            _verdict(question),
        ]
        for question in questions
    ]
    for line in table(["question", "asked as", "tool's scale", "answers", "seen", "registry"], rows):
        console.line(line)
    undeclared = [question for question in questions if not question.is_declared]
    for line in _advice(undeclared):
        console.line(line)
    return 0


def _read(connection: Any) -> list[Question]:
    import duckdb

    try:
        return read(connection, run_start().date())
    except duckdb.BinderException:
        raise UserError("The warehouse was built by another version of the project: `voc run` first.") from None


def _advice(undeclared: list[Question]) -> list[str]:
    if not undeclared:
        return ["", "Every question is declared."]
    found = [
        "",
        "Answers to the questions that are not declared count as undeclared_scale and in no metric. Words in CAPITALS",
        "are yours to decide, and so is every metric and cut: they are only what is usual on such a scale.",
    ]
    surveys = dict.fromkeys(survey_line(question) for question in undeclared if not question.is_survey_known)
    if surveys:
        found += ["", "Add to dbt_project/seeds/surveys.csv:", *(f"  {line}" for line in surveys)]
    found += ["", "Add to dbt_project/seeds/question_versions.csv:"]
    for question in undeclared:
        if question.version is not None:
            before = f"version {question.version} of {question.question_ref}"
            found.append(f"  (and set valid_to of {before} to the day before VALID_FROM)")
        found.append(f"  {question_line(question)}")
    return found


def _verdict(question: Question) -> str:
    if question.is_declared:
        return f"{question.metric}, {_range(*question.declared)}"
    if question.metric == "undeclared":
        return "not declared"
    if question.declared == (None, None):
        return "no version for today"
    return f"declared as {_range(*question.declared)}"


def _range(low: float | None, high: float | None) -> str:
    return "not said" if low is None or high is None else f"{low:g} to {high:g}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LABEL_WIDTH else line[: LABEL_WIDTH - 1] + "…"
