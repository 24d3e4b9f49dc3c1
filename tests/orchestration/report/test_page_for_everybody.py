"""The page by keyboard, by ear, on a narrow screen, in the dark, on paper, and in every language."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.report import write
from orchestration.subscriptions.model import LANGUAGES
from tests.orchestration.report import company
from tests.orchestration.report.conftest import settled

# Letters against what is really behind them, as WCAG 2 measures it; 3 is enough for large ones.
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
# What axe-core would say first: names, labels, order, scopes.
FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


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
    assert {role for role, _ in roles} >= {
        "main",
        "navigation",
        "banner",
        "contentinfo",
        "form",
        "status",
        "table",
        "image",
    }
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
            "(() => { const here = document.activeElement; return [here.name || here.className || "
            "here.getAttribute('href'), getComputedStyle(here).outlineStyle]; })()"
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
    assert page.evaluate("document.activeElement.dataset.key") == "nps"


def test_who_chooses_in_a_table_stays_there(plain, see):
    page = see(plain, "#metric=csat&by=touchpoint")
    page.locator("#trend summary").click()
    page.locator("#groups button", has_text="Getting help").focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator("[name=value]").input_value() == "support"
    assert page.evaluate("document.activeElement.textContent") == "Getting help"
    assert page.locator("#trend details").get_attribute("open") is not None


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
