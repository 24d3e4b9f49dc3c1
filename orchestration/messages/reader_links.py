"""Links of a reader: to end an audience's messages, and to open the report page. Signed; they name nobody.

A link that unsubscribes holds for ever, since mails are kept. Whoever has a link to the report can open it until it
expires. Does not belong here: answers to warnings and cases (links.py), what is done with a link (acknowledge).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from orchestration.messages import inert
from orchestration.messages.links import HOLDS, ExpiredLinkError, ForgedLinkError, serializer

UNSUBSCRIBE_PATH, REPORT_PATH = "/unsubscribe/", "/report/"
_UNSUBSCRIBE, _REPORT = "voicehouse.unsubscribe", "voicehouse.report"
_AUDIENCE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_PERSON = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_VERSION = 1


@dataclass(frozen=True)
class Unsubscription:
    """What such a link says.

    Args:
        person: a hash; the ledger's person_key.
        language: in which the page speaks.

    Raises:
        ValueError: one of them is none.
    """

    audience: str
    person: str
    language: str = "en"

    def __post_init__(self) -> None:
        if not (_AUDIENCE.fullmatch(self.audience) and _PERSON.fullmatch(self.person)):
            raise ValueError("A link to unsubscribe names an audience and the hash of a person, nothing else.")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError("A language is a code of two letters.")


def unsubscribe_url(public_url: str, secret: str, what: Unsubscription) -> str:
    token = serializer(secret, _UNSUBSCRIBE).dumps([_VERSION, what.audience, what.person, what.language])
    return f"{inert.url(public_url).rstrip('/')}{UNSUBSCRIBE_PATH}{token}"


def read_unsubscription(token: str, secret: str) -> Unsubscription:
    """Raises ForgedLinkError."""
    from itsdangerous import BadData

    try:
        version, audience, person, language = serializer(secret, _UNSUBSCRIBE).loads(token)
        if version != _VERSION:
            raise ValueError("of another version")
        return Unsubscription(audience, person, language)
    except (BadData, ValueError, TypeError) as error:
        raise ForgedLinkError("This link was not made by us.") from error


def report_url(public_url: str, secret: str, at: datetime) -> str:
    """The page's address for HOLDS from an instant of the wall clock on."""
    token = serializer(secret, _REPORT).dumps([_VERSION, int(at.timestamp())])
    return f"{inert.url(public_url).rstrip('/')}{REPORT_PATH}{token}"


def check_report(token: str, secret: str, now: datetime) -> None:
    """Pass for a link that opens the report.

    Raises:
        ForgedLinkError, ExpiredLinkError: see there.
    """
    from itsdangerous import BadData

    try:
        version, made = serializer(secret, _REPORT).loads(token)
        made_at = datetime.fromtimestamp(made, UTC)
    except (BadData, ValueError, TypeError, OSError, OverflowError) as error:
        raise ForgedLinkError("This link was not made by us.") from error
    if version != _VERSION or now - made_at > HOLDS:
        raise ExpiredLinkError(f"This link was good for {HOLDS.days} days.")


def unsubscribe_mail(address: str, audience: str) -> str:
    """The address of a mail that asks for it, where there is no page: somebody reads it and uses `voc digest`."""
    return f"mailto:{quote(address, safe='@+')}?subject={quote(f'unsubscribe {audience}')}"
