"""The fingerprint changes with what landed, with the code and with the day, and with nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from orchestration.lib.fingerprint import code_hash, fingerprint

MORNING = datetime(2026, 10, 1, 6, tzinfo=UTC)


def test_it_changes_with_landed_rows_code_and_day_only():
    mark = fingerprint("code", {"stripe": 10, "zendesk": 5}, MORNING)
    assert mark == fingerprint("code", {"zendesk": 5, "stripe": 10}, MORNING.replace(hour=23))
    assert mark != fingerprint("code", {"stripe": 11, "zendesk": 5}, MORNING)
    assert mark != fingerprint("other", {"stripe": 10, "zendesk": 5}, MORNING)
    assert mark != fingerprint("code", {"stripe": 10, "zendesk": 5}, MORNING.replace(day=2))
    assert mark != fingerprint("code", {"stripe": 10}, MORNING)


def test_the_code_hash_sees_contents_and_not_times_or_build_products(tmp_path):
    model = tmp_path / "dbt_project" / "models" / "answers.sql"
    model.parent.mkdir(parents=True)
    model.write_text("select 1")
    before = code_hash(tmp_path)
    os.utime(model, (1, 1))
    (tmp_path / "dbt_project" / "target").mkdir()
    (tmp_path / "dbt_project" / "target" / "manifest.json").write_text("{}")
    assert code_hash(tmp_path) == before
    model.write_text("select 2")
    assert code_hash(tmp_path) != before
