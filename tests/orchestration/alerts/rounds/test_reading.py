"""What messages say is read of the marts: what is shown, of late, and no more than is needed."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from orchestration.alerts.rounds import reading
from tests.orchestration.alerts.rounds.conftest import NOW
from tests.orchestration.alerts.rounds.marts import Marts

DAY = timedelta(days=1)
GROUP = ("nps", "rolling_28", "segment", "smb")


def test_points_are_the_last_shown_windows_of_the_group_up_to_the_day(warehouse: Marts) -> None:
    for back in range(60):
        warehouse.window((NOW - back * DAY).date(), float(back), is_suppressed=back == 1, is_complete=back != 2)
    warehouse.window(NOW.date(), -50, group="enterprise")
    with warehouse.open() as connection:
        found = reading.points(connection, *GROUP, (NOW - DAY).date())
    assert len(found) == reading.POINTS
    assert [point.value for point in found[-2:]] == [4, 3], "today is after it, one is hidden, one not over"
    assert found[0].end < found[-1].end


def test_comments_are_hidden_where_the_marts_say_so_or_say_nothing(warehouse: Marts) -> None:
    warehouse.window(NOW.date(), 20)
    warehouse.window((NOW - DAY).date(), 20, is_comment_suppressed=True)
    with warehouse.open() as connection:
        before, today = reading.points(connection, *GROUP, NOW.date())
        found = [reading.are_comments_hidden(connection, point, *GROUP[:3]) for point in (before, today)]
        assert found == [True, False]
        assert reading.are_comments_hidden(connection, today, "csat", *GROUP[1:3])


def test_comments_are_of_the_group_and_time_the_unhappiest_first(warehouse: Marts) -> None:
    for key, segment, score, back, exclusion in (
        ("a", "smb", 60, 1, None),
        ("b", "smb", 10, 1, None),
        ("c", "enterprise", 0, 1, None),
        ("d", "smb", 0, 40, None),
        ("e", "smb", 0, 1, "duplicate"),
        ("f", None, 20, 1, None),
    ):
        at = NOW - back * DAY
        warehouse.add("marts.fct_answers", answer_key=key, response_key=key, metric="nps", normalised_score=score,
                      segment=segment, submitted_on=at.date(), submitted_at=at, touchpoint="product_use",
                      exclusion_reason=exclusion)  # fmt: skip
        warehouse.add("restricted.answer_texts", answer_key=f"t{key}", response_key=key, answer_text=f"text {key}")
    start, end = (NOW - 28 * DAY).date(), NOW.date()
    with warehouse.open() as connection:
        ours = reading.comments(connection, "nps", {"segment": "smb"}, start, end)
        unknown = reading.comments(connection, "nps", {"segment": "unknown"}, start, end)
        everybodys = reading.comments(connection, "nps", {}, start, end)
    assert [comment.text for comment in ours] == ["text b", "text a"]
    assert [comment.text for comment in unknown] == ["text f"]
    assert len(everybodys) == 4
    assert ours[0].source == "Product use"


def test_signals_are_those_of_the_last_sixty_days(warehouse: Marts) -> None:
    warehouse.signal("old", NOW - 60 * DAY - timedelta(seconds=1))
    warehouse.signal("new", NOW - 60 * DAY)
    with warehouse.open() as connection:
        assert reading.signals(connection, NOW)["signal_key"].tolist() == ["new"]


def test_customers_and_cases_are_read_by_key_and_none_for_none(warehouse: Marts) -> None:
    warehouse.signal("a", NOW)
    warehouse.case("case1", NOW)
    with warehouse.open() as connection:
        assert set(reading.context(connection, {"c1", "c2"})) == {"c1"}
        assert reading.cases(connection, {"case1"})["case1"]["owner"] == "support_lead"
        assert reading.context(connection, set()) == reading.cases(connection, []) == {}


def test_a_load_is_the_rows_of_all_its_windows_and_only_completed_ones_count(warehouse: Marts) -> None:
    with warehouse.open() as connection:
        connection.execute(
            """
            create schema raw_stripe;
            create table raw_stripe._dlt_loads as
            select * from (values ('1', 0), ('2', 0), ('3', 1)) t (load_id, status);
            create table raw_stripe.row_ledger as
            select *, 'charges' as resource from (values
                ('1', timestamp '2026-03-01 04:00', 5, 1, 0),
                ('1', timestamp '2026-03-01 04:05', 4, 0, 1),
                ('2', timestamp '2026-03-02 04:00', 2, 0, 0),
                ('3', timestamp '2026-03-03 04:00', 9, 0, 0)
            ) t (_dlt_load_id, finished_at, new_rows, changed_rows, deleted_rows)
            """
        )
        found = reading.loads(connection, ["stripe"]).sort_values("loaded_at")
        assert reading.loads(connection, []).empty
    assert found["rows"].tolist() == [11, 2]
    assert found["loaded_at"].tolist() == [pd.Timestamp("2026-03-01 04:05"), pd.Timestamp("2026-03-02 04:00")]
    assert set(found["source"]) == {"stripe"}


@pytest.mark.parametrize(("metric", "is_there"), [("nps", True), ("csat", False)])
def test_definitions_are_the_marts_own(warehouse: Marts, metric: str, is_there: bool) -> None:
    with warehouse.open() as connection:
        assert (metric in reading.definitions(connection)) is is_there
