"""Messages about the warnings themselves: a test, and the one that comes when no evaluation has."""

from __future__ import annotations

from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.language import language, say, title
from orchestration.language.dates import at
from orchestration.language.numbers import duration
from orchestration.messages.message import Fact, Message, Severity, State


def trial(key: str, rule_title: str, channel: str, told_at: datetime) -> Message:
    """What `voc alerts test` sends to show that a channel works."""
    return Message(
        key=key,
        thread=key,
        kind="test",
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject=say("Test of the rule {rule}", rule=title(rule_title)),
        headline=say("This is a test: nothing happened, and nothing has to be done."),
        sections=(
            parts.section(
                say("What was tested"),
                (
                    Fact(say("Rule"), title(rule_title)),
                    Fact(say("Channel"), channel),
                    Fact(say("Sent"), at(told_at)),
                ),
                [say("Whoever reads this would be told when the rule finds something.")],
            ),
        ),
        language=language(),
    )


def dead_man(key: str, thread: str, last_ok_at: datetime | None, expected_hours: float, told_at: datetime) -> Message:
    """What comes when evaluation itself has stopped: silence is no good news."""
    if last_ok_at:
        since = duration((told_at - last_ok_at).total_seconds())
        news = say(
            "Not all rules have been evaluated for {since}: that nothing comes does not mean that all is well.",
            since=since,
        )
    else:
        news = say("Not all rules have been evaluated so far: that nothing comes does not mean that all is well.")
    return Message(
        key=key,
        thread=thread,
        kind="dead_man",
        severity=Severity.CRITICAL,
        state=State.TRIGGERED,
        subject=say("Warnings have stopped"),
        headline=news,
        sections=(
            parts.section(
                say("What happened"),
                (
                    Fact(say("Evaluated last"), at(last_ok_at) if last_ok_at else say("never")),
                    Fact(say("Expected every"), duration(expected_hours * 3600)),
                ),
                [say("Look at `voc status` and at the runs in `voc ui`; `voc run` evaluates when it has published.")],
            ),
        ),
        footer=(say("You receive this because you look after the warnings themselves."),),
        language=language(),
    )
