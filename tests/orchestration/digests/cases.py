"""What a digest can have to say: each case by facts made by hand, with numbers of every form that languages have.

Periods, baselines and scopes differ from case to case, so that their words are all said. Does not belong here: what is
said of them (golden/).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from orchestration.digests.compose import compose_delayed
from orchestration.digests.facts import Facts, Freshness
from orchestration.digests.wording import digest
from orchestration.language import speaking
from orchestration.lib.plots.trend import Trend
from orchestration.messages.message import Message
from orchestration.subscriptions.model import Baseline, Scope, Window
from tests.orchestration.digests import busy_week
from tests.orchestration.digests.hand_made import (
    CES,
    CSAT,
    REPLY,
    edition,
    facts,
    hidden,
    measure,
    months,
    series,
    silent,
)  # fmt: skip

REPORT = "https://voice.example.org/report"
MONTH = Window("month", date(2026, 9, 1), date(2026, 9, 30))
DAY = Window("day", date(2026, 9, 27), date(2026, 9, 27))
BILLING, DENMARK, SUPPORT = Scope("touchpoint", "billing"), Scope("country", "DK"), Scope("touchpoint", "support")
LATE = Freshness(
    datetime(2026, 9, 25, tzinfo=UTC), datetime(2026, 9, 28, 4, tzinfo=UTC), 1,
    (("trustpilot", datetime(2026, 9, 25, 22, tzinfo=UTC)), ("zendesk", datetime(2026, 9, 27, 3, 30, tzinfo=UTC))),
    False,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """`edition`: what differs from a week of all customers. `is_note`: there is no digest, only the note of it."""

    facts: Facts
    edition: Mapping[str, Any] = field(default_factory=dict)
    is_note: bool = False


def _steady() -> Case:
    """The values look the same as whole numbers; nothing moved."""
    tiles = (
        measure(15.2, 14.8, second=15.0, n=342, target=16.0),
        measure(71.0, 71.4, CSAT, n=151, threshold=72.0, status="watch"),
        measure(5.3, 5.41, CES, n=21),
    )
    return Case(facts(*tiles, series=series(*busy_week.VALUES[:-1], 15.2), drivers=busy_week.DRIVERS))


def _rise() -> Case:
    """A month, corrected after it went out."""
    given = {"window": MONTH, "baseline": Baseline.PREVIOUS}
    lead = measure(
        24.8, 23.3, n=2541, is_real=True, second=21.3, second_baseline=Baseline.LAST_YEAR, is_second_real=True,
        target=24.0, spread=1.2, **given,
    )  # fmt: skip
    tiles = (
        lead,
        measure(73.4, 72.4, CSAT, n=1001, is_real=True, **given),
        measure(12_120.0, 14_940.0, REPLY, n=702, is_real=True, **given),
        measure(5.61, 5.6, CES, n=11, **given),
    )
    said = facts(
        *tiles,
        period_type="month",
        titles=busy_week.TITLES,
        series=months(17.2, 19.1, 18.4, 20.0, 21.9, 23.3, 24.8),
        groups=(
            measure(28.0, 26.0, n=901, group=Scope("segment", "enterprise"), **given),
            measure(19.0, 11.0, n=122, group=Scope("segment", "smb"), is_real=True, **given),
        ),
    )
    return Case(said, {"window": MONTH, "revision": 2, "role": "marketing"})


def _late() -> Case:
    """A day of one touchpoint, of which two sources are not read to its end."""
    given = {"window": DAY, "baseline": Baseline.WEEKS_4, "group": SUPPORT}
    tiles = (
        measure(41.3, 47.1, CSAT, n=31, threshold=50.0, status="confirmed", **given),
        replace(measure(12.4, 13.1, n=1342, window=Window("month", date(2026, 8, 1), date(2026, 8, 31))), is_own=False),
        measure(18_720.0, 14_940.0, REPLY, n=102, is_real=True, **given),
    )
    indirect = (replace(measure(27.0, 26.0, busy_week.SENTIMENT, n=45, window=DAY), is_own=False),)
    said = facts(*tiles, scope=SUPPORT, freshness=LATE, period_type="day", indirect=indirect, titles=busy_week.TITLES)
    return Case(said, {"window": DAY, "scope": SUPPORT})


def _suppressed() -> Case:
    wide = measure(15.4, 16.0, n=82)
    said = facts(
        hidden(group=BILLING, instead=wide),
        hidden(CSAT, BILLING),
        scope=BILLING,
        few=(hidden(group=BILLING), hidden(CSAT, BILLING), measure(20.0, n=21, group=SUPPORT, status="too_few")),
        titles=busy_week.TITLES,
    )
    return Case(said, {"scope": BILLING})


def _first() -> Case:
    return Case(facts(measure(15.4, n=21), measure(71.0, None, CSAT, n=1), measure(5.3, None, CES, n=3)))


def _nothing() -> Case:
    tiles = (silent(group=DENMARK), silent(CSAT, group=DENMARK), silent(REPLY, group=DENMARK))
    return Case(facts(*tiles, series=series(12, 14, None), scope=DENMARK), {"scope": DENMARK})


CASES: Mapping[str, Callable[[], Case]] = {
    "fall": lambda: Case(busy_week.FACTS, {"has_names": True}),
    "steady": _steady,
    "rise": _rise,
    "first": _first,
    "nothing": _nothing,
    "suppressed": _suppressed,
    "late": _late,
    "delayed": lambda: Case(facts(freshness=LATE), is_note=True),
    "unpublished": lambda: Case(facts(freshness=Freshness(None, None, 0, is_complete=False)), is_note=True),
}


def message(name: str, language: str, draw: Callable[[Trend], bytes | None] = lambda trend: b"picture") -> Message:
    """The case's digest or note in a language."""
    case = CASES[name]()
    said = edition(language, title="Management", **case.edition)
    if case.is_note:
        return compose_delayed(said, case.facts.freshness, report_url=REPORT)
    with speaking(language):
        return digest.told(case.facts, said, draw, f"key {name}", "thread", REPORT)
