"""Segment-layout Parquet files: one folder per kind and day of receipt. A file, once written, never changes."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sample_company.usage import MICRO, NAMES

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148",
)
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "MonitoringBot/3.4",
    "SampleSpider/1.0 (spider)",
)
_PATHS = ("/home", "/reports", "/surveys", "/settings", "/billing")


def _events(name: str, properties: str) -> str:
    """Columns of an event. Lists are literals: binding them makes DuckDB import pandas, dearer than a day's files."""
    return f"""
    'msg-' || lpad(to_hex(uid), 16, '0') as message_id,
    'anon-' || case when is_signed_in then 'd' || person_id else 's' || to_hex(session) end as anonymous_id,
    case when is_signed_in then 'u_' || lpad(person_id::text, 6, '0') end as user_id,
    {name},
    make_timestamptz(ts) as timestamp,
    make_timestamptz(received) as received_at,
    (['en-GB', 'da-DK', 'sv-SE', 'et-EE', 'ru-RU'])[1 + person_id % 5] as context_locale,
    case when is_bot then ({list(BOTS)})[1 + agent] else ({list(AGENTS)})[1 + agent] end as context_user_agent,
    {properties} as properties,
"""


_PATH = f"({list(_PATHS)})[1 + number % 5]"
_TRACKS = _events(f"({list(NAMES)})[1 + name] as event", """'{"value":' || number || ',"source":"web"}'""")
_PAGES = _events(f"{_PATH} as name", f"""'{{"path":"' || {_PATH} || '","title":"Sample"}}'""")
_IDENTIFIES = """
    'idn-' || lpad(to_hex(uid), 16, '0') as message_id,
    'anon-d' || person_id as anonymous_id,
    'u_' || lpad(person_id::text, 6, '0') as user_id,
    email,
    '{"plan":"' || plan || '","country":"' || country || '"}' as traits,
    make_timestamptz(ts) as timestamp,
    make_timestamptz(received) as received_at,
"""
_QUERIES = {
    "tracks": (_TRACKS, "events where name > 0"),
    "pages": (_PAGES, "events where name = 0"),
    "identifies": (_IDENTIFIES, "identifies where true"),
}


def write_days(folder: Path, state: Path, since: int, until: int) -> int:
    """Write what was received in [since, until) (seconds) below `folder`; returns the number of rows."""
    written = 0
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        for kind, (columns, origin) in _QUERIES.items():
            table, _, condition = origin.partition(" where ")
            repeat = "is_repeat" if table == "events" else "false"
            rows = db.execute(
                f"select {columns} received // {86_400 * MICRO} * 2 + {repeat}::integer as part "
                f"from read_parquet('{state / (table + '.parquet')}') "
                f"where {condition} and received >= {since * MICRO} and received < {until * MICRO} "
                "order by part, received, uid"
            ).to_arrow_table()
            written += rows.num_rows
            _write_parts(folder / kind, rows)
    return written


def _write_parts(folder: Path, rows: pa.Table) -> None:
    """One file per run of equal `part` (day and delivery): part-0 holds first deliveries, part-1 repeated ones."""
    if not rows.num_rows:
        return
    runs = pc.run_end_encode(rows["part"].combine_chunks())
    plain, begin = rows.drop_columns(["part"]), 0
    for part, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        day = datetime.fromtimestamp(part // 2 * 86_400, UTC).date()
        target = folder / f"date={day.isoformat()}"
        target.mkdir(parents=True, exist_ok=True)
        pq.write_table(plain.slice(begin, end - begin), target / f"part-{part % 2}.parquet")
        begin = end
