"""Random companies whose groups are often small, counted as int_metric_counts counts them, and what is shown of them.

Does not belong here: what is hidden (int_metric_suppression), and how one might find it out (small_groups_attack.py).
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(2025, 1, 1)
SETS = {
    "all": ("day", "week", "month", "quarter", "rolling_28"),
    "touchpoint": ("day", "week", "month", "quarter", "rolling_28"),
    "segment": ("day", "week", "month", "quarter", "rolling_28"),
    "touchpoint_segment": ("month", "quarter"),
}
DAY = timedelta(days=1)

Period = tuple[str, date, date]
Group = tuple[str, str, str]


@dataclass(frozen=True)
class Record:
    """One observation: the day, the two groups that it is in, and whose it is."""

    day: date
    touchpoint: str
    segment: str
    respondent: str

    def value(self, dimension: str) -> tuple[str, str]:
        if dimension == "all":
            return "all", ""
        if dimension == "touchpoint_segment":
            return self.touchpoint, self.segment
        return (self.touchpoint if dimension == "touchpoint" else self.segment), ""


@dataclass
class Company:
    """Records, the last day that has been read, and everything that is counted of them."""

    name: str
    today: date
    records: list[Record]
    periods: list[Period] = field(default_factory=list)
    cells: dict[tuple[Group, Period], list[Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Counts."""
        days = {record.day for record in self.records}
        self.periods = sorted({period for day in days for period in calendar_periods(day)} | self._rolling(min(days)))
        cells: dict[tuple[Group, Period], list[Record]] = defaultdict(list)
        for record in self.records:
            for period in self.periods:
                if period[1] <= record.day <= period[2]:
                    for dimension, types in SETS.items():
                        if period[0] in types:
                            cells[(dimension, *record.value(dimension)), period].append(record)
        self.cells = dict(cells)

    def _rolling(self, first: date) -> set[Period]:
        ends = {self.today - DAY * back for back in range(1, 29)} | {self.today - DAY * back for back in range(29, 57)}
        end = week(first)[2]
        while end < self.today:
            ends.add(end)
            end += 7 * DAY
        return {("rolling_28", end - 27 * DAY, end) for end in ends if end >= first}


def week(day: date) -> Period:
    start = day - DAY * day.weekday()
    return "week", start, start + 6 * DAY


def calendar_periods(day: date) -> set[Period]:
    month = day.replace(day=1)
    quarter = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return {
        ("day", day, day),
        week(day),
        ("month", month, (month + 31 * DAY).replace(day=1) - DAY),
        ("quarter", quarter, (quarter + 92 * DAY).replace(day=1) - DAY),
    }


def random_company(number: int) -> Company:
    """Two to four touchpoints and one to three segments over two to four months; some are rare, begin late or end."""
    rng = random.Random(number)
    touchpoints = [f"t{index}" for index in range(rng.randint(2, 4))]
    segments = [f"s{index}" for index in range(rng.randint(1, 3))]
    first = FIRST_DAY + DAY * rng.randrange(365)
    length = rng.randint(55, 110)
    share = {name: rng.choice([0.02, 0.2, 1.0, 1.0]) for name in touchpoints + segments}
    life = dict.fromkeys(touchpoints + segments, (0, length))
    for name in rng.sample(touchpoints + segments, 1):
        life[name] = rng.choice([(length // 2, length), (0, length // 2), (20, 24)])
    a_day = rng.choice([0.3, 1.0, 3.0, 8.0, 20.0])
    records = []
    for day in range(length):
        for _ in range(_poisson(rng, a_day)):
            places = [
                (t, s)
                for t in touchpoints
                for s in segments
                if all(life[name][0] <= day < life[name][1] for name in (t, s))
            ]
            if places:
                weights = [share[t] * share[s] for t, s in places]
                touchpoint, segment = rng.choices(places, weights)[0]
                # Some come back, so that a group may have more answers than respondents.
                respondent = f"r{rng.randrange(30)}" if rng.random() < 0.1 else f"r{day}-{len(records)}"
                records.append(Record(first + DAY * day, touchpoint, segment, respondent))
    if not records:
        records = [Record(first, touchpoints[0], segments[0], "r")]
    return Company(f"c{number:03}", first + DAY * length, records)


def _poisson(rng: random.Random, mean: float) -> int:
    total, events = rng.expovariate(1.0), 0
    while total < mean:
        events += 1
        total += rng.expovariate(1.0)
    return events
