"""The parts of a digest from facts made by hand: what each says, and what it does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from orchestration.digests.compose import compose_delayed
from orchestration.digests.facts import (
    Account,
    Action,
    Cases,
    Episode,
    Freshness,
    Priority,
    Restated,
    Theme,
    Voice,
)  # fmt: skip
from orchestration.digests.wording.voices import quotas
from orchestration.messages.message import Tone
from orchestration.subscriptions.model import Part, Scope
from tests.orchestration.digests.hand_made import (
    CES,
    CSAT,
    NPS,
    REPLY,
    WEEK,
    edition,
    facts,
    hidden,
    measure,
    section,
    series,
    told,
)  # fmt: skip

SUPPORT = Scope("touchpoint", "support")
STEADY = measure(15.0, 16.0)
EFFECT = (
    "CSAT (Support): 41% before, 59% after; +18 percentage points beside the other groups (95% interval +5 to +32)."
)
NO_EFFECT = "CSAT (Support): 41% before, 59% after; no effect beyond chance is seen."


def episode(**more: object) -> Episode:
    given = {
        "rule": "csat_low", "family": "threshold", "metric": CSAT, "group": SUPPORT, "tier": "confirmed",
        "owner": "support_lead", "opened_on": date(2026, 9, 21), "period_type": "rolling_28", "limit_value": 50.0,
        "last_value": 49.96,
    }  # fmt: skip
    return Episode(**(given | more))  # type: ignore[arg-type]


def voice(
    key: str, category: str, text: str = "The invoice has three new lines nobody can explain.", **more: object
) -> Voice:
    return Voice(key, text, date(2026, 9, 24), "survey", category, "en", "DK", "support", 3.0, 10.0, **more)  # type: ignore[arg-type]


def action(**more: object) -> Action:
    given = {
        "action": "staffing", "title": "More agents on early shifts", "metric": CSAT, "group": SUPPORT,
        "owner": "support_lead", "status": "finished", "effect_status": "measured", "started_on": date(2026, 8, 3),
        "finished_on": date(2026, 9, 14), "before_value": 41.0, "after_value": 58.7, "change": 17.7, "effect": 18.4,
        "effect_low": 5.1, "effect_high": 31.7, "is_effect_significant": True,
    }  # fmt: skip
    return Action(**(given | more))  # type: ignore[arg-type]


def test_warnings_say_new_open_resolved_and_what_may_be_chance():
    given = facts(
        STEADY,
        episodes=(
            episode(),
            episode(opened_on=date(2026, 9, 1), acknowledged_on=date(2026, 9, 2)),
            episode(opened_on=date(2026, 8, 10), resolved_on=date(2026, 9, 22), last_value=61.0),
            episode(tier="watch", group=Scope(), last_value=48.0),
        ),
        owners={"support_lead": "Head of support"},
    )
    alerts = section(told(given), "Alerts")
    assert alerts.is_brief
    assert [(row.title, row.badge, row.badge_tone) for row in alerts.rows] == [
        ("CSAT (Support) is 49.96%, below the limit of 50%", "New", Tone.BAD),
        ("CSAT (Support) is 49.96%, below the limit of 50%", "Open 26 days", Tone.BAD),
        ("CSAT (Support) is back at 61%, limit 50%", "Resolved", Tone.GOOD),
        ("CSAT is 48%, below the limit of 50%", "Watched", Tone.PLAIN),
    ]
    assert alerts.rows[1].detail == "over 28 days · Owner: Head of support · since 1 Sep 2026 · acknowledged 2 Sep 2026"
    assert alerts.rows[3].detail == "over 28 days · since 21 Sep 2026 · may still be chance"


def test_an_open_warning_says_where_it_stands_and_one_that_ended_since_what_is_known_of_its_period():
    known = ({"last_value": 51.2}, {"last_value": 50.0}, {"family": "change", "last_value": None})
    given = facts(STEADY, episodes=tuple(episode(**each) for each in known))
    assert [row.title for row in section(told(given), "Alerts").rows] == [
        "CSAT (Support) is 51%, not yet clear of the limit of 50%",
        "CSAT (Support) is 50%, not yet clear of the limit of 50%",
        "CSAT (Support) left its usual level",
    ]


def test_cases_say_how_many_wait_and_since_when():
    loop = replace(
        measure(12.8, None, replace(CSAT, metric="close_the_loop_rate", observations="close_the_loop")), n=188
    )
    shown = section(told(facts(STEADY, cases=Cases(52, 12, 319, 278, date(2026, 8, 2), loop))), "Cases").facts
    assert [(fact.label, fact.value) for fact in shown] == [
        ("Opened in the period", "52"),
        ("Contacted in the period", "12"),
        ("Open", "319"),
        ("Overdue", "278, the oldest since 2 Aug 2026"),
        ("Detractors contacted within 48 hours", "13% of 188"),
    ]


def test_themes_are_bold_only_where_they_changed_by_more_than_chance():
    given = (
        Theme("price", "Price and invoice", 30, 102, 29.4, 40.0, 12.0, 17.4, True),
        Theme("speed", "Speed and waiting", 31, 102, 30.4, 45.2, 28.0, 2.4, False),
    )
    shown = section(told(facts(STEADY, themes=given)), "What people talk about")
    assert [(row.cells[-1], row.is_strong) for row in shown.table.rows] == [
        ("+17 percentage points", True),
        ("steady", False),
    ]
    assert shown.note == "Of 102 comments; one can be about several themes."


def test_quotes_are_in_proportion_and_hold_at_least_one_of_each_kind():
    assert quotas({"negative": 50, "neutral": 3, "positive": 1}, 5) == {"negative": 3, "neutral": 1, "positive": 1}
    assert quotas({"negative": 0, "neutral": 0, "positive": 9}, 5) == {"negative": 0, "neutral": 0, "positive": 5}
    assert quotas({"negative": 1, "neutral": 0, "positive": 1}, 5) == {"negative": 1, "neutral": 0, "positive": 1}
    assert sum(quotas({"negative": 0, "neutral": 0, "positive": 0}, 5).values()) == 0
    given = tuple(voice(f"n{place}", "negative", f"Support let me wait for {place} days again") for place in range(9))
    message = told(facts(STEADY, voices=(*given, voice("p", "positive", "Best help I have had from any supplier"))))
    tones = [quote.tone for quote in section(message, "In their words").quotes]
    assert tones == [Tone.BAD] * 4 + [Tone.GOOD]


def test_quotes_are_masked_and_said_once():
    text = "Call Anna Berg on +45 20 12 34 56 about it, anna@example.org"
    given = (voice("a", "negative", text, names=("Anna Berg",)), voice("b", "positive", text, names=("Anna Berg",)))
    (quote,) = section(told(facts(STEADY, voices=given)), "In their words").quotes
    assert quote.text == "Call [name] on [phone] about it, [e-mail]"
    assert quote.source == "Support"


def test_how_many_were_unhappy_is_counted_and_not_quoted():
    given = facts(
        STEADY, unhappy=(measure(15.0, n=82, negative_count=32), measure(45.0, None, CSAT, n=53, negative_count=12))
    )
    note = section(told(given), "In their words").note
    assert note == "32 of 82 NPS answers came from detractors. 12 of 53 CSAT answers were dissatisfied."


@pytest.mark.parametrize(("name", "title"), [("Mette Nielsen", "Mette Nielsen"), (None, "Customer 1ca74bf7")])
def test_a_customer_has_a_name_only_where_the_facts_have_one(name: str | None, title: str):
    given = Account("1ca74bf713156b09", name, "enterprise", 200.9, 42.5, -1.6, "usage", 5.0, date(2026, 8, 5))
    message = told(facts(STEADY, accounts=(given,)))
    (row,) = section(message, "Customers at risk").rows
    assert row.title == title
    assert row.detail == "Enterprise · pays 201\N{NO-BREAK SPACE}EUR a month · health 42 of 100, −2 in a month"
    assert row.note == "NPS 5 of 10 on 5 Aug 2026. Costs most health: usage."
    assert row.badge == "At risk"


@pytest.mark.parametrize(
    ("given", "said", "tone"),
    [
        (action(), EFFECT, Tone.GOOD),
        (action(is_effect_significant=False), NO_EFFECT, Tone.PLAIN),
        (
            action(effect_status="no_comparison", effect=None, effect_low=None, effect_high=None),
            "CSAT (Support): 41% before, 59% after; there is nothing to compare that with.",
            Tone.PLAIN,
        ),
        (
            action(effect_status="too_early", before_value=None, after_value=None),
            "Too early to tell an effect.",
            Tone.PLAIN,
        ),
        (
            action(effect_status="too_few", before_value=None, after_value=None),
            "Too few answers before or after to tell an effect.",
            Tone.PLAIN,
        ),
        (action(effect_status="not_started", before_value=None, after_value=None, status="planned"), "", Tone.PLAIN),
    ],
)  # fmt: skip
def test_no_effect_is_claimed_that_is_not_shown(given: Action, said: str, tone: Tone):
    (row,) = section(told(facts(STEADY, actions=(given,))), "Actions and their effect").rows
    assert (row.note, row.note_tone) == (said, tone)


def test_an_action_that_is_late_says_so():
    late = action(status="running", is_overdue=True, finished_on=None, deadline_on=date(2026, 8, 31))
    (row,) = section(told(facts(STEADY, actions=(late,))), "Actions and their effect").rows
    assert (row.badge, row.badge_tone) == ("Overdue", Tone.BAD)
    assert row.detail == "Owner: Support lead · due 31 Aug 2026"


def test_where_most_is_at_stake():
    given = facts(STEADY, priorities=(Priority("support", 9.5, 469, 1681, 1),))
    note = section(told(given), "Actions and their effect").note
    assert note == "Most is at stake here: Support, 469 unhappy of 1,681 answers in 91 days."


def test_a_restated_number_says_both_and_why():
    given = Restated(
        NPS,
        Scope(),
        "week",
        date(2026, 9, 14),
        date(2026, 9, 20),
        15.2,
        79,
        15.4,
        82,
        "answers changed",
        {"late": 4, "deleted": 1},
    )
    (row,) = section(told(facts(STEADY, restated=(given,))), "Restated since the last digest").rows
    assert row.title == "NPS, week of 14 Sep 2026"
    assert row.detail == "Then 15.2 (n 79), now 15.4 (n 82)"
    assert row.note == "Why: 4 answers came late, 1 was deleted."


def test_hidden_groups_are_named_without_any_number():
    few = (
        hidden(group=Scope("touchpoint", "billing")),
        hidden(group=Scope("segment", "enterprise")),
        measure(20.0, n=27, group=SUPPORT, status="too_few"),
    )
    shown = section(told(facts(STEADY, few=few)), "Too few answers").facts
    assert [(fact.label, fact.value) for fact in shown] == [
        ("NPS, not shown", "Billing, Enterprise"),
        ("NPS, not judged", "Support (27 answers)"),
    ]


def test_tables_say_steady_where_nothing_really_changed():
    late = replace(measure(12.0, 15.0, REPLY), is_settled=False)
    retention = replace(
        measure(99.1, 99.4, CSAT, window=WEEK),
        is_own=False,
        period_type="month",
        start=date(2026, 8, 1),
        end=date(2026, 8, 31),
    )
    message = told(facts(STEADY, service=(measure(4.3, 5.04, CES, is_real=True), late), deferred=(retention,)))
    table = section(message, "Service").table
    assert [(row.cells[4], row.is_strong, row.tone) for row in table.rows] == [
        ("−0.74", True, Tone.BAD),
        ("steady", False, Tone.PLAIN),
    ]
    assert "Not final, late data still count: First reply time (median)." in section(message, "Service").note
    (row,) = section(message, "What customers do").table.rows
    assert row.cells[0] == "CSAT, August 2026"
    assert section(message, "Service").note.startswith("Before: the previous 4 weeks. Bold")
    assert row.cells[2:4] == ("99.4%", "99.1%")


def test_numbers_of_all_customers_are_told_once_for_a_part():
    wide = replace(measure(27.0, 26.0), is_own=False)
    message = told(facts(measure(50.0, 51.0, CSAT, group=SUPPORT), indirect=(wide,), scope=SUPPORT))
    shown = section(message, "What is said elsewhere")
    assert shown.note.startswith("All of these are of all customers.")
    assert shown.table.rows[0].cells[0] == "NPS"


def test_the_trend_says_its_numbers_to_who_does_not_see_it():
    given = facts(STEADY, series=series(12.0, None, 14.0, 15.0), actions=(action(metric=NPS, group=Scope()),))
    plot = section(told(given), "NPS, last 4 weeks").plot
    assert plot.png == b"picture"
    assert plot.alt == (
        "NPS, by the first day of each period: 31 Aug: 12; 14 Sep: 14; 21 Sep: 15. "
        "95% interval of the last one: 10 to 20. "
        "Baseline (the previous 4 weeks): 16. 14 Sep 2026: Done: More agents on early…"
    )


def test_a_part_without_anything_to_say_is_left_out():
    assert [each.title for each in told(facts(STEADY)).sections] == [""]


def test_parts_that_an_audience_does_not_have_are_left_out():
    given = facts(STEADY, themes=(Theme("price", "Price", 30, 102, 29.4, 40.0),), cases=Cases(1, 1, 1, 0))
    assert [each.title for each in told(given, edition(parts=(Part.CASES,))).sections] == ["Cases"]
    assert told(given, edition(parts=(Part.CASES,))).figures == ()


def test_the_note_that_a_digest_is_late():
    late = Freshness(
        datetime(2026, 9, 25, tzinfo=UTC), datetime(2026, 9, 28, 4, tzinfo=UTC), 245,
        (("Trustpilot", datetime(2026, 9, 25, 22, tzinfo=UTC)),), False,
    )  # fmt: skip
    message = compose_delayed(edition(), late)
    assert message.kind == "delayed"
    assert message.headline == "The digest is late: not everything has been read to the period's end."
    assert [(fact.label, fact.value) for fact in message.sections[0].facts] == [
        ("Trustpilot", "read until Sat 26 Sep 00:00")
    ]
    assert message.key != told(facts(STEADY)).key
    nothing = compose_delayed(edition(), Freshness(None, None, 0, is_complete=False))
    assert nothing.headline == "The digest is late: nothing has been published yet."


def test_the_same_facts_give_the_same_message():
    given = facts(
        STEADY, voices=tuple(voice(str(place), "negative", f"It failed me {place} times") for place in range(9))
    )
    assert told(given) == told(given)
