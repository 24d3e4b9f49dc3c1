"""What other programs are told."""

from __future__ import annotations

import json
import re

import pytest

from orchestration.messages.looks import render
from orchestration.messages.message import Fact, Section, State
from tests.orchestration.messages.samples import AT, SENDER, message


def test_a_pager_opens_acknowledges_and_closes_one_incident_a_thread() -> None:
    events = {
        state: json.loads(render(message(state=state), "pagerduty", "oncall", SENDER, AT).body) for state in State
    }
    assert {event["dedup_key"] for event in events.values()} == {"episode1"}
    assert [events[state]["event_action"] for state in State] == ["trigger", "acknowledge", "resolve"]
    payload = events[State.TRIGGERED]["payload"]
    assert payload["summary"] == "CSAT at Support is 25.3 %, below the limit of 50 %."
    assert payload["severity"] == "critical"
    assert payload["custom_details"]["What happened: Where"] == "Support (touchpoint)"
    assert all("routing_key" not in event for event in events.values())


@pytest.mark.parametrize("kind", ["personal", "batch", "escalated"])
def test_a_pager_is_not_told_who_the_customer_is(kind: str) -> None:
    sent = render(message(kind=kind), "pagerduty", "oncall", SENDER, AT).body.decode()
    assert "What happened" not in sent
    assert "waited" not in sent


def test_a_webhook_gets_the_message_with_its_schemas_version() -> None:
    sent = json.loads(render(message(), "webhook", "crm", SENDER, AT).body)
    assert (sent["schema"], sent["schema_version"]) == ("voicehouse.message", 1)
    assert (sent["key"], sent["thread"], sent["occurred_at"]) == ("event1", "episode1", "2026-08-10T06:12:30+00:00")
    assert sent["sections"][2]["quotes"][0] == {
        "text": "I waited for two weeks.",
        "said_on": "2026-08-06",
        "language": "en",
        "source": "Support",
        "score": "1",
    }


def test_apprise_gets_a_title_and_the_whole_text() -> None:
    found = render(message(), "apprise", "x", SENDER, AT)
    assert found.content_type.startswith("text/plain")
    assert found.subject == "CSAT at Support below 50 %"
    assert "https://voice.example.org/confirm/AA" in found.body.decode()


def test_a_kind_of_channel_without_a_look_is_refused() -> None:
    with pytest.raises(ValueError, match="no look for channels of the kind pigeon"):
        render(message(), "pigeon", "x", SENDER, AT)


def test_a_card_that_teams_would_refuse_is_made_shorter() -> None:
    sections = tuple(message().sections[2] for _ in range(5))
    long = [part.__class__(part.title, quotes=part.quotes * 3, paragraphs=("word " * 900,)) for part in sections]
    assert len(render(message(sections=tuple(long)), "teams", "x", SENDER, AT).body) < 28_000


def test_a_card_with_long_lines_keeps_some_of_them_and_says_how_many_it_lost() -> None:
    facts = tuple(Fact(f"Customer {number}", "word " * 150) for number in range(60))
    what = message(kind="batch", sections=(Section("Who to call", facts=facts),))
    body = render(what, "teams", "x", SENDER, AT).body
    shown = len(set(re.findall(r"Customer (\d+)", body.decode())))
    assert len(body) < 28_000
    assert shown >= 5
    assert f"… and {60 - shown} more." in body.decode()


def test_short_looks_say_how_many_lines_they_left_out() -> None:
    facts = tuple(
        Fact(f"Customer {number}", "A detractor · Support · by Fri 14:00 · +372 5123 4567") for number in range(60)
    )
    what = message(kind="batch", sections=(Section("Who to call", facts=facts),), figures=(), plot=None)
    for kind in ("slack", "teams"):
        text = render(what, kind, "x", SENDER, AT).body.decode()
        shown = len(set(re.findall(r"Customer (\d+)", text)))
        assert shown >= 35
        assert f"… and {60 - shown} more." in text
