"""Every model, rendered for each engine through macros/compat, is SQL that the engine's grammar takes.

One DuckDB environment renders all of them: VOC_SQL_DIALECT overrides the engine that the compat macros choose their
body by. What this does not show: that an engine runs the SQL, and what its adapter's own materializations add.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.lib.dbt_environment import dbt_environment
from tests.dbt_project.raw_fixture import RawWarehouse
from tests.dbt_project.runs import PROJECT, TOOLS, dbt

ENGINES = ("spark", "postgres", "snowflake", "bigquery", "databricks")
BACKTICKS = ("spark", "bigquery", "databricks")
ALL_SOURCES = dbt_environment(PROJECT, (*TOOLS, "ledger", "request_tracker"))

# Constructs that at least one engine lacks; see the project's notes on portable SQL.
FOREIGN = {
    "qualify": r"\bqualify\b",
    "filter (where)": r"\bfilter\s*\(\s*where\b",
    ":: cast": r"::",
    "group by all": r"\bgroup\s+by\s+all\b",
    "order by all": r"\border\s+by\s+all\b",
    "* exclude": r"\*\s*(exclude|replace|except)\s*\(",
    "named window": r"\bwindow\s+\w+\s+as\s*\(",
    "unnest": r"\bunnest\s*\(",
    "using join": r"\bjoin\b[^;]*?\busing\s*\(",
    "union without all": r"\bunion\b(?!\s+all\b)",
    "quoted identifier": r'(?<![\w=(\[,{ ])"\w+"\.',
    "json function": r"\b(json_extract\w*|get_json_object|from_json|json_value)\s*\(",
    "try_cast": r"\b(try_cast|safe_cast)\s*\(",
    "date function": r"\b(date_diff|datediff|date_add|dateadd|date_trunc|epoch_us|make_timestamp|strftime)\s*\(",
    "hash function": r"\b(md5|sha256|sha2)\s*\(",
    "count_if": r"\bcount_?if\s*\(",
}


@pytest.fixture(scope="module", params=["incremental", "full"])
def rendered(request: pytest.FixtureRequest, first_build: RawWarehouse) -> Callable[[str], dict[str, str]]:
    """Compiles the project for an engine: against built relations (incremental branches), and as a full refresh."""
    options = ["--full-refresh"] if request.param == "full" else []

    def render(engine: str) -> dict[str, str]:
        results = dbt(first_build.path, "compile", *options, VOC_SQL_DIALECT=engine, **ALL_SOURCES).results
        return {
            item.node.name: item.node.compiled_code for item in results if item.node.resource_type in ("model", "test")
        }

    return render


@pytest.mark.parametrize("engine", ENGINES)
def test_every_model_parses_as_the_engines_sql(rendered: Callable[[str], dict[str, str]], engine: str) -> None:
    import sqlglot

    compiled = rendered(engine)
    assert len(compiled) > 80
    problems = {}
    for name, sql in compiled.items():
        # Relations are rendered by the DuckDB adapter; the engine's own would quote names in the engine's way.
        text = re.sub(r'"(\w+)"', r"`\1`", sql) if engine in BACKTICKS else sql
        try:
            statements = sqlglot.parse(text, dialect=engine, error_level=sqlglot.ErrorLevel.RAISE)
        except sqlglot.errors.SqlglotError as error:
            problems[name] = str(error)
            continue
        if len(statements) != 1 or not isinstance(statements[0], sqlglot.exp.Query):
            problems[name] = "is not one query"
    assert problems == {}


def test_an_engine_gets_its_own_sql(rendered: Callable[[str], dict[str, str]]) -> None:
    compiled = rendered("bigquery")
    assert "safe_cast" in compiled["stg_stripe__invoices"]
    assert "json_extract_string" not in "".join(compiled.values())


def sql_of(file: Path) -> str:
    """A file's SQL without Jinja comments, expressions, SQL comments and texts."""
    text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    text = re.sub(r"--[^\n]*", "", text)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.DOTALL).lower()


FILES = [
    file
    for folder in ("models", "tests", "macros")
    for file in sorted((PROJECT / folder).rglob("*.sql"))
    if "compat" not in file.parts
]


def test_engine_specific_constructs_stand_in_macros_compat_only() -> None:
    assert len(FILES) > 70
    found: list[Any] = [
        (str(file.relative_to(PROJECT)), name)
        for file in FILES
        for name, pattern in FOREIGN.items()
        if re.search(pattern, sql_of(file))
    ]
    assert found == []
