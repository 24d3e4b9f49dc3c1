"""Customer health and its back-test as they stand in the published file; nothing is computed here but words.

Does not belong here: how they are shown (cli and plots), and definitions (dbt_project/macros/metrics/health).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.lib.errors import UserError

BANDS = {"at_risk": "at risk", "neutral": "neutral", "healthy": "healthy"}
WITHOUT_SCORE = "no score"
CHANCE = 0.5


@dataclass(frozen=True)
class BandCount:
    """Customers with a running subscription in one band; `change` since the month before, None without one."""

    band: str
    customers: int
    change: int | None


@dataclass(frozen=True)
class Present:
    """The newest month: its last known day, bands, customers without a subscription, what holds scores down."""

    last_day: date
    bands: Sequence[BandCount]
    others: int
    drags: Sequence[tuple[str, int]]

    @property
    def customers(self) -> int:
        return sum(band.customers for band in self.bands)


@dataclass(frozen=True)
class Ranking:
    """How well the scores of a month's end ranked who left within the horizon; no `month`: all together."""

    month: date | None
    n: int
    left: int
    auc: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Share:
    """Percent of a band's customers that left within the horizon, with its interval; all months together."""

    band: str
    n: int
    left: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Backtest:
    """`rankings` by month, without months in which nobody left; `overall` and `shares` over all months."""

    horizon_days: int
    overall: Ranking | None
    rankings: Sequence[Ranking]
    shares: Sequence[Share]

    @property
    def verdict(self) -> str:
        """What the scores are worth so far. Better or worse than chance is said when the interval excludes it."""
        if self.overall is None or self.overall.auc is None:
            return (
                f"Nothing to judge by yet: it takes months that ended {self.horizon_days} days ago, "
                "and customers who left since"
            )
        if self.overall.low is None or self.overall.high is None:
            return "Too few customers left to judge the scores by"
        if self.overall.low > CHANCE:
            return "Customers with lower scores leave more often"
        if self.overall.high < CHANCE:
            return "Customers with lower scores leave less often: the score misleads"
        return "Scores do not tell yet who leaves"


def read(published: Path) -> tuple[Present, Backtest]:
    """The newest scores and the back-test.

    Raises:
        UserError: nothing is published, the file has no health marts, or nobody could be scored yet.
    """
    import duckdb

    if not published.is_file():
        raise UserError(f"Nothing is published yet in {published.parent}. `voc run` does it.")
    with duckdb.connect(str(published), read_only=True) as connection:
        try:
            return _present(connection), _backtest(connection)
        except duckdb.CatalogException:
            raise UserError(
                f"{published} has no customer health: it was published before. `voc run` adds it."
            ) from None


def _present(connection) -> Present:  # type: ignore[no-untyped-def]  # duckdb is imported late
    last = connection.execute(
        "select cast(max(scored_at) - interval 1 second as date) from marts.customer_health"
    ).fetchone()
    if last is None or last[0] is None:
        raise UserError(
            "No customer could be scored yet: half of the inputs' weight must have data (docs/metrics/health.md)."
        )
    counts = {
        band: (now, before)
        for band, now, before in connection.execute(
            """
            select coalesce(band, ?), count(case when is_newest then 1 end), count(case when not is_newest then 1 end)
            from (
                select band, is_subscribed, month_start = max(month_start) over () as is_newest,
                    month_start >= (max(month_start) over ()) - interval 1 month as is_recent
                from marts.customer_health_months
            )
            where is_subscribed and is_recent
            group by 1
            """,
            [WITHOUT_SCORE],
        ).fetchall()
    }
    has_before = any(before for _, before in counts.values())
    bands = [
        BandCount(title, now, now - before if has_before else None)
        for name, title in [*BANDS.items(), (WITHOUT_SCORE, WITHOUT_SCORE)]
        for now, before in [counts.get(name, (0, 0))]
    ]
    others = connection.execute("select count(*) from marts.customer_health where not is_subscribed").fetchone()
    drags = connection.execute(
        "select drag_input, count(*) from marts.customer_health where is_subscribed and drag_input is not null "
        "group by drag_input order by count(*) desc, drag_input"
    ).fetchall()
    return Present(last[0], bands, others[0], drags)


def _backtest(connection) -> Backtest:  # type: ignore[no-untyped-def]  # duckdb is imported late
    rows = connection.execute(
        """
        select month_start, n, churned_count, auc, auc_low, auc_high, horizon_days
        from marts.health_backtest
        where band = 'all'
        order by month_start nulls last
        """
    ).fetchall()
    rankings = [Ranking(*row[:6]) for row in rows]
    shares = {
        band: values
        for band, *values in connection.execute(
            "select band, n, churned_count, churn_share, churn_share_low, churn_share_high "
            "from marts.health_backtest where period = 'all'"
        ).fetchall()
    }
    return Backtest(
        horizon_days=rows[0][6] if rows else 90,
        overall=next((ranking for ranking in rankings if ranking.month is None), None),
        rankings=[ranking for ranking in rankings if ranking.month and ranking.auc is not None],
        shares=[Share(title, *shares[band]) for band, title in [*BANDS.items(), ("all", "all")] if band in shares],
    )
