"""How the outbox reads on a terminal. Pure; bodies and addresses are not in the lists, only with one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from orchestration.cli.console import table
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.worker import DrainReport

STATUSES = ("waiting", "sending", "sent", "failed", "dropped")
Row = Mapping[Any, Any]


def counted(numbers: Mapping[tuple[str, str], int], channels: Mapping[str, Channel]) -> list[str]:
    """A line a channel: kind, messages by status, and what keeps it from sending."""
    names = sorted({*channels, *(channel for channel, _ in numbers)})
    rows = [
        [name, channels[name].kind if name in channels else "-", *(f"{numbers.get((name, s), 0):,}" for s in STATUSES)]
        for name in names
    ]
    found = table(["channel", "kind", *STATUSES], rows) if rows else []
    for name in names:
        if name not in channels:
            found.append(f"{name} is not in the rules file: what waits for it stays.")
        elif channels[name].missing:
            found.append(f"{name} cannot send: {', '.join(channels[name].missing)} is not set.")
    return found


def listed(title: str, rows: Sequence[Row]) -> list[str]:
    """A line a message, newest first; nothing when there is none."""
    found = ["", title] if rows else []
    for row in rows:
        when = row["sent_at"] or (row["not_before"] if row["status"] == "waiting" else row["updated_at"])
        word = "due" if row["status"] == "waiting" else row["status"]
        tries = f", {row['attempts']} tries" if row["attempts"] > 1 else ""
        why = f": {row['last_error']}" if row["last_error"] else ""
        found.append(f"  {row['message_id'][:12]}  {row['channel']}  {row['subject']}")
        found.append(f"      {word} {instant(when)}{tries}{why}")
    return found


def report_lines(report: DrainReport) -> list[str]:
    """What a drain did."""
    found = [f"{report.sent:,} sent, {report.retried:,} to be tried again, {report.failed:,} failed for good."]
    if report.released:
        found.append(f"{report.released:,} left behind by a worker that ended are tried again.")
    if report.lost:
        found.append(f"{report.lost:,} took longer than their lease: another worker may have sent them, too.")
    found += [f"Channel {name}: {reason}." for name, reason in sorted(report.troubles.items())]
    found += [
        f"{number:,} wait for channel {name}, which is not in the rules file."
        for name, number in sorted(report.unknown_channels.items())
    ]
    if report.failed:
        found.append("`voc outbox` says why they failed.")
    return found


def message_lines(row: Row, tries: Sequence[Row], body: bytes, place: Path | None) -> list[str]:
    """Headers and tries of one message; of a mail also the headers in its bytes."""
    facts = {
        "id": row["message_id"],
        "status": row["status"] + (f": {row['last_error']}" if row["last_error"] else ""),
        "channel": f"{row['channel']} ({row['channel_kind']})",
        "recipient": row["recipient"],
        "subject": row["subject"],
        "about": f"{row['kind']}, thread {row['thread'][:12]}",
        "written": instant(row["enqueued_at"]),
        "sent": instant(row["sent_at"]),
        "due": instant(row["not_before"]) if row["status"] == "waiting" else "-",
        "body": f"{len(body):,} bytes of {row['content_type']}" if body else "emptied, it was old",
    }
    if place is not None:
        facts["opened at"] = " and ".join(str(f) for f in (place, place.with_suffix(".html")) if f.is_file()) or "-"
    found = [f"{name:<10} {value}" for name, value in facts.items()]
    if row["content_type"].startswith("message/rfc822") and body:
        parsed = BytesHeaderParser(policy=policy.default).parsebytes(body)
        found += ["", *(f"{name}: {value}" for name, value in parsed.items())]
    if tries:
        found += ["", "Tries"]
    for attempt in tries:
        why = f": {attempt['error']}" if attempt["error"] else ""
        found.append(f"  {attempt['number']:>3}  {instant(attempt['started_at'])}  {attempt['outcome']}{why}")
    return found


def instant(when: datetime | None) -> str:
    return "-" if when is None else f"{when:%Y-%m-%d %H:%M:%S} UTC"
