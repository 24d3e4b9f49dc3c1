"""Messages that the tests render: one with every part, one in which every part is an attack."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

from orchestration.messages.message import (
    Fact,
    Figure,
    Link,
    Message,
    Plot,
    Quote,
    Row,
    Section,
    Severity,
    State,
    Table,
    TableRow,
    Tone,
)
from orchestration.messages.rendered import Sender

AT = datetime(2026, 8, 10, 6, 12, 30, tzinfo=UTC)
SENDER = Sender("Voicehouse alerts", "voice@example.org", "owner@example.org", "alerts.voice.example.org")
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></table><h1>Pay now</h1>",
    "{{7*7}} {% for x in ().__class__.__mro__ %}{% endfor %} ${7*7} #{7*7}",
    '<mj-include path="/etc/passwd" /> <mj-raw><script>1</script></mj-raw>',
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "Bcc: victim@example.com",
    "a\r\nBcc: victim@example.com\r\n\r\n<b>body</b>",
    "a\n.\nMAIL FROM:<x@example.com>",
    "<!channel> <!here|here> <@U123> <https://evil.example|our bank> @channel @here @everyone",
    "[our bank](https://evil.example) **bold** ![x](https://evil.example/x.png) <at>everyone</at>",
    '=HYPERLINK("https://evil.example","x")',
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "user\u202egnp.exe\u202c \u200bzero\u2060width \ufeff\u0000\u0007",
    "]]>&lt;b&gt; &#60;script&#62; %0d%0aBcc: victim@example.com",
)


def png(width: int = 40, height: int = 20) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x99" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def message(**changes: object) -> Message:
    """A warning with every part."""
    whole = Message(
        key="event1",
        thread="episode1",
        kind="opened",
        severity=Severity.CRITICAL,
        state=State.TRIGGERED,
        subject="CSAT at Support below 50 %",
        headline="CSAT at Support is 25.3 %, below the limit of 50 %.",
        figures=(
            Figure("CSAT", "25.3\u00a0%", "limit 50\u00a0%", Tone.BAD),
            Figure("Usually", "51 to 61\u00a0%", "median 54.5\u00a0%, 13 weeks before"),
            Figure("Counted (n)", "158", "95 % interval 19.2 to 32.6\u00a0%"),
        ),
        sections=(
            Section("What happened", ("A paragraph.",), (Fact("Where", "Support (touchpoint)"),)),
            Section(
                "What moved CSAT",
                facts=(Fact("Support", "−7.9", -1.0, Tone.BAD), Fact("Product use", "+0.6", 0.08)),
            ),
            Section(
                "In their words",
                quotes=(
                    Quote("I waited for two weeks.", date(2026, 8, 6), "en", "Support", "1", Tone.BAD),
                    Quote("Жду уже неделю.", date(2026, 8, 7), "ru", "Support · Enterprise"),
                ),
            ),
            Section("An empty part"),
        ),
        links=(
            Link("Acknowledge", "https://voice.example.org/confirm/AA"),
            Link("See all", "https://bi.example.org/a?b=1&c=2"),
        ),
        footer=("Data through 9 Aug 2026, 23:59 UTC.", "You receive this because you own it."),
        plot=Plot(png(), "CSAT from 11 Jan to 9 Aug: between 25.3 and 67.7, at the end 25.3."),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def attack(payload: str) -> Message:
    """The payload wherever a text can be."""
    tones = {"tone": Tone.BAD, "change": payload, "verdict": payload, "scale": payload}
    return message(
        subject=payload,
        headline=payload,
        kicker=payload,
        intro=payload,
        scope=payload,
        figures=(Figure(payload, payload, payload, Tone.BAD), Figure(payload, payload, payload, **tones)),  # type: ignore[arg-type]
        sections=(
            Section(
                payload,
                (payload,),
                (Fact(payload, payload), Fact(payload, payload, 0.5), Fact(payload, "")),
                (Quote(payload, date(2026, 8, 6), "en", payload, "1"), Quote(payload, date(2026, 8, 6))),
                Plot(png(), payload, payload),
                Table(
                    (payload, payload, payload),
                    (
                        TableRow((payload, payload, payload), -0.5, Tone.BAD, is_strong=True),
                        TableRow((payload, payload, payload), 0.5),
                        TableRow((payload, payload, payload)),
                    ),
                ),
                (Row(payload, payload, payload, Tone.BAD, payload, Tone.GOOD), Row(payload)),
                payload,
            ),
            Section(payload, table=Table((payload, payload), (TableRow((payload, payload)),))),
        ),
        links=(Link(payload, "https://voice.example.org/confirm/AA"),),
        footer=(payload,),
        footer_links=(Link(payload, "https://voice.example.org/confirm/AA"),),
        plot=Plot(png(), payload, payload),
    )
