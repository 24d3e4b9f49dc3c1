"""What the rounds' tests share: a published file made by hand, a file of subscriptions, the rules' channels."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.lib.settings import Settings
from orchestration.publish import record
from orchestration.publish.record import Published

# A Monday: in Copenhagen it is ten past seven, and the digest of the week from 21 September is due.
NOW = datetime(2026, 9, 28, 5, 10, tzinfo=UTC)
WEEK = date(2026, 9, 21)
CHANNELS = """
channels:
  folder: {kind: file}
  mail: {kind: smtp, host: 127.0.0.1, from: Voice <voice@company.example>, security: none, allow_private: true}
  chat: {kind: slack, url_env: SLACK_WEBHOOK_URL}
rules: []
"""
SUPPORT = """
defaults: {time_zone: Europe/Copenhagen, on: monday, at: "07:00"}
audiences:
  - name: support
    title: Customer support leads
    role: support
    metrics: [csat, first_reply_median]
    recipients: [support_lead, somebody@company.example]
    channels: mail
"""
Publish = Callable[..., None]


@pytest.fixture
def subscribed(settings: Settings, tmp_path: Path) -> Callable[[str], None]:
    """Write the file of subscriptions; the channels are in place."""
    rules, file = tmp_path / "rules.yml", tmp_path / "subscriptions.yml"
    rules.write_text(CHANNELS)
    os.environ |= {"VOC_ALERT_RULES": str(rules), "VOC_SUBSCRIPTIONS": str(file)}
    file.write_text(SUPPORT)
    return lambda text: file.write_text(text) and None


@pytest.fixture
def publish(settings: Settings) -> Publish:
    """A published file: read to these instants by tool, and its newest complete day."""

    def made(checks: int = 12, complete_before: date | None = None, **through: datetime) -> None:
        tools = {"typeform": NOW, "zendesk": NOW, "trustpilot": NOW} | through
        put_published(settings.published, tools, checks, complete_before)

    return made


def put_published(
    file: Path, through: dict[str, datetime], checks: int = 12, complete_before: date | None = None
) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    until = complete_before or min(through.values()).date()
    with duckdb.connect(str(file)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.source_freshness (source varchar, resource varchar, data_through_at timestamp);
            create table marts.dim_metrics (metric varchar, observations varchar);
            insert into marts.dim_metrics values
                ('csat', 'csat'), ('first_reply_median', 'first_reply'), ('share_of_voice', 'share_of_voice'),
                ('chs', 'health');
            create table marts.fct_answers as select 'typeform' as source, 'csat' as metric;
            create table marts.fct_tickets as select 'zendesk' as source;
            create table marts.fct_mentions as select 'trustpilot' as source;
            create table marts.voc_metrics
                (metric varchar, period_type varchar, period_start date, is_complete boolean, as_of_at timestamp)
            """
        )
        rows = [[tool, "things", at.replace(tzinfo=None)] for tool, at in through.items()]
        db.executemany("insert into marts.source_freshness values (?, ?, ?)", rows)
        weeks = [WEEK + timedelta(days=7 * number) for number in range(-8, 2)]
        as_of = max(through.values()).replace(tzinfo=None)
        db.executemany(
            "insert into marts.voc_metrics values (?, 'week', ?, ?, ?)",
            [
                [metric, week, week + timedelta(days=6) < until, as_of]
                for week in weeks
                for metric in ("csat", "first_reply_median", "share_of_voice")
            ],
        )
        made = Published("run", max(through.values()), min(through.values()), checks)
        catalog = db.execute("select current_database()").fetchone()
        assert catalog is not None
        record.write(db, catalog[0], made, [record.Publish("run", made.published_at, None)])
