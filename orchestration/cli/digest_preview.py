"""`voc digest preview`: a digest as files to look at, or as a mail to oneself."""

from __future__ import annotations

import argparse
import os
import webbrowser
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.settings import run_start
from orchestration.cli.console import Console, has_screen
from orchestration.cli.digest import ready
from orchestration.cli.outbox_words import report_lines
from orchestration.delivery.channels.base import Channel
from orchestration.delivery.configured import configured_channels
from orchestration.delivery.worker import drain
from orchestration.digests.rounds.previewing import Preview
from orchestration.digests.rounds.previewing import preview as render_preview
from orchestration.ledger import outbox
from orchestration.ledger.ids import stable_id
from orchestration.ledger.store import opened
from orchestration.lib.errors import UserError
from orchestration.lib.settings import Settings
from orchestration.messages.html import page_of

FOLDER = "digests"


@dataclass(frozen=True)
class _Trial:
    """A preview in the outbox: a message of the kind test, so that it is counted as nothing else."""

    key: str
    thread: str
    kind: str = "test"


def preview(arguments: argparse.Namespace) -> int:
    """Exit code 0; with --send-me 1 when the channel could not send it."""
    settings = ready()
    if arguments.send_me:
        return _send(arguments, settings)
    if arguments.channel:
        raise UserError("--channel is for --send-me ADDRESS; without it the digest is written into files.")
    shown = render_preview(
        settings, arguments.audience, run_start(), period=arguments.period, language=arguments.language
    )
    console = Console()
    page = page_of(shown.rendered.body) or b""
    name = f"{arguments.audience}-{shown.window.period_type}-{shown.window.start}-{shown.message.language}"
    html = settings.state_dir / FOLDER / f"{name}.html"
    files = {html: page, html.with_suffix(".eml"): shown.rendered.body, html.with_suffix(".txt"): shown.text.encode()}
    if arguments.png:
        files |= {html.with_name(f"{name}-{n}.png"): plot.png for n, plot in enumerate(shown.plots, 1)}
    if arguments.html:
        files[Path(arguments.html).expanduser()] = page
    for file, content in files.items():
        _write(file, content)
    if shown.readiness.reason:
        console.line(f"Its data are not all there, and it would not be sent yet: {shown.readiness.reason}.")
    for file in files:
        console.line(str(file))
    if not arguments.no_open and has_screen():
        webbrowser.open(html.as_uri())
    return 0


def _send(arguments: argparse.Namespace, settings: Settings) -> int:
    channels = configured_channels(settings)
    channel = _mail(arguments.channel, channels)
    shown: Preview = render_preview(
        settings,
        arguments.audience,
        run_start(),
        period=arguments.period,
        language=arguments.language,
        channel=channel,
        recipient=arguments.send_me,
    )
    now = datetime.now(UTC)
    trial = _Trial(stable_id("preview", arguments.audience, arguments.send_me, now), shown.message.thread)
    with opened(settings) as ledger:
        with ledger.writing() as connection:
            outbox.enqueue(connection, trial, shown.rendered, channel, arguments.send_me, now, now)
        report = drain(ledger, {channel.name: channel}, known=channels)
    console = Console()
    for line in report_lines(report):
        console.line(line)
    return 0 if report.is_clean else 1


def _mail(name: str | None, channels: dict[str, Channel]) -> Channel:
    able = {each: channel for each, channel in channels.items() if channel.kind in ("smtp", "file")}
    if name is not None:
        if name not in able:
            raise UserError(
                f"--channel {name} carries no mail; there is {', '.join(sorted(able)) or 'none that does'}."
            )
        return able[name]
    found = next((channel for channel in able.values() if channel.kind == "smtp"), None)
    if found is None:
        raise UserError("No channel of the kind smtp is in the rules file: add one (docs/alerts/delivery.md).")
    return found


def _write(file: Path, content: bytes) -> None:
    """It holds what customers wrote: only its owner may read it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(content)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from None
