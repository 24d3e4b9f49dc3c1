"""From the number that a survey tool shows to the one that voc_metrics publishes, step by step, in counted answers.

A tool shows every answer that it holds, on its own days (UTC). Each step takes answers away, or adds them, for one
reason; after the last one exactly the published counts must be left. What is found to be missing is a `Gap`.

Does not belong here: SQL (reading.py, answers.py), words (reasons.py, words.py), the page and its picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate
from math import isclose

COUNTED = "counted"
MOVED_OUT, MOVED_IN = "other_days", "own_days"
OLDER_ANSWER = "older_answer"
# What whole questions or surveys are set aside for: such answers are a group of their own, and may be a small one.
OF_QUESTIONS = ("undeclared_scale", "other_metric", "outside_headline", "nonstandard_scale")
# In the order in which an answer is judged: the first reason that holds takes it away.
REASONS = (
    *OF_QUESTIONS,
    "test",
    "duplicate",
    "partial",
    "not_applicable",
    "dismissed",
    "skipped",
    "out_of_range",
    "erased",
    OLDER_ANSWER,
)


@dataclass(frozen=True)
class Counts:
    """What a value is made from. Answers without a score are in none of it."""

    n: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    value_sum: Decimal = Decimal(0)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.n + other.n,
            self.positive + other.positive,
            self.neutral + other.neutral,
            self.negative + other.negative,
            self.value_sum + other.value_sum,
        )

    def __neg__(self) -> Counts:
        return Counts(-self.n, -self.positive, -self.neutral, -self.negative, -self.value_sum)

    def value(self, formula: str) -> float | None:
        """By the formulas of dbt_project/macros/metrics/formulas.sql; None of no answers.

        Raises:
            KeyError: the formula is none of answers.
        """
        tops = {
            "net_share": 100 * float(self.positive - self.negative),
            "share": 100 * float(self.positive),
            "mean": float(self.value_sum),
        }
        return tops[formula] / self.n if self.n else None


@dataclass(frozen=True)
class Group:
    """Answers that share a reason (`COUNTED`: none) and whether the tool's and the mart's periods have them.

    `unanswered`: answers without a score, which neither side counts and nothing else here includes.
    """

    reason: str
    is_in_tool: bool
    is_in_mart: bool
    counts: Counts
    respondents: int
    unanswered: int = 0


@dataclass(frozen=True)
class Step:
    """Answers that are taken away (n below 0) or added for a reason, and what is left then."""

    reason: str
    change: Counts
    left: Counts


@dataclass(frozen=True)
class Gap:
    """A count that the facts give otherwise than voc_metrics says."""

    measure: str
    here: float | Decimal | None
    published: float | Decimal | None


@dataclass(frozen=True)
class Published:
    """The counts that voc_metrics has of one period, and by reason what it counts as excluded."""

    start: date
    end: date
    is_complete: bool
    is_suppressed: bool
    value: float | None = None
    counts: Counts = Counts()
    excluded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reconciliation:
    """The way from the tool's number to the published one. `is_withheld`: it may not be shown, and is empty."""

    periods: Sequence[Published]
    formula: str
    is_withheld: bool = False
    tool: Counts = Counts()
    steps: Sequence[Step] = ()
    published: Counts = Counts()
    unanswered: int = 0
    gaps: Sequence[Gap] = ()

    @property
    def is_closed(self) -> bool:
        return not self.gaps


def reconcile(
    periods: Sequence[Published],
    formula: str,
    groups: Sequence[Group],
    excluded: Mapping[str, int],
    suppress_below: int,
) -> Reconciliation:
    """`groups`: every answer of the metric's questions that the tool or the mart has in these periods.

    `excluded`: what the facts count by reason in the mart's periods, answers without a score included.
    """
    tool = _sum(group.counts for group in groups if group.is_in_tool)
    changes = [
        (MOVED_OUT, -_sum(group.counts for group in groups if group.is_in_tool and not group.is_in_mart)),
        (MOVED_IN, _sum(group.counts for group in groups if group.is_in_mart and not group.is_in_tool)),
        *((reason, -_sum(_of(reason, groups))) for reason in REASONS),
    ]
    changes = [(reason, change) for reason, change in changes if change.n]
    left = list(accumulate((change for _, change in changes), initial=tool))
    published = _sum(period.counts for period in periods)
    if any(period.is_suppressed for period in periods) or _is_small([*left, published], groups, suppress_below):
        return Reconciliation(periods, formula, is_withheld=True)
    return Reconciliation(
        periods,
        formula,
        tool=tool,
        steps=[Step(reason, change, after) for (reason, change), after in zip(changes, left[1:], strict=True)],
        published=published,
        unanswered=sum(group.unanswered for group in groups if group.is_in_mart),
        gaps=_gaps(left[-1], published, excluded, periods, formula),
    )


def _is_small(stages: Sequence[Counts], groups: Sequence[Group], suppress_below: int) -> bool:
    """Whether a number on the way is made from too few answers, or the answers to a question set aside are.

    The other steps are counts that voc_metrics publishes beside every number, of people whom nothing else joins.
    """
    of_questions = (group for group in groups if group.is_in_mart and group.reason in OF_QUESTIONS)
    return any(0 < counts.n < suppress_below for counts in stages) or any(
        0 < group.respondents < suppress_below for group in of_questions
    )


def _of(reason: str, groups: Sequence[Group]) -> list[Counts]:
    return [group.counts for group in groups if group.is_in_mart and group.reason == reason]


def _gaps(
    counted: Counts, published: Counts, excluded: Mapping[str, int], periods: Sequence[Published], formula: str
) -> list[Gap]:
    measures = ("n", "positive", "neutral", "negative", "value_sum")
    pairs = [(measure, getattr(counted, measure), getattr(published, measure)) for measure in measures]
    pairs += [("value", period.counts.value(formula), period.value) for period in periods]
    reasons = dict.fromkeys([*excluded, *(reason for period in periods for reason in period.excluded)])
    pairs += [
        (reason, excluded.get(reason, 0), sum(period.excluded.get(reason, 0) for period in periods))
        for reason in reasons
    ]
    return [Gap(measure, here, there) for measure, here, there in pairs if not _is_same(here, there)]


def _is_same(here: float | Decimal | None, there: float | Decimal | None) -> bool:
    if isinstance(here, float) and isinstance(there, float):
        return isclose(here, there, rel_tol=1e-12, abs_tol=1e-9)  # Two engines divide; counts are compared exactly.
    return here == there


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())
