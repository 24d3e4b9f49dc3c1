"""What every case looks like in every language: `python -m tests.orchestration.digests.pictures FOLDER [CASE ...]`.

Writes a picture for each case, language and view, to be looked at. Does not belong here: looks of parts that no case
has (tests/orchestration/messages/browser.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

from orchestration.language import speaking
from orchestration.lib.plots import trend
from orchestration.subscriptions.model import LANGUAGES
from tests.browser import browser
from tests.orchestration.digests.cases import CASES, message
from tests.orchestration.messages.browser import written


def main(folder: Path, cases: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for case in cases or CASES:
            for language in LANGUAGES:
                with speaking(language):
                    written(message(case, language, trend.png), f"{case}-{language}", folder, chromium)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
