"""What a digest's mail says, as text to review: its plain half, and an outline of its page.

An outline has a line for each piece of text, with what it is (its element, and the classes that give it a tone), each
link and each picture. `python -m tests.orchestration.messages.goldens` writes them anew; the diff is the review.
"""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

from orchestration.messages.looks import render
from orchestration.messages.message import Message
from tests.orchestration.messages.digests import CASES, digest
from tests.orchestration.messages.samples import AT, SENDER

FOLDER = Path(__file__).parent / "golden"
VOID = frozenset({"br", "img", "meta", "link", "hr", "input", "col"})
UNSEEN = frozenset({"style", "title", "head"})
TELLING = re.compile(r"\b(?:tile|pill-\w+|good|bad|soft|headline|intro|brand)\b")
BAR = re.compile(r"\bbar-(?:plain|good|bad)\b")


class Outline(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.language = ""
        self.path: list[tuple[str, str]] = []
        self.feed(re.sub(r"<!--.*?-->", "", page, flags=re.S))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        language = found.get("lang", "")
        self.language = self.language or language
        names = TELLING.findall(found.get("class", ""))
        names += [f"lang={language}"] if language not in ("", self.language) else []
        if tag == "img":
            self.lines.append(f"  [{found['src']}] {found['alt']}")
        if tag == "a":
            self.lines.append(f"  <{found['href']}>")
        self.lines += [f"  === {bar}" for bar in BAR.findall(found.get("class", ""))]
        if tag not in VOID:
            self.path.append((tag, " ".join(names)))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.replace("\u00a0", " ").split())
        tags = [tag for tag, _ in self.path]
        if not text or UNSEEN & set(tags):
            return
        kinds = " ".join(dict.fromkeys(name for _, names in self.path for name in names.split()))
        place = next((tag for tag in reversed(tags) if tag in ("th", "td", "a")), "")
        self.lines.append(f"{f'{place} {kinds}'.strip()}: {text}")


def halves(message: Message) -> tuple[str, str]:
    """The mail's text and its page."""
    mail = email.message_from_bytes(render(message, "smtp", "anna@example.org", SENDER, AT).body, policy=default)
    assert isinstance(mail, EmailMessage)
    found = [mail.get_body((kind,)) for kind in ("plain", "html")]
    assert all(found)
    text, page = (str(part.get_content()).replace("\r\n", "\n") for part in found if part)
    return text, page


def written(case: str) -> str:
    text, page = halves(digest(case, has_pictures=False))
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join([*lines, "", f"{'#' * 30} the page", *Outline(page).lines]) + "\n"


if __name__ == "__main__":
    for name in CASES:
        (FOLDER / f"{name}.txt").write_text(written(name), encoding="utf-8")
