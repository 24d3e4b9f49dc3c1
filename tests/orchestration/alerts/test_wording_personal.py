"""What a warning about a customer says, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orchestration.alerts.wording import batch, data, personal, service
from orchestration.alerts.wording.subjects import NO_ANSWERS, Episode, Event, NotForAnonymousError, Signal, of
from orchestration.messages.message import Message, Severity, State
from orchestration.messages.text import plain
from tests.orchestration.alerts.stories import BACKUP, LINKS, OWNER, TOLD_AT, customer, signal, warning

SECRETS = ("Tamm", "Mari", "5123", "example.org", "Nobody called", "1,240")


def trouble_with(name: str, family: str) -> Episode:
    return Episode("d1", family, family, "warning", "watch", date(2026, 8, 8), dimension_value=name)


def said(message: Message) -> str:
    return " ".join(plain(message).replace("\u00a0", " ").split())


def test_it_says_who_to_call_what_they_said_what_came_before_and_by_when() -> None:
    text = said(personal.told(warning()))
    for part in (
        "Mari-Liis Tamm",
        "+372 5123 4567",
        "mari.tamm@example.org",
        "Tamm & Pojad OÜ · Team, Mid market",
        "1,240 EUR a month",
        "Speaks Estonian, Estonia",
        "Net Promoter Score 2 of 10, 9 Aug 2026",
        "> 2: “Nobody called me back. Ring [phone], [e-mail]”",
        "Orders 14, last on 30 Jul 2026",
        "Tickets 6, 2 open",
        "Health 38 of 100 (at risk), −21 in a month",
        "CSAT 1 of 5 on 1 Aug 2026",
        "Owner Support lead",
        "Due Tue 14:00 (Europe/Tallinn)",
        "https://voice.example.org/confirm/C",
    ):
        assert part in text, part


def test_subject_headline_and_figures_tell_nothing_of_who_it_is() -> None:
    for message in (personal.told(warning()), personal.escalated(warning(), 1, BACKUP)):
        shown = " ".join(
            [message.subject, message.headline, *(f"{each.label} {each.value} {each.note}" for each in message.figures)]
        )
        assert not any(secret in shown for secret in SECRETS)
    assert personal.told(warning()).subject == "A detractor at Support needs a call by Tue 14:00 (case 3f2a1b09)"


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"metric": "csat", "score": 1}, "A dissatisfied customer"),
        ({"trigger": "review", "metric": None, "score": 1}, "The author of a bad review"),
        ({"trigger": "repeat_contact", "metric": None, "score": 3}, "A customer who had to come back"),
        ({"trigger": "health", "metric": None, "score": 38, "earlier_score": 72}, "A customer at risk"),
        ({"trigger": "comment", "metric": None, "score": None}, "A customer who wrote to us"),
    ],
)
def test_what_kind_of_customer_it_is_comes_from_what_they_did(changes: dict[str, object], who: str) -> None:
    assert personal.told(warning(signals=[signal(**changes)])).subject.startswith(f"{who} at Support needs a call")


def test_a_fall_of_health_says_from_where() -> None:
    told = personal.told(warning(signals=[signal(trigger="health", metric=None, score=38, earlier_score=72)]))
    assert "(health 38 of 100, after 72)" in told.headline


def test_an_anonymous_customer_is_never_written_about() -> None:
    for wrong in (
        warning(signals=[signal(customer_key=None)]),
        warning(signals=[signal(), signal(signal_key="s2", customer_key=None)]),
        warning(signals=[signal(), signal(customer_key="another")]),
        warning(customer=customer(customer_key="")),
        warning(signals=[]),
    ):
        with pytest.raises(NotForAnonymousError):
            personal.told(wrong)
        with pytest.raises(NotForAnonymousError):
            personal.escalated(wrong, 1, BACKUP)
        with pytest.raises(NotForAnonymousError):
            batch.told("k", "t", "Detractors", [warning(), wrong], OWNER, TOLD_AT)


def test_an_escalation_stays_in_the_cases_thread_under_its_subject() -> None:
    first = personal.told(warning())
    late = warning(told_at=datetime(2026, 8, 20, 16, 30, tzinfo=UTC), key="pe2")
    second = personal.escalated(late, 2, OWNER)
    assert (second.thread, second.subject) == (first.thread, first.subject)
    assert second.key != first.key
    assert second.severity is Severity.CRITICAL
    assert second.headline.replace("\u00a0", " ").endswith(
        "Tue 11 Aug 14:00, 9 d 5 h ago, and nobody has: it is now with the manager."
    )
    assert "Now with Support lead (manager)" in said(second)


def test_a_settled_case_ends_its_thread_without_naming_anybody() -> None:
    first, last = personal.told(warning()), personal.settled(warning(key="pe3"), "contacted", "Support lead")
    assert (last.thread, last.subject, last.state) == (first.thread, first.subject, State.RESOLVED)
    assert last.headline == "A detractor at Support has been contacted."
    assert not any(secret in said(last).replace("bi.example.org", "") for secret in SECRETS)


def test_without_links_the_command_is_named() -> None:
    assert "`voc case contacted 3f2a1b09`" in said(personal.told(warning(answers=NO_ANSWERS)))


def test_many_customers_come_as_a_list_what_is_due_first_at_its_head() -> None:
    warnings = []
    for place in range(70):
        case = warning().case
        assert case is not None
        due = case.due_at.replace(minute=place % 60, day=11 + place // 60)
        who = customer(customer_key=f"c{place}", name=f"Customer {place}", account=None)
        warnings.append(
            warning(customer=who, signals=[signal(customer_key=f"c{place}")], case=replace(case, due_at=due))
        )
    message = batch.told("b1", "t1", "Detractors", warnings[::-1], OWNER, TOLD_AT, LINKS)
    lines = message.sections[0].facts
    assert len(lines) == 60
    assert [line.label for line in lines[:2]] == ["Customer 0", "Customer 1"]
    assert lines[0].value == "A detractor (2 of 10) · Support · by Tue 14:00 · +372 5123 4567 · case 3f2a1b09"
    assert "And 10 more" in message.sections[0].paragraphs[0]
    assert message.subject == "70 customers need a call"
    assert "Customer 0" not in message.headline


def test_a_late_source_says_since_when_and_what_stands_still() -> None:
    episode = Episode(
        "d1", "sources", "source_late", "warning", "watch", datetime(2026, 8, 8).date(), dimension_value="trustpilot"
    )
    trouble = data.Trouble(datetime(2026, 8, 7, 4, tzinfo=UTC), marts=("fct_mentions",))
    opened = data.told(episode, Event("x", "opened", date(2026, 8, 9)), trouble, "Late sources", TOLD_AT, OWNER)
    assert (opened.kind, opened.subject) == ("data", "Trustpilot is late")
    assert (
        opened.headline.replace("\u00a0", " ")
        == "Trustpilot has not been read for 3 d 2 h: numbers that need it stand still."
    )
    over = data.told(episode, Event("y", "resolved", date(2026, 8, 10)), trouble, "Late sources", TOLD_AT, OWNER)
    assert (over.state, over.headline) == (State.RESOLVED, "Trustpilot has been read again, after 2 days.")
    assert over.subject == opened.subject


def test_an_odd_load_says_how_much_came_and_what_is_usual() -> None:
    episode = Episode(
        "d1", "volume", "volume", "warning", "watch", datetime(2026, 8, 8).date(), dimension_value="typeform"
    )
    told = data.told(
        episode, Event("x", "opened", TOLD_AT.date()), data.Trouble(rows=12, usual_rows=1834.4), "Volume", TOLD_AT
    )
    assert told.headline == "Typeform brought 12 rows, usually about 1,834."


def test_a_dead_man_says_that_silence_is_no_good_news() -> None:
    message = service.dead_man("k", "t", datetime(2026, 8, 7, 4, tzinfo=UTC), 24, TOLD_AT)
    assert message.severity is Severity.CRITICAL
    assert "for 3 d 2 h: that nothing comes does not mean that all is well." in said(message)
    assert "never" in said(service.dead_man("k", "t", None, 24, TOLD_AT))


def test_a_test_says_that_nothing_happened() -> None:
    assert "This is a test" in service.trial("k", "Detractors", "mail", TOLD_AT).headline


def test_a_row_of_the_mart_becomes_a_signal() -> None:
    import pandas as pd

    row = {"signal_key": "s", "trigger": "answer", "record_key": "r", "customer_key": pd.NA, "score": 2.0, "text": None,
           "happened_at": pd.Timestamp("2026-08-09 09:12"), "response_key": "not known here"}  # fmt: skip
    assert of(Signal, row) == Signal("s", "answer", "r", None, datetime(2026, 8, 9, 9, 12, tzinfo=UTC), score=2.0)
