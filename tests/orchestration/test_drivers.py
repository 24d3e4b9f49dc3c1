"""`voc drivers`: what is said and drawn follows from the published rows; a change within normal variation is steady."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.cli import main
from orchestration.cli.drivers import effects_table, key_drivers_table
from orchestration.lib.driver_words import change_sentences, key_driver_sentences, signed
from orchestration.lib.drivers import Change, Effect, KeyDriver, read_change, read_key_drivers
from orchestration.lib.errors import UserError
from orchestration.lib.periods import Period, said
from orchestration.lib.plots.drivers import effects_chart, key_drivers_chart
from orchestration.lib.plots.style import BAD, VALUE, write
from orchestration.lib.settings import Settings

SUPPORT = Effect("support", 210, 190, -12.0, 6.0, -4.5, 0.3, -4.2, is_significant=True)
BILLING = Effect("billing", 260, 190, -9.0, -8.0, -0.3, -0.7, -1.0, is_significant=False)
OTHER = Effect("other groups", None, None, None, None, None, None, -0.9, is_significant=None)
FALL = Change(
    "nps", "NPS", "points", 1, True, "touchpoint", ("segment", "touchpoint"),
    "month", date(2026, 8, 1), date(2026, 7, 1),
    812, 790, 5.0, 11.1, -11.0, -1.2, True, (SUPPORT, BILLING, OTHER),
)  # fmt: skip
CSAT = KeyDriver(
    "csat", "billing", 1948, 0.05, 36, 4.319, 42, 2.929, 1.39, 1.09, 1.70, 2.05, 1.50, 2.60, 0.66, 0.0001, True, None
)
TICKETS = KeyDriver(
    "tickets", "all", 1948, 1.0, 700, 0.137, 584, 0.188, -0.05, -0.1, 0.0, -0.11, -0.22, 0.0, -0.04, 0.07, False, None
)
ONBOARDING = KeyDriver("ces", "onboarding", 1948, 0.01, *[None] * 13, "too_few")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-08", Period("month", date(2026, 8, 1), date(2026, 8, 1))),
        ("2026-Q4", Period("quarter", date(2026, 10, 1), date(2026, 12, 31))),
        ("2026q1", Period("quarter", date(2026, 1, 1), date(2026, 3, 31))),
        ("2026-W01", Period("week", date(2025, 12, 29), date(2026, 1, 4))),
        ("2026-08-24", Period("week", date(2026, 8, 24), date(2026, 8, 24))),
    ],
)
def test_a_period_is_a_month_a_quarter_a_week_or_its_first_day(text, period):
    assert Period.parse(text) == period


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-W60", "2026-Q5", "august", "2026-02-30"])
def test_other_periods_are_refused_with_examples(text):
    with pytest.raises(UserError, match="2026-Q3"):
        Period.parse(text)


def test_periods_are_said_as_people_say_them():
    assert said("month", date(2026, 8, 1), with_year=False) == "August"
    assert said("quarter", date(2026, 11, 1)) == "November–January 2026"
    assert said("week", date(2026, 8, 24)) == "the week of 24 August 2026"


def test_a_clear_change_names_the_groups_it_comes_from_and_how():
    first, second = change_sentences(FALL)
    assert first == (
        "NPS fell 6.1 from July to August 2026: "
        "Support -4.2 (lower scores), Billing -1.0 (more answers there), Other groups -0.9."
    )
    assert second == (
        "It went from 11.1 to 5.0, 95 % interval -11.0 to -1.2, n 790 and 812. By more than chance changed: support."
    )


def test_a_change_within_normal_variation_is_steady_and_has_no_reason():
    quiet = replace(FALL, is_significant=False, low=-14.0, high=1.8, effects=(BILLING,), dimension="segment")
    lines = change_sentences(quiet)
    assert lines[0].startswith("NPS is steady: 11.1 to 5.0 from July to August 2026 is within normal variation")
    assert "Billing" not in " ".join(lines)
    assert lines[1] == "There is one segment only, which explains nothing. Others: --by touchpoint."
    assert change_sentences(replace(quiet, is_significant=None))[0].startswith("NPS is steady")


def test_a_group_that_moved_under_a_steady_whole_is_said():
    (_, line) = change_sentences(replace(FALL, is_significant=False))
    assert line == "By more than chance changed: support. Together the groups cancel out."


def test_years_are_said_when_they_differ():
    january = replace(FALL, start=date(2027, 1, 1), previous_start=date(2026, 12, 1))
    assert "from December 2026 to January 2027" in change_sentences(january)[0]


def test_the_table_says_nothing_of_groups_that_are_too_small():
    lines = effects_table(FALL)
    assert lines[3].split() == ["other", "groups", "-", "-", "-", "-", "-", "-", "-0.9"]
    assert lines[4].split() == ["all", "11.1", "5.0", "790", "812", "-6.1", "clear"]


def test_nothing_is_not_minus_nothing():
    assert [signed(number, 1) for number in (-0.04, 0.04, -0.06, None)] == ["0.0", "0.0", "-0.1", "-"]


def test_key_drivers_are_said_with_what_is_not_clear_and_not_known():
    text = " ".join(key_driver_sentences([CSAT, TICKETS, ONBOARDING]))
    assert "Of 1,948 customers" in text
    assert "clearly differ in CSAT (billing), 4.3 against 2.9." in text
    assert "No clear difference: Tickets." in text
    assert "Too few promoters or detractors to tell: CES (onboarding)." in text
    assert text.endswith("does not show what causes what.")
    assert "Nothing tells promoters from detractors" in " ".join(key_driver_sentences([TICKETS]))
    assert [line.split()[-1] for line in key_drivers_table([CSAT, TICKETS, ONBOARDING])[1:]] == [
        "clear",
        "clear",
        "few",
    ]


def _texts(chart) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def test_the_chart_colours_only_what_is_more_than_chance(tmp_path: Path):
    drawn = _texts(effects_chart(FALL))
    assert "NPS fell 6.1 from July to August 2026, most of it in support" in drawn
    assert '"total_colour": "' + BAD in drawn
    steady = replace(FALL, is_significant=False, effects=(BILLING, OTHER))
    assert BAD not in _texts(effects_chart(steady))
    assert "is steady in August 2026: −6.1 against July is within normal variation" in _texts(effects_chart(steady))
    write(effects_chart(FALL), tmp_path / "effects.png")
    assert (tmp_path / "effects.png").read_bytes().startswith(b"\x89PNG")


def test_the_chart_of_key_drivers_has_the_tested_ones_with_n(tmp_path: Path):
    drawn = _texts(key_drivers_chart([CSAT, TICKETS, ONBOARDING]))
    assert "Promoters and detractors differ most in CSAT (billing)" in drawn
    assert "36 / 42" in drawn
    assert "1 more: too few answers to tell" in drawn
    assert "CES (onboarding)" not in drawn
    assert VALUE not in _texts(key_drivers_chart([TICKETS]))
    write(key_drivers_chart([ONBOARDING]), tmp_path / "none.svg")


@pytest.fixture
def published(settings: Settings) -> Path:
    """Two months of NPS by touchpoint, and one key driver."""
    settings.published.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.published)) as db:
        db.execute(
            """
            create schema marts;
            create table marts.dim_metrics as
            select 'nps' as metric, 'Net Promoter Score' as title, 'points' as unit, 1::bigint as decimals,
                true as is_high_good;
            create table marts.metric_drivers as
            select 'nps' as metric, 'month' as period_type, start::date as period_start, before::date as previous_start,
                'touchpoint' as dimension, dimension_value, n, previous_n, value, previous_value, rate as rate_effect,
                mix as mix_effect, rate + mix as total_effect, rank as driver_rank
            from (values
                ('2026-08-01', '2026-07-01', 'billing', 60, 40, 0.0::real, 10.0::real, -5.0::real, -1.0::real, 1),
                ('2026-08-01', '2026-07-01', 'support', 40, 60, 20.0, 18.0, 1.0, 0.5, 2),
                ('2026-07-01', '2026-06-01', 'billing', 40, 40, 10.0, 10.0, 0.0, 0.0, 1)
            ) as rows (start, before, dimension_value, n, previous_n, value, previous_value, rate, mix, rank);
            create table marts.voc_metrics as
            select 'nps' as metric, 'month' as period_type, start::date as period_start, dimension, dimension_value,
                100 as n, 100 as previous_n, value, 15.0::double as previous_value, -9.0::double as change_low,
                -0.5::double as change_high, clear as is_change_significant
            from (values
                ('2026-08-01', 'all', 'all', 10.5::double, true), ('2026-08-01', 'touchpoint', 'billing', 0.0, true),
                ('2026-08-01', 'touchpoint', 'support', 20.0, false), ('2026-07-01', 'all', 'all', 15.0, false)
            ) as rows (start, dimension, dimension_value, value, clear);
            """
        )
        names = (
            "driver, touchpoint, respondents_count, coverage, promoters_count, promoters_mean, detractors_count,"
            " detractors_mean, difference, difference_low, difference_high, standardised_difference,"
            " standardised_difference_low, standardised_difference_high, correlation, q_value, is_significant,"
            " not_tested_because"
        )
        db.execute(
            f"create table marts.nps_key_drivers as select {names}, 1 as importance_rank, 104 as n from (values"
            " ('csat', 'billing', 1948, 0.05::double, 36, 4.3::double, 42, 2.9::double, 1.4::double, 1.1::double,"
            " 1.7::double, 2.0::double, 1.5::double, 2.6::double, 0.66::double, 0.0001::double, true, null))"
            f" as rows ({names})"
        )
    return settings.published


def test_the_latest_month_or_the_one_asked_for_is_read(published: Path):
    change = read_change(published, "nps", "touchpoint", None)
    assert (change.start, change.difference, change.is_significant) == (date(2026, 8, 1), -4.5, True)
    assert [(effect.group, effect.total, effect.is_significant) for effect in change.effects] == [
        ("billing", -6.0, True),
        ("support", 1.5, False),
    ]
    assert read_change(published, "nps", "touchpoint", Period.parse("2026-07")).start == date(2026, 7, 1)
    assert read_key_drivers(published)[0].driver == "csat"


def test_what_is_not_there_is_said_with_what_is(published: Path):
    with pytest.raises(UserError, match="no metric csat in metric_drivers; there is nps"):
        read_change(published, "csat", "touchpoint", None)
    with pytest.raises(UserError, match="no dimension plan in metric_drivers; there is touchpoint"):
        read_change(published, "nps", "plan", None)
    with pytest.raises(UserError, match="there are those from 2026-07-01 to 2026-08-01"):
        read_change(published, "nps", "touchpoint", Period.parse("2026-03"))
    with pytest.raises(UserError, match="no such quarter of nps by touchpoint: there is none"):
        read_change(published, "nps", "touchpoint", Period.parse("2026-Q1"))


def test_the_command_says_shows_and_draws(published: Path, tmp_path: Path, capsys):
    assert main(["drivers", "NPS", "--png", str(tmp_path / "why.png")]) == 0
    shown = capsys.readouterr().out
    assert "NPS fell 4.5 from July to August 2026: Billing -6.0 (lower scores), Support +1.5 (higher scores)." in shown
    assert (tmp_path / "why.png").stat().st_size > 1_000
    assert main(["drivers", "nps", "--key"]) == 0
    assert "clearly differ in CSAT (billing), 4.3 against 2.9." in capsys.readouterr().out


def test_the_command_refuses_key_drivers_of_other_metrics_and_other_files(published: Path, tmp_path: Path, capsys):
    assert main(["drivers", "csat", "--key"]) == 2
    assert "of NPS only" in capsys.readouterr().err
    assert main(["drivers", "nps", "--key", "--period", "2026-08"]) == 2
    assert "leave --period out" in capsys.readouterr().err
    assert main(["drivers", "nps", "--png", str(tmp_path / "why.pdf")]) == 2
    assert ".png" in capsys.readouterr().err


def test_without_a_published_file_the_command_says_how_to_make_one(state_dir: Path, capsys):
    assert main(["drivers", "nps"]) == 2
    assert "`voc run`" in capsys.readouterr().err
