"""What a round did, in words for terminals and logs. Does not belong here: what readers are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from orchestration.digests.rounds.making import Outcome

WORDS = {
    "sent": "digest",
    "delayed": "late, a note",
    "waiting": "waits",
    "empty": "not sent",
    "already": "not sent",
    "unreached": "NOT SENT",
    "failed": "FAILED",
}


def lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A line an audience and period."""
    if not outcomes:
        return ["No digest is due. `voc digest list` says when the next ones are."]
    found = []
    for each in outcomes:
        how_many = f" to {each.enqueued:,}" if each.what in ("sent", "delayed") else ""
        gone = f", {each.unsubscribed:,} unsubscribed" if each.unsubscribed else ""
        why = f": {each.reason}" if each.reason else ""
        when = days(each.window.start, each.window.end)
        found.append(f"{each.audience}, {when}: {WORDS[each.what]}{how_many}{gone}{why}")
    return found


def days(start: date, end: date) -> str:
    return str(start) if start == end else f"{start} to {end}"
