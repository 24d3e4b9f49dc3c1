"""Which records are new versions: hashes, times and comparison, for a whole batch in one DuckDB statement.

A record is compared with the version before it: earlier in the batch, else earlier in this run, else the last extracted
one in the warehouse. Only loads that finished count as known; what a killed load left behind does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ingestion.checks import Rejected
from ingestion.known import Known
from ingestion.spec import ResourceSpec

_STAMPS = {
    "iso": "try_cast(stamp as timestamptz)",
    "epoch": "try(to_timestamp(stamp))",
}
FUTURE = "the time of change lies in the future"
_HAS_ZONE = r"regexp_matches(stamp, '\d\d:\d\d(:\d\d)?(\.\d+)?\s?([Zz]|[+-]\d\d(:?\d\d)?)$')"


@dataclass
class Outcome:
    """What became of one batch. `rows` is what lands; `repeats` says that a version of this run lands a second time."""

    rows: pa.Table
    rejected: list[Rejected]
    new: int
    changed: int
    deleted: int
    unchanged: int
    newest: datetime | None
    repeats: bool


class Versions(Known):
    """Compares batches with the known versions of one tool."""

    def compare(self, spec: ResourceSpec, batch: pa.Table, first_instant: int) -> Outcome:
        """Sort a batch (seq, record_id, stamp, is_deleted, record) into versions that land and records that do not."""
        name = spec.name
        run = self.connection
        self.remember(name)
        run.register("batch", batch)
        run.execute(f"create or replace temp table parsed as {self._parsed(spec)}")
        run.unregister("batch")
        rejected = [
            Rejected(name, record_id, reason, record)
            for record_id, reason, record in run.execute(
                "select record_id, reason, record from parsed where reason is not null order by seq"
            ).fetchall()
        ]
        run.execute(f"create or replace temp table kept as {self._kept(name)}")
        counts = run.execute(
            "select count(*) filter (where kind = 'new'), count(*) filter (where kind = 'changed'),"
            " count(*) filter (where kind = 'deleted'), coalesce(bool_or(is_repeat), false) from kept"
        ).fetchone()
        accepted = run.execute("select count(*), max(updated_at) from parsed where reason is null").fetchone()
        assert counts is not None
        assert accepted is not None
        rows = run.execute(
            "select record_id, record_hash, updated_at, is_deleted,"
            f" make_timestamptz({first_instant} + row_number() over (order by seq) - 1) extracted_at, record"
            " from parsed join kept using (seq) order by seq"
        ).to_arrow_table()
        run.execute(
            f'insert into "seen_{name}" select id_key, record_hash, {first_instant} + seq'
            " from parsed where reason is null"
        )
        new, changed, deleted, repeats = counts
        return Outcome(rows, rejected, new, changed, deleted, accepted[0] - len(rows), accepted[1], repeats)

    def _parsed(self, spec: ResourceSpec) -> str:
        updated_at, naive = _STAMPS[spec.stamp_kind], "false"
        if spec.stamp_kind == "iso" and spec.naive_zone is None:
            naive = f"not {_HAS_ZONE}"
        elif spec.stamp_kind == "iso":
            local = f"timezone('{spec.naive_zone}', try_cast(stamp as timestamp))"
            updated_at = f"case when {_HAS_ZONE} then {updated_at} else {local} end"
        return f"""
            select seq, record_id, md5_number(record_id) id_key, md5(record) record_hash, {updated_at} updated_at,
                is_deleted, record,
                case
                    when stamp is null then null
                    when {updated_at} is null then 'the time of change is unreadable'
                    when {naive} then 'the time of change names no zone'
                    when {updated_at} > timestamptz '{self.future_limit.isoformat()}' then '{FUTURE}'
                end reason
            from batch"""

    def _kept(self, name: str) -> str:
        # Without the records themselves: three windows would sort them, too, at more than twice the cost.
        return f"""
            with batch as (
                select seq, id_key, record_id, record_hash, is_deleted from parsed where reason is null
            ),
            earlier as (
                select id_key, max_by(record_hash, seq) record_hash from "seen_{name}"
                where id_key in (select id_key from batch) group by id_key
            ),
            before as (
                select batch.*, coalesce(earlier.record_hash, stored.record_hash) known_hash,
                    lag(batch.record_hash) over (partition by batch.id_key order by batch.seq) previous_hash
                from batch
                left join earlier using (id_key)
                left join {self.current(name, only="parsed")} stored using (record_id)
            ),
            versions as (
                select *, row_number() over (partition by id_key, record_hash order by seq desc) from_last
                from before where coalesce(previous_hash, known_hash) is distinct from record_hash
            )
            select seq,
                case
                    when is_deleted then 'deleted'
                    when known_hash is null and row_number() over (partition by id_key order by seq) = 1 then 'new'
                    else 'changed'
                end kind,
                (id_key, record_hash) in (select (id_key, record_hash) from "seen_{name}") is_repeat
            from versions where from_last = 1"""
