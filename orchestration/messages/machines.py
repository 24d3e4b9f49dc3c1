"""A message for other programs: PagerDuty's events, a webhook's JSON, and title and text for apprise.

No secret is in these bytes: PagerDuty's `routing_key` and a webhook's signature are added by the channel that sends
them. Fields of the webhook: docs/alerts/messages.md; a change that a receiver would notice raises SCHEMA_VERSION.
"""

from __future__ import annotations

import json
from typing import Any

from orchestration.messages import inert, text
from orchestration.messages.message import Message, Plot, Section, State, Table
from orchestration.messages.rendered import Occasion, Rendered

SCHEMA = "voicehouse.message"
SCHEMA_VERSION = 1
_ACTIONS = {State.TRIGGERED: "trigger", State.ACKNOWLEDGED: "acknowledge", State.RESOLVED: "resolve"}
SUMMARY, DETAIL = 1_000, 500  # PagerDuty refuses summaries of more than 1,024
# They name customers; an incident's text is read on locked telephones.
PERSONAL = frozenset({"personal", "batch", "escalated"})
READ_LATER = frozenset({"digest", "delayed", "response"})
Json = dict[str, Any]


def pagerduty(message: Message, occasion: Occasion) -> Rendered:
    """Events API v2; one incident per thread. Nothing of a customer: the figures and the subject only.

    Raises:
        ValueError: a digest or a report, which is no incident.
    """
    if message.kind in READ_LATER:
        raise ValueError(f"Nobody is woken for a message of the kind {message.kind}: give a pager alerts only.")
    event: Json = {"event_action": _ACTIONS[message.state], "dedup_key": message.thread}
    if message.state is State.TRIGGERED:
        sections = () if message.kind in PERSONAL else message.sections
        details = {each.label: f"{each.value} {each.note}".strip() for each in message.figures}
        for section in sections:
            details |= {f"{section.title}: {fact.label}": fact.value for fact in section.facts}
        event |= {
            "client": inert.uncalled(occasion.sender.brand),
            "links": [{"href": link.url, "text": inert.uncalled(link.label)} for link in message.links],
            "payload": {
                "summary": inert.capped(inert.uncalled(message.headline), SUMMARY),
                "severity": message.severity.value,
                "source": inert.uncalled(occasion.sender.brand),
                "timestamp": occasion.said_at.isoformat(),
                "class": message.kind,
                "custom_details": {
                    inert.one_line(inert.uncalled(name), 120): inert.one_line(inert.uncalled(value), DETAIL)
                    for name, value in details.items()
                },
            },
        }
    return _json(message, event)


def webhook(message: Message, occasion: Occasion) -> Rendered:
    """The message as it is, with a schema's name and version."""
    document = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "key": message.key,
        "thread": message.thread,
        "kind": message.kind,
        "severity": message.severity.value,
        "state": message.state.value,
        "occurred_at": occasion.said_at.isoformat(),
        "recipient": occasion.recipient,
        "sender": occasion.sender.brand,
        "language": message.language,
        "subject": message.subject,
        "headline": message.headline,
        "kicker": message.kicker,
        "intro": message.intro,
        "scope": message.scope,
        "figures": [
            {
                "label": each.label,
                "value": each.value,
                "note": each.note,
                "tone": each.tone.value,
                "change": each.change,
                "verdict": each.verdict,
                "scale": each.scale,
            }
            for each in message.figures
        ],
        "sections": [_section(section) for section in message.sections],
        "links": [{"label": link.label, "url": link.url} for link in message.links],
        "footer": list(message.footer),
        "footer_links": [{"label": link.label, "url": link.url} for link in message.footer_links],
        "plot": _plot(message.plot),
    }
    return _json(message, document)


def apprise(message: Message, occasion: Occasion) -> Rendered:
    """The text, signed with the brand; the title is the subject."""
    said = f"{text.plain(message)}\n{occasion.sender.brand}"
    lines = [inert.uncalled_line(line) for line in said.splitlines()]
    return Rendered(
        inert.one_line(inert.uncalled(message.subject)), "text/plain; charset=utf-8", "\n".join(lines).encode()
    )


def _plot(plot: Plot | None) -> Json | None:
    return {"alt": plot.alt, "caption": plot.caption} if plot else None


def _section(section: Section) -> Json:
    return {
        "title": section.title,
        "is_brief": section.is_brief,
        "paragraphs": list(section.paragraphs),
        "plot": _plot(section.plot),
        "table": _table(section.table),
        "facts": [{"label": fact.label, "value": fact.value} for fact in section.facts],
        "rows": [
            {
                "title": inert.no_formula(row.title),
                "detail": inert.no_formula(row.detail),
                "badge": row.badge,
                "note": row.note,
            }
            for row in section.rows
        ],
        "quotes": [
            {
                # It may go into a sheet of the receiver's.
                "text": inert.no_formula(quote.text),
                "said_on": quote.said_on.isoformat(),
                "language": quote.language,
                "source": quote.source,
                "score": quote.score or None,
            }
            for quote in section.quotes
        ],
        "note": section.note,
    }


def _table(table: Table | None) -> Json | None:
    """The first cell is a name, which somebody wrote; the others are numbers, which may begin with a sign."""
    if table is None:
        return None
    rows = [[inert.no_formula(row.cells[0]), *row.cells[1:]] for row in table.rows]
    return {"columns": list(table.columns), "rows": rows}


def _json(message: Message, document: Json) -> Rendered:
    body = json.dumps(document, ensure_ascii=False, sort_keys=False).encode()
    return Rendered(inert.one_line(message.subject), "application/json", body)
