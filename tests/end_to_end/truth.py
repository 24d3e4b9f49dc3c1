"""Compares a built warehouse with the simulated company's ground truth. Every function gives the differences; none
means equal.

The truth comes from the generator's own state; nothing here asks the pipeline what it thinks the answer should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

METRIC_KEYS = ("metric", "period_type", "period_start", "dimension", "dimension_value")
METRIC_MEASURES = {  # truth's column: the mart's
    "n": "n",
    "respondents": "respondents_count",
    "positive": "positive_count",
    "neutral": "neutral_count",
    "negative": "negative_count",
    "value_sum": "value_sum",
    "value": "value",
    "excluded_test": "excluded_test",
    "excluded_duplicate": "excluded_duplicate",
    "excluded_skipped": "excluded_skipped",
    "excluded_out_of_range": "excluded_out_of_range",
    "excluded_pending": "excluded_pending",
    "excluded_anonymous": "excluded_anonymous",
}
HIDDEN = ("n", "respondents_count", "positive_count", "neutral_count", "negative_count", "value_sum", "value")
SUPPRESS_BELOW = 5  # the project's default
NOT_A_MEASURE = {"person_id", "component_id", "currency"}


@dataclass(frozen=True)
class PairQuality:
    """Pairs of one person's ids that were joined: how many of the joined are right, how many of the joinable are
    joined."""

    precision: float
    recall: float
    joined: int
    joinable: int


def open_both(warehouse: Path, company: Path) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("set timezone = 'UTC'")
    db.execute(f"attach '{warehouse}' as w (read_only)")
    for path in (company / "truth").glob("*.parquet"):
        db.execute(f"create view truth_{path.stem} as select * from read_parquet('{path}')")
    # The company names the vendor, the warehouse the way its data come.
    db.execute("""
        create temp table known as
        select t.person_id, t.is_joinable, i.customer_key
        from truth_identity as t
        left join w.restricted.customer_identities as i
            on i.tool = case t.tool when 'segment' then 'segment_files' else t.tool end and i.ref_id = t.ref_id
    """)
    return db


def identity_quality(db: duckdb.DuckDBPyConnection) -> PairQuality:
    pairs = """
        with keyed as (select * from known where customer_key is not null),
        by_key as (select customer_key, person_id, count(*) as k from keyed group by all),
        keys as (select customer_key, sum(k) as k from by_key group by all),
        people as (select person_id, count(*) as k from known where is_joinable group by all),
        found as (select person_id, customer_key, count(*) as k from keyed where is_joinable group by all)
        select (select sum(k * (k - 1) / 2) from keys), (select sum(k * (k - 1) / 2) from by_key),
            (select sum(k * (k - 1) / 2) from people), (select sum(k * (k - 1) / 2) from found)
    """
    joined, right, joinable, found = db.execute(pairs).fetchone() or (0, 0, 0, 0)
    return PairQuality(right / joined, found / joinable, int(joined), int(joinable))


def metric_differences(db: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """(what, metric, period, start, dimension, value, mart's, truth's) for cells of ``voc_metrics`` that are missing,
    superfluous, unequal or shown although few stand behind them.

    Compared is what the truth tells: its metrics by its types of period and dimensions; of rolling windows those that
    end where the truth's do (the mart has more, to compare with); a measure that the truth leaves empty means nothing
    there, except the value. A hidden cell must show no number; more than the small ones are hidden, also cells that
    nobody is in (test_suppression.py says which).
    """
    keys = ", ".join(METRIC_KEYS)
    db.execute(f"""
        create or replace temp table compared as
        with told as (select distinct metric, period_type, dimension from truth_metrics),
        windows as (select distinct period_type, period_start from truth_metrics),
        mine as (
            select m.* from w.marts.voc_metrics as m
            inner join told using (metric, period_type, dimension)
            left join windows using (period_type, period_start)
            where windows.period_type is not null or m.period_type not like 'rolling%'
        )
        select {keys}, m, t, c
        from mine as m
        full join truth_metrics as t using ({keys})
        left join w.marts.dim_metrics as d using (metric)
        left join w.intermediate.int_metric_counts as c
            on c.observations = d.observations and c.period_type = m.period_type and c.period_start = m.period_start
                and c.dimension = m.dimension and c.dimension_value = m.dimension_value
    """)
    shown = " or ".join(f"m.{column} is not null" for column in HIDDEN)
    checks = [
        ("only in the truth", "m.metric is null", "null", "t.value"),
        ("only in the mart", "t.metric is null and not (m.is_suppressed and c.n is null)", "m.value", "null"),
        ("hidden, but numbers show", f"m.is_suppressed and ({shown})", "m.value", "t.value"),
        (
            "shown, but small",
            f"not m.is_suppressed and t.n > 0 and t.respondents < {SUPPRESS_BELOW}",
            "m.value",
            "t.value",
        ),
    ]
    for told, mine in METRIC_MEASURES.items():
        # The mart keeps amounts to six decimals, which cuts the thirds of the loyalty index.
        near = f"case when metric = 'cli' then 1e-6 * greatest(t.n, 1) else greatest(1e-9, 1e-12 * abs(t.{told})) end"
        # What a hidden cell counts is not published, and is compared all the same.
        got = "m.value" if told == "value" else f"coalesce(m.{mine}, c.{mine})"
        equal = f"coalesce(abs(cast({got} as double) - t.{told}) <= {near}, false)"
        unequal = f"not {equal}" if told != "value" else f"not ({equal} or m.value is null and t.value is null)"
        needed = "not m.is_suppressed" if told == "value" else f"t.{told} is not null"
        condition = f"m.metric is not null and t.metric is not null and {needed} and {unequal}"
        checks.append((mine, condition, got, f"t.{told}"))
    differences: list[tuple[object, ...]] = []
    for what, condition, mine, told in checks:
        differences += db.execute(
            f"select '{what}', {keys}, cast({mine} as double), cast({told} as double) from compared "
            f"where {condition} order by {keys}"
        ).fetchall()
    return differences


def customer_differences(db: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """(column, person, mart's value, truth's value) wherever a customer's row differs from the person's."""
    columns = [name for name, *_ in db.execute("describe truth_customers").fetchall() if name not in NOT_A_MEASURE]
    have = {name for name, *_ in db.execute("describe w.marts.customer_voice").fetchall()}
    missing = [column for column in columns if column not in have]
    assert not missing, f"customer_voice lacks {missing}"
    db.execute("""
        create or replace temp table person_keys as
        select distinct person_id, customer_key from known where is_joinable and customer_key is not null
    """)
    differences: list[tuple[object, ...]] = []
    for column in columns:
        differences += db.execute(
            f"select '{column}', t.person_id, v.{column}, t.{column} from truth_customers as t "
            "left join person_keys as k using (person_id) left join w.marts.customer_voice as v using (customer_key) "
            f"where v.{column} is distinct from t.{column} order by t.person_id"
        ).fetchall()
    return differences


def answer_differences(db: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Survey answers as a multiset of (metric, score, instant, touchpoint, segment, why excluded): ids are hashed in
    the mart."""
    columns = "metric, cast(score as double) as score, submitted_at, touchpoint, segment, exclusion_reason"
    m = f"select {columns} from w.marts.fct_answers where metric in (from (select distinct metric from truth_answers))"
    t = f"select {columns} from truth_answers where metric is not null"
    return db.execute(
        f"select 'only in the mart' as side, * from (({m}) except all ({t})) "
        f"union all select 'only in the truth', * from (({t}) except all ({m})) order by 4, 2, 1"
    ).fetchall()


def driver_differences(db: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Complete changes of published metrics, by dimension, that the effects of the groups do not add up to. A change
    without any effects is one, too."""
    return db.execute("""
        with changes as (
            select v.metric, v.period_type, v.period_start, v.change
            from w.marts.voc_metrics as v join w.marts.dim_metrics as d using (metric)
            where v.dimension = 'all' and v.is_complete and v.change is not null
                and v.period_type in ('week', 'month', 'quarter')
                and d.formula in ('net_share', 'share', 'mean', 'rate')
        ),
        shown as (
            select distinct metric, period_type, period_start, dimension
            from w.marts.voc_metrics
            where dimension in ('touchpoint', 'segment', 'country', 'language', 'plan', 'product', 'survey')
                and not is_suppressed and previous_n > 0 and n > 0
        ),
        explained as (
            select metric, period_type, period_start, dimension, sum(total_effect) as effect
            from w.marts.metric_drivers
            group by all
        )
        select metric, period_type, period_start, dimension, change, effect
        from changes join shown using (metric, period_type, period_start)
        left join explained using (metric, period_type, period_start, dimension)
        where abs(change - effect) > 1e-9 or effect is null
        order by all
    """).fetchall()
