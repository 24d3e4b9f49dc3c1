"""Every digest in a real browser: within its window, readable by day and by night, complete without pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from orchestration.messages.message import Message, Section, Table, TableRow
from tests.browser import CHROMIUM, browser
from tests.orchestration.messages.browser import VIEWS, View, opened
from tests.orchestration.messages.digests import CASES, digest
from tests.orchestration.messages.samples import SENDER, attack, message, png

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
VIEWED = [pytest.param(view, id=view.name) for view in VIEWS]

# Of every visible piece of text: its colour over the grounds below it, blended, by WCAG 2.
CONTRAST = """() => {
  const parts = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = colour => {
    const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.slice(0, 3).map(c => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    const chain = [];
    for (let each = element; each; each = each.parentElement) chain.push(parts(getComputedStyle(each).backgroundColor));
    const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 1] : [255, 255, 255, 1];
    return chain.reverse().reduce((below, top) => over(top, below), canvas);
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.replace(/[\\s\\u00a0]/g, '') || !element.checkVisibility({opacityProperty: true})) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || getComputedStyle(element).fontSize === '1px') continue;
    const [one, two] = [light(over(parts(getComputedStyle(element).color), ground(element))), light(ground(element))];
    found.push([(Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05), node.data.trim().slice(0, 40)]);
  }
  return found;
}"""
WIDEST = """() => Math.max(document.documentElement.scrollWidth,
  ...[...document.querySelectorAll('body *')].map(each => Math.ceil(each.getBoundingClientRect().right)))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


def messages() -> dict[str, Message]:
    return {"alert": message(), **{case: digest(case) for case in CASES}}


@pytest.mark.parametrize("view", VIEWED)
def test_every_mail_fits_its_window_fetches_nothing_and_can_be_read(chromium: Any, view: View) -> None:
    for name, what in messages().items():
        with opened(chromium, what, view) as (page, asked):
            assert page.evaluate(WIDEST) <= view.width, name
            assert asked == [], name
            pale = [(round(ratio, 2), text) for ratio, text in page.evaluate(CONTRAST) if ratio < 4.5]
            assert pale == [], name


@pytest.mark.parametrize("view", [View("narrow", 360), View("least", 320), View("desktop")], ids=lambda view: view.name)
def test_endless_words_in_every_place_do_not_widen_it(chromium: Any, view: View) -> None:
    script = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    for payload in (f"{script} {'W' * 300}", "W" * 14, " ".join(["Удовлетворённость"] * 6)):
        with opened(chromium, attack(payload), view) as (page, asked):
            assert page.evaluate(WIDEST) <= view.width
            assert page.title() != "run"
            assert asked == []


def test_blocked_pictures_leave_their_words(chromium: Any) -> None:
    sender = replace(SENDER, logo=png(300, 64))
    with opened(chromium, digest("fall"), View("blocked", is_blocked=True), sender) as (page, _):
        pictures = page.evaluate(
            "() => [...document.images].map(each => [each.alt, each.naturalWidth, each.getBoundingClientRect().height])"
        )
    assert [alt for alt, _, _ in pictures] == [SENDER.brand, next(s.plot.alt for s in CASES["fall"].sections if s.plot)]
    for _, width, height in pictures:
        assert width == 0
        assert height >= 14


def test_a_page_names_its_language_and_its_heads(chromium: Any) -> None:
    with opened(chromium, digest("fall_ru"), View("desktop")) as (page, _):
        assert page.evaluate("document.documentElement.lang") == "ru"
        heads = page.get_by_role("heading")
        assert heads.first.inner_text() == CASES["fall_ru"].headline
        assert heads.count() == 1 + sum(bool(section.title) for section in CASES["fall_ru"].sections)
        assert page.locator("th[scope=col]").count() == 4
        quote = page.locator("[lang=ar]")
        assert quote.evaluate("each => getComputedStyle(each).direction") == "rtl"


def test_a_table_without_room_on_a_telephone_becomes_blocks_with_heads_beside_the_numbers(chromium: Any) -> None:
    heads = ("Figure", "n", "Before", "Now", "Change")
    rows = (
        TableRow(
            ("Time to first solve (median)", "77", "19\u00a0h\u00a037\u00a0min", "15\u00a0h\u00a012\u00a0min", "−4 h")
        ),
        TableRow(("Reopened within 7 days", "33", "12.5\u00a0%", "12.1\u00a0%", "steady")),
    )
    what = message(sections=(Section("Service", table=Table(heads, rows)),))
    with opened(chromium, what, View("narrow", 360)) as (page, _):
        assert not page.locator("tr.heads").is_visible()
        # No number is broken: each cell is one line high.
        assert (
            page.evaluate("Math.max(...[...document.querySelectorAll('.wide td.number')].map(e => e.offsetHeight))")
            < 30
        )
        assert page.locator("td.number").nth(1).inner_text().split() == ["Before", "19", "h", "37", "min"]
    with opened(chromium, what, View("desktop")) as (page, _):
        assert page.locator("tr.heads").is_visible()
        assert page.locator("td.number").nth(1).inner_text().split() == ["19", "h", "37", "min"]
