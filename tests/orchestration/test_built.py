"""What a build may leave out, and when everything must be made afresh."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.lib import built
from orchestration.lib.built import Built

OLD = Built("old", ("stripe", "zendesk"))
NEW = Built("new", ("stripe", "zendesk"))


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def _complete_build(connection, now: Built) -> bool:
    is_afresh = built.begin(connection, now, is_complete=True)
    built.complete(connection, now)
    return is_afresh


def test_the_same_code_is_not_made_afresh(connection):
    assert built.read(connection) is None
    assert _complete_build(connection, OLD)
    assert built.read(connection) == OLD
    assert not _complete_build(connection, OLD)


def test_changed_code_is_made_afresh_until_a_build_has_made_everything(connection):
    _complete_build(connection, OLD)
    assert built.begin(connection, NEW, is_complete=True), "and this one fails or is killed"
    assert built.begin(connection, OLD, is_complete=True), "the old code again: some relations may be of the new one"
    assert _complete_build(connection, NEW)
    assert not _complete_build(connection, NEW)


def test_a_selection_of_changed_code_makes_the_next_complete_build_afresh(connection):
    _complete_build(connection, OLD)
    built.begin(connection, NEW, is_complete=False)
    assert built.begin(connection, OLD, is_complete=True)


def test_after_a_build_that_failed_nothing_is_left_out(connection):
    _complete_build(connection, OLD)
    assert not built.begin(connection, OLD, is_complete=True)
    assert built.read(connection) != OLD


def test_after_a_selection_of_the_same_code_the_rest_is_still_known(connection):
    _complete_build(connection, OLD)
    built.begin(connection, OLD, is_complete=False)
    assert built.read(connection) == OLD


def test_another_tool_makes_everything_but_not_afresh(connection):
    _complete_build(connection, OLD)
    more = Built("old", ("stripe", "typeform", "zendesk"))
    assert built.read(connection) != more
    assert not built.begin(connection, more, is_complete=True)


@pytest.mark.parametrize(
    ("file", "is_seen"),
    [
        ("models/marts/a.sql", True),
        ("seeds/rates.csv", True),
        ("macros/m.sql", True),
        ("dbt_project.yml", True),
        ("tests/assert_a.sql", False),
    ],
)
def test_models_seeds_and_macros_are_the_code_and_tests_are_not(tmp_path: Path, file: str, is_seen: bool):
    changed = tmp_path / "dbt_project" / file
    changed.parent.mkdir(parents=True)
    changed.write_text("a")
    before = Built.now(tmp_path, ["stripe"])
    changed.write_text("b")
    assert (Built.now(tmp_path, ["stripe"]) != before) is is_seen


def test_seeds_views_and_tests_of_seeds_are_left_out_and_tests_of_views_are_not():
    def node(kind: str, materialized: str = "", parents: tuple[str, ...] = ()) -> dict:
        config = {"materialized": materialized or kind}
        return {"resource_type": kind, "config": config, "depends_on": {"nodes": list(parents)}}

    nodes = {
        "rates": node("seed"),
        "paid": node("model", "view"),
        "facts": node("model", "incremental"),
        "mart": node("model", "table"),
        "rates_unique": node("test", parents=("rates",)),
        "facts_know_rates": node("test", parents=("facts", "rates")),
        "paid_unique": node("test", parents=("paid",)),
        "reads_nothing": node("test"),
    }
    assert built.unchanging({"nodes": nodes}) == {"rates", "paid", "rates_unique"}
