"""What the tests of 1-to-1 reports share: a warehouse with responses, a report, a round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.alerts.owners import Assignment
from orchestration.alerts.rounds.book import Book
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rules import Known, known
from orchestration.delivery.settings import read_channels
from orchestration.ledger.store import Ledger
from orchestration.lib.settings import Settings
from orchestration.responses import rounds
from orchestration.responses.model import Condition, Report
from orchestration.responses.sending import Sent
from tests.orchestration.alerts.rounds.conftest import CHANNELS, NOW, Written, person, url, written
from tests.orchestration.alerts.rounds.marts import Marts, contracts

__all__ = ["url", "written"]
SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNHAPPY = Report(
    "unhappy",
    "Unhappy answers",
    surveys=("FNPS0001",),
    condition=Condition("nps", at_most=6, has_comment=True),
    channels=("folder",),
)
Go = Callable[..., Sent]


class Surveys(Marts):
    """A warehouse with responses."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        columns = ", ".join(f"{name} {kind}" for name, kind in contracts()["response_answers"].items())
        self.db.execute(f"create table restricted.response_answers ({columns})")

    def response(
        self,
        key: str,
        submitted_at: datetime,
        customer: str | None = "c1",
        score: float | None = 3,
        comment: str | None = "The invoice has three lines that nobody can explain.",
        **row: Any,
    ) -> None:
        """NPS and its reason; the customer has a name."""
        head = {
            "response_key": key, "source": "typeform", "survey_id": "FNPS0001", "survey_title": "Relationship survey",
            "customer_key": customer, "submitted_at": submitted_at, "is_complete": True, "language": "en", **row,
        }  # fmt: skip
        category = None if score is None else "negative" if score <= 6 else "positive" if score >= 9 else "neutral"
        self.answer(**head, question_ref="nps", position=1, question_title="How likely are you to recommend us?",
                    metric="nps", value_number=score, score=score, scale_max=10, category=category,
                    is_comment=False)  # fmt: skip
        self.answer(**head, question_ref="nps_reason", position=2, question_title="What is the main reason?",
                    value_text=comment, is_comment=comment is not None)  # fmt: skip
        self.add("marts.fct_answers", answer_key=f"{key} nps", response_key=key, touchpoint="support", segment="smb",
                 country="DK")  # fmt: skip
        known = self.db.execute("select 1 from restricted.customer_context where customer_key = ?", [customer])
        if customer and not known.fetchone():
            self.add("restricted.customer_context", customer_key=customer, name=f"Nora Vinter {customer}",
                     email=f"{customer}@customer.example", phone="+45 32 12 34 56")  # fmt: skip

    def answer(self, **row: Any) -> None:
        self.add("restricted.response_answers", **row)

    def forget(self, key: str) -> None:
        self.db.execute("delete from restricted.response_answers where response_key = ?", [key])


@pytest.fixture
def surveys(settings: Settings) -> Iterator[Surveys]:
    made = Surveys(settings.warehouse)
    yield made
    made.close()


@pytest.fixture(scope="session")
def registry() -> Known:
    return known(SEEDS)


@pytest.fixture
def book(registry: Known, tmp_path: Path) -> Book:
    people = (person("support_lead"), person("success_lead"), person("customer_director"))
    return Book(
        rules=(),
        known=registry,
        channels=read_channels(CHANNELS, tmp_path).channels,
        people={each.shown.owner: each for each in people},
        assignments=(Assignment("all", "all", "support_lead", "success_lead"),),
    )


@pytest.fixture
def go(surveys: Surveys, ledger: Ledger, book: Book) -> Go:
    """One look of these reports, so long after noon."""

    def run(*reports: Report, after: timedelta = timedelta(), by: Book | None = None) -> Sent:
        with surveys.open() as connection:
            return rounds.run(connection, ledger, by or book, reports or (UNHAPPY,), Clock(NOW + after, NOW + after))

    return run


def outcomes(written: Written) -> dict[str, str]:
    return {row["response_key"]: row["outcome"] for row in written("response_events")}
