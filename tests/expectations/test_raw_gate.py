"""The raw gate passes a sound load and names the table, the number and the remedy for an unsound one."""

from __future__ import annotations

import duckdb
import pytest

from expectations import raw
from expectations.engine import evaluate


def _failed(connection: duckdb.DuckDBPyConnection, after: str | None = None) -> dict[str, float]:
    frame = raw.measure(connection, "typeform", ["responses"], after)
    assert frame is not None
    result = evaluate([frame])
    assert not result.broken
    return {finding.rule.name: finding.observed for finding in result.failed}


def test_a_sound_load_passes_every_rule(warehouse):
    frame = raw.measure(warehouse, "typeform", ["responses"])
    result = evaluate([frame])
    assert not result.failed
    assert len(result.passed) == len(raw.RULES)


def test_only_completed_loads_after_the_last_gate_are_measured(warehouse):
    warehouse.execute("update raw_typeform.responses set record_id = null where _dlt_load_id = '1.0'")
    assert _failed(warehouse) == {"keyless_rows": 300}
    assert _failed(warehouse, after="1.0") == {}
    assert raw.measure(warehouse, "typeform", ["responses"], "2.0") is None


@pytest.mark.parametrize(
    ("damage", "rule", "observed"),
    [
        ("alter table raw_typeform.responses drop column is_deleted", "wrong_columns", 1),
        ("alter table raw_typeform.responses alter extracted_at type varchar", "wrong_columns", 1),
        ("insert into raw_typeform.responses from raw_typeform.responses where record_id = 'r305'", "repeated_keys", 1),
        ("update raw_typeform.responses set record = '{}' where record_id = 'r305'", "empty_records", 1),
        ("update raw_typeform.responses set updated_at = '2099-01-01' where record_id = 'r305'", "future_stamps", 1),
        ("update raw_typeform.row_ledger set fetched = 17 where _dlt_load_id = '2.0'", "ledger_gap", 7),
        (
            "update raw_typeform.row_ledger set fetched = 1000, unchanged = 690, quarantined = 300 where fetched > 200",
            "quarantined_share",
            300 / 1010,
        ),
        ("delete from raw_typeform.row_ledger where _dlt_load_id = '2.0'", "unledgered_rows", 9),
    ],
)
def test_each_damage_breaks_its_rule(warehouse, damage, rule, observed):
    warehouse.execute(damage)
    failed = _failed(warehouse)
    assert failed[rule] == pytest.approx(observed)


def test_a_failed_finding_says_what_where_and_what_to_do(warehouse):
    warehouse.execute("update raw_typeform.responses set record_hash = '' where record_id = 'r305'")
    frame = raw.measure(warehouse, "typeform", ["responses"])
    (finding,) = evaluate([frame]).blocking
    assert finding.sentence == (
        "typeform.responses: 1 rows without record id or hash. Fix the source's record id in its SPEC"
    )
