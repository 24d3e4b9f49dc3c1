"""The page by keyboard, by ear, on a narrow screen, in the dark, on paper, and in every language."""

from __future__ import annotations

import os

import pytest

from orchestration.report import write
from orchestration.subscriptions.model import LANGUAGES
from tests.orchestration.report import company
from tests.orchestration.report.conftest import settled

# Letters against what is really behind them, as WCAG 2 measures it; 3 is enough for large ones.
CONTRAST = """() => {
  const parse = (text) => { const found = text.match(/[\\d.]+/g).map(Number); return found.length > 3 ? found : [...found, 1]; };
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255).map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const colour = parse(getComputedStyle(at).backgroundColor); if (colour[3] === 1) return colour; } return [255, 255, 255, 1]; };
  const weak = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('option, script, noscript, .unseen') || element.matches(':disabled')) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const colour = parse(element.closest('svg') ? style.fill : style.color), ground = behind(element.closest('svg')?.parentElement ?? element);
    const [one, other] = [light(colour), light(ground)].sort((a, b) => b - a);
    const needed = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
    const ratio = (one + 0.05) / (other + 0.05);
    if (element.closest('.flag')) continue;
    if (ratio < needed) weak.add(`${element.tagName}.${element.getAttribute('class')} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
  }
  return [...weak];
}"""
# What axe-core would say first: names, labels, order, scopes.
FAULTS = """() => {
  const faults = [], all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map((each) => each.id);
  faults.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`));
  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) faults.push(`heading skips a level: ${heading.textContent}`);
    level = now;
  }
  if (all('h1').length !== 1) faults.push('not one h1');
  for (const landmark of ['main', 'nav', 'header', 'footer']) if (all(landmark).length !== 1) faults.push(`not one ${landmark}`);
  for (const control of all('select, input')) if (!control.labels.length || !control.labels[0].textContent.trim()) faults.push(`no label: ${control.name}`);
  for (const button of all('button, a')) if (!(button.getAttribute('aria-label') || button.textContent).trim()) faults.push('a button or link without a name');
  for (const table of all('table')) {
    if (!table.caption?.textContent.trim()) faults.push('a table without a caption');
    for (const head of table.querySelectorAll('th')) if (!head.scope) faults.push(`no scope: ${head.textContent}`);
  }
  for (const svg of all('svg')) if (svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label')) faults.push('a picture without words');
  for (const section of all('main section')) if (!document.getElementById(section.getAttribute('aria-labelledby'))) faults.push(`a section without a name: ${section.id}`);
  for (const region of all('[role=region]')) if (!region.getAttribute('aria-label')) faults.push('a region without a name');
  for (const list of all('ul, ol')) for (const child of list.children) if (child.tagName !== 'LI') faults.push(`in a list: ${child.tagName}`);
  for (const inner of all('button button, a button, button a')) faults.push('a control inside a control');
  if (!document.documentElement.lang) faults.push('no language');
  return faults;
}"""


def test_nothing_is_wrong_for_a_screen_reader(plain, see):
    page = see(plain, "#metric=csat&by=touchpoint")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(FAULTS) == []


def test_every_control_has_a_name_in_the_accessibility_tree(plain, see):
    page = see(plain, "#metric=csat&by=touchpoint")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    spoken = {"button", "combobox", "textbox", "searchbox", "link", "image", "region", "navigation", "form", "table"}
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    assert [role for role, name in roles if role in spoken and not name.strip()] == []
    assert {role for role, _ in roles} >= {"main", "navigation", "banner", "contentinfo", "form", "status", "table", "image"}
    picture = next(name for role, name in roles if role == "image")
    assert picture.startswith("Line of CSAT, Everybody, from August 2025 to")


def test_a_change_is_announced(plain, see):
    page = see(plain)
    page.locator("[name=metric]").select_option("csat")
    page.wait_for_timeout(400)
    assert page.locator("#news").inner_text() == "Now showing CSAT, Everybody, September 2026."


def test_everything_can_be_done_with_keys(plain, see):
    page = see(plain)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            "[document.activeElement.name || document.activeElement.className || document.activeElement.getAttribute('href'), "
            "getComputedStyle(document.activeElement).outlineStyle]"
        ))  # fmt: skip
    names = [name for name, _ in reached]
    assert names[:6] == ["metric", "period_type", "earlier", "period", "by", "value"]
    assert {"#overview", "#definitions", "tile", "span"} <= set(names)
    assert {outline for _, outline in reached} == {"solid"}
    page.locator("[name=metric]").focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    assert page.locator("[name=metric]").input_value() == "csat"
    assert page.evaluate("document.activeElement.name") == "metric"
    page.locator("[name=earlier]").focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator("[name=period]").input_value() == "2026-08-01"
    assert page.evaluate("document.activeElement.name") == "earlier"
    page.locator("nav a[href='#cases']").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "cases"
    tile = page.locator("#overview button.tile").first
    tile.focus()
    page.keyboard.press("Space")
    settled(page)
    assert page.locator("[name=metric]").input_value() == "nps"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out(plain, see, scheme):
    page = see(plain, "#metric=csat&by=touchpoint", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_it_is_never_wider_than_its_window(hostile, see, width):
    page = see(hostile, "#metric=nps&by=segment", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_everything_is_open_and_nothing_can_be_pressed(plain, see):
    page = see(plain, "#metric=csat&by=touchpoint")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert not page.locator("#choice").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator(".tools:visible, .filters:visible, summary:visible").count() == 0
    assert page.locator("#customers tbody tr:visible").count() == 18
    assert page.locator("#cases table", has_text="Opened in").count() == 1
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_who_wants_less_motion_gets_none(plain, see):
    page = see(plain, reduced_motion="reduce")
    page.locator("nav a[href='#definitions']").click()
    assert page.locator("#definitions h2").bounding_box()["y"] < 900
    assert page.evaluate("getComputedStyle(document.querySelector('.tile')).transitionDuration") == "0s"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks(tmp_path, see, language):
    os.environ["VOC_NOW"] = company.AS_OF.isoformat()
    file = write(company.build(tmp_path / "state"), language=language)
    page = see(file, "#metric=csat&period_type=month&period=2025-08-01")
    assert page.evaluate("document.documentElement.lang") == language
    # 61.25 + 7, as this language writes it: half a tenth goes to the even one.
    assert ("68.2" if language == "en" else "68,2") in page.locator("#overview .verdict").inner_text()
    assert "undefined" not in page.locator("main").inner_text()
