"""The sample company's planted incident, as the owner of the touchpoint lives through it: told, told of its driver, and
told that it is over; and what comes back into the marts."""

from __future__ import annotations

import json
import shutil
import sqlite3
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sample_company import advance
from tests.end_to_end.runs import State, serving

FELL, BELOW = "csat_fell", "csat_below_threshold"


@pytest.fixture(scope="module")
def company(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, State]:
    """A copy to go on with: time passes for it."""
    folder = tmp_path_factory.mktemp("incident")
    shutil.copytree(incident / "company", folder / "company")
    return folder / "company", State(incident / "state").copy(folder / "state")


def test_the_touchpoint_that_failed_is_told_to_its_owner(company: tuple[Path, State]) -> None:
    folder, state = company
    planted = json.loads((folder / "truth" / "incident.json").read_text())
    fell = only(ledger(state, "select * from episodes where rule = ?", FELL))
    assert fell["dimension_value"] == planted["touchpoint"]
    assert (fell["tier"], fell["owner"]) == ("confirmed", "support_lead")
    below = ledger(state, "select * from episodes where rule = ? and dimension = 'touchpoint'", BELOW)
    assert {row["dimension_value"] for row in below} == {planted["touchpoint"]}
    assert all(row["opened_on"] >= planted["week_starts"][0] for row in (fell, *below))
    mail = only(mails(state, "CSAT at Support has fallen"))
    assert mail["To"] == "support-lead@company.example"


def test_the_message_about_all_customers_names_the_touchpoint_that_moved_them(company: tuple[Path, State]) -> None:
    _, state = company
    text = body(only(mails(state, "CSAT below 50")))
    assert "below the limit of 50%" in text
    _, _, moved = text.partition("What moved CSAT, by touchpoint")
    groups = ("Support", "Billing", "Onboarding", "Product")
    named = [line for line in moved.splitlines() if line.strip().startswith(groups)]
    assert named[0].strip().startswith("Support"), moved
    assert "lower values" in named[0]


def test_the_whole_speaks_for_its_part(company: tuple[Path, State]) -> None:
    """Support is below the limit too, and nobody is told that twice."""
    _, state = company
    episodes = {row["dimension"]: row for row in ledger(state, "select * from episodes where rule = ?", BELOW)}
    assert episodes["touchpoint"]["inhibited_by"] == episodes["all"]["episode_id"]
    assert not mails(state, "CSAT at Support below")


def test_customers_who_need_a_call_are_told_once_with_what_they_said(company: tuple[Path, State]) -> None:
    _, state = company
    events = ledger(state, "select * from personal_events where outcome = 'told'")
    assert events
    assert len({row["customer_key"] for row in events}) == len(events)
    assert all(row["customer_key"] for row in events)
    for row in events:
        rows = ledger(state, "select distinct recipient from outbox where event_id = ?", row["event_id"])
        assert len(rows) == 2, "the owner and the backup"
    text = body(mails(state, "needs a call")[0])
    assert "Who to call" in text
    assert "What they said" in text


def test_nothing_is_told_of_who_answered_without_a_name(company: tuple[Path, State]) -> None:
    _, state = company
    anonymous = ledger(state, "select event_id from personal_events where outcome = 'anonymous'")
    assert anonymous
    told = {row["event_id"] for row in ledger(state, "select event_id from outbox")}
    assert not told & {row["event_id"] for row in anonymous}


def test_the_episode_ends_when_help_is_well_again_and_its_messages_stay_together(company: tuple[Path, State]) -> None:
    folder, state = company
    before = only(mails(state, "CSAT at Support has fallen"))
    advance(folder, 30)
    with serving(folder) as environment:
        state.succeed(environment)
    episode = only(ledger(state, "select * from episodes where rule = ?", FELL))
    assert episode["status"] == "resolved"
    mail = mails(state, "CSAT at Support has fallen")[-1]
    assert "is well again" in body(mail) or "is back at its usual level" in body(mail)
    assert mail["Message-ID"] != before["Message-ID"]
    assert mail["References"] == before["References"]
    with duckdb.connect(str(state.folder / "published" / "voice.duckdb"), read_only=True) as connection:
        # What the first run did came back as a source of the second.
        known = connection.execute(
            "select count(*) from marts.alert_episodes where rule = ? and dimension_value = 'support'", [FELL]
        ).fetchone()
        sent = connection.execute("select count(*) from marts.alert_messages where status = 'sent'").fetchone()
        cases = connection.execute(
            "select count(*), count(case when contacted_at is not null then 1 end) from marts.cases"
        ).fetchone()
    assert known == (1,)
    assert sent is not None
    assert sent[0] > 0
    assert cases is not None
    assert cases[0] > cases[1] > 0


def test_overdue_cases_went_to_the_backup(company: tuple[Path, State]) -> None:
    """Thirty days passed and nobody called those whom no agent wrote to."""
    _, state = company
    events = ledger(state, "select * from case_events where kind = 'escalated'")
    assert events
    assert {row["came_by"] for row in events} == {"rule"}
    assert {row["level"] for row in events} == {1}
    mail = mails(state, "needs a call", kind="escalated")[0]
    assert "nobody has" in body(mail)


def ledger(state: State, query: str, *values: object) -> list[sqlite3.Row]:
    connection = sqlite3.connect(state.folder / "ledger.sqlite")
    connection.row_factory = sqlite3.Row
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def mails(state: State, subject: str, kind: str | None = None) -> list[EmailMessage]:
    """Those delivered into the folder, by what stands in the subject, in the order in which they were sent."""
    rows = ledger(
        state,
        "select message_id, kind from outbox where status = 'sent' and subject like ? order by enqueued_at",
        f"%{subject}%",
    )
    found = []
    for row in rows:
        if kind is not None and row["kind"] != kind:
            continue
        (file,) = (state.folder / "messages").glob(f"*-{row['message_id'][:16]}.eml")
        mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        assert isinstance(mail, EmailMessage)
        found.append(mail)
    return found


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def only(found: list[Any]) -> Any:
    assert len(found) == 1, found
    return found[0]
