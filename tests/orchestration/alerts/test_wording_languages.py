"""Warnings in every language: whole, with the same numbers, and nothing left in English."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orchestration.alerts.wording import aggregate, batch, data, personal, picture, service
from orchestration.alerts.wording.subjects import Episode, Event
from orchestration.language import LANGUAGES, speaking
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.messages.rendered import Sender
from orchestration.messages.text import plain
from tests.orchestration.alerts.stories import BACKUP, LINKS, OWNER, TOLD_AT, change, comment, signal, story, warning

LATE = Episode("d1", "sources", "source_late", "warning", "watch", date(2026, 8, 8), dimension_value="trustpilot")
NAMES = re.compile(r"Support lead|Head of customer success|See all answers|Customer satisfaction by touchpoint|"
                   r"Product use|Tamm & Pojad|Team|Detractors|Mari-Liis|Trustpilot|[\w.]+@[\w.]+|https?://\S+|`[^`]+`|"
                   r"fct_mentions|Europe/Tallinn|Net Promoter Score|“[^”]*”|owner_assignments.csv")  # fmt: skip
ENGLISH = re.compile(r"(?<!-)\b(the|of|is|and|to|by|with|has|been|limit|days?|since|not|what|who|it)\b", re.I)


def messages() -> list[Message]:
    """One of every kind, in the language that is spoken."""
    told = story(change=change(), comments=[comment("I waited two weeks, call me on +372 5123 4567")])
    found = [aggregate.told(replace(told, plot=picture.drawn(told)))]
    found += [aggregate.told(story(kind=kind)) for kind in ("worsened", "reminded", "resolved", "acknowledged")]
    found += [
        aggregate.told(story(episode={"family": family})) for family in ("threshold", "change", "anomaly", "silence")
    ]
    found += [personal.told(warning()), personal.settled(warning(key="p3"), "resolved", "Support lead")]
    found += [personal.escalated(warning(key="p2"), level, BACKUP) for level in (1, 2)]
    found += [
        personal.told(warning(signals=[signal(trigger=trigger, metric=None, score=3, earlier_score=50)]))
        for trigger in ("review", "repeat_contact", "health")
    ]
    found.append(batch.told("b", "t", "A detractor", [warning()] * 3, OWNER, TOLD_AT, LINKS))
    trouble = data.Trouble(datetime(2026, 8, 7, 4, tzinfo=UTC), marts=("fct_mentions",))
    found += [
        data.told(LATE, Event("x", kind, date(2026, 8, 10)), trouble, "A source is late", TOLD_AT, OWNER)
        for kind in ("opened", "resolved")
    ]
    found += [
        service.dead_man("k", "t", datetime(2026, 8, 7, 4, tzinfo=UTC), 26, TOLD_AT),
        service.trial("k", "A detractor", "mail", TOLD_AT),
    ]
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_message_says_which_language_it_is_in(code: str) -> None:
    with speaking(code):
        assert {message.language for message in messages()} == {code}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_nothing_is_left_in_english(code: str) -> None:
    with speaking(code):
        for message in messages():
            text = NAMES.sub("", " ".join(f"{message.subject} {plain(message)}".split()))
            assert not ENGLISH.findall(text), text
            assert "{" not in text
            assert code != "ru" or len(re.findall("[а-я]", text)) > 2 * len(re.findall("[a-z]", text))


def test_every_language_says_the_same_numbers() -> None:
    shown: dict[str, list[list[str]]] = {}
    for code in LANGUAGES:
        with speaking(code):
            shown[code] = [
                sorted(re.findall(r"\d+", re.sub(r"[.,:](?=\d)", "", f"{each.headline} {each.subject}")))
                for each in messages()
            ]
    assert all(each == shown["en"] for each in shown.values())


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", ["smtp", "file", "slack", "teams", "pagerduty", "webhook"])
def test_every_channel_takes_every_language(code: str, kind: str) -> None:
    sender = Sender(address="voice@example.org")
    with speaking(code):
        body = render(messages()[9], kind, "you@example.org", sender, TOLD_AT).body
        assert body == render(messages()[9], kind, "you@example.org", sender, TOLD_AT).body
    if kind in ("slack", "teams", "pagerduty", "webhook"):
        json.loads(body)
    else:
        assert f"Content-Language: {code}".encode() in body


def test_masks_are_in_the_readers_language() -> None:
    with speaking("ru"):
        quotes = [quote.text for section in messages()[0].sections for quote in section.quotes]
    assert "[телефон]" in quotes[0]


def test_a_picture_is_in_the_readers_language() -> None:
    with speaking("da"):
        danish = picture.drawn(story())
    english = picture.drawn(story())
    assert danish is not None
    assert english is not None
    assert danish.png != english.png
    assert danish.alt.startswith("Kundetilfredshed fra 22. mar. 2026 til 9. aug. 2026: mellem 25,3 og 60,0")
