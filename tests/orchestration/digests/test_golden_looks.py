"""Every case in every language in a real browser: within its window, readable by day and by night, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orchestration.language import speaking
from orchestration.subscriptions.model import LANGUAGES
from tests.browser import CHROMIUM, browser
from tests.orchestration.digests.cases import CASES, message
from tests.orchestration.messages.browser import View, html
from tests.orchestration.messages.samples import png
from tests.orchestration.messages.test_digest_browser import CONTRAST, WIDEST

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
WIDTHS = (700, 360)
# Words that are broken within, of every text in a table: there each has its column.
BROKEN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest('.table, .tile') || !node.parentElement.checkVisibility()) continue;
    for (const match of node.data.matchAll(/[^\\s\\u00a0-]+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index); range.setEnd(node, match.index + match[0].length);
      if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) found.push(match[0]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with browser() as chromium:
        context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 800})
        yield context.new_page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_fits_its_window_fetches_nothing_and_can_be_read(page: Any, language: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for case in CASES:
        with speaking(language):
            page.set_content(html(message(case, language, lambda trend: png(640, 320)), View("file")))
        assert page.evaluate("document.documentElement.lang") == language
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDEST) <= width, (case, width)
            assert page.evaluate(BROKEN) == [], (case, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            pale = [(round(ratio, 2), text) for ratio, text in page.evaluate(CONTRAST) if ratio < 4.5]
            assert pale == [], (case, scheme)
    assert [url for url in asked if not url.startswith("data:")] == []
