"""What a warning about a metric says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from orchestration.alerts.wording import aggregate, picture
from orchestration.alerts.wording.subjects import NO_ANSWERS, Episode, SuppressedError, of
from orchestration.alerts.wording.usual import usual
from orchestration.language.numbers import MINUS, apart, duration, measured, number
from orchestration.messages.message import Message, Severity, State, Tone
from orchestration.messages.text import plain
from tests.orchestration.alerts.stories import REPLY, change, comment, history, point, story


def said(message: Message) -> str:
    """All of its words, with ordinary blanks."""
    return " ".join(f"{message.subject} {plain(message)}".replace("\u00a0", " ").split())


def test_it_says_what_happened_since_when_what_is_usual_where_and_who_looks() -> None:
    text = said(aggregate.told(story()))
    for part in (
        "CSAT at Support is 25.3%, below the limit of 50%.",
        "CSAT 25.3%, limit 50%",
        "Usually 56 to 60%, median 58.0%, 13 weeks before",
        "Counted (n) 84, 95% interval 18.3 to 32.3%",
        "Where Support (touchpoint)",
        "Period 28 days to 9 Aug 2026",
        "Since 20 Jul 2026 (20 days)",
        "More than chance: the whole 95% interval is beyond the limit.",
        "Owner Support lead",
        "Backup Head of customer success",
        "Due Wed 17:00 (Europe/Tallinn)",
        "https://voice.example.org/confirm/A",
        "Snooze for 7 days",
        "Data through 9 Aug 2026, 23:59 UTC.",
        "Rule: Customer satisfaction by touchpoint.",
    ):
        assert part in text


def test_the_subject_is_one_for_the_whole_episode() -> None:
    told = [
        aggregate.told(story(kind=kind, value=value))
        for kind, value in (("confirmed", 25.3), ("worsened", 20.0), ("reminded", 31.0), ("resolved", 61.7))
    ]
    assert {message.subject for message in told} == {"CSAT at Support below 50%"}
    assert len({message.headline for message in told}) == 4
    assert {message.thread for message in told} == {"e3f2a1b0c99d44"}
    assert [message.kind for message in told] == ["opened", "worsened", "reminder", "resolved"]


def test_what_got_worse_says_from_where() -> None:
    headline = aggregate.told(story(kind="worsened")).headline.replace("\u00a0", " ")
    assert headline == "CSAT at Support got worse: 25.3%, after 49.1% at first."


def test_a_reminder_says_that_nobody_has_acknowledged_it() -> None:
    headline = aggregate.told(story(kind="reminded")).headline.replace("\u00a0", " ")
    assert (
        headline
        == "CSAT at Support is still 25.3%, below the limit of 50%, for 20 days, and nobody has acknowledged it."
    )


def test_a_recovery_is_good_news_without_anything_to_do() -> None:
    message = aggregate.told(story(61.7, kind="resolved", change=change()))
    assert message.headline.replace("\u00a0", " ") == "CSAT at Support is well again: 61.7% after 20 days."
    assert (message.state, message.severity) == (State.RESOLVED, Severity.INFO)
    assert message.figures[0].tone is Tone.GOOD
    assert [link.label for link in message.links] == ["See all answers"]
    text = said(message)
    assert "Acknowledge" not in text
    assert "What moved" not in text
    assert "Worst so far 25.3%" in text


@pytest.mark.parametrize(
    ("value", "limit", "shown"),
    [
        (49.96, 50.0, ("49.96%", "50%")),
        (49.5, 50.0, ("49.5%", "50%")),
        (49.99996, 50.0, ("49.99996%", "50%")),
        (50.0, 50.0, ("50.0%", "50%")),
        (4.24, 4.25, ("4.24%", "4.25%")),
    ],
)
def test_a_value_and_its_limit_never_look_the_same_when_they_differ(
    value: float, limit: float, shown: tuple[str, str]
) -> None:
    assert apart(value, limit, "percent", 1) == shown


@pytest.mark.parametrize("difference", [1e-2, 1e-4, 1e-6, 1e-9])
@pytest.mark.parametrize("unit", ["percent", "points", "seconds", "eur"])
def test_they_are_told_apart_however_close_they_are(difference: float, unit: str) -> None:
    value, limit = apart(300.0 - difference, 300.0, unit, 0)
    assert value != limit


def test_a_limit_that_is_met_is_not_said_to_be_passed() -> None:
    assert "at the limit of" in aggregate.told(story(50.0)).headline


def test_a_metric_that_should_be_low_is_above_its_limit_in_hours_and_minutes() -> None:
    points = [replace(each, value=3600.0 * 5 + 720, low=None, high=None) for each in history(0)]
    told = aggregate.told(
        story(
            5 * 3600 + 720.0,
            4 * 3600.0,
            definition=REPLY,
            history=points,
            episode={"opened_value": 5.0 * 3600, "metric": "first_reply_median"},
        )
    )
    assert told.subject.replace("\u00a0", " ") == "First reply time (median) at Support above 4 h"
    assert "is 5 h 12 min, above the limit of 4 h." in told.headline.replace("\u00a0", " ")


def test_silence_counts_answers_and_draws_nothing() -> None:
    what = story(3.0, 12.0, episode={"family": "silence", "tier": "confirmed"})
    message = aggregate.told(what)
    assert message.subject == "CSAT at Support: hardly any answers"
    assert message.headline.replace("\u00a0", " ") == "CSAT at Support: 3 answers came where at least 12 were expected."
    assert "%" not in message.figures[0].value
    assert picture.drawn(what) is None


def test_a_fall_is_told_from_what_is_usual() -> None:
    message = aggregate.told(story(episode={"family": "change"}))
    assert message.subject == "CSAT at Support has fallen"
    assert message.headline.replace("\u00a0", " ") == "CSAT at Support has fallen to 25.3%, from a usual 58.0%."


def test_what_may_be_chance_says_so() -> None:
    assert "It may still be chance" in said(aggregate.told(story(kind="opened", episode={"tier": "watch"})))


def test_drivers_are_named_with_their_part() -> None:
    section = next(each for each in aggregate.told(story(change=change())).sections if "moved" in each.title)
    assert [(fact.label, fact.value, fact.tone) for fact in section.facts] == [
        ("Support", f"{MINUS}7.9 (lower values)", Tone.BAD),
        ("Billing", f"{MINUS}2.8 (lower values)", Tone.PLAIN),
        ("Product use", "+0.6 (another share of all)", Tone.PLAIN),
    ]


def test_a_change_inside_normal_variation_has_no_driver() -> None:
    section = next(each for each in aggregate.told(story(change=change(False))).sections if "moved" in each.title)
    assert section.facts == ()
    assert "normal variation" in section.paragraphs[0]


def test_two_or_three_comments_are_quoted_masked() -> None:
    comments = [comment(f"I called +372 5123 4567 and Tammele ei vastata, number {each}") for each in range(9)]
    section = next(each for each in aggregate.told(story(comments=comments)).sections if each.quotes)
    assert len(section.quotes) == 3
    assert all(
        "[phone]" in quote.text and "[name]" in quote.text and "5123" not in quote.text for quote in section.quotes
    )


def test_comments_of_a_group_whose_comments_are_hidden_are_refused() -> None:
    with pytest.raises(SuppressedError):
        aggregate.told(story(comments=[comment("Words that identify somebody.")], are_comments_hidden=True))


def test_a_suppressed_group_is_never_written_about() -> None:
    hidden = [*history(25.3)[:-1], point(date(2026, 8, 9), None, None, is_suppressed=True)]
    with pytest.raises(SuppressedError):
        aggregate.told(story(history=hidden))
    with pytest.raises(SuppressedError):
        aggregate.told(story(history=[replace(hidden[0], is_suppressed=True), *history(25.3)[1:]]))


def test_without_links_the_command_is_named() -> None:
    assert "`voc alerts ack e3f2a1b0`" in said(aggregate.told(story(answers=NO_ANSWERS)))


def test_nobody_in_charge_is_said() -> None:
    assert "Nobody: add one to owner_assignments.csv" in said(aggregate.told(story(owner=None, backup=None)))


def test_usual_needs_some_weeks_and_leaves_hidden_ones_out() -> None:
    points = [point(date(2026, 7, 1) - timedelta(weeks=back), 50.0 + back) for back in range(3)]
    assert usual(points, date(2026, 7, 20)) is None
    points += [
        point(date(2026, 6, 1), 90.0, is_suppressed=True),
        point(date(2026, 5, 1), 40.0),
        point(date(2026, 1, 1), 1.0),
    ]
    found = usual(points, date(2026, 7, 20))
    assert found is not None
    assert (found.low, found.high, found.count) == (40.0, 52.0, 4)


def test_a_picture_says_its_numbers_in_words() -> None:
    plot = picture.drawn(story())
    assert plot is not None
    assert plot.png.startswith(b"\x89PNG")
    assert plot.alt.replace("\u00a0", " ") == (
        "Customer satisfaction from 22 Mar 2026 to 9 Aug 2026: between 25.3 and 60.0, at the end 25.3; limit 50%."
    )


def test_numbers_are_said_as_people_write_them() -> None:
    assert number(-12.34, 1) == f"{MINUS}12.3"
    assert number(-0.04, 1) == "0.0"
    assert number(1234567, 0) == "1,234,567"
    assert measured(None, "percent", 1) == "–"
    assert measured(float("nan"), "percent", 1) == "–"
    seconds = (40, 60, 3600, 5 * 3600 + 720, 86400 * 2 + 4 * 3600)
    assert [duration(each).replace("\u00a0", " ") for each in seconds] == [
        "40 s",
        "1 min",
        "1 h",
        "5 h 12 min",
        "2 d 4 h",
    ]


def test_a_row_of_a_frame_becomes_an_episode() -> None:
    import pandas as pd

    row = {"episode_id": "e", "rule": "r", "family": "threshold", "severity": "warning", "tier": "watch",
           "opened_on": pd.Timestamp("2026-07-20"), "confirmed_on": pd.NaT, "limit_value": float("nan"),
           "owner": pd.NA, "is_backfilled": True}  # fmt: skip
    assert of(Episode, row) == Episode("e", "r", "threshold", "warning", "watch", date(2026, 7, 20))
