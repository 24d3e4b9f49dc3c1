"""Words that stand for a digest's, so that a round can be tested without marts, charts and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.digests.facts import Freshness
from orchestration.digests.rounds.composer import Composer
from orchestration.language import say
from orchestration.messages.message import Message, Section, Severity, State
from orchestration.subscriptions.model import Edition


def compose(
    published: Path,
    warehouse: Any | None,
    edition: Edition,
    *,
    report_url: str = "",
    owners: Mapping[str, str] = {},
    episodes: Sequence[Mapping[str, Any]] = (),
) -> Message:
    return _message(
        edition, "digest", f"Revision {edition.revision} in {edition.language}.", report_url, edition.reason
    )


def delayed(edition: Edition, state: Freshness, *, report_url: str = "") -> Message:
    return _message(edition, "delayed", "No digest yet.", *(title for title, _ in state.late))


def stand_in(is_empty: bool = False) -> Composer:
    return Composer(compose, delayed, lambda published, edition: is_empty)


def _message(edition: Edition, kind: str, headline: str, *paragraphs: str) -> Message:
    return Message(
        key="whatever the words are",
        thread="whatever",
        kind=kind,
        severity=Severity.INFO,
        state=State.TRIGGERED,
        subject=f"{edition.audience.title}: {edition.window.start}",
        headline=headline,
        sections=(Section("About", tuple(text for text in paragraphs if text)),),
        footer=(say("You receive this because you are in {audience}.", audience=edition.audience.title),),
        language=edition.language,
    )
