"""An audience: the people who receive the same digest, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path

LANGUAGES = ("en", "da", "sv", "et", "ru")
PERIODS = ("day", "week", "month", "quarter")
DEFAULT_BRAND = "default"


class Baseline(StrEnum):
    """What a period is compared with."""

    PREVIOUS = "previous_period"
    WEEKS_4 = "weeks_4"  # the 28 days before the period
    WEEKS_13 = "weeks_13"  # the 91 days before the period
    LAST_YEAR = "last_year"


class Part(StrEnum):
    """The sections that a digest can have, in the order in which they are read."""

    FIGURES = "figures"
    TREND = "trend"
    DRIVERS = "drivers"
    ALERTS = "alerts"
    THEMES = "themes"
    SEGMENTS = "segments"
    SERVICE = "service"  # effort, reply times, reopened
    CASES = "cases"
    ACCOUNTS = "accounts"  # customers at risk, high-value detractors
    QUOTES = "quotes"
    INDIRECT = "indirect"
    DEFERRED = "deferred"
    ACTIONS = "actions"
    RESTATED = "restated"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Scope:
    """The group of `voc_metrics` that counts as the whole: `touchpoint`, `support`."""

    dimension: str = "all"
    value: str = "all"

    @property
    def is_all(self) -> bool:
        return self.dimension == "all"


@dataclass(frozen=True)
class Window:
    """A period of a type, both days included."""

    period_type: str  # day, week, month, quarter
    start: date
    end: date


@dataclass(frozen=True)
class Cadence:
    """When a digest is due, on the audience's own clock.

    Args:
        kind: daily, weekly, monthly or cron.
        at: of daily, weekly and monthly.
        weekday: of weekly, 0 is Monday. day: of monthly, 1 to 28.
        cron: of cron, five fields.
    """

    kind: str = "weekly"
    at: time = time(7)
    weekday: int = 0
    day: int = 1
    cron: str = ""


@dataclass(frozen=True)
class Brand:
    """Whose digests and responses these are.

    Args:
        name: said at the top and in the From line; empty: the channel's.
        colour: #rrggbb, dark enough for white letters.
        logo: a PNG; None: the name stands there.
        reply_to: where answers go; empty: the channel's.
        sender: address of the From line; empty: the channel's. Its mail server must be allowed to send for it.
        list_domain: end of the List-ID, by which people sort their mail: `support.voice.example.org`.
    """

    name: str = ""
    colour: str = "#0b766e"
    logo: Path | None = None
    reply_to: str = ""
    sender: str = ""
    list_domain: str = "digests.voicehouse"


@dataclass(frozen=True)
class Person:
    """Who can receive: an owner of the registry, or an address that stands in the file (its name is the address)."""

    name: str
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    title: str = ""


@dataclass(frozen=True)
class Audience:
    """Args:
    name: key in the file; letters, digits, - and _.
    title: what the recipients are called: `Customer support leads`.
    role: product, marketing, sales, support or management: where the defaults come from.
    metrics: of the tiles, the first leads: headline and trend are about it.
    parts: the sections, in the order of Part.
    recipients: names of the registry owners, or addresses; groups are resolved.
    channels: names of the section `channels` of the rules file.
    language: None: each recipient's own in the registry.
    period_type: what is reported: day, week, month or quarter.
    baseline: of the verdict; `second_baseline` stands beside it.
    wait_hours: how long fresh data are waited for before the delayed note goes out.
    has_names: customers may be named (accounts at risk); else they are keys.
    is_skipped_when_empty: nothing is sent when nobody answered.
    brand: name of one in the section `brands`.
    line: in the file, for what is found wrong with it later.
    """

    name: str
    title: str
    role: str
    metrics: tuple[str, ...]
    parts: tuple[Part, ...]
    recipients: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    language: str | None = None
    time_zone: str = "UTC"
    scope: Scope = field(default_factory=Scope)
    cadence: Cadence = field(default_factory=Cadence)
    period_type: str = "week"
    baseline: Baseline = Baseline.WEEKS_4
    second_baseline: Baseline = Baseline.WEEKS_13
    wait_hours: float = 6.0
    has_names: bool = False
    is_skipped_when_empty: bool = False
    brand: str = DEFAULT_BRAND
    line: int = 0


@dataclass(frozen=True)
class Edition:
    """One digest: an audience's, of a period, in a language. `revision` 1 is the first; later ones correct it.

    Args:
        made_at: when it is made, on the clock that the data go by (in the sample company that is not the wall's).
        last_as_of: what the audience's last digest knew (metric_history's clock); None before the first.
        reason: why there is a further revision; said at the top.
    """

    audience: Audience
    window: Window
    language: str
    made_at: datetime
    revision: int = 1
    last_as_of: datetime | None = None
    reason: str = ""
