"""Messages about the warnings themselves: a test, and the one that comes when no evaluation has."""

from __future__ import annotations

from datetime import datetime

from orchestration.alerts.wording import parts
from orchestration.language import say
from orchestration.language.numbers import duration
from orchestration.messages.message import Fact, Message, Severity, State


def trial(key: str, rule_title: str, channel: str, told_at: datetime, language: str = "en") -> Message:
    """What `voc alerts test` sends to show that a channel works."""
    return Message(
        key=key,
        thread=key,
        kind="test",
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject=say("Test of the rule {rule}", rule=rule_title),
        headline=say("This is a test: nothing happened, and nothing has to be done."),
        sections=(
            parts.section(
                say("What was tested"),
                (
                    Fact(say("Rule"), rule_title),
                    Fact(say("Channel"), channel),
                    Fact(say("Sent"), f"{told_at:%-d %b %Y, %H:%M} UTC"),
                ),
                [say("Whoever reads this would be told when the rule finds something.")],
            ),
        ),
        language=language,
    )


def dead_man(
    key: str, thread: str, last_ok_at: datetime | None, expected_hours: float, told_at: datetime, language: str = "en"
) -> Message:
    """What comes when evaluation itself has stopped: silence is no good news."""
    if last_ok_at:
        since = say("for {since}", since=duration((told_at - last_ok_at).total_seconds()))
        last = f"{last_ok_at:%-d %b %Y, %H:%M} UTC"
    else:
        since, last = say("so far"), say("never")
    return Message(
        key=key,
        thread=thread,
        kind="dead_man",
        severity=Severity.CRITICAL,
        state=State.TRIGGERED,
        subject=say("Warnings have stopped"),
        headline=say(
            "Not all rules have been evaluated {since}: that nothing comes does not mean that all is well.",
            since=since,
        ),
        sections=(
            parts.section(
                say("What happened"),
                (
                    Fact(say("Evaluated last"), last),
                    Fact(say("Expected every"), duration(expected_hours * 3600)),
                ),
                [say("Look at `voc status` and at the runs in `voc ui`; `voc run` evaluates when it has published.")],
            ),
        ),
        footer=(say("You receive this because you look after the warnings themselves."),),
        language=language,
    )
