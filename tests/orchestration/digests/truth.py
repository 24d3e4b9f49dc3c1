"""What the marts say, by the test's own SQL and its own reading of printed numbers; nothing comes from the digests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

DURATION = r"[−+]?(?:\d+ d(?: \d+ h)?|\d+ h(?: \d+ min)?|\d+ min(?: \d+ s)?|\d+ s)"
NUMBER = rf"(?:{DURATION}|[−+]?\d[\d,]*(?:\.\d+)?)"
UNIT = r"(?:%| EUR| days?| sessions?| subscriptions?| percentage points?| points?)?"
SECONDS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}


def is_same(printed: str, exact: float | Decimal | int | None) -> bool:
    """Whether a number as printed is the exact one, rounded once to the decimals that it shows."""
    if exact is None:
        return False
    if re.fullmatch(DURATION, printed):
        return _is_same_time(printed, float(exact))
    shown = Decimal(printed.replace(",", "").replace("−", "-").replace("+", ""))
    step = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    return Decimal(exact).quantize(step, ROUND_HALF_EVEN) == shown


def _is_same_time(printed: str, seconds: float) -> bool:
    """Two steps of a duration: the last one is rounded down where it is hours beside days, else rounded."""
    sign = -1 if printed.startswith("−") else 1
    parts = re.findall(r"(\d+) (d|h|min|s)", printed)
    shown = sign * sum(int(count) * SECONDS[unit] for count, unit in parts)
    if parts[0][1] == "d":
        return 0 <= (seconds - shown) * sign < SECONDS["h"] + 30
    return abs(seconds - shown) <= SECONDS["min" if parts[-1][1] in ("h", "min") else "s"] / 2


@dataclass(frozen=True)
class Cell:
    """A row of voc_metrics with its baselines beside it."""

    row: dict[str, Any]
    baselines: dict[str, dict[str, Any]]

    def before(self, label: str) -> dict[str, Any]:
        """Value, n, change and interval of what a label names."""
        names = {"Previous 4 weeks": "weeks_4", "Previous 13 weeks": "weeks_13"}
        if label in names:
            found = self.baselines[names[label]]
            return {
                "value": found["baseline_value"], "n": found["baseline_n"], "change": found["change"],
                "low": found["change_low"], "high": found["change_high"],
            }  # fmt: skip
        kind = {"A year before": "last_year_"}.get(label, "")
        before = kind or "previous_"
        return {
            "value": self.row[f"{before}value"], "n": self.row[f"{before}n"], "change": self.row[f"{kind}change"],
            "low": self.row[f"{kind}change_low"], "high": self.row[f"{kind}change_high"],
        }  # fmt: skip


class Truth:
    """Own SQL over a published file (and the restricted schema), for one audience's scope and period."""

    def __init__(self, published: Any, warehouse: Any, scope: tuple[str, str], window: tuple[str, date, date]) -> None:
        self.published, self.warehouse = published, warehouse
        self.scope, self.window = scope, window
        self.ask, self.metrics, self.groups = cache(self._ask), cache(self._metrics), cache(self._groups)

    def _ask(self, query: str, *parameters: Any, of_warehouse: bool = False) -> list[dict[str, Any]]:
        result = (self.warehouse if of_warehouse else self.published).execute(query, list(parameters))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def one(self, query: str, *parameters: Any, of_warehouse: bool = False) -> dict[str, Any]:
        found = self.ask(query, *parameters, of_warehouse=of_warehouse)
        assert len(found) == 1, (query, parameters, len(found))
        return found[0]

    def _metrics(self) -> dict[str, dict[str, Any]]:
        """By the name that readers see."""
        rows = self.ask("select * from marts.dim_metrics")
        return {row["metric"].upper() if len(row["metric"]) < 5 else row["title"]: row for row in rows}

    def _groups(self) -> dict[str, tuple[str, str]]:
        """By the name that readers see."""
        found = {"All customers": ("all", "all")}
        rows = self.ask("select distinct dimension, dimension_value from marts.voc_metrics where dimension <> 'all'")
        titles = {row["touchpoint"]: row["title"] for row in self.ask("select * from marts.dim_touchpoints")}
        segments = {row["segment"]: row["title"] for row in self.ask("select * from marts.dim_segments")}
        for row in rows:
            dimension, value = row["dimension"], row["dimension_value"]
            if dimension in ("touchpoint", "segment"):
                shown = titles.get(value) if dimension == "touchpoint" else segments.get(value)
                found.setdefault(shown or value.capitalize(), (dimension, value))
            if dimension == "touchpoint_segment":
                place, segment = value.split(" / ")
                found[f"{titles[place]} / {segments.get(segment, segment.capitalize())}"] = (dimension, value)
        return found

    def subject(self, name: str) -> tuple[dict[str, Any], tuple[str, str], str]:
        """Metric, group and type of period of `CSAT (Getting help)`, `Retention, All customers, August 2026`."""
        metrics, groups = self.metrics(), self.groups()
        rest, group, period = name, self.scope, self.window[0]
        if found := re.fullmatch(r"(.+), (?:\w+ 20\d\d|Q\d 20\d\d|week of \d+ \w+ 20\d\d)", rest):
            period = "week" if "week of" in rest else "quarter" if re.search(r"Q\d", rest[len(found[1]) :]) else "month"
            rest = found[1]
        for title, key in groups.items():
            for form in (f" ({title})", f", {title}"):
                if rest.endswith(form) and rest.removesuffix(form) in metrics:
                    rest, group = rest.removesuffix(form), key
        return metrics[rest], group, period

    def cell(self, name: str, group: tuple[str, str] | None = None) -> Cell:
        metric, named, period = self.subject(name)
        return self.cell_of(metric["metric"], group or named, period)

    def cell_of(self, metric: str, group: tuple[str, str], period: str, start: date | None = None) -> Cell:
        """Of the digest's own period, or of another type the newest complete one up to its end."""
        if period == self.window[0]:
            when, bounds = "period_start = ?", [start or self.window[1]]
        else:
            when, bounds = "period_end <= ? and is_complete", [self.window[2]]
        row = self.ask(
            "select * from marts.voc_metrics "
            "where metric = ? and dimension = ? and dimension_value = ? and period_type = ? "
            f"and {when} order by period_start desc limit 1",
            metric, *group, period, *bounds,
        )[0]  # fmt: skip
        baselines = self.ask("select * from marts.metric_baselines where voc_metric_key = ?", row["voc_metric_key"])
        return Cell(row, {each["baseline"]: each for each in baselines})
