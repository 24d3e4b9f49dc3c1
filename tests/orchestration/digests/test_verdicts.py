"""The sentence that a reader remembers: right when nothing changed, when little did, and when a lot did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orchestration.digests.facts import Facts, Freshness
from orchestration.language import speaking
from orchestration.lib.drivers import Change, Effect
from orchestration.messages.message import Tone
from orchestration.subscriptions.model import LANGUAGES, Baseline, Scope
from tests.orchestration.digests.hand_made import (
    CES,
    CSAT,
    EFFORT,
    MRR,
    REPLY,
    WEEK,
    edition,
    facts,
    hidden,
    measure,
    section,
    series,
    silent,
    told,
)  # fmt: skip

BILLING = Scope("touchpoint", "billing")


def driven(*, is_real: bool = True, is_group_real: bool = True) -> Change:
    """NPS against the week before, by touchpoint; billing takes most of it."""
    effects = (
        Effect("billing", 40, 160, -44, 11, -7.5, -0.4, -7.9, is_group_real),
        Effect("other groups", 30, 90, None, None, None, None, -2.8, None),
        Effect("support", 12, 54, 18, 16, 0.5, 0.1, 0.6, False),
    )
    return Change(
        "nps", "Net Promoter Score", "points", 1, True, "touchpoint", ("touchpoint",), "week", WEEK.start, WEEK.start,
        82, 304, 3.0, 13.1, -18, -2, is_real, effects,
    )  # fmt: skip


def test_nothing_changed():
    message = told(facts(measure(15.0, 15.0, second=15.0)))
    assert message.headline == "NPS is steady at 15."
    assert "Both differences are within normal variation." in message.intro
    (tile,) = message.figures
    assert (tile.change, tile.verdict, tile.tone) == ("0 points", "Steady", Tone.PLAIN)


def test_little_changed_has_no_driver_and_no_colour():
    steady = facts(measure(14.0, 15.2, is_real=False), drivers=driven(), series=series(*range(13)))
    message = told(steady)
    assert message.headline == "NPS is steady at 14."
    assert "explains" not in message.intro
    moved = section(message, "What moved NPS")
    assert moved.table is None
    assert moved.paragraphs == ("It is steady, so no group is named as a reason.",)
    assert not moved.is_brief
    assert message.figures[0].tone is Tone.PLAIN


def test_values_that_look_the_same_get_more_decimals():
    message = told(facts(measure(15.2, 14.8)))
    assert message.headline == "NPS is steady at 15.2."
    assert "Previous 4 weeks: 14.8" in message.intro
    assert message.figures[0].change == "+0.4 points"


def test_a_small_change_that_is_real_is_not_printed_as_none():
    message = told(facts(measure(54.46, 54.54, CSAT, is_real=True)))
    assert message.headline == "CSAT fell to 54.46%, 0.08 percentage points below the previous 4 weeks."


def test_a_big_fall_names_what_moved_it():
    message = told(facts(measure(3.0, 15.3, is_real=True, second=16.0, is_second_real=True), drivers=driven()))
    assert message.headline == "NPS fell to 3, 12 points below the previous 4 weeks."
    assert "Previous 13 weeks: 16, a difference of more than chance." in message.intro
    assert "Week before: Billing explains −7.9 of −10.1 points." in message.intro
    assert message.subject == "Customer support leads, Week 39: NPS has fallen"
    (tile,) = message.figures
    assert (tile.value, tile.change, tile.verdict, tile.tone) == ("3", "−12 points", "Real drop", Tone.BAD)
    rows = section(message, "What moved NPS").table.rows
    assert [(row.cells[0], row.cells[3], row.is_strong, row.tone) for row in rows] == [
        ("Billing", "−7.9", True, Tone.BAD),
        ("Other groups", "−2.8", False, Tone.PLAIN),
        ("Support", "+0.6", False, Tone.PLAIN),
    ]
    assert rows[0].share == -1.0


def test_drivers_explain_the_step_from_the_period_before_only():
    """The verdict is against four weeks; where the last step is chance, no group is its reason."""
    message = told(facts(measure(3.0, 15.3, is_real=True), drivers=driven(is_real=False)))
    (said,) = section(message, "What moved NPS").paragraphs
    assert said == "Week before: 13, a difference within normal variation, so no group is named as its reason."
    assert "explains" not in message.intro


def test_a_group_that_may_be_chance_is_no_reason():
    message = told(facts(measure(3.0, 15.3, is_real=True), drivers=driven(is_group_real=False)))
    assert "explains" not in message.intro
    assert not any(row.is_strong for row in section(message, "What moved NPS").table.rows)


def test_on_which_side_of_no_change_an_interval_ends_is_seen():
    message = told(facts(measure(24.8, 23.3, is_real=True, spread=1.2)))
    assert message.sections[0].note.endswith("95% interval of the change +0.3 to +2.7.")


def test_a_rise():
    message = told(facts(measure(30.0, 15.3, is_real=True)))
    assert message.headline == "NPS rose to 30, 15 points above the previous 4 weeks."
    assert message.figures[0].tone is Tone.GOOD


def test_one_point_is_one():
    message = told(facts(measure(16.2, 15.1, is_real=True)))
    assert message.headline == "NPS rose to 16, 1 point above the previous 4 weeks."


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        (Baseline.PREVIOUS, "below the week before."),
        (Baseline.WEEKS_13, "below the previous 13 weeks."),
        (Baseline.LAST_YEAR, "below the same time last year."),
    ],
)
def test_every_baseline_is_named(baseline: Baseline, said: str):
    message = told(facts(measure(3.0, 15.3, is_real=True, baseline=baseline)))
    assert message.headline.endswith(said)


def test_units_of_differences():
    given = facts(
        measure(71.0, 75.0, CSAT, is_real=True),
        measure(5.3, 5.41, CES, is_real=True),
        measure(18_720.0, 14_940.0, REPLY, is_real=True),
        measure(120_400.0, 119_200.0, MRR, is_real=None),
    )
    changes = [tile.change for tile in told(given).figures]
    assert changes == [
        "−4 percentage points",
        "−0.11",
        "+1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}3\N{NO-BREAK SPACE}min",
        "+1,200\N{NO-BREAK SPACE}EUR",
    ]


def test_where_low_is_good_the_words_say_which_way_is_better():
    message = told(facts(measure(18_720.0, 14_940.0, REPLY, is_real=True), measure(1.9, 2.4, EFFORT, is_real=True)))
    first, second = message.figures
    assert (first.verdict, first.tone) == ("Real rise, for the worse", Tone.BAD)
    assert (second.verdict, second.tone) == ("Real drop, for the better", Tone.GOOD)
    assert second.scale == "1 to 5, lower is better"
    assert message.headline.startswith("First reply time (median) rose to 5")


def test_a_total_is_counted_and_not_tested():
    message = told(facts(measure(120_400.0, 119_200.0, MRR, is_real=None)))
    assert message.headline == "MRR is 120,400\N{NO-BREAK SPACE}EUR."
    assert message.figures[0].verdict == "Counted, not sampled"
    assert "steady" not in message.subject


def test_metrics_that_moved_in_different_directions():
    message = told(
        facts(measure(3.0, 15.3, is_real=True), measure(71.0, 65.0, CSAT, is_real=True), measure(5.3, 5.4, CES))
    )
    assert message.headline.startswith("NPS fell to 3")
    assert "CSAT rose to 71% (+6 percentage points)." in message.intro
    assert "CES" not in message.intro


def test_the_lead_is_steady_and_another_moved():
    message = told(facts(measure(15.0, 16.0), measure(71.0, 75.0, CSAT, is_real=True)))
    assert message.headline == "NPS is steady at 15; CSAT fell to 71%."
    both = told(
        facts(measure(15.0, 16.0), measure(71.0, 75.0, CSAT, is_real=True), measure(5.9, 5.4, CES, is_real=True))
    )
    assert both.headline == "NPS is steady at 15; 2 other figures moved."


def test_a_group_that_moved_is_named_though_the_whole_is_steady():
    group = measure(-44.0, 11.0, is_real=True, group=BILLING)
    message = told(facts(measure(15.0, 16.0), moved=(group,)))
    assert "NPS (Billing) fell to −44 (−55 points)." in message.intro


def test_the_first_week_has_nothing_to_compare_with():
    message = told(facts(measure(15.4)))
    assert message.headline == "NPS is 15; there is nothing to compare it with yet."
    assert message.figures[0].verdict == "Nothing to compare with"
    assert message.figures[0].change == ""


def test_silence_is_named_and_is_no_score():
    message = told(facts(silent(), silent(CSAT), series=series(12, 14, None)))
    assert message.headline == "Nobody answered."
    assert message.subject == "Customer support leads, Week 39: no answers"
    assert "No answers are no score" in message.intro
    assert message.figures[0].value == "–"
    assert "0" not in message.figures[0].value
    partly = told(facts(silent(), measure(71.0, 75.0, CSAT)))
    assert partly.headline == "NPS: nobody answered."
    assert partly.subject == "Customer support leads, Week 39", "somebody answered something"


@pytest.mark.parametrize(
    "levels", [{"target": 25.0}, {"threshold": 25.0, "status": "ok"}, {"target": 25, "threshold": 24}]
)
def test_a_value_never_looks_like_its_level_when_it_is_not_there(levels):
    given = measure(24.96, 22.0, CSAT, **levels)
    message = told(facts(given))
    assert message.figures[0].value == "24.96%"
    assert message.headline == "CSAT is steady at 24.96%."
    assert told(facts(replace(given, value=25.0))).figures[0].value == "25%"


def test_a_difference_that_is_none_has_no_sign():
    message = told(facts(measure(100.0, 100.0 + 1e-10, REPLY, is_real=None)))
    assert message.figures[0].change == "0\u00a0s"


def test_a_hidden_group_shows_no_number_but_the_one_around_it():
    message = told(facts(hidden(group=BILLING, instead=measure(15.0, 16.0)), scope=BILLING))
    assert message.headline == "NPS: too few answers to show."
    assert message.intro.startswith("All customers instead: 15 (82 answers).")
    assert (message.figures[0].value, message.figures[0].change) == ("–", "")
    assert message.figures[0].verdict == "Too few answers to show"
    assert message.scope == "Billing"


def test_a_late_source_is_said_first_and_last():
    late = (("trustpilot", datetime(2026, 9, 25, 22, tzinfo=UTC)),)
    given = facts(measure(15.0, 16.0), freshness=Freshness(datetime(2026, 9, 25, tzinfo=UTC), None, 245, late, False))
    message = told(given)
    assert "Not complete: Trustpilot was read until Sat 26 Sep" in message.intro
    assert "Late: Trustpilot, read until Sat 26 Sep" in message.footer[0]


@pytest.mark.parametrize(
    ("value", "status", "said"),
    [
        (49.96, "watch", "49.96% is below the limit of 50%, which may still be chance."),
        (40.0, "confirmed", "40% is below the limit of 50% by more than chance."),
    ],
)
def test_a_value_and_its_limit_never_look_the_same(value: float, status: str, said: str):
    assert said in told(facts(measure(value, 55.0, CSAT, threshold=50.0, status=status))).intro


def test_a_steady_value_beyond_its_limit_says_so_at_once():
    message = told(facts(measure(40.0, 42.0, CSAT, threshold=50.0, status="confirmed")))
    assert message.headline == "CSAT is steady at 40%, below the limit of 50%."


def test_a_target_that_is_reached():
    assert "CSAT: the target of 60% is reached." in told(facts(measure(64.0, 62.0, CSAT, target=60.0))).intro
    assert "target 60%" in told(facts(measure(59.96, 58.0, CSAT, target=60.0))).figures[0].note


def test_numbers_of_all_customers_in_a_digest_of_some_are_said_to_be():
    wide = replace(measure(15.0, 16.0), is_own=False)
    message = told(facts(wide, scope=BILLING))
    assert message.intro.startswith("NPS is of All customers, week of 21 Sep 2026: it is not counted for Billing.")
    assert "All customers" in message.figures[0].note
    assert message.headline == "NPS (All customers) is steady at 15."


def test_no_figures_at_all():
    assert told(facts()).headline == "There are no figures for this period."


def test_a_correction_says_why_before_everything_else():
    message = told(facts(measure(15.0, 16.0)), edition(revision=2, reason="The billing survey was read twice."))
    titled = [each for each in message.sections if each.title]
    assert titled[0].paragraphs == ("The billing survey was read twice.",)
    assert message.kicker == "Week 39 · 21–27 September 2026 · correction 1"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "given",
    [
        facts(measure(3.0, 15.3, is_real=True), measure(71.0, 75.0, CSAT, is_real=True), drivers=driven()),
        facts(measure(15.0, 15.2)),
        facts(silent()),
        facts(hidden(instead=measure(15.0))),
        facts(measure(15.0)),
        facts(),
    ],
    ids=["fall", "steady", "silence", "hidden", "first", "nothing"],
)
def test_every_case_speaks_every_language(language: str, given: Facts):
    message = told(given, edition(language))
    assert message.language == language
    for text in (message.headline, message.intro, message.subject, message.kicker):
        assert "{" not in text
        assert "None" not in text
    with speaking(language):
        assert message.kicker
