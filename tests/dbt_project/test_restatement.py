"""What was reported when: states of answers and metrics, and why the next one came, load after load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project.raw_fixture import Deleted, RawWarehouse
from tests.dbt_project.runs import build, dbt
from tests.dbt_project.vendor_records import customer, form, response, user

HISTORIES = ("restricted.answer_history", "marts.metric_history")
NUMBER = "value, n, is_suppressed, is_withheld, ended_because"
COUNTS = "late_count, edited_count, replaced_count, deleted_count, erased_count, redefined_count, rejoined_count"


def nps(number: int, score: int, segment: str = "smb", **hidden: str) -> dict[str, Any]:
    return response(
        f"r_n{number}", "FNPS0001", 1, {"nps": score}, email=f"c{number}@mail.example", segment=segment, **hidden
    )


def support(number: int, score: int) -> dict[str, Any]:
    return response(f"r_s{number}", "FCST0001", 1, {"csat": 5, "ces": score}, email=f"c{number}@mail.example")


def enough_answers(raw: RawWarehouse) -> None:
    """NPS in August: 12 of small customers beside those there, 7 of middling, 6 of large ones; 6 answers on effort."""
    small = [nps(number, 9 if number % 2 else 6) for number in range(12)]
    large = [nps(number, 8, "enterprise") for number in range(20, 26)]
    # They are hidden with the large ones, once those are few.
    middling = [nps(number, 8, "mid_market") for number in range(30, 37)]
    raw.load("typeform", {"responses": [*small, *middling, *large, *(support(number, 6) for number in range(6))]})


def one_of_each(raw: RawWarehouse) -> None:
    """One answer comes late, one is edited, one deleted; two customers turn out to be one. All answered in August."""
    raw.load("typeform", {"responses": [nps(13, 10), nps(0, 10), Deleted("r_n1")]})
    raw.load("stripe", {"customers": [customer("cus_j", "c2@mail.example", "+45 99 88 77 66")]})
    raw.load("zendesk", {"users": [user(50, "c3@mail.example", "+45 99 88 77 66")]})


def a_scale_changes_and_a_group_becomes_small(raw: RawWarehouse) -> None:
    shorter = form("FCST0001", ("csat", "rating", 5, False), ("ces", "opinion_scale", 5, True))
    raw.load("typeform", {"responses": [Deleted("r_n20"), Deleted("r_n21")], "forms": [shorter]})


@pytest.fixture(scope="module")
def restated(first_build: RawWarehouse, tmp_path_factory: pytest.TempPathFactory) -> RawWarehouse:
    """Three loads built one by one; the last build stops between answers and metrics and is run again."""
    import shutil

    folder = tmp_path_factory.mktemp("restated") / "warehouse"
    shutil.copytree(first_build.path.parent, folder)
    raw = RawWarehouse.__new__(RawWarehouse)
    raw.__dict__ |= first_build.__dict__
    raw.path = folder / first_build.path.name
    enough_answers(raw)
    build(raw.path)
    one_of_each(raw)
    build(raw.path)
    a_scale_changes_and_a_group_becomes_small(raw)
    dbt(raw.path, "run", "--select", "+answer_history")
    build(raw.path)
    return raw


@pytest.fixture(scope="module")
def ask(restated: RawWarehouse) -> Any:
    with duckdb.connect(str(restated.path)) as db:
        yield lambda query: db.execute(query).fetchall()


def states(metric: str, group: str, columns: str) -> str:
    return f"""
        select {columns} from marts.metric_history
        where metric = '{metric}' and period_type = 'month' and dimension_value = '{group}'
            and dimension in ('all', 'segment')
        order by known_from
    """


def test_every_kind_of_change_is_counted_in_the_state_that_it_ended(ask: Any) -> None:
    rows = ask(states("nps", "all", f"n, ended_because, {COUNTS}"))
    assert rows[1:] == [
        (27, "answers changed", 1, 1, 0, 1, 0, 0, 2),
        (26, "answers changed", 0, 0, 0, 2, 0, 0, 0),
        (24, None, *[None] * 7),
    ]


def test_a_question_that_is_redefined_takes_its_answers_out(ask: Any) -> None:
    rows = ask(states("ces", "all", f"value, n, ended_because, {COUNTS}"))
    assert rows[-2:] == [(6.0, 6, "answers changed", 0, 0, 0, 0, 0, 6, 0), (None, 0, None, *[None] * 7)]


def test_states_follow_each_other_at_the_datas_own_instants(ask: Any) -> None:
    rows = ask(states("nps", "all", "cast(known_from as varchar), cast(known_to as varchar)"))
    instants = [known_from for known_from, _ in rows]
    assert [known_to for _, known_to in rows] == [*instants[1:], None]
    as_of = ask("select cast(max(data_through_at) as varchar) from marts.source_freshness")
    assert instants[-1] == as_of[0][0]


def test_the_first_run_restates_nothing(first_build: RawWarehouse) -> None:
    with duckdb.connect(str(first_build.path), read_only=True) as db:
        for history in HISTORIES:
            query = f"select count(*) > 10, count(known_to), count(distinct known_from) from {history}"
            assert db.execute(query).fetchone() == (True, 0, 1)


def test_a_group_that_becomes_small_loses_the_numbers_of_all_its_states(ask: Any) -> None:
    assert ask(states("nps", "enterprise", NUMBER)) == [
        (None, None, False, True, "answers changed"),
        (None, None, False, True, "group hidden"),
        (None, None, True, False, None),
    ]
    told = f"coalesce({COUNTS}, interval_low, interval_high) is not null"
    assert {told for (told,) in ask(states("nps", "enterprise", told))} == {False}


def test_a_group_that_was_hidden_does_not_say_what_made_it_large_enough(ask: Any) -> None:
    first, second = ask(states("nps", "smb", f"{NUMBER}, {COUNTS}"))[:2]
    assert first == (None, None, True, False, "group shown", *[None] * 7)
    assert second[1] == 14


def test_what_holds_now_is_what_is_published(ask: Any) -> None:
    columns = "metric, period_type, period_start, dimension, dimension_value, value, n, interval_low, is_suppressed"
    published = (
        f"select {columns} from marts.voc_metrics where is_complete and period_type in ('week', 'month', 'quarter')"
    )
    held = f"select {columns} from marts.metric_history where known_to is null"
    assert ask(f"select count(*) > 100 from ({published})") == [(True,)]
    assert ask(f"{published} except all {held}") == []
    # What only the history has are groups that nobody is left in.
    assert {row[5:7] for row in ask(f"{held} except all {published}")} <= {(None, 0)}


def test_answers_end_in_the_way_that_happened_to_them(ask: Any) -> None:
    rows = ask("""
        select states.ended_because, count(*)
        from restricted.answer_history as states
        where states.metric = 'nps' and states.ended_because is not null
        group by states.ended_because
        order by 1
    """)
    assert dict(rows)["edited"] == 1
    assert dict(rows)["deleted"] == 3
    assert dict(rows)["rejoined"] >= 2
    scores = ask("""
        select cast(score as integer) from restricted.answer_history
        where answer_key in (select answer_key from restricted.answer_history where ended_because = 'edited')
        order by known_from
    """)
    assert scores == [(6,), (10,)]


def remembered(warehouse: Path) -> list[list[tuple[Any, ...]]]:
    with duckdb.connect(str(warehouse), read_only=True) as db:
        return [db.execute(f"select * from {table} order by all").fetchall() for table in HISTORIES]


def test_running_again_adds_nothing_and_a_full_refresh_removes_nothing(
    restated: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    again = copy_of(restated, "again")
    before = remembered(again)
    dbt(again, "run", "--select", "answer_history", "metric_history")
    assert remembered(again) == before
    dbt(again, "run", "--select", "answer_history", "metric_history", "--full-refresh")
    assert remembered(again) == before


def test_a_column_that_a_later_version_brings_is_added_and_restates_nothing(
    restated: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    upgraded = copy_of(restated, "upgraded")
    columns = "* exclude (touchpoint)"
    query = f"select {columns} from restricted.answer_history order by all"
    with duckdb.connect(str(upgraded)) as db:
        before = db.execute(query).fetchall()
        db.execute("alter table restricted.answer_history drop column touchpoint")
    dbt(upgraded, "run", "--select", "answer_history")
    with duckdb.connect(str(upgraded)) as db:
        assert db.execute(query).fetchall() == before
        filled = "select count(touchpoint) = count(*) from restricted.answer_history where known_to is null"
        assert db.execute(filled).fetchone() == (True,)
        comment = "select comment from duckdb_columns() where column_name = 'touchpoint' and schema_name = 'restricted'"
        assert db.execute(comment).fetchone() is not None


def test_what_changed_without_any_answer_is_named(
    restated: RawWarehouse, copy_of: Callable[[RawWarehouse, str], Path]
) -> None:
    other = copy_of(restated, "other")
    with duckdb.connect(str(other)) as db:
        db.execute("""
            update marts.voc_metrics set value = value + 1 where metric = 'nps' and dimension = 'all';
            update marts.voc_metrics set definition_version = '2' where metric = 'ces' and dimension = 'all';
            update marts.voc_metrics set n = n + 1 where metric = 'completion_rate' and dimension = 'all';
            update marts.voc_metrics set is_complete = false, value = 0 where metric = 'csat' and dimension = 'all';
            delete from marts.voc_metrics where dimension = 'segment' and metric = 'csat';
            delete from registry.dimension_sets where dimension = 'touchpoint';
            delete from marts.voc_metrics where dimension = 'touchpoint';
        """)
    dbt(other, "run", "--select", "metric_history")
    with duckdb.connect(str(other)) as db:
        newest = """
            select metric, dimension, ended_because, count(*)
            from marts.metric_history
            where known_to = (select max(known_to) from marts.metric_history) and period_type = 'month'
                and metric in ('nps', 'ces', 'csat', 'completion_rate')
            group by all
        """
        ended = {row[:3] for row in db.execute(newest).fetchall()}
        left = "select count(*) from marts.metric_history where dimension = 'touchpoint' and known_to is null"
        assert db.execute(left).fetchone() == (0,)
        emptied = db.execute(states("csat", "smb", "value, n, ended_because")).fetchall()
        nps_rows = db.execute(states("nps", "all", "n, ended_because, late_count, known_from")).fetchall()
    assert ended == {
        ("nps", "all", "calculation changed"),
        ("ces", "all", "definition changed"),
        ("completion_rate", "all", "records changed"),
        ("csat", "segment", "calculation changed"),
        *((metric, "touchpoint", "no longer published") for metric in ("nps", "ces", "csat", "completion_rate")),
    }, "csat of all waits until the period is complete again"
    assert emptied[-1] == (None, 0, None)
    assert nps_rows[-2][:3] == (24, "calculation changed", 0)
    assert (nps_rows[-1][3] - nps_rows[-2][3]).total_seconds() == 1, "the clock ticks where the data's stands still"
