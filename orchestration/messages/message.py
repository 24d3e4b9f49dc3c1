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
    """A number to be seen first: `CSAT` | `54.5 %` | `below the limit of 60 %`. Three of them are read, six looked at.

    `change` and `verdict` stand below the value in a digest: `−12 points`, `Real drop`; `tone` is that of the change
    there. `scale` says between what the value lies.
    """

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    change: str = ""
    verdict: str = ""
    scale: str = ""


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
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Plot:
    """A picture; `alt` states its numbers, for who does not see it. `caption`: a line below it."""

    png: bytes
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a list: `Billing CSAT is 3.5` | `Owner: billing lead, since 10 Nov`, with a badge: `Open 6 days`."""

    title: str
    detail: str = ""
    badge: str = ""
    badge_tone: Tone = Tone.PLAIN
    note: str = ""
    note_tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class TableRow:
    """`cells`: as many as the table's columns. `share`: the bar before the last cell, from -1 to 1; None for no bar."""

    cells: tuple[str, ...]
    share: float | None = None
    tone: Tone = Tone.PLAIN
    is_strong: bool = False


@dataclass(frozen=True)
class Table:
    """Columns of which the first is words, flush left, and the others numbers, flush right but for one with bars."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Section:
    """A titled part; empty parts are left out of every look. Read in this order: paragraphs, plot, table, facts, rows,
    quotes, note.

    `title`: empty for what only goes on from the part before it: a note below the figures. `is_brief`: short looks
    (chat) show this part; they show the first ones where no part is marked.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    plot: Plot | None = None
    table: Table | None = None
    rows: tuple[Row, ...] = ()
    note: str = ""
    is_brief: bool = False

    @property
    def is_empty(self) -> bool:
        table = self.table and self.table.rows
        return not (self.paragraphs or self.plot or table or self.facts or self.rows or self.quotes or self.note)


@dataclass(frozen=True)
class Message:
    """What to say, once.

    Args:
        key: deterministic id of what is said (the event's id). With channel and recipient it gives the Message-ID and
            the idempotency key, so that the same thing is never said twice to one address.
        thread: what the message is about (an episode, a case): messages of one thread stay together.
        kind: opened, worsened, resolved, personal, batch, reminder, escalated, data, dead_man, test; digest, delayed
            (no digest yet, and why); response (one customer's whole answer).
        severity, state: see the classes.
        subject: one line without free text or personal data, the same for all messages of a thread: mail programs
            that look at subjects tear a thread apart where it changes. What is new is in the headline.
        headline: the whole news in a sentence.
        kicker: a line above it instead of the label of an alert: `Week 46 · 9–15 November 2026`.
        intro: a sentence or two below it.
        scope: what it is about, at the top: `Denmark`; empty: the day.
        figures: the numbers to be seen first.
        sections: the rest, in the order of reading.
        links: where to look and how to acknowledge.
        footer: why this came, how far the data reach.
        language: of the message's own words (BCP 47).
        plot: a picture or None.
        footer_links: small ones below the footer.
        unsubscribe: address that ends these messages for this recipient by one click (RFC 8058); empty: none.
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
    kicker: str = ""
    intro: str = ""
    scope: str = ""
    footer_links: tuple[Link, ...] = ()
    unsubscribe: str = ""
