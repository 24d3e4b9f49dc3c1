"""truth/metrics: every metric's value in every period, counted over truth_observations and truth_states.

Which things count, in which periods they fall, and what the counts amount to; what is counted is the other modules'.
Sums are of whole numbers and decimals, so that the truth does not depend on the order of its rows.
"""

from collections.abc import Iterable

import duckdb

from sample_company import truth_registry as known
from sample_company.sink import FOREVER
from sample_company.truth_observations import OBSERVE
from sample_company.truth_states import COUNT_STATES

REGISTRIES = """
create table definitions as from (values {definitions}) as definitions (metric, base, formula);
create table published as from (values {published}) as published (base, period_type, dimension);
"""

# Rolling windows end on each week's last day and on each of the last 28 days, all before the day of `now`.
PERIODS = """
create table dated as
select
    * exclude (component),
    date '1970-01-01' + (happened // 86400)::integer as day,
    case when component >= 0 then component else -1 - (hash(record) >> 1)::bigint end as respondent
from observed;
create table days as select distinct day from dated;
create table periods as
with calendar as (
    select distinct period_type, date_trunc(period_type, day)::date as period_start
    from days
    cross join (values ('day'), ('week'), ('month'), ('quarter')) as types (period_type)
),
ends as (
    select unnest(range(date_trunc('week', min(day)) + interval 6 day, today, interval 7 day))::date as period_end
    from days
    cross join (select date '1970-01-01' + {now}::integer // 86400 as today)
    group by today
    union
    select date '1970-01-01' + {now}::integer // 86400 - back::integer
    from range(1, 29) as backwards (back)
),
placed as (
    select
        period_type, period_start,
        (period_start + case period_type
            when 'day' then interval 1 day when 'week' then interval 7 day
            when 'month' then interval 1 month else interval 3 month
        end)::date as next_start
    from calendar
    union all
    select 'rolling_' || length, period_end - length + 1, period_end + 1
    from ends
    cross join (values (28), (91)) as lengths (length)
)
select
    period_type, period_start, next_start,
    epoch(period_start)::bigint as starts_at, epoch(next_start)::bigint as ends_at
from placed;
create table day_periods as
select days.day, periods.period_type, periods.period_start
from days
inner join periods on days.day >= periods.period_start and days.day < periods.next_start;
"""

CELLS = """
create table cells (
    base varchar, period_type varchar, period_start date,
    dimension varchar default 'all', dimension_value varchar default 'all',
    n bigint, respondents bigint, positive bigint default 0, negative bigint default 0, amount_sum decimal(28, 6),
    median double, p90 double, {reasons}
);
"""

# One base at a time: rolling windows overlap, and all at once would take more memory than the rest together.
COUNT = """
insert into cells by name
with placed as (
    select
        base, period_type, period_start, dimension,
        case dimension when 'all' then 'all' else coalesce(
            case dimension
                when 'touchpoint' then touchpoint when 'segment' then segment when 'country' then country else survey
            end, 'unknown') end as dimension_value,
        respondent, record, happened, amount, is_positive, is_negative, reason
    from dated
    inner join published using (base)
    inner join day_periods using (day, period_type)
    where base = '{base}'
),
counted as (
    select * exclude (record, happened), reason is null as counts from placed where base not in {latest}
    union all
    select * exclude (record, happened), reason is null and row_number() over (
        partition by base, period_type, period_start, dimension, dimension_value, respondent, reason is null
        order by happened desc, record desc
    ) = 1
    from placed
    where base in {latest}
)
select
    base, period_type, period_start, dimension, dimension_value,
    count(*) filter (where counts) as n,
    count(distinct respondent) filter (where counts) as respondents,
    count(*) filter (where counts and is_positive) as positive,
    count(*) filter (where counts and is_negative) as negative,
    coalesce(sum(amount) filter (where counts), 0) as amount_sum,
    quantile_cont(amount, 0.5) filter (where counts and base in {ranked}) as median,
    quantile_cont(amount, 0.9) filter (where counts and base in {ranked}) as p90,
    {excluded}
from counted
group by all;
"""

RESULT = """
create table metrics as
select
    metric, period_type, period_start, dimension, dimension_value, n,
    case when formula <> 'count' and (base in {sided} or base in {one_sided}) then positive end as positive,
    case when base in {sided} then n - positive - negative end as neutral,
    case when base in {sided} then negative end as negative,
    case when base in ('nps', 'csat', 'ces', 'support_rating') then amount_sum::bigint end as score_sum,
    case
        when n = 0 then null
        when formula = 'net_share' then 100.0 * (positive - negative) / n
        when formula = 'share' then 100.0 * positive / n
        when formula = 'median' then median
        when formula = 'p90' then p90
        when formula = 'count' then n
        when formula = 'total' then amount_sum::double
        when base = 'cli' then amount_sum::double / 3 / n
        else amount_sum::double / n
    end as value,
    {excluded},
    respondents,
    case
        when formula = 'count' then n
        when base = 'cli' then amount_sum::double / 3
        when base in {summed} then amount_sum::double
    end as value_sum
from cells
inner join definitions using (base);
"""


def make_metrics(db: duckdb.DuckDBPyConnection, now: int) -> None:
    """Create the table metrics from facts, answers, events and identity. Leaves working tables behind."""
    published = [
        (base, period, by)
        for base in known.SURVEYS
        for period in known.ALWAYS
        for by in ("all", "touchpoint", "segment")
    ]
    published += [
        (base, period, by) for base in known.SURVEYS for period in ("month", "quarter") for by in ("country", "survey")
    ]
    others = {base for base, _ in known.METRICS.values()} - set(known.SURVEYS)
    published += [(base, period, "all") for base in sorted(others) for period in known.EVENTS]
    parts = {
        "now": now,
        "definitions": _rows((metric, *how) for metric, how in known.METRICS.items()),
        "published": _rows(published),
        "forever": FOREVER,
        "latest": known.LATEST,
        "ranked": known.RANKED,
        "sided": known.SIDED,
        "one_sided": known.ONE_SIDED,
        "summed": known.SUMMED,
        "reasons": ", ".join(f"excluded_{reason} bigint default 0" for reason in known.REASONS),
        "excluded": ", ".join(f"excluded_{reason}" for reason in known.REASONS),
    }
    counts = ", ".join(f"count(*) filter (where reason = '{reason}') as excluded_{reason}" for reason in known.REASONS)
    for query in (REGISTRIES, *OBSERVE, PERIODS):
        db.execute(query.format(**parts))
    db.execute(CELLS.format(**parts))
    for base in sorted({base for base, _ in known.METRICS.values()}):
        db.execute(COUNT.format(**{**parts, "excluded": counts, "base": base}))
    for query in (*COUNT_STATES, RESULT):
        db.execute(query.format(**parts))


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of texts as SQL literals; binding them costs an import of pandas."""
    return ", ".join(str(row) for row in rows)
