"""What is read for a digest, from a small file with the marts' real columns; and what must not come through it."""

from __future__ import annotations

import email
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.digests.compose import compose, is_empty, key
from orchestration.digests.facts import Freshness
from orchestration.digests.reading import freshness
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.subscriptions.model import LANGUAGES, Edition, Part, Scope, Window
from tests.orchestration.digests import hand_made
from tests.orchestration.digests.hand_made import WEEK, section, texts
from tests.orchestration.digests.marts import Marts
from tests.orchestration.messages.samples import PAYLOADS, SENDER
from tests.orchestration.messages.test_payloads import Page

CUSTOMER = "1ca74bf713156b09df43dfd1efe561684a3e40d61f24c3b35f2b9108995a1d0d"
NAME = "Mette Nielsen"


def cell(
    metric: str = "nps", week: date = WEEK.start, dimension: str = "all", group: str = "all", **more: Any
) -> Mapping[str, Any]:
    given = {
        "voc_metric_key": f"{metric} {week} {dimension} {group}", "metric": metric, "period_type": "week",
        "period_start": week, "period_end": week + timedelta(days=6), "dimension": dimension, "dimension_value": group,
        "value": 15.0, "n": 80, "negative_count": 20, "interval_low": 5.0, "interval_high": 25.0, "is_complete": True,
        "is_settled": True, "is_suppressed": False, "is_comment_suppressed": False,
    }  # fmt: skip
    return given | more


def hidden(**more: Any) -> Mapping[str, Any]:
    nothing = dict.fromkeys(("value", "n", "negative_count", "interval_low", "interval_high"))
    return (
        cell(**more)
        | nothing
        | {
            "is_suppressed": True,
            "is_comment_suppressed": True,
            "shown_dimension": "all",
            "shown_dimension_value": "all",
        }
    )


def comment(key: str, text: str, **more: Any) -> Mapping[str, Any]:
    given = {
        "comment_key": key, "channel": "survey", "customer_key": CUSTOMER, "said_on": WEEK.start,
        "said_at": datetime(2026, 9, 21, 9),
        "language": "en", "country": "DK", "segment": "smb", "touchpoint": "support", "metric": "nps", "score": 3.0,
        "scale_max": 10.0, "category": "negative", "comment_text": text, "is_shareable": True,
    }  # fmt: skip
    return given | more


@pytest.fixture
def marts(prepared: Path, tmp_path: Path) -> Marts:
    """A copy to add to, with one customer."""
    shutil.copyfile(prepared, tmp_path / prepared.name)
    made = Marts(tmp_path / prepared.name)
    made.add("customer_contacts", {"customer_key": CUSTOMER, "email": "mette@example.org", "full_name": NAME})
    return made


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """NPS of six weeks, the last one lower than four weeks by more than chance; support is a group of it."""
    made = Marts(tmp_path_factory.mktemp("marts") / "voice.duckdb")
    made.add(
        "dim_metrics",
        {"metric": "nps", "title": "Net Promoter Score", "observations": "nps", "formula": "net_share",
         "unit": "points", "scale_min": -100.0, "scale_max": 100.0, "is_high_good": True, "decimals": 1,
         "settle_days": 4},
        {"metric": "retention_rate", "title": "Customer retention", "observations": "retention", "formula": "share",
         "unit": "percent", "scale_min": 0.0, "scale_max": 100.0, "is_high_good": True, "decimals": 1,
         "settle_days": 1},
        {"metric": "net_sentiment", "title": "Net sentiment", "observations": "sentiment", "formula": "net_share",
         "unit": "points", "is_high_good": True, "decimals": 1, "settle_days": 4},
    )  # fmt: skip
    for before in range(1, 6):
        made.add("voc_metrics", cell(week=WEEK.start - timedelta(weeks=before), value=15.0 + before))
    made.add("voc_metrics", cell(value=3.0), cell(dimension="touchpoint", group="support", value=1.0))
    made.add("metric_baselines", {
        "voc_metric_key": f"nps {WEEK.start} all all", "baseline": "weeks_4", "baseline_value": 15.3, "baseline_n": 304,
        "change": -12.3, "change_low": -18.0, "change_high": -7.0, "is_change_significant": True,
    })  # fmt: skip
    made.add("dim_touchpoints", {"touchpoint": "support", "title": "Getting help"})
    return made.published


def edition(metrics: tuple[str, ...] = ("nps",), **more: Any) -> Edition:
    given = hand_made.edition(**more)
    return replace(given, audience=replace(given.audience, metrics=metrics))


def made(marts: Marts, said: Edition | None = None, *, has_warehouse: bool = True) -> Message:
    return compose(marts.published, marts.restricted if has_warehouse else None, said or edition())


def test_a_period_beside_its_baseline(marts: Marts):
    message = made(marts)
    assert message.headline == "NPS fell to 3, 12 points below the previous 4 weeks."
    assert section(message, "NPS, last 6 weeks").plot.png.startswith(b"\x89PNG")


def test_a_file_without_baselines_is_compared_with_the_period_before(marts: Marts):
    marts.change("drop table marts.metric_baselines")
    marts.change(
        "update marts.voc_metrics set previous_value = 16, previous_n = 80, change = -13, "
        "is_change_significant = true where value = 3"
    )
    assert made(marts).headline == "NPS fell to 3, 13 points below the week before."


def test_a_metric_without_weeks_is_of_its_newest_month(marts: Marts):
    marts.add(
        "voc_metrics",
        cell("retention_rate", date(2026, 7, 1), period_type="month", period_end=date(2026, 7, 31), value=98.0),
    )
    marts.add(
        "voc_metrics",
        cell("retention_rate", date(2026, 8, 1), period_type="month", period_end=date(2026, 8, 31), value=99.1),
    )
    marts.add(
        "voc_metrics",
        cell("retention_rate", date(2026, 9, 1), period_type="month", period_end=date(2026, 9, 30), is_complete=False),
    )
    tile = made(marts, edition(("nps", "retention_rate"))).figures[1]
    assert tile.value == "99%"
    assert "August 2026" in tile.note


def test_a_scope_is_read_where_it_is_counted_and_said_where_it_is_not(marts: Marts):
    support = made(marts, edition(scope=Scope("touchpoint", "support")))
    assert support.headline.startswith("NPS is 1;")
    assert support.scope == "Getting help"
    billing = made(marts, edition(scope=Scope("touchpoint", "billing")))
    assert billing.headline.startswith("NPS (All customers) fell to 3")
    assert "it is not counted for Billing" in billing.intro


def test_a_group_of_which_there_are_months_only_has_its_month(marts: Marts):
    marts.add(
        "voc_metrics",
        cell("nps", date(2026, 8, 1), "country", "DK", period_type="month", period_end=date(2026, 8, 31), value=17.0),
    )
    message = made(marts, edition(scope=Scope("country", "DK")))
    assert message.headline.startswith("NPS is 17;")
    assert message.scope == "Denmark"
    assert "NPS is of August 2026, the newest there is." in message.intro


def test_a_hidden_group_gives_the_one_around_it(marts: Marts):
    marts.add("voc_metrics", hidden(dimension="touchpoint", group="billing"))
    message = made(marts, edition(scope=Scope("touchpoint", "billing")))
    assert message.headline == "NPS: too few answers to show."
    assert message.intro.startswith("All customers instead: 3 (80 answers).")


def test_a_week_without_a_row_is_silence(marts: Marts):
    nobody = Window("week", WEEK.start + timedelta(weeks=1), WEEK.end + timedelta(weeks=1))
    assert made(marts, edition(window=nobody)).headline == "Nobody answered."
    assert is_empty(marts.published, edition(window=nobody))
    assert not is_empty(marts.published, edition())


def test_the_freshness_of_a_period(marts: Marts):
    state = fresh(marts)
    assert (state.is_complete, state.checks_passed, state.late) == (True, 245, ())
    marts.add("voc_metrics", cell("retention_rate", is_complete=False))
    marts.add(
        "source_freshness",
        {"source": "trustpilot", "resource": "reviews", "data_through_at": datetime(2026, 9, 25, 22)},
        # Read seldom; the tool was read since.
        {"source": "typeform", "resource": "forms", "data_through_at": datetime(2026, 9, 20)},
        {"source": "typeform", "resource": "responses", "data_through_at": datetime(2026, 9, 28, 4)},
    )
    late = fresh(marts)
    assert not late.is_complete
    assert late.late == (("trustpilot", datetime(2026, 9, 25, 22, tzinfo=UTC)),)
    # What the audience does not read does not make its numbers incomplete; that a tool is late is said.
    message = made(marts)
    assert "Not complete" not in message.intro
    assert "Late: Trustpilot, read until Sat 26 Sep" in message.footer[0]


def fresh(marts: Marts) -> Freshness:
    with duckdb.connect(str(marts.published), read_only=True) as connection:
        return freshness.read(connection, WEEK)


def test_comments_of_hidden_groups_and_of_other_times_are_not_quoted(marts: Marts):
    marts.add(
        "comments",
        comment("a", "The report was late for the third time"),
        comment("b", "I was called a test and do not count", is_shareable=False),
        comment("c", "This was said a week before it all", said_on=WEEK.start - timedelta(days=1)),
        comment("d", "Nothing is known of how many wrote this", metric="csat"),
        comment("e", "A review where no reviews may be shown", channel="review", metric=None),
    )
    (quote,) = section(made(marts), "In their words").quotes
    assert (quote.text, quote.source) == ("The report was late for the third time", "Getting help")


def test_a_touchpoint_is_not_named_where_too_few_answered_there(marts: Marts):
    marts.add("voc_metrics", hidden(dimension="touchpoint", group="billing"))
    marts.add("comments", comment("a", "The invoice has three new lines", touchpoint="billing"))
    (quote,) = section(made(marts), "In their words").quotes
    assert quote.source == "Survey"


def test_nothing_is_quoted_where_comments_of_the_whole_are_hidden(marts: Marts):
    marts.change("update marts.voc_metrics set is_comment_suppressed = true")
    marts.add("comments", comment("a", "The report was late for the third time"))
    assert section(made(marts), "In their words").quotes == ()


def test_without_the_warehouse_there_are_neither_comments_nor_names(marts: Marts):
    marts.add("comments", comment("a", "The report was late for the third time"))
    at_risk(marts)
    message = made(marts, edition(has_names=True), has_warehouse=False)
    assert section(message, "In their words").quotes == ()
    assert section(message, "Customers at risk").rows[0].title == f"Customer {CUSTOMER[:8]}"


def test_personal_data_stay_in_the_parts_that_may_have_them(marts: Marts):
    marts.add("comments", comment("a", f"{NAME} here: call me on +45 20 12 34 56 about the report"))
    at_risk(marts)
    named = made(marts, edition(has_names=True))
    outside = replace(named, sections=tuple(each for each in named.sections if each.title != "Customers at risk"))
    assert section(named, "Customers at risk").rows[0].title == NAME
    for text in texts(outside):
        assert "Mette" not in text
        assert "20 12" not in text
    assert not any(NAME in text for text in texts(made(marts, edition())))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_in_comments_names_and_groups_do_nothing(marts: Marts, payload: str):
    """The mail's HTML has the marks that it has with harmless words, and no more; chats are read as JSON."""
    harmless = attacked(marts, "Harmless words")
    message = attacked(marts, payload)
    for text in (message.subject, message.headline, message.intro, message.kicker, *texts(message.figures)):
        assert payload not in text
    assert marks(message) <= marks(harmless)
    for kind in ("slack", "teams", "webhook"):
        json.loads(render(message, kind, "reader@example.org", SENDER, hand_made.NOW).body)


def attacked(marts: Marts, payload: str) -> Message:
    marts.change("delete from marts.customer_health; delete from marts.customer_voice")
    marts.change("delete from marts.voc_metrics where dimension = 'segment'")
    marts.restricted.execute("delete from restricted.comments")
    marts.restricted.execute("drop table if exists temp.digest_comments_week_20260921")
    marts.add("comments", comment("a", f"{payload} and some words more of it"))
    at_risk(marts, segment=payload)
    marts.restricted.execute("update restricted.customer_contacts set full_name = ?", [payload])
    marts.change("update marts.dim_touchpoints set title = ?", payload)
    marts.add("voc_metrics", cell(dimension="segment", group=payload, value=9.0))
    return made(marts, edition(has_names=True))


def marks(message: Message) -> set[tuple[str, tuple[str, ...]]]:
    """Of the mail's HTML: tags with the names of their attributes."""
    body = render(message, "smtp", "reader@example.org", SENDER, hand_made.NOW).body
    mail: Any = email.message_from_bytes(body, policy=default)
    assert len(mail.get_all("To")) == 1
    assert mail["Bcc"] is None
    return set(Page(mail.get_body(("html",)).get_content()).found)


def test_themes_drivers_cases_and_actions_are_of_the_audience_s_group(marts: Marts):
    marts.add("dim_themes", {"theme": "price", "title": "Price and invoice", "sort_order": 1})
    shared = {
        "period_type": "week",
        "period_start": WEEK.start,
        "theme": "price",
        "comments_count": 60,
        "value": 20.0,
        "negative_share": 40.0,
        "is_suppressed": False,
    }
    marts.add("theme_periods", shared | {"dimension": "all", "dimension_value": "all", "mentions_count": 12})
    marts.add("theme_periods", shared | {"dimension": "touchpoint", "dimension_value": "support", "mentions_count": 7})
    case = {"opened_on": WEEK.start, "status": "open", "is_overdue": True}
    marts.add(
        "cases", case | {"case_key": "1", "touchpoint": "support"}, case | {"case_key": "2", "touchpoint": "billing"}
    )
    plan = {
        "title": "More agents",
        "metric": "nps",
        "owner": "support_lead",
        "status": "running",
        "effect_status": "too_early",
        "is_overdue": False,
    }
    marts.add(
        "action_effects",
        plan | {"action": "a", "dimension": "touchpoint", "dimension_value": "support"},
        plan | {"action": "b", "dimension": "touchpoint", "dimension_value": "billing"},
    )
    whole, part = made(marts), made(marts, edition(scope=Scope("touchpoint", "support")))
    assert [section(each, "What people talk about").table.rows[0].cells[1] for each in (whole, part)] == ["12", "7"]
    assert [section(each, "Cases").facts[2].value for each in (whole, part)] == ["2", "1"]
    assert [len(section(each, "Actions and their effect").rows) for each in (whole, part)] == [2, 1]


def test_numbers_that_the_last_digest_could_not_know(marts: Marts):
    week = WEEK.start - timedelta(weeks=1)
    state = {
        "metric": "nps", "period_type": "week", "period_start": week, "period_end": week + timedelta(days=6),
        "dimension": "all", "dimension_value": "all", "is_suppressed": False, "is_withheld": False,
        "definition_version": "1",
    }  # fmt: skip
    changed = datetime(2026, 9, 24)
    marts.add(
        "metric_history",
        state
        | {
            "metric_state_key": "a",
            "value": 15.0,
            "n": 78,
            "known_from": datetime(2026, 9, 21),
            "known_to": changed,
            "ended_because": "answers changed",
            "late_count": 2,
        },
    )
    marts.add("metric_history", state | {"metric_state_key": "b", "value": 16.0, "n": 80, "known_from": changed})
    before = made(marts, edition(last_as_of=datetime(2026, 9, 22, tzinfo=UTC)))
    (row,) = section(before, "Restated since the last digest").rows
    assert row.detail == "Then 15 (n 78), now 16 (n 80)"
    assert row.note == "Why: 2 answers came late."
    after = made(marts, edition(last_as_of=datetime(2026, 9, 25, tzinfo=UTC)))
    assert "Restated since the last digest" not in [each.title for each in after.sections]
    assert "Restated since the last digest" not in [each.title for each in made(marts).sections]


def test_hidden_and_withheld_states_are_not_restated(marts: Marts):
    week = WEEK.start - timedelta(weeks=1)
    state = {
        "metric": "nps", "period_type": "week", "period_start": week, "period_end": week + timedelta(days=6),
        "dimension": "all", "dimension_value": "all", "definition_version": "1", "is_suppressed": False,
    }  # fmt: skip
    marts.add(
        "metric_history",
        state
        | {
            "metric_state_key": "a",
            "is_withheld": True,
            "known_from": datetime(2026, 9, 21),
            "known_to": datetime(2026, 9, 24),
            "ended_because": "group hidden",
        },
    )
    marts.add(
        "metric_history",
        state
        | {"metric_state_key": "b", "value": 16.0, "n": 80, "is_withheld": False, "known_from": datetime(2026, 9, 24)},
    )
    message = made(marts, edition(last_as_of=datetime(2026, 9, 22, tzinfo=UTC)))
    assert "Restated since the last digest" not in [each.title for each in message.sections]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_is_the_same_message_in_every_language(marts: Marts, language: str):
    said, again = made(marts, edition(language=language)), made(marts, edition(language=language))
    assert said == again
    assert said.key == key(edition())
    assert said.language == language


def test_keys_tell_audiences_periods_and_revisions_apart():
    first = edition()
    others = (
        edition(revision=2),
        edition(window=Window("week", date(2026, 9, 14), date(2026, 9, 20))),
        replace(first, audience=replace(first.audience, name="others")),
    )
    assert len({key(each) for each in (first, *others)}) == 4


def test_parts_differ_by_what_an_audience_asks_for(marts: Marts):
    marts.add("comments", comment("a", "The report was late for the third time"))
    few = made(marts, edition(parts=(Part.FIGURES, Part.QUOTES)))
    assert [each.title for each in few.sections] == ["", "In their words"]


def at_risk(marts: Marts, segment: str = "enterprise") -> None:
    marts.add(
        "customer_health",
        {"customer_key": CUSTOMER, "is_subscribed": True, "score": 42.5, "band": "at_risk", "drag_input": "usage"},
    )
    marts.add("customer_voice", {"customer_key": CUSTOMER, "segment": segment, "mrr_eur": 200.9})
