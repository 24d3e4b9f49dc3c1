"""Segment-layout Parquet files: one folder per kind and day of receipt. A file, once written, never changes."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
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

_COMMON = """
    'msg-' || lpad(to_hex(uid), 16, '0') as message_id,
    'anon-' || case when is_signed_in then 'd' || person_id else 's' || to_hex(session) end as anonymous_id,
    case when is_signed_in then 'u_' || lpad(person_id::text, 6, '0') end as user_id,
    {name},
    make_timestamptz(ts) as timestamp,
    make_timestamptz(received) as received_at,
    (['en-GB', 'da-DK', 'sv-SE', 'et-EE', 'ru-RU'])[1 + person_id % 5] as context_locale,
    case when is_bot then ($bots)[1 + agent] else ($agents)[1 + agent] end as context_user_agent,
    {properties} as properties,
"""
_TRACKS = _COMMON.format(
    name="($names)[1 + name] as event", properties="""'{"value":' || number || ',"source":"web"}'"""
)
_PAGES = _COMMON.format(
    name="($paths)[1 + number % 5] as name",
    properties="""'{"path":"' || ($paths)[1 + number % 5] || '","title":"Sample"}'""",
)
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
        db.execute("set timezone = 'UTC'")
        for kind, (columns, origin) in _QUERIES.items():
            table, _, condition = origin.partition(" where ")
            parameters = {
                name: list(values)
                for name, values in (("agents", AGENTS), ("bots", BOTS), ("names", NAMES), ("paths", _PATHS))
                if f"${name}" in columns
            }
            repeat = "is_repeat" if table == "events" else "false"
            rows = db.execute(
                f"select {columns} {repeat} as again, received // {86_400 * MICRO} as day "
                f"from read_parquet('{state / (table + '.parquet')}') "
                f"where {condition} and received >= {since * MICRO} and received < {until * MICRO} "
                "order by day, again, received, uid",
                parameters,
            ).to_arrow_table()
            written += rows.num_rows
            _write_parts(folder / kind, rows)
    return written


def _write_parts(folder: Path, rows: pa.Table) -> None:
    """One file per run of equal (day, again): part-0 holds first deliveries, part-1 repeated ones."""
    days, again = rows["day"].to_numpy(), rows["again"].to_numpy()
    plain = rows.drop_columns(["day", "again"])
    edges = [0, *(((days[1:] != days[:-1]) | (again[1:] != again[:-1])).nonzero()[0] + 1), len(days)]
    for begin, end in pairwise(edges):
        if begin == end:
            continue
        day: date = datetime.fromtimestamp(int(days[begin]) * 86_400, UTC).date()
        target = folder / f"date={day.isoformat()}"
        target.mkdir(parents=True, exist_ok=True)
        pq.write_table(plain.slice(begin, end - begin), target / f"part-{int(again[begin])}.parquet")
