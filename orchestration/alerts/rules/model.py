"""What a rule is, once it was found good: one frozen class per family.

Does not belong here: where the values come from (families.py) and what the rule finds (signals, personal.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.messages.message import Severity


@dataclass(frozen=True)
class Rule:
    """What every rule has.

    Args:
        name: stable: states, episodes and threads hang on it.
        family: what it looks for; `FAMILIES` has them.
        line: where it stands in the file.
        owner: a name of the registry owners, or None: by owner_assignments.
        channels: names of the section `channels`.
        is_business_hours: whether messages wait for Monday to Friday, 9 to 17, in `time_zone` (None: the owner's).
        is_urgent: whether what is critical goes out at once all the same.
    """

    name: str
    family: str
    title: str
    line: int
    severity: Severity = Severity.WARNING
    owner: str | None = None
    channels: tuple[str, ...] = ()
    is_business_hours: bool = False
    is_urgent: bool = True
    time_zone: str | None = None
    language: str | None = None
    is_enabled: bool = True
    cooldown_days: int = 14


@dataclass(frozen=True)
class Personal(Rule):
    """A 1-to-1 rule: tells the owner of a customer at once.

    Args:
        scope: dimension to accepted values; a record must be in each. Empty: every record.
        most_a_day: beyond it the day's messages of the rule come as one.
        look_back_days: records older than that are not news any more.
    """

    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    most_a_day: int = 20
    look_back_days: int = 7


@dataclass(frozen=True)
class Answer(Personal):
    """An answer at most, or at least, so good, in the metric's own scale; else negative by its declared cuts."""

    metric: str | None = None
    surveys: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    at_most: float | None = None
    at_least: float | None = None


@dataclass(frozen=True)
class Keyword(Personal):
    """Words or phrases by language, over what customers wrote; `triggers` says in which kinds of record."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    triggers: tuple[str, ...] = ("comment", "review")


@dataclass(frozen=True)
class Review(Personal):
    """A public review with at most so many stars; None: negative by its scale."""

    at_most: float | None = None


@dataclass(frozen=True)
class RepeatContact(Personal):
    """A customer who had to come back so soon after the ticket before."""

    within_days: float = 7.0


@dataclass(frozen=True)
class Health(Personal):
    """A customer whose health score fell to at most so much in a month; None: into the band `at risk`."""

    at_most: float | None = None


@dataclass(frozen=True)
class Told(Rule):
    """What every rule with episodes has.

    Args:
        remind_days: an open episode that nobody acknowledged is told again after so many days; None: never.
        is_watch_pushed: whether the tier `watch` is pushed too, not only listed.
        after_days: how long it must be beyond before an episode opens.
        worsen_by: told again for each such step that it gets worse; None: never.
        due_hours: within which the owner is to look at it, from the message on.
    """

    remind_days: int | None = None
    is_watch_pushed: bool = False
    after_days: int = 0
    worsen_by: float | None = None
    due_hours: int = 48


@dataclass(frozen=True)
class Aggregate(Told):
    """A rule over series of voc_metrics: one episode per rule, metric and group.

    Args:
        by: dimension sets that are looked at; where a group's parent is among them the parent speaks for it.
        values: the groups of them, None for all.
        n_min: with fewer nothing opens and nothing resolves.
    """

    metric: str = ""
    period: str = "rolling_28"
    by: tuple[str, ...] = ("all",)
    values: tuple[str, ...] | None = None
    n_min: int = 30


@dataclass(frozen=True)
class Threshold(Aggregate):
    """Beyond a level; the registry's (metric_targets) where neither `below` nor `above` is given."""

    below: float | None = None
    above: float | None = None
    is_from_registry: bool = False
    clear: float | None = None
    clear_by: float | None = None


@dataclass(frozen=True)
class Change(Aggregate):
    """Worse than its own earlier level.

    Args:
        against: `usual`: the group's level of `baseline_days`, by adding up the shortfall of every day's answers;
            `previous` and `last_year`: the mart's comparison of equal periods.
        fall: the change that must be noticed soon, in the metric's unit; with `previous` and `last_year` the least one.
        direction: `worse`, `better` or `both`.
        false_watch, false_confirmed: of `usual`: messages by chance that are accepted per group and year, by tier.
    """

    against: str = "usual"
    fall: float = 25.0
    direction: str = "worse"
    baseline_days: int = 364
    false_watch: float = 1.0
    false_confirmed: float = 0.2


@dataclass(frozen=True)
class Anomaly(Aggregate):
    """A day unlike the same weekdays before it.

    Args:
        of: `n` (how many) or `value`.
        z_watch, z_confirmed, z_clear: robust distances at which it opens, is sure, is over.
        weeks: how many earlier weeks say what is normal.
        direction: `high`, `low` or `both`.
    """

    of: str = "n"
    direction: str = "both"
    z_watch: float = 4.5
    z_confirmed: float = 7.0
    z_clear: float = 2.0
    weeks: int = 13


@dataclass(frozen=True)
class Silence(Aggregate):
    """Too few answers: a fault of the survey or its delivery, not a good score.

    Args:
        days: over how many days they are counted.
        chance_watch, chance_confirmed: how improbable so few must be at the usual rate (Poisson, widened by how
            unevenly the group's weeks usually run).
        usual_days: over how many days before them the usual rate is taken.
    """

    days: int = 7
    chance_watch: float = 1e-3
    chance_confirmed: float = 1e-5
    usual_days: int = 56


@dataclass(frozen=True)
class SourceLate(Told):
    """A tool that has not been read for so long."""

    sources: tuple[str, ...] | None = None
    late_hours: float = 36.0


@dataclass(frozen=True)
class CheckFailed(Told):
    """A check of the gates that failed."""

    checks: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Volume(Told):
    """A load that brought far fewer or more rows than the loads before it (robust z over their square roots)."""

    sources: tuple[str, ...] | None = None
    direction: str = "low"
    z_watch: float = 4.5
    z_confirmed: float = 7.0
    z_clear: float = 2.0
    loads_min: int = 8


PERSONAL: Mapping[str, type[Personal]] = {
    "answer": Answer,
    "keyword": Keyword,
    "review": Review,
    "repeat_contact": RepeatContact,
    "health": Health,
}
AGGREGATE: Mapping[str, type[Aggregate]] = {
    "threshold": Threshold,
    "change": Change,
    "anomaly": Anomaly,
    "silence": Silence,
}
DATA: Mapping[str, type[Told]] = {"source_late": SourceLate, "check_failed": CheckFailed, "volume": Volume}
FAMILIES: Mapping[str, type[Rule]] = {**PERSONAL, **AGGREGATE, **DATA}
