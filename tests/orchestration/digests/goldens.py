"""What every case says in every language, as text to review: subject, scope and the mail's plain half.

`python -m tests.orchestration.digests.goldens` writes a file for each language anew; the diff is the review. Does not
belong here: looks (tests/orchestration/messages/goldens.py).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.language import speaking
from orchestration.messages.text import plain
from orchestration.subscriptions.model import LANGUAGES
from tests.orchestration.digests.cases import CASES, message

FOLDER = Path(__file__).parent / "golden"


def written(language: str) -> str:
    return "\n".join(_case(name, language) for name in CASES)


def _case(name: str, language: str) -> str:
    what = message(name, language)
    with speaking(language):
        text = plain(what)
    # Unbroken blanks are tested apart; here they would hide in the diff.
    lines = [line.rstrip() for line in text.replace("\u00a0", " ").splitlines()]
    return "\n".join([f"{'#' * 30} {name}", f"Subject: {what.subject}", "", *lines]) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for code in LANGUAGES:
        (FOLDER / f"{code}.txt").write_text(written(code), encoding="utf-8")
