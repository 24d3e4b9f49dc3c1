"""A message as data, before it has a look: every channel renders the same one.

Subject, headline, figures and facts never hold free text or personal data, except in a 1-to-1 message, whose sections
name the customer; its subject, headline and figures never do. Free text is in quotes only, masked by masking.py before
it gets here. Does not belong here: how anything looks (looks.py), and where the words come from (alerts/wording).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class State(StrEnum):
    """What the message says of its subject: pagers open, acknowledge and close incidents by it."""

    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Tone(StrEnum):
    """Whether something is good or bad news; a look never says it by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Figure:
    """A number to be seen first: `CSAT` | `54.5 %` | `below the limit of 60 %`. At most three of them are read."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Fact:
    """One line of a table of facts: `Owner` | `Support lead`. `share`: a bar beside it, from -1 to 1."""

    label: str
    value: str
    share: float | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Quote:
    """What a customer wrote, masked. `source` says where without saying who: `Survey, support`; `score`: `2`."""

    text: str
    said_on: date
    language: str | None = None
    source: str = ""
    score: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Section:
    """A titled part; empty parts are left out of every look."""

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Plot:
    """A picture; `alt` states its numbers, for who does not see it."""

    png: bytes
    alt: str


@dataclass(frozen=True)
class Message:
    """What to say, once.

    Args:
        key: deterministic id of what is said (the event's id). With channel and recipient it gives the Message-ID and
            the idempotency key, so that the same thing is never said twice to one address.
        thread: what the message is about (an episode, a case): messages of one thread stay together.
        kind: opened, worsened, resolved, personal, batch, reminder, escalated, data, dead_man or test.
        severity, state: see the classes.
        subject: one line without free text or personal data, the same for all messages of a thread: mail programs
            that look at subjects tear a thread apart where it changes. What is new is in the headline.
        headline: the whole news in a sentence.
        figures: the numbers to be seen first.
        sections: the rest, in the order of reading.
        links: where to look and how to acknowledge.
        footer: why this came, how far the data reach.
        language: of the message's own words (BCP 47).
        plot: a picture or None.
    """

    key: str
    thread: str
    kind: str
    severity: Severity
    state: State
    subject: str
    headline: str
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    footer: tuple[str, ...] = ()
    language: str = "en"
    plot: Plot | None = None
    figures: tuple[Figure, ...] = ()
