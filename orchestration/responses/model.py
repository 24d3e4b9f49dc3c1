"""What a report is, once it was found good, and what a response is. Does not belong here: where they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from orchestration.subscriptions.model import Brand

OWNER = "owner"  # Among recipients: whose customer it is, and who stands in.


@dataclass(frozen=True)
class Condition:
    """What a response must hold. `metric`: whose score is at most, or at least, so high, on the question's scale."""

    metric: str | None = None
    at_most: float | None = None
    at_least: float | None = None
    has_comment: bool = False


@dataclass(frozen=True)
class Report:
    """Args:
    name: stable: what was sent hangs on it.
    surveys: ids of the registry surveys; None for all.
    recipients: OWNER, names of the registry owners, addresses.
    channels: names of the section `channels` of the rules file.
    language: None: each recipient's own in the registry.
    has_context: how to reach the customer, what they pay and what came before is said too.
    most_a_day: beyond it the day's responses of an owner come as one list without texts.
    look_back_days: responses submitted longer ago are not news any more, whenever they are loaded.
    """

    name: str
    title: str
    surveys: tuple[str, ...] | None = None
    condition: Condition = Condition()
    recipients: tuple[str, ...] = (OWNER,)
    channels: tuple[str, ...] = ()
    language: str | None = None
    brand: Brand = field(default_factory=Brand)
    has_context: bool = True
    most_a_day: int = 20
    look_back_days: int = 30
    is_business_hours: bool = False
    is_enabled: bool = True


@dataclass(frozen=True)
class Head:
    """A response without its answers. `low`, `high`: the lowest and highest score of the report's metric."""

    response_key: str
    survey_id: str
    customer_key: str | None
    submitted_at: datetime
    is_complete: bool
    has_comment: bool = False
    low: float | None = None
    high: float | None = None
    touchpoint: str | None = None
    segment: str | None = None


@dataclass(frozen=True)
class Answer:
    """A row of restricted.response_answers: a question, and what was answered, if anything."""

    question_ref: str
    position: int | None = None
    question_title: str | None = None
    metric: str | None = None
    value_text: str | None = None
    value_number: float | None = None
    score: float | None = None
    scale_max: float | None = None
    category: str | None = None
    is_comment: bool = False


@dataclass(frozen=True)
class Response:
    """Every question of one response in the order in which they were asked."""

    response_key: str
    survey_id: str
    customer_key: str | None
    submitted_at: datetime
    survey_title: str | None = None
    language: str | None = None
    country: str | None = None
    touchpoint: str | None = None
    answers: tuple[Answer, ...] = field(default=())

    @property
    def survey(self) -> str:
        return self.survey_title or self.survey_id
