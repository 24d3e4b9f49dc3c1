"""A week in which NPS fell, with everything in it that a digest has a part for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from orchestration.digests.facts import (
    Account,
    Action,
    Cases,
    Episode,
    Priority,
    Restated,
    Theme,
    Voice,
)
from orchestration.lib.drivers import Change, Effect
from orchestration.subscriptions.model import Baseline, Scope, Window
from tests.orchestration.digests.hand_made import (
    ALL,
    CES,
    CSAT,
    MRR,
    NPS,
    REPLY,
    WEEK,
    facts,
    hidden,
    measure,
    series,
)  # fmt: skip

VALUES = (10.0, 11.2, 15.6, 12.4, 14.2, 18.3, 14.4, 13.1, 18.2, 13.4, 16.1, 13.1, 3.0)
TITLES = {
    ("touchpoint", "relationship"): "Relationship as a whole",
    ("touchpoint", "onboarding"): "Getting started",
    ("touchpoint", "product"): "Using the product",
    ("touchpoint", "billing"): "Paying",
    ("touchpoint", "support"): "Getting help",
    ("segment", "smb"): "Small business",
    ("segment", "mid_market"): "Mid-market",
    ("segment", "enterprise"): "Enterprise",
}
OWNERS = {"support_lead": "Jonas K.", "billing_lead": "Mette H."}
BILLING, SUPPORT = Scope("touchpoint", "billing"), Scope("touchpoint", "support")
SENTIMENT = replace(NPS, metric="net_sentiment", title="Net sentiment", observations="sentiment")
VOICE = replace(CSAT, metric="share_of_voice", title="Share of voice", observations="share_of_voice")
CHURN = replace(CSAT, metric="churn_rate", title="Customer churn", observations="churn", is_high_good=False)
LOOP = replace(CSAT, metric="close_the_loop_rate", title="Close-the-loop rate", observations="close_the_loop")
RESPONSE = replace(
    CSAT, metric="response_rate", title="Response rate (answered of delivered)", observations="invitation_answered"
)
REOPENED = replace(
    CSAT, metric="reopen_rate_7d", title="Reopened within 7 days", observations="reopened_7d", is_high_good=False
)
AUGUST = Window("month", date(2026, 8, 1), date(2026, 8, 31))

DRIVERS = Change(
    "nps", "Net Promoter Score", "points", 1, True, "touchpoint", ("touchpoint",), "week", WEEK.start,
    date(2026, 9, 14), 928, 911, 3.0, 13.1, -18, -2, True,
    (
        Effect("billing", 140, 160, -44, 11, -7.5, -0.4, -7.9, True),
        Effect("product", 302, 290, 8, 17, -2.8, 0.0, -2.8, False),
        Effect("relationship", 211, 204, 1, 15, -1.4, 0.0, -1.4, False),
        Effect("other groups", 30, 90, None, None, None, None, 1.4, None),
        Effect("support", 252, 254, 18, 16, 0.5, 0.1, 0.6, False),
    ),
)  # fmt: skip


def _episode(**more: object) -> Episode:
    given = {
        "rule": "csat_low", "family": "threshold", "metric": CSAT, "group": BILLING, "tier": "confirmed",
        "owner": "billing_lead", "opened_on": date(2026, 9, 22), "period_type": "rolling_28", "limit_value": 50.0,
        "last_value": 49.96,
    }  # fmt: skip
    return Episode(**(given | more))  # type: ignore[arg-type]


EPISODES = (
    _episode(),
    _episode(
        metric=NPS, group=ALL, owner="support_lead", opened_on=date(2026, 9, 6), acknowledged_on=date(2026, 9, 7),
        limit_value=10.0, last_value=3.0, period_type="week",
    ),
    _episode(
        family="change", group=SUPPORT, owner="support_lead", opened_on=date(2026, 9, 25), limit_value=None,
        last_value=41.2, period_type="day",
    ),
    _episode(family="silence", metric=RESPONSE, group=ALL, owner="support_lead", opened_on=date(2026, 9, 26)),
    _episode(
        group=Scope("touchpoint_segment", "support / enterprise"), owner="support_lead", opened_on=date(2026, 8, 10),
        resolved_on=date(2026, 9, 22), last_value=61.0,
    ),
    _episode(
        tier="watch", metric=REPLY, group=ALL, limit_value=14_400.0, last_value=14_403.0, period_type="rolling_91",
    ),
)  # fmt: skip


def _voice(key: str, category: str, score: float, language: str, text: str, touchpoint: str | None) -> Voice:
    channel = "survey" if touchpoint else "review"
    return Voice(key, text, date(2026, 9, 24), channel, category, language, "DK", touchpoint, score, 10.0)


VOICES = (
    _voice("a", "negative", 1, "en", "The invoice has three new lines nobody can explain. I called twice.", "billing"),
    _voice("b", "negative", 2, "sv", "Prissatt utan förvarning. Vi betalar mer och får samma sak.", "billing"),
    _voice("c", "neutral", 7, "ru", "Всё работает, но отчёты открываются слишком долго.", None),
    _voice("d", "positive", 10, "et", "Parim tugi, mida ükski tarnija on meile pakkunud!", "support"),
)
THEMES = (
    Theme("price_and_invoice", "Price and invoice", 71, 221, 32.1, 64.8, 12.0, 20.1, True),
    Theme("speed", "Speed and waiting", 31, 221, 14.0, 45.2, 13.0, 1.0, False),
    Theme("app", "App and editor", 2, 221, 0.9, None),
)


def _action(**more: object) -> Action:
    given = {
        "action": "staffing", "title": "More agents on early shifts", "metric": CSAT, "group": SUPPORT,
        "owner": "support_lead", "status": "finished", "effect_status": "measured", "started_on": date(2026, 8, 3),
        "finished_on": date(2026, 9, 14), "before_value": 41.0, "after_value": 58.7, "change": 17.7, "effect": 18.4,
        "effect_low": 5.1, "effect_high": 31.7, "is_effect_significant": True, "customers_to_tell": 21,
    }  # fmt: skip
    return Action(**(given | more))  # type: ignore[arg-type]


ACTIONS = (
    _action(),
    _action(
        action="invoices", title="Invoices that explain what changed", group=BILLING, owner="billing_lead",
        status="running", is_overdue=True, finished_on=None, deadline_on=date(2026, 8, 31), before_value=52.0,
        after_value=49.4, change=-2.6, effect=-1.4, effect_low=-6.3, effect_high=3.5, is_effect_significant=False,
        customers_to_tell=None,
    ),
    _action(
        action="reviews", title="A yearly talk with every large customer", metric=NPS, group=ALL, owner=None,
        status="running", finished_on=None, deadline_on=date(2026, 12, 31), effect_status="too_early",
        before_value=None, after_value=None, customers_to_tell=None,
    ),
)  # fmt: skip

FACTS = facts(
    replace(measure(3.0, 15.3, n=928, is_real=True, second=16.0, is_second_real=True), threshold=10.0,
            status="confirmed"),
    measure(71.0, 75.0, CSAT, n=401, is_real=True, target=75.0),
    measure(5.3, 5.41, CES, n=122),
    measure(18_720.0, 14_940.0, REPLY, n=701, is_real=True),
    series=series(*VALUES),
    drivers=DRIVERS,
    episodes=EPISODES,
    incidents=EPISODES[1:2],
    themes=THEMES,
    groups=(
        measure(-12.0, 8.0, n=122, group=Scope("segment", "smb"), is_real=True),
        measure(9.0, 10.4, n=301, group=Scope("segment", "mid_market")),
    ),
    service=(
        replace(measure(18_720.0, 14_940.0, REPLY, n=701, is_real=True), is_settled=False),
        measure(12.5, 12.1, REOPENED, n=33),
        measure(8.4, 8.1, RESPONSE, n=4122),
    ),
    cases=Cases(52, 12, 1319, 278, date(2026, 8, 2), replace(measure(12.8, None, LOOP), n=188)),
    accounts=(
        Account("1ca74bf713156b09", "Mette Nielsen", "enterprise", 1200.9, 42.5, -1.6, "usage", 5.0, date(2026, 8, 5)),
        Account("2da74bf713156b09", None, "smb", 200.0, 71.0, 0.0, None, 2.0, date(2026, 9, 2)),
    ),
    voices=VOICES,
    unhappy=(measure(3.0, n=928, negative_count=321), measure(71.0, None, CSAT, n=401, negative_count=116)),
    indirect=(
        measure(-4.0, -3.1, SENTIMENT, n=45),
        replace(measure(34.2, 33.0, VOICE, n=212, window=AUGUST, baseline=Baseline.PREVIOUS), is_own=False),
    ),
    deferred=(
        replace(measure(1.6, 1.4, CHURN, n=4988, window=AUGUST, baseline=Baseline.PREVIOUS), is_own=False),
        replace(
            measure(120_400.0, 119_200.0, MRR, n=None, window=AUGUST, baseline=Baseline.LAST_YEAR, is_real=None),
            is_own=False,
        ),
    ),
    actions=ACTIONS,
    priorities=(Priority("billing", 9.5, 469, 1681, 0),),
    restated=(
        Restated(NPS, ALL, "week", date(2026, 9, 14), date(2026, 9, 20), 13.04, 905, 13.1, 911, "records changed",
                 {"late": 5, "edited": 2, "deleted": 1, "erased": 21, "replaced": 1, "redefined": 3, "moved": 1}),
        Restated(CSAT, BILLING, "month", date(2026, 8, 1), date(2026, 8, 31), 52.0, 300, 51.2, 300,
                 "definition changed"),
    ),
    few=(
        hidden(group=Scope("touchpoint", "onboarding")),
        hidden(group=Scope("segment", "enterprise")),
        measure(20.0, n=21, group=SUPPORT, status="too_few"),
        measure(20.0, None, CSAT, n=2, group=Scope("segment", "smb"), status="too_few"),
    ),
    titles=TITLES,
    owners=OWNERS,
)  # fmt: skip
