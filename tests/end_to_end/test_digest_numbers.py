"""Numbers are the marts' numbers: each one that a digest of a built company prints, in words, table, mail and picture,
is taken back to the row that it claims to be; and changing any single one of them is noticed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.digests.compose import compose
from orchestration.lib.plots import trend
from orchestration.messages.looks import render
from orchestration.messages.message import Message
from orchestration.messages.rendered import Sender
from orchestration.subscriptions.model import LANGUAGES, Audience, Edition, Part, Scope, Window
from tests.orchestration.digests.claims import claims
from tests.orchestration.digests.hand_made import texts
from tests.orchestration.digests.reading_texts import replaced
from tests.orchestration.digests.rendering import INTERNAL, TOKEN, Seen, bodies, numbers, of_message
from tests.orchestration.digests.truth import Truth, is_same

ROLES = {
    "product": ("csat", "nps", "ces"),
    "marketing": ("nps", "response_rate", "net_sentiment"),
    "sales": ("nps", "mrr", "retention_rate"),
    "support": ("csat", "first_reply_median", "ces", "reopen_rate_7d"),
    "management": ("nps", "csat", "churn_rate"),
}
SCOPES = (Scope(), Scope("touchpoint", "support"), Scope("touchpoint", "billing"), Scope("segment", "smb"))
EVERY_PART = {
    "Alerts", "What people talk about", "Service", "Cases", "Customers at risk", "In their words",
    "What is said elsewhere",
    "What customers do", "Actions and their effect", "Restated since the last digest", "Too few answers",
    "What moved CSAT",
    "CSAT by segment", "CSAT, last 13 weeks",
}  # fmt: skip
OWN_WORDS = ("Why this comes again",)  # somebody's own text, and no number of the marts


@dataclass(frozen=True)
class Built:
    published: Path
    warehouse: Any
    connection: Any
    weeks: list[date]
    months: list[date]


@pytest.fixture(scope="module")
def built(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The incident's company; its published file with warnings, and with numbers that were others before."""
    published = tmp_path_factory.mktemp("numbers") / "voice.duckdb"
    shutil.copyfile(incident / "state" / "published" / "voice.duckdb", published)
    with duckdb.connect(str(published)) as connection:
        weeks = _starts(connection, "week")
        _warn(connection, weeks[-1])
        _restate(connection, weeks[-3])
        months = _starts(connection, "month")
    warehouse = duckdb.connect(str(incident / "state" / "warehouse.duckdb"), read_only=True)
    connection = duckdb.connect(str(published), read_only=True)
    connection.execute("set timezone = 'UTC'")
    yield Built(published, warehouse, connection, weeks, months)
    connection.close()
    warehouse.close()


def editions(built: Built, scope: Scope) -> Iterator[Edition]:
    """Every role (of a group two of them), of a week in which support failed, and of the newest week or month."""
    first = built.months[-1]
    month = Window("month", first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    failed, newest = (Window("week", start, start + timedelta(days=6)) for start in (built.weeks[-3], built.weeks[-1]))
    roles = ROLES if scope.is_all else {role: ROLES[role] for role in ("support", "sales")}
    for place, (role, metrics) in enumerate(roles.items()):
        audience = Audience(
            role, f"Leads of {role}", role, metrics, tuple(Part), scope=scope, has_names=role == "sales",
            time_zone="Europe/Copenhagen",
        )  # fmt: skip
        for window in (failed, month if place % 2 else newest):
            at = datetime.combine(window.end + timedelta(days=1), time(7), UTC)
            yield Edition(audience, window, "en", at, last_as_of=_last(built))


def fullest(built: Built) -> Edition:
    """Support's, of the week in which it failed."""
    return next(each for each in editions(built, Scope()) if each.audience.role == "support")


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.value)
def test_every_number_of_every_digest_is_one_of_the_marts(built: Built, scope: Scope):
    count, titles = 0, set()
    for edition in editions(built, scope):
        message = compose(built.published, built.warehouse, edition)
        found = list(claims(message, truth(built, edition), edition.made_at))
        assert [claim for claim in found if not claim.holds] == [], (edition.audience.role, edition.window)
        count += len(found)
        titles |= {section.title for section in message.sections}
    assert count > 300
    if scope.is_all:
        assert titles >= EVERY_PART  # or nothing would be proven of them


def test_the_mail_shows_these_numbers_and_no_others(built: Built):
    for edition in islice(editions(built, Scope()), 0, None, 3):
        message = compose(built.published, built.warehouse, edition)
        text, seen = rendered(message, edition)
        made_on = f"{edition.made_at.day} {edition.made_at.year}"  # at the head of the page, where no scope stands
        assert numbers(text) == of_message(message)
        assert numbers(seen) == of_message(message) + numbers(made_on)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_language_has_the_same_numbers(built: Built, language: str):
    """Marks between digits aside. The footer's clock is left out: Danish writes 02.00."""
    edition = fullest(built)
    english, other = (
        replace(compose(built.published, built.warehouse, replace(edition, language=each)), footer=())
        for each in ("en", language)
    )
    assert unmarked(other) == unmarked(english)


def test_the_picture_is_drawn_from_the_same_numbers(built: Built, monkeypatch: pytest.MonkeyPatch):
    drawn: list[trend.Trend] = []
    monkeypatch.setattr(trend, "png", lambda given: drawn.append(given) or b"picture")
    for edition in islice(editions(built, Scope()), 1, None, 3):
        drawn.clear()
        compose(built.published, built.warehouse, edition)
        (picture,) = drawn
        lead, window = edition.audience.metrics[0], edition.window
        rows = built.connection.execute(
            "select period_start, value, interval_low, interval_high, n from (select * from marts.voc_metrics "
            "where metric = ? and dimension = 'all' and period_type = ? and period_start <= ? "
            "order by period_start desc limit 13) order by 1",
            [lead, window.period_type, window.start],
        ).fetchall()
        points = [(point.start, point.value, point.low, point.high) for point in picture.points]
        assert points == [row[:4] for row in rows]
        assert all(not point.n or is_same(point.n, row[4]) for point, row in zip(picture.points, rows, strict=True))
        for point in picture.points:
            assert point.value is None or is_same(TOKEN_SIGNED.findall(point.shown)[0], point.value)
        assert_drawn(trend.spec(picture), picture)


def test_changing_any_one_number_is_noticed(built: Built):
    """Of the fullest digest: each digit string in turn is one more than it was."""
    edition = fullest(built)
    message = compose(built.published, built.warehouse, edition)
    known = truth(built, edition)
    unnoticed = [
        (before, after) for before, after, changed in spoilt(message) if not is_noticed(changed, known, edition.made_at)
    ]
    assert unnoticed == []


def test_changing_any_one_number_of_the_mail_is_noticed(built: Built):
    edition = fullest(built)
    message = compose(built.published, built.warehouse, edition)
    expected = of_message(message)
    for text in rendered(message, edition):
        places = list(TOKEN.finditer(text))
        assert len(places) > 100
        assert all(numbers(one_more(text, place)) != expected for place in places)


TOKEN_SIGNED = re.compile(
    r"[−+]?(?:\d+ d(?: \d+ h)?|\d+ h(?: \d+ min)?|\d+ min|\d[\d,]*(?:\.\d+)?)".replace(" ", "\\s")
)


def unmarked(message: Message) -> Counter[str]:
    """Numbers without marks between thousands, and with a point before decimals."""
    shown = [name for name in message.__dataclass_fields__ if name not in INTERNAL]
    text = " ; ".join(text for name in shown for text in texts(getattr(message, name)))
    text = re.sub(r"(?<=\d)[.,\s](?=\d{3}(?!\d))", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))


def truth(built: Built, edition: Edition) -> Truth:
    scope, window = edition.audience.scope, edition.window
    return Truth(
        built.connection,
        built.warehouse,
        (scope.dimension, scope.value),
        (window.period_type, window.start, window.end),
    )


def rendered(message: Message, edition: Edition) -> tuple[str, str]:
    """Plain text, and what is seen of the HTML."""
    text, html = bodies(render(message, "smtp", "reader@company.example", Sender(), edition.made_at).body)
    return text, Seen(html).text


def spoilt(message: Message) -> Iterator[tuple[str, str, Message]]:
    """The message again and again, each time with one number changed; customers' own words and those of ours stay."""
    count = sum(len(TOKEN.findall(text)) for text in changeable(message))
    for number in range(count):
        seen, found = 0, ("", "")

        def change(text: str, number: int = number) -> str:
            nonlocal seen, found
            places = list(TOKEN.finditer(text))
            here, seen = seen, seen + len(places)
            if not here <= number < seen:
                return text
            found = (text, one_more(text, places[number - here]))
            return found[1]

        changed = _changed(message, change)
        assert found[0], number
        yield (*found, changed)


def changeable(message: Message) -> list[str]:
    given: list[str] = []
    _changed(message, lambda text: given.append(text) or text)
    return given


def _changed(message: Message, change: Any) -> Message:
    """What a reader sees of it, without the texts of customers and of the action plan."""
    sections = []
    for section in message.sections:
        if section.title in OWN_WORDS:
            sections.append(section)
            continue
        quotes = tuple(replace(quote, score=change(quote.score)) for quote in section.quotes)
        sections.append(
            replace(replaced(replace(section, quotes=(), plot=None), change), quotes=quotes, plot=section.plot)
        )
        if section.plot:
            sections[-1] = replace(sections[-1], plot=replace(section.plot, alt=change(section.plot.alt)))
    given = {name: change(getattr(message, name)) for name in ("headline", "intro", "kicker", "subject")}
    return replace(
        message, sections=tuple(sections), figures=replaced(message.figures, change),
        footer=replaced(message.footer, change),
        **given,
    )  # fmt: skip


def one_more(text: str, place: re.Match[str]) -> str:
    digit = str((int(place[0][-1]) + 1) % 10)
    return f"{text[: place.end() - 1]}{digit}{text[place.end() :]}"


def is_noticed(message: Message, known: Truth, made_at: datetime) -> bool:
    try:
        return not all(claim.holds for claim in claims(message, known, made_at))
    except Exception:
        return True


def assert_drawn(spec: Any, picture: trend.Trend) -> None:
    """The line's height is the values', and no number is written into the picture but the points' and the ticks'."""
    values = [point.value for point in picture.points if point.value is not None]
    lines = [rows for rows in _datasets(spec) if len(rows) == len(values) and all("y" in row for row in rows)]
    assert any(_is_linear([row["y"] for row in rows], values) for rows in lines), "no line has the values' shape"
    said = (
        {point.shown for point in picture.points} | {point.label for point in picture.points} | {picture.baseline_label}
    )
    written = {
        row["text"] for rows in _datasets(spec) for row in rows if "text" in row and re.search(r"\d", str(row["text"]))
    }
    heights = {row["text"]: row["y"] for rows in _datasets(spec) for row in rows if row.get("x2") and row.get("text")}
    assert written - said - set(heights) - {mark.label for mark in picture.marks} == set()


def _is_linear(heights: list[float], values: list[float]) -> bool:
    """Whether the heights are the values on another scale, to a twentieth of a pixel."""
    low, high = values.index(min(values)), values.index(max(values))
    slope = (heights[high] - heights[low]) / ((values[high] - values[low]) or 1)
    return all(
        abs(heights[low] + slope * (value - values[low]) - y) < 0.05 for y, value in zip(heights, values, strict=True)
    )


def _datasets(spec: Any) -> Iterator[list[dict[str, Any]]]:
    if isinstance(spec, dict):
        if isinstance(rows := spec.get("values"), list) and all(isinstance(row, dict) for row in rows):
            yield rows
        for value in spec.values():
            yield from _datasets(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _datasets(value)


def _starts(connection: Any, period_type: str) -> list[date]:
    rows = connection.execute(
        "select distinct period_start from marts.voc_metrics "
        "where period_type = ? and metric = 'csat' and dimension = 'all' "
        "and is_complete order by 1",
        [period_type],
    ).fetchall()
    return [row[0] for row in rows]


def _last(built: Built) -> datetime:
    (through,) = built.connection.execute("select data_through from main._published").fetchone()
    return (through - timedelta(days=1)).astimezone(UTC)


def _warn(connection: Any, week: date) -> None:
    """One warning that is new, one that is open, one that is over, one that may be chance."""
    rows = [
        ("support", "threshold", "csat", "rolling_28", "touchpoint", "support", "confirmed", week, None, 50.0, 49.96,
         None),
        ("nps", "threshold", "nps", "rolling_28", "all", "all", "watch", week, None, 10.0, 8.0, None),
        ("reply", "threshold", "first_reply_median", "week", "all", "all", "confirmed", week - timedelta(days=30),
         week + timedelta(days=1), 14_400.0, 13_000.0, None),
        ("silence", "silence", "ces", "day", "all", "all", "confirmed", week - timedelta(days=40), None, 5.0, 1.0,
         datetime.combine(week - timedelta(days=20), time(9))),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        connection.execute(
            "insert into marts.alert_episodes by name "
            "select ?::varchar as alert_episode_key, ?::varchar as episode_id, * from (values "
            "(?, ?, ?, ?, ?, ?, ?, ?::date, ?::date, ?, ?, ?::timestamp)) as given "
            "(rule, family, metric, period_type, dimension, "
            "dimension_value, tier, opened_on, resolved_on, limit_value, last_value, acknowledged_at) "
            "cross join (select 'open' as status, false as is_inhibited, 'support_lead' as owner)",
            [str(number), str(number), *row],
        )


def _restate(connection: Any, week: date) -> None:
    """A week's satisfaction was another one until the last day of the data."""
    connection.execute(
        """
        insert into marts.metric_history by name
        select * replace (
            metric_state_key || '0' as metric_state_key, value - 1.5 as value, n - 2 as n,
            known_from - interval 2 day as known_from, known_from - interval 1 hour as known_to,
            'answers changed' as ended_because, 3 as late_count, 1 as deleted_count
        )
        from marts.metric_history
        where metric = 'csat' and period_type = 'week' and period_start = ? and dimension in ('all', 'touchpoint')
            and known_to is null and value is not null
        """,
        [week],
    )
