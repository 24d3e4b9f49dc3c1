"""A small warehouse in the raw contract's shape, for gates to judge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.expectations.spoilt_registries import SEEDS

RAW = """
create schema raw_typeform;
create table raw_typeform._dlt_loads (load_id varchar, status integer);
insert into raw_typeform._dlt_loads values ('1.0', 0), ('2.0', 0), ('3.0', 1);
create table raw_typeform.responses (
    record_id varchar, record_hash varchar, updated_at timestamptz, is_deleted boolean, extracted_at timestamptz,
    record varchar, _dlt_load_id varchar
);
insert into raw_typeform.responses
select 'r' || i, md5('r' || i), timestamptz '2026-01-01 00:00:00+00', false, timestamptz '2026-01-02 00:00:00+00',
    '{"id": ' || i || '}', case when i < 300 then '1.0' else '2.0' end
from range(310) t (i);
create table raw_typeform.row_ledger (
    resource varchar, fetched bigint, new_rows bigint, changed_rows bigint, deleted_rows bigint, unchanged bigint,
    quarantined bigint, reconciled_rows bigint, _dlt_load_id varchar
);
insert into raw_typeform.row_ledger values
    ('responses', 299, 300, 0, 1, 0, 1, 3, '1.0'), ('responses', 10, 10, 0, 0, 0, 0, 0, '2.0');
"""

MARTS = """
create schema marts;
create table marts.customer_voice as select 'c' || i as customer_key, i as answers_count from range(100) t (i);
create table marts.fct_answers as
select 'csat' as metric, cast(null as varchar) as exclusion_reason, true as is_headline,
    date '2026-08-01' + cast(i as integer) as submitted_on
from range(6) t (i)
union all select 'csat', 'test', true, date '2026-08-31' from range(2);
create table marts.dim_metrics as
select * from (values ('csat', 'share', 0.0, 100.0), ('nps', 'net_share', -100.0, 100.0))
    t (metric, formula, scale_min, scale_max);
create table marts.voc_metrics as
select
    metric, 'month' as period_type, date '2026-08-01' as period_start, date '2026-08-31' as period_end,
    dimension, dimension_value, n, n as respondents_count, value, positive_count, neutral_count, negative_count,
    cast(null as double) as value_sum, interval_low, interval_high, excluded_count, cast(null as double) as change,
    cast(null as double) as previous_value, n is null as is_suppressed
from (values
    ('csat', 'all', 'all', 6, cast(50 as double), 3, 1, 2, 20.0, 80.0, 2),
    ('csat', 'segment', 'smb', 4, 25.0, 1, 1, 2, 5.0, 70.0, 2),
    ('csat', 'segment', 'unknown', 2, 100.0, 2, 0, 0, 30.0, 100.0, 0),
    ('nps', 'all', 'all', 4, -25.0, 1, 1, 2, -90.0, 60.0, 0),
    ('nps', 'touchpoint', 'billing', null, null, null, null, null, null, null, null),
    ('nps', 'touchpoint', 'support', 0, null, 0, 0, 0, null, null, 0)
) t (
    metric, dimension, dimension_value, n, value, positive_count, neutral_count, negative_count, interval_low,
    interval_high, excluded_count
);
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute(RAW)
    connection.execute(MARTS)
    yield connection
    connection.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's own registries, to be spoilt."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
