"""One page of a plain company and one of a hostile one, and a browser that shows them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.report import write
from tests.browser import CHROMIUM
from tests.browser import browser as opened_browser
from tests.orchestration.report import company

COMPLETE = "html[data-state=complete]"
# What a page does that it must not do, from before its first script on.
WATCH = """
window.broken = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.broken.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _page(tmp_path_factory.mktemp("plain"), ())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _page(tmp_path_factory.mktemp("hostile"), company.ATTACKS)


def _page(folder: Path, attacks: tuple[str, ...]) -> Path:
    before = dict(os.environ)
    os.environ["VOC_NOW"] = company.AS_OF.isoformat()
    try:
        return write(company.build(folder / "state", attacks), has_names=True)
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium here")
    with opened_browser() as found:
        yield found


@pytest.fixture
def see(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end nothing may have left it, failed, or been refused by its own policy."""
    contexts, said, asked = [], [], []

    def opened(file: Path, address: str = "", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri() + address)
        page.wait_for_selector(COMPLETE)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert page.evaluate("window.broken") == []
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert sum(url.startswith("file:") for url in asked) == len(contexts)


def settled(page: Any) -> None:
    """Wait until what was chosen is shown."""
    page.wait_for_timeout(20)
    page.wait_for_selector(COMPLETE)
