"""What is written about, named after the columns of ledger/tables.py and of the marts.

`of` takes a row of either, or any object with such fields; what it does not know it leaves out, so that a mart may
grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from orchestration.messages.message import Link

T = TypeVar("T")


class NotForAnonymousError(ValueError):
    """A 1-to-1 message about somebody who answered without a name."""


class SuppressedError(ValueError):
    """A message about a group that is too small to be shown."""


def of(kind: type[T], row: Any) -> T:
    """The fields that the class knows, of a mapping or an object. Instants without a zone are UTC, as in the marts."""
    known = fields(kind)  # type: ignore[arg-type]
    if not isinstance(row, Mapping):
        row = {field.name: getattr(row, field.name) for field in known if hasattr(row, field.name)}
    return kind(**{field.name: _plain(row[field.name], str(field.type)) for field in known if field.name in row})


def _plain(value: Any, declared: str) -> Any:
    # A frame says None in several ways (NaN, NaT, NA): none of them equals itself.
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    if isinstance(value, datetime):
        if declared.startswith("datetime"):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        return value.date() if declared.startswith("date") else value
    return value


@dataclass(frozen=True)
class Episode:
    """A row of the ledger's episodes; of data rules `dimension_value` is the source or the check."""

    episode_id: str
    rule: str
    family: str
    severity: str
    tier: str
    opened_on: date
    metric: str | None = None
    period_type: str | None = None
    dimension: str | None = None
    dimension_value: str | None = None
    status: str = "open"
    confirmed_on: date | None = None
    resolved_on: date | None = None
    limit_value: float | None = None
    opened_value: float | None = None
    last_value: float | None = None
    worst_value: float | None = None
    owner: str | None = None
    acknowledged_by: str | None = None
    since: date | None = None  # when what opened it began, where the rule can tell


@dataclass(frozen=True)
class Event:
    """A row of the ledger's episode_events."""

    event_id: str
    kind: str
    happened_on: date
    value: float | None = None
    limit_value: float | None = None
    n: int | None = None
    actor: str | None = None


@dataclass(frozen=True)
class Comment:
    """What one customer wrote in the group and time of an episode, as it stands in the restricted marts."""

    text: str
    said_on: date
    language: str | None = None
    country: str | None = None
    score: float | None = None
    is_low: bool | None = None
    source: str = ""
    names: tuple[str, ...] = ()  # names and addresses of who wrote it, where known: they are masked


@dataclass(frozen=True)
class Owner:
    """Who looks after it. `title` is shown, so it is a role's rather than a person's where the registry can choose."""

    owner: str
    title: str = ""
    time_zone: str = "UTC"

    @property
    def shown(self) -> str:
        return self.title or self.owner.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Answers:
    """How one can answer to a message: signed links, made for its recipient, where there is a public address.

    Without them the commands are named. `more`: pages to look at.
    """

    acknowledge: str | None = None
    snooze: str | None = None
    contacted: str | None = None
    resolve: str | None = None
    more: tuple[Link, ...] = ()


NO_ANSWERS = Answers()


@dataclass(frozen=True)
class Signal:
    """A row of restricted.personal_signals: what one customer said or did."""

    signal_key: str
    trigger: str
    record_key: str
    customer_key: str | None
    happened_at: datetime
    case_key: str | None = None
    metric: str | None = None
    question_ref: str | None = None
    survey_id: str | None = None
    score: float | None = None
    earlier_score: float | None = None
    text: str | None = None
    language: str | None = None
    touchpoint: str | None = None
    segment: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Customer:
    """A row of restricted.customer_context; what is None is not shown."""

    customer_key: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    account: str | None = None
    address: str | None = None
    plan: str | None = None
    segment: str | None = None
    country: str | None = None
    language: str | None = None
    mrr_eur: float | None = None
    is_churned: bool | None = None
    orders_count: int | None = None
    last_order_at: datetime | None = None
    failed_charges_count: int | None = None
    tickets_count: int | None = None
    tickets_open_count: int | None = None
    last_ticket_at: datetime | None = None
    reviews_count: int | None = None
    health_score: float | None = None
    health_band: str | None = None
    health_change: float | None = None
    nps_latest_score: float | None = None
    nps_latest_at: datetime | None = None
    csat_latest_score: float | None = None
    csat_latest_at: datetime | None = None
    ces_latest_score: float | None = None
    ces_latest_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    """A row of marts.cases."""

    case_key: str
    due_at: datetime
    opened_at: datetime | None = None
    status: str = "open"
    metric: str | None = None
    score: float | None = None
    trigger: str | None = None
    touchpoint: str | None = None
    segment: str | None = None
    escalation_level: int = 0
