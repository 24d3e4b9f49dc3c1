"""The page in a real browser: it shows the marts' numbers, keeps to itself, and remembers what was chosen."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.language import numbers
from tests.orchestration.report.conftest import settled

MINUS, UNBROKEN = "\u2212", "\u00a0"
CHOICES = [
    ("nps", "month", "2026-08-01", "all", "all"),
    ("nps", "month", "2026-01-01", "touchpoint", "support"),
    ("nps", "week", "2026-06-15", "segment", "enterprise"),
    ("csat", "week", "2026-09-07", "touchpoint", "relationship"),
    ("csat", "month", "2025-08-01", "segment", "smb"),
    ("net_sentiment", "month", "2025-08-01", "all", "all"),
    ("mrr", "month", "2026-09-01", "all", "all"),
]
SECTIONS = (
    "overview", "trend", "groups", "journey", "drivers", "themes", "comments", "customers", "cases", "actions",
    "alerts", "data", "definitions",
)  # fmt: skip


def published(page: Path) -> Path:
    return page.parents[1] / "published" / "voice.duckdb"


def shown(value: float, decimals: int, unit: str) -> str:
    """As the house writes numbers, worked out here from the mart's."""
    text = f"{Decimal(f'{value:.{decimals}f}'):,}".replace("-", MINUS)
    return numbers.with_unit(text, unit)


def fact(file: Path, metric: str, kind: str, start: str, dimension: str, value: str) -> dict:
    with duckdb.connect(str(file), read_only=True) as connection:
        return (
            connection.execute(
                "select v.*, unit, decimals, title from marts.voc_metrics as v join marts.dim_metrics using (metric) "
                "where metric = ? and period_type = ? and period_start = ? and dimension = ? and dimension_value = ?",
                [metric, kind, start, dimension, value],
            )
            .fetch_arrow_table()
            .to_pylist()[0]
        )


def choose(page, **choices: str) -> None:
    for name, value in choices.items():
        page.locator(f"#choice [name={name}]").select_option(value)
        settled(page)


def test_every_section_is_filled(plain, see):
    page = see(plain)
    for section in SECTIONS:
        text = page.locator(f"#{section} .body").inner_text()
        assert len(text) > 20, section
        assert "could not be shown" not in text, section


@pytest.mark.parametrize(("metric", "kind", "start", "dimension", "value"), CHOICES)
def test_what_is_chosen_is_shown_as_the_mart_has_it(plain, see, metric, kind, start, dimension, value):
    page = see(plain)
    choose(page, metric=metric, period_type=kind)
    if dimension != "all":
        choose(page, by=dimension, value=value)
    choose(page, period=start)
    row = fact(published(plain), metric, kind, start, dimension, value)
    number = shown(row["value"], row["decimals"], row["unit"])
    overview = page.locator("#overview .body")
    assert number in overview.locator(".verdict").inner_text()
    first = overview.locator(".evidence li").first.inner_text()
    assert first.startswith(number)
    assert f"{row['n']:,} counted" in first
    if row["interval_low"] is not None:
        low, high = (shown(row[name], row["decimals"], "") for name in ("interval_low", "interval_high"))
        assert f"{low} to {high}" in first
    if row["change"] is not None and row["unit"] != "eur":
        change = shown(row["change"], row["decimals"], "")
        assert f"{change} pts" in overview.inner_text()
        verdict = overview.locator(".verdict").inner_text()
        assert ("steady" in verdict) != row["is_change_significant"]


def test_a_table_of_groups_has_every_group_of_the_mart(plain, see):
    page = see(plain, "#metric=csat&period_type=month&period=2026-09-01&by=segment")
    text = page.locator("#groups table").inner_text()
    for name, title in (("smb", "Small business"), ("enterprise", "Enterprise")):
        row = fact(published(plain), "csat", "month", "2026-09-01", "segment", name)
        line = next(line for line in text.splitlines() if line.startswith(title))
        assert shown(row["value"], 1, "percent") in line
        assert str(row["n"]) in line


def test_a_hidden_number_says_so_and_has_none(plain, see):
    page = see(plain, "#metric=csat&period_type=month&period=2026-02-01&by=touchpoint&value=support")
    assert page.locator("#overview .verdict").inner_text() == "CSAT: too few answers to show."
    assert page.locator("#overview .evidence li").count() == 0
    row = page.locator("#groups tr", has_text="Getting help").inner_text()
    assert "Too few answers to show" in row
    assert not any(character.isdigit() for character in row)


def test_hours_are_said_as_hours(plain, see):
    page = see(plain, "#metric=first_reply_median&period_type=month&period=2025-08-01")
    assert "2 h 30 min" in page.locator("#overview .verdict").inner_text().replace(UNBROKEN, " ")


def test_an_address_brings_everything_back(plain, see):
    page = see(plain, "#metric=csat&by=touchpoint")
    assert page.locator("[name=metric]").input_value() == "csat"
    assert page.locator("[name=by]").input_value() == "touchpoint"
    choose(page, period_type="week", value="relationship", period="2026-05-11")
    address = page.url.partition("#")[2]
    again = see(plain, f"#{address}")
    for name in ("metric", "period_type", "period", "by", "value"):
        assert again.locator(f"[name={name}]").input_value() == page.locator(f"[name={name}]").input_value()
    assert again.locator("#overview .verdict").inner_text() == page.locator("#overview .verdict").inner_text()


def test_an_address_can_lead_to_a_section(plain, see):
    page = see(plain, "#metric=csat&section=cases")
    page.wait_for_selector("#cases:focus")
    assert 0 <= page.locator("#cases h2").bounding_box()["y"] < 300
    assert page.locator("[name=metric]").input_value() == "csat"


@pytest.mark.parametrize(
    "address", ["#metric=nothing&period_type=x&by=y&value=z&period=0", "#%%%", "#=&=", "#overview"]
)
def test_an_address_that_makes_no_sense_opens_the_headline(plain, see, address):
    assert see(plain, address).locator("[name=metric]").input_value() == "nps"


def test_value_and_limit_are_told_apart(plain, see):
    page = see(plain)
    row = page.locator("#alerts tbody tr").first.inner_text()
    assert "9.98" in row
    action = page.locator("#actions tbody tr").first.inner_text().replace(UNBROKEN, " ")
    assert numbers.measured(59.98, "percent", 2).replace(UNBROKEN, " ") in action
    assert f"target {numbers.measured(60, 'percent', 0)} not reached".replace(UNBROKEN, " ") in action


def test_themes_lead_to_their_comments_and_comments_can_be_searched(plain, see):
    page = see(plain)
    comments = page.locator("#comments")
    assert comments.locator("blockquote").count() == 3
    comments.locator("[name=c-search]").fill("INVOICE unclear")
    page.wait_for_timeout(300)
    assert comments.locator("blockquote").all_inner_texts() == ["The invoice is unclear, call me: [e-mail]"]
    comments.locator("[name=c-search]").fill("")
    comments.locator("[name=c-tone]").select_option("2")
    page.wait_for_timeout(100)
    assert comments.locator("blockquote").all_inner_texts() == ["Fakturaen er nem, hilsen [name]"]
    assert "in Danish" in comments.inner_text()
    page.locator("#themes tbody button").first.click()
    page.wait_for_timeout(100)
    assert comments.locator("[name=c-theme]").input_value() == "speed"
    assert page.evaluate("document.activeElement.id") == "comments"


def test_late_sources_and_checks_are_said(plain, see):
    text = see(plain).locator("#data").inner_text()
    assert "Late: Stripe" in text
    assert "245 checks passed" in text
