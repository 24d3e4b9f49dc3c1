"""Links by which a message is answered: signed, so that nobody makes one up; they expire, and name nobody.

A link says what (an episode or a case, by its id), which answer, and the owner's name in the registry, never an
address. It can be read by whoever sees it, so nothing else is in it. Whether it was used is the ledger's matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestration.messages import inert

# What can be answered to; the names are those of alerts/wording's Answers.
ACTIONS = {"episode": ("acknowledge", "snooze"), "case": ("contacted", "acknowledge", "resolve")}
HOLDS = timedelta(days=30)
SNOOZE = timedelta(days=7)
PATH = "/confirm/"
SECRET_MIN = 16
_REF = re.compile(r"[\w\-]{1,64}", re.ASCII)
_ACTOR = re.compile(r"[\w .\-]{1,80}")
_VERSION = 1


class ForgedLinkError(ValueError):
    """It was not made here, or something was changed in it."""


class ExpiredLinkError(ValueError):
    """It was good once."""


@dataclass(frozen=True)
class Answer:
    """What a link says: `actor`, an owner of the registry, answers `action` to the episode or case `ref`.

    Raises:
        ValueError: there is no such action, or one of them is not a plain name: an address never is.
    """

    what: str
    ref: str
    action: str
    actor: str

    def __post_init__(self) -> None:
        if self.action not in ACTIONS.get(self.what, ()):
            raise ValueError(f"Nothing can be answered to {self.what} by {self.action}.")
        if not _REF.fullmatch(self.ref) or not _ACTOR.fullmatch(self.actor):
            raise ValueError("A link names an id and an owner of the registry, nothing else.")


def signed(answer: Answer, secret: str, at: datetime) -> str:
    """The token; the same answer at the same time gives the same."""
    made = int(at.timestamp())
    return str(serializer(secret).dumps([_VERSION, answer.what, answer.ref, answer.action, answer.actor, made]))


def read(token: str, secret: str, now: datetime) -> Answer:
    """What a token says.

    Raises:
        ForgedLinkError, ExpiredLinkError: see there.
    """
    from itsdangerous import BadData

    try:
        version, what, ref, action, actor, made = serializer(secret).loads(token)
        answer, made_at = Answer(what, ref, action, actor), datetime.fromtimestamp(made, UTC)
    except (BadData, ValueError, TypeError, OSError, OverflowError) as error:
        raise ForgedLinkError("This link was not made by us.") from error
    if version != _VERSION or now - made_at > HOLDS:
        raise ExpiredLinkError(f"This link was good for {HOLDS.days} days.")
    return answer


def urls(public_url: str | None, secret: str, what: str, ref: str, actor: str, at: datetime) -> dict[str, str]:
    """Every answer's address, by action; none without a public address."""
    if not public_url:
        return {}
    base = inert.url(public_url).rstrip("/")
    return {action: f"{base}{PATH}{signed(Answer(what, ref, action, actor), secret, at)}" for action in ACTIONS[what]}


def serializer(secret: str, salt: str = "voicehouse.links") -> Any:
    """What signs tokens; a token that was made under one salt is none under another."""
    import hashlib

    from itsdangerous import URLSafeSerializer

    if len(secret) < SECRET_MIN:
        raise ValueError("The secret of links is too short to keep anybody out.")
    return URLSafeSerializer(
        secret, salt=salt, signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )
