"""A message in the form that a kind of channel takes.

Belongs here: which look is whose, and what is done to every message before any of them sees it. Does not belong here:
how one looks (mail.py, slack.py, teams.py, machines.py), and sending.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from orchestration.language import speaking
from orchestration.messages import inert, machines, mail, slack, teams
from orchestration.messages.message import Link, Message
from orchestration.messages.rendered import Occasion, Rendered, Sender

Look = Callable[[Message, Occasion], Rendered]
T = TypeVar("T")

LOOKS: dict[str, Look] = {
    "smtp": mail.eml,
    "file": mail.eml,
    "slack": slack.block_kit,
    "teams": teams.adaptive_card,
    "pagerduty": machines.pagerduty,
    "webhook": machines.webhook,
    "apprise": machines.apprise,
}


def render(message: Message, channel_kind: str, recipient: str, sender: Sender, at: datetime | None = None) -> Rendered:
    """The bytes to freeze.

    Args:
        recipient: an address where the channel has them, else the channel's name.
        at: when it is said (the mail's date); without it now. The same arguments give the same bytes.

    Raises:
        ValueError: a kind that has no look, or a link that is no plain http or https address.
    """
    if channel_kind not in LOOKS:
        raise ValueError(f"There is no look for channels of the kind {channel_kind}: {', '.join(LOOKS)}.")
    said_at = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    occasion = Occasion(channel_kind, inert.clean(recipient), sender, said_at)
    with speaking(message.language):
        return LOOKS[channel_kind](quiet(message), occasion)


def quiet(message: Message) -> Message:
    """The message with every text on one line without hidden characters, its links checked, empty parts left out."""
    found = _quiet(message)
    return replace(found, sections=tuple(section for section in found.sections if not section.is_empty))


def _quiet(value: T) -> T:
    if isinstance(value, Link):
        return replace(value, label=inert.one_line(value.label, 60), url=inert.url(value.url))
    if type(value) is str:
        return inert.clean(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_quiet(part) for part in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _quiet(getattr(value, field.name)) for field in fields(value)})
    return value
