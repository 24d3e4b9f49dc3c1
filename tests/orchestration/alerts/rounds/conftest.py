"""What the rounds' tests share: a book of three people and three channels, a ledger, a warehouse, a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.alerts.owners import Assignment
from orchestration.alerts.rounds.book import Book, Person
from orchestration.alerts.rounds.clock import Clock
from orchestration.alerts.rules import Known, Rule
from orchestration.alerts.wording.subjects import Owner
from orchestration.delivery.settings import read_channels
from orchestration.ledger.store import Ledger
from orchestration.ledger.tables import metadata
from orchestration.lib.settings import Settings
from tests.orchestration.alerts.rounds.marts import Marts

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)  # A Tuesday, in business hours
CHANNELS = {
    "folder": {"kind": "file"},
    "mail": {"kind": "smtp", "host": "smtp.example.org", "from": "voc@example.org"},
    "chat": {"kind": "slack", "url_env": "SLACK_WEBHOOK_URL"},
}
MANAGER = "customer_director"
Written = Callable[..., list[dict]]


@pytest.fixture
def url(settings: Settings) -> str:
    """The ledger of the state folder: rounds are the same on Postgres, and the ledger's own tests run there."""
    return f"sqlite:///{settings.state_dir / 'ledger.sqlite'}"


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Marts]:
    made = Marts(settings.warehouse)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW, NOW)


@pytest.fixture
def book_of(registry: Known, tmp_path: Path) -> Callable[..., Book]:
    """A book with these rules; support_lead looks after everything, success_lead is the backup."""

    def made(*rules: Rule, people: Sequence[Person] | None = None) -> Book:
        shown = people if people is not None else (
            person("support_lead", manager=MANAGER), person("success_lead"), person(MANAGER)
        )  # fmt: skip
        return Book(
            rules=rules,
            known=registry,
            channels=read_channels(CHANNELS, tmp_path).channels,
            people={each.shown.owner: each for each in shown},
            assignments=(Assignment("all", "all", "support_lead", "success_lead"),),
        )

    return made


@pytest.fixture
def written(ledger: Ledger) -> Written:
    """Rows of a table of the ledger, in the order in which they came."""

    def read(table: str, **where: object) -> list[dict]:
        columns = metadata.tables[table]
        query = sa.select(columns).where(*(columns.c[name] == value for name, value in where.items()))
        with ledger.reading() as connection:
            return [dict(row) for row in connection.execute(query.order_by(sa.text("rowid"))).mappings()]

    return read


def person(name: str, email: str | None = "", manager: str | None = None, is_in_hours: bool = False) -> Person:
    """With an address of their own unless it is None."""
    address = f"{name}@company.example" if email == "" else email
    return Person(Owner(name, name.replace("_", " ").title(), "Europe/Copenhagen"), address, manager, is_in_hours)
