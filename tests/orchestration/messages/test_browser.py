"""The page in a real browser: as wide as its window, wide and narrow, whatever a customer writes into it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from orchestration.messages.html import page_of
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from tests.browser import CHROMIUM
from tests.orchestration.messages.samples import AT, SENDER, attack, message

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
# Both windows at once, in one start of the browser: frames as wide as a telephone and as a reading pane.
MEASURE = """<!doctype html><body><script>
const widths = [360, 640], found = [];
for (const width of widths) {
  const frame = document.createElement('iframe');
  frame.style.cssText = `border:0;width:${width}px;height:600px`;
  frame.onload = () => {
    const page = frame.contentDocument;
    const widest = Math.max(...[...page.querySelectorAll('body *')].map(each => each.getBoundingClientRect().right));
    found.push(`${width}:${page.documentElement.scrollWidth}:${Math.ceil(widest)}:${page.title}`);
    if (found.length === widths.length) document.body.textContent = 'measured ' + found.sort().join(' | ');
  };
  frame.src = 'page.html';
  document.body.append(frame);
}
</script></body>"""


def measured(what: Message, folder: Path) -> dict[int, tuple[int, int]]:
    """By width of the window: how wide the page scrolls, and how far its farthest element reaches."""
    page = page_of(render(what, "file", "folder", SENDER, AT).body)
    (folder / "page.html").write_bytes(page)
    (folder / "measure.html").write_text(MEASURE)
    command = [
        CHROMIUM or "", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'browser'}", "--window-size=1200,900",
        "--virtual-time-budget=5000", (folder / "measure.html").as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout
    assert not re.search(r"\d:run\b", dom), "a script has run"
    found = re.findall(r"(\d+):(\d+):(\d+):", dom)
    return {int(width): (int(scrolls), int(reaches)) for width, scrolls, reaches in found}


def test_a_page_is_never_wider_than_its_window(tmp_path: Path) -> None:
    found = measured(message(), tmp_path)
    assert set(found) == {360, 640}
    for width, sizes in found.items():
        assert max(sizes) <= width


def test_endless_words_do_not_widen_it_and_scripts_do_not_run(tmp_path: Path) -> None:
    script = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    found = measured(attack(f"{script} {'W' * 300}"), tmp_path)
    assert set(found) == {360, 640}
    for width, sizes in found.items():
        assert max(sizes) <= width
