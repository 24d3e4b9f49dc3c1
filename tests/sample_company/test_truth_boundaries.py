"""The edges of the truth's definitions, on a record of a few facts: on them a simulated company lies too rarely."""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from sample_company.sink import FOREVER
from sample_company.truth_metrics import make_metrics

DAY = 86_400
NOW = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp())
JUNE = int(datetime(2026, 6, 10, tzinfo=UTC).timestamp())


class Record:
    """A generator's record as of NOW in which everything belongs to component 1."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db
        db.execute("""
            create table facts (
                kind varchar, person_id integer, tool varchar, ref_id varchar, key varchar,
                from_at bigint, to_at bigint, moment bigint, value bigint, text varchar
            );
            create table events (person_id integer, ts bigint);
            create table identity (person_id integer, tool varchar, ref_id varchar, component_id bigint);
            insert into identity
            select 1, tool, 'one', 1 from (values ('stripe'), ('zendesk'), ('segment')) as tools (tool);
            create table answers (
                metric varchar, component_id bigint, response_id varchar, submitted_at timestamptz, score integer,
                exclusion_reason varchar, touchpoint varchar, segment varchar, country varchar, form_id varchar,
                question_ref varchar
            );
        """)

    def fact(self, kind: str, tool: str, key: str, at: int, value: int = 0, text: str | None = None) -> None:
        row = [kind, 1, tool, "one", key, at, FOREVER, at, value, text]
        self.db.execute("insert into facts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def detractor(self, at: int, component: int | None = 1) -> None:
        """An answer of 6 to the question of NPS."""
        row = ["nps", component, f"r{at}", datetime.fromtimestamp(at, UTC), 6]
        self.db.execute(
            "insert into answers (metric, component_id, response_id, submitted_at, score) values (?, ?, ?, ?, ?)", row
        )

    def values(self, *metrics: str, month: str = "2026-06-01") -> list[tuple[int, float | None, int]]:
        """n, value and how many are pending, of each metric in one month."""
        make_metrics(self.db, NOW)
        found = self.db.execute(
            "select metric, n, value, excluded_pending from metrics where period_start = ? and period_type = 'month'",
            [month],
        ).fetchall()
        rows = {metric: tuple(numbers) for metric, *numbers in found}
        return [rows[metric] for metric in metrics]


@pytest.fixture
def record() -> Iterator[Record]:
    with duckdb.connect() as db:
        db.execute("set timezone = 'UTC'")
        yield Record(db)


@pytest.mark.parametrize(("after", "share"), [(7 * DAY, 100.0), (7 * DAY + 1, 0.0)])
def test_a_ticket_reopened_in_the_last_second_of_seven_days_is_reopened(
    record: Record, after: int, share: float
) -> None:
    record.fact("ticket", "zendesk", "t", JUNE, text="open")
    record.fact("solve", "zendesk", "t", JUNE + 60)
    record.fact("reopen", "zendesk", "t", JUNE + 60 + after)
    assert record.values("reopen_rate_7d") == [(1, share, 0)]


@pytest.mark.parametrize(("solved", "expected"), [(NOW - 7 * DAY, (1, 0.0, 0)), (NOW - 7 * DAY + 1, (0, None, 1))])
def test_whether_a_ticket_is_reopened_is_pending_until_seven_days_are_over(
    record: Record, solved: int, expected: tuple[int, float | None, int]
) -> None:
    record.fact("ticket", "zendesk", "t", JUNE, text="solved")
    record.fact("solve", "zendesk", "t", solved)
    assert record.values("reopen_rate_7d", month="2026-09-01") == [expected]


def test_an_open_ticket_that_was_solved_before_has_a_first_solve_and_no_last_one(record: Record) -> None:
    record.fact("ticket", "zendesk", "t", JUNE, text="open")
    record.fact("reply", "zendesk", "t", JUNE + 30)
    record.fact("reply", "zendesk", "t", JUNE + 50)
    record.fact("solve", "zendesk", "t", JUNE + 60)
    record.fact("reopen", "zendesk", "t", JUNE + 90)
    metrics = ("first_reply_median", "first_resolution_median", "full_resolution_median", "open_share")
    assert record.values(*metrics) == [(1, 30.0, 0), (1, 60.0, 0), (0, None, 1), (1, 100.0, 0)]


@pytest.mark.parametrize(("later", "share"), [(90, 100.0), (91, 0.0), (0, 0.0)])
def test_a_second_order_counts_on_another_day_within_ninety(record: Record, later: int, share: float) -> None:
    record.fact("order", "stripe", "a", JUNE, 100)
    record.fact("order", "stripe", "b", JUNE + later * DAY + 3_600, 100)
    assert record.values("repeat_purchase_rate") == [(1, share, 0)]


@pytest.mark.parametrize(("first", "expected"), [(NOW - 91 * DAY, (1, 0.0, 0)), (NOW - 90 * DAY, (0, None, 1))])
def test_a_buyer_is_pending_while_the_ninetieth_day_lies_after_that_of_now(
    record: Record, first: int, expected: tuple[int, float | None, int]
) -> None:
    record.fact("order", "stripe", "a", first, 100)
    assert record.values("repeat_purchase_rate", month="2026-07-01") == [expected]


@pytest.mark.parametrize(("back", "first_month"), [(99, "2026-06-01"), (100, "2026-07-01")])
def test_an_order_given_back_whole_is_none(record: Record, back: int, first_month: str) -> None:
    record.fact("order", "stripe", "a", JUNE, 100)
    record.fact("order", "stripe", "later", JUNE + 30 * DAY, 100)
    record.fact("refund", "stripe", "r", JUNE + DAY, back, "a")
    assert [n for n, _, _ in record.values("repeat_purchase_rate", month=first_month)] == [back < 100]


@pytest.mark.parametrize(("gap", "lengths"), [(1_800_000_000, [1_800]), (1_800_000_001, [0, 0])])
def test_half_an_hour_of_silence_is_one_session_and_a_microsecond_more_is_two(
    record: Record, gap: int, lengths: list[int]
) -> None:
    for moment in (JUNE * 1_000_000, JUNE * 1_000_000 + gap):
        record.db.execute("insert into events values (1, ?)", [moment])
    assert record.values("session_length_median") == [(len(lengths), float(max(lengths)), 0)]


@pytest.mark.parametrize(("after", "share"), [(2 * DAY, 100.0), (2 * DAY + 1, 0.0), (0, 0.0), (-60, 0.0)])
def test_a_detractors_loop_is_closed_by_a_reply_after_the_answer_within_two_days(
    record: Record, after: int, share: float
) -> None:
    record.fact("ticket", "zendesk", "t", JUNE - DAY, text="open")
    record.fact("reply", "zendesk", "t", JUNE + after)
    record.detractor(JUNE)
    assert record.values("close_the_loop_rate") == [(1, share, 0)]


@pytest.mark.parametrize(("back", "expected"), [(2 * DAY, (1, 0.0, 0)), (2 * DAY - 1, (0, None, 1))])
def test_a_detractor_is_pending_until_the_two_days_are_over(
    record: Record, back: int, expected: tuple[int, float | None, int]
) -> None:
    record.detractor(NOW - back)
    assert record.values("close_the_loop_rate", month="2026-09-01") == [expected]


def test_nobody_can_call_an_anonymous_detractor(record: Record) -> None:
    record.detractor(JUNE, component=None)
    assert record.values("close_the_loop_rate") == [(0, None, 0)]
