"""Whatever customers, segments, owners and titles are called: the page shows text, and a sheet reads text."""

from __future__ import annotations

import csv
import io

from tests.orchestration.report.company import ATTACKS, FORMULA
from tests.orchestration.report.conftest import settled


def saved(page, button) -> list[list[str]]:
    with page.expect_download() as download:
        button.click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_attacks_are_shown_and_do_nothing(hostile, see):
    page = see(hostile, "#metric=nps&by=segment")
    assert page.title() == "Customer voice"
    shown = page.locator("#groups").inner_text()
    for attack in ATTACKS[:4]:
        assert attack in shown
        assert attack in page.locator("#comments").inner_text()
    assert page.locator("main img, main script, main iframe, main [onerror], main [onload]").count() == 0
    assert page.evaluate("[...document.scripts].map((each) => each.type).sort().join()").count("text/plain") > 5
    assert page.evaluate("[...document.scripts].filter((each) => !each.type).length") == 1
    for attack in ATTACKS:
        page.locator("#choice [name=value]").select_option(attack)
        settled(page)
        assert page.locator("#choice [name=value]").input_value() == attack
    assert page.title() == "Customer voice"


def test_names_are_shown_as_text(hostile, see):
    assert f"Mette Holm {ATTACKS[0]}" in see(hostile).locator("#customers").inner_text()


def test_a_sheet_reads_formulas_as_text_and_numbers_as_numbers(hostile, see):
    page = see(hostile, "#metric=nps&by=segment&period_type=month&period=2026-09-01")
    lines = saved(page, page.locator("#groups .tools button", has_text="CSV"))
    head, rows = lines[0], {row[0]: row for row in lines[1:]}
    assert f"'{FORMULA}" in rows
    assert FORMULA not in rows
    smb = rows["Small business"]
    assert float(smb[head.index("Value")]) < 0
    assert float(smb[head.index("Counted (n)")]) == 143
    comments = saved(page, page.locator("#comments .tools button", has_text="CSV"))
    assert all(not cell.startswith(("=", "+", "@", "\t")) for row in comments for cell in row)
    assert any(row[-1].startswith("'=HYPERLINK") for row in comments)


def test_every_table_that_is_shown_can_be_saved(plain, see):
    page = see(plain)
    for section in (
        "trend",
        "groups",
        "journey",
        "themes",
        "comments",
        "customers",
        "cases",
        "actions",
        "alerts",
        "data",
    ):
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        lines = saved(page, page.locator(f"#{section} .tools button", has_text="CSV").first)
        assert len(lines) > 1, section
        assert len({len(line) for line in lines}) == 1, section
