"""A mail in a real browser, as its reader may see it: wide, narrow, by night, with pictures blocked.

`python -m tests.orchestration.messages.browser FOLDER` writes a picture of every digest in every view, to be looked at.
"""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.messages.html import page_of
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.messages.rendered import Sender
from tests.browser import browser
from tests.orchestration.messages.samples import AT, SENDER

ABSENT = "https://pictures.invalid/blocked.png"


@dataclass(frozen=True)
class View:
    name: str
    width: int = 700
    is_dark: bool = False
    is_blocked: bool = False


VIEWS = (
    View("desktop"),
    View("narrow", 360),
    View("dark", is_dark=True),
    View("narrow-dark", 360, is_dark=True),
    View("blocked", is_blocked=True),
    View("blocked-dark", 360, is_dark=True, is_blocked=True),
)


def html(message: Message, view: View, sender: Sender = SENDER) -> str:
    """The mail's page, with its pictures inside or none."""
    found = (page_of(render(message, "file", "folder", sender, AT).body) or b"").decode()
    return re.sub(r'src="data:[^"]*"', f'src="{ABSENT}"', found) if view.is_blocked else found


@contextmanager
def opened(chromium: Any, message: Message, view: View, sender: Sender = SENDER) -> Iterator[tuple[Any, list[str]]]:
    """The mail's page, and what it asked the network for."""
    context = chromium.new_context(
        viewport={"width": view.width, "height": 800},
        device_scale_factor=2,
        color_scheme="dark" if view.is_dark else "light",
    )
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
        page.route("**/*", lambda route: route.abort() if route.request.url.startswith("http") else route.continue_())
        # As a file: a page that is set, not opened, has another policy of its own.
        whole = base64.b64encode(html(message, view, sender).encode()).decode()
        page.goto(f"data:text/html;charset=utf-8;base64,{whole}", wait_until="load")
        yield page, [url for url in asked if url != ABSENT]
    finally:
        context.close()


def written(message: Message, name: str, folder: Path, chromium: Any) -> None:
    for view in VIEWS:
        with opened(chromium, message, view) as (page, _):
            page.screenshot(path=str(folder / f"{name}-{view.name}.png"), full_page=True)


def main(folder: Path) -> None:
    from tests.orchestration.messages.digests import CASES, digest
    from tests.orchestration.messages.samples import message

    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        written(message(), "alert", folder, chromium)
        for case in CASES:
            written(digest(case), case, folder, chromium)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
